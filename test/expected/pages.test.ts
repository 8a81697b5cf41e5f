/** Expected counts against closed forms and rounds computed by hand. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createExpectedPages } from "../../src/expected/pages.js";
import { expectedCannotSimulate } from "../../src/expected/support.js";
import type { DirtyPageRule, Pages } from "../../src/pages/pages.js";
import { ALWAYS, type WriteSource } from "../../src/pages/write-source.js";
import { configOf, createCorePages, paceOf, sourceOf } from "../support/pages-cases.js";

const uniformOver = (pages: number, writesPerSecond: number): WriteSource =>
  sourceOf(0, pages, { kind: "uniform", writesPerSecond, meanRunPages: 1 });

/** Sends one round at `pagesPerSecond`, starting at simulated and guest second `startSeconds`. Returns the second at which it ended. */
function sendRound(
  pages: Pages,
  round: number,
  startSeconds: number,
  pagesPerSecond: number,
  dirtyPageRule: DirtyPageRule,
  batchPages = 1024,
): number {
  pages.beginRound(round, startSeconds);
  const pace = paceOf({ startSeconds, startGuestSeconds: startSeconds, bytesPerSecond: pagesPerSecond, dirtyPageRule, batchPages });
  pages.transfer(pace, Infinity);
  expect(pages.progress.done).toBe(true);
  return pages.progress.seconds;
}

describe("rounds without skip", () => {
  it("converge to the fixed point S = W (1 - exp(-w S / (B W))) of a uniform writer", () => {
    const [pagesW, writes, link] = [30_000, 24_000, 15_000];
    const pages = createExpectedPages(configOf(30_000, { sources: [uniformOver(pagesW, writes)] }));
    pages.fillToSend();
    let now = 0;
    for (let round = 0; round < 60; round++) {
      now = sendRound(pages, round, now, link, "send");
      pages.clean(now);
    }
    const found = pages.countToSend();
    expect(found).toBeGreaterThan(10_000);
    expect(found).toBeCloseTo(pagesW * -Math.expm1((-writes * found) / (link * pagesW)), 6);
  });

  it("send the dirty pages found, byte for byte", () => {
    const pages = createExpectedPages(configOf(5000, { sources: [uniformOver(3000, 900)] }));
    pages.fillToSend();
    const sizes = { batchHeaderBytes: 16, entryBytes: 8, pageBytes: 4096 };
    pages.beginRound(0, 2);
    pages.transfer(paceOf({ ...sizes, startSeconds: 2, startGuestSeconds: 2, bytesPerSecond: 1e6, batchSeconds: 0.5 }), Infinity);
    const bytes = 5 * 16 + 5000 * 4104;
    expect(pages.progress).toMatchObject({ pagesSent: 5000, batches: 5, bytes, peeks: 0, cursor: 5000 });
    expect(pages.progress.seconds).toBeCloseTo(2 + bytes / 1e6 + 2.5, 9);
    expect(pages.clean(3)).toBeCloseTo(3000 * -Math.expm1(-0.9), 8);
  });
});

describe("the share of skipped pages", () => {
  // Batches of one page correspond to the continuous case of the closed form.
  it.each([0.1, 0.5, 1, 2, 4, 8])("is 1 - (1 - exp(-x)) / x of the pages to send at %f writes per page", (lambda) => {
    const count = 16_384;
    for (const scanOrder of ["ascending", "rotated"] as const) {
      const pages = createExpectedPages(configOf(count, { scanOrder, sources: [uniformOver(count, 1)] }));
      pages.markWritten(0, count);
      pages.clean(0);
      // A round at the speed at which it lasts as long as `lambda` writes per page take.
      const sentRatio = -Math.expm1(-lambda) / lambda;
      const seconds = count * lambda;
      sendRound(pages, 1, 0, (count * sentRatio) / seconds, "skip", 4);
      const { pagesSent, pagesSkipped } = pages.progress;
      expect(pagesSent + pagesSkipped).toBeCloseTo(count, 5);
      // Skipping pages speeds up the scan: dx/dt = B / (W exp(-r t)), which sends W ln(1 + k) / k, k = r W / B.
      const k = lambda / sentRatio;
      expect(pagesSent / count, scanOrder).toBeCloseTo(Math.log1p(k) / k, 3);
    }
  });

  it.each([0.1, 1, 2, 8])("equals the share in docs/sources/qemu.md#fake-dirty at a constant scan rate: %f", (lambda) => {
    const count = 65_536;
    const pages = createExpectedPages(configOf(count, { sources: [uniformOver(count, 1)] }));
    pages.markWritten(0, count);
    pages.clean(0);
    pages.beginRound(1, 0);
    // The same bytes for every page, sent or not, give a constant scan rate; skipped pages are those listed without content.
    const pace = paceOf({ dirtyPageRule: "allocate-only", batchPages: 16, entryBytes: 1, pageBytes: 0, bytesPerSecond: 1 / lambda });
    pages.transfer(pace, Infinity);
    expect(pages.progress.seconds).toBeCloseTo(count * lambda, 5);
    const share = 1 - -Math.expm1(-lambda) / lambda;
    expect(pages.progress.pagesAllocatedOnly / count).toBeCloseTo(share, 3);
    const dirty = pages.clean(count * lambda);
    expect(pages.progress.pagesAllocatedOnly / dirty).toBeCloseTo(share / -Math.expm1(-lambda), 3);
  });

  it("of a fast sweep under the rotated scan equals that page by page, close to (b / s)(1 - exp(-s / b))", () => {
    const [count, link, writes] = [65_536, 2000, 3000];
    const sweep = sourceOf(0, count, { kind: "sweep", writesPerSecond: writes, stridePages: 1, offsetPages: 0 });
    const [expected, exact] = [createExpectedPages, createCorePages].map((create) => {
      const pages = create(configOf(2 * count, { scanOrder: "rotated", sources: [sweep] }));
      expect(pages.clean(100)).toBe(count);
      sendRound(pages, 1, 100, link, "skip", 8);
      return pages.progress.pagesSent / count;
    }) as [number, number];
    // Five pages of the 65,536: a strip has no order inside.
    expect(Math.abs(expected - exact)).toBeLessThan(1e-4);
    // The closed form assumes a scan in random order; the rotated scan has its own order.
    const ratio = writes / link;
    expect(expected).toBeCloseTo(-Math.expm1(-ratio) / ratio, 2);
  });

  it("is all but the first batch for a sweep that wraps around before the second", () => {
    for (const scanOrder of ["ascending", "rotated"] as const) {
      const sweep = sourceOf(0, 2048, { kind: "sweep", writesPerSecond: 88_000, stridePages: 1, offsetPages: 0 });
      const pages = createExpectedPages(configOf(524_288, { scanOrder, sources: [sweep] }));
      pages.fillToSend();
      let now = sendRound(pages, 0, 0, 19_500, "skip");
      for (let round = 1; round < 29; round++) {
        expect(pages.clean(now)).toBe(2048);
        now = sendRound(pages, round, now, 19_500, "skip");
        expect(pages.progress.pagesSent).toBeCloseTo(1024, 6);
        expect(pages.progress.pagesSkipped).toBeCloseTo(1024, 6);
      }
    }
  });
});

describe("windows are half-open", () => {
  it("a sweep's write at the time of the read is not in the dirty log yet", () => {
    const pages = createExpectedPages(
      configOf(100, { sources: [sourceOf(10, 50, { kind: "sweep", writesPerSecond: 10, stridePages: 1, offsetPages: 48 })] }),
    );
    expect([0, 0.05, 0.1, 0.1001, 0.35].map((seconds) => pages.peek(seconds))).toEqual([0, 1, 1, 2, 4]);
    expect(pages.clean(0.3)).toBe(3);
    expect(pages.peek(0.3)).toBe(0);
    expect(pages.peek(0.31)).toBe(1);
  });
});

describe("pages written, deferred and zero", () => {
  it("marks pages, once each, across a sync", () => {
    const pages = createExpectedPages(configOf(4096, { sources: [uniformOver(1000, 1000)] }));
    pages.markWritten(500, 1000);
    pages.markWritten(900, 200);
    expect(pages.peek(0)).toBe(1000);
    const dirty = 1000 + 500 * -Math.expm1(-1);
    expect(pages.peek(1)).toBeCloseTo(dirty, 9);
    expect(pages.clean(1)).toBeCloseTo(dirty, 9);
    sendRound(pages, 1, 1, 1e9, "send");
    expect(pages.progress.pagesSent).toBeCloseTo(dirty, 9);
    expect(pages.clean(1)).toBe(0);
  });

  it.each([true, false])("lists deferred pages without content or skips them: %s", (listsDeferredPages) => {
    for (const scanOrder of ["ascending", "rotated"] as const) {
      const pages = createExpectedPages(configOf(4096, { deferredPages: 96, scanOrder }));
      pages.fillToSend();
      pages.beginRound(0, 0);
      pages.transfer(paceOf({ entryBytes: 8, pageBytes: 100, listsDeferredPages }), Infinity);
      expect(pages.progress.pagesSent).toBeCloseTo(4000, 6);
      expect(pages.progress.pagesDeferred).toBeCloseTo(96, 6);
      expect(pages.progress.bytes).toBeCloseTo(4000 * 108 + (listsDeferredPages ? 96 * 8 : 0), 4);
      expect(pages.countNeverSent()).toBeCloseTo(96, 6);
      pages.clean(5);
      expect(pages.addDeferred()).toBe(96);
      expect(pages.addDeferred()).toBe(0);
      pages.beginRound(1, 5);
      pages.transfer(paceOf({ live: false }), Infinity);
      expect(pages.progress.pagesSent).toBeCloseTo(96, 6);
      expect(pages.countNeverSent()).toBeCloseTo(0, 6);
    }
  });

  it("counts the zero pages not written before they are sent", () => {
    const sources = [uniformOver(2048, 2048 * 0.3)];
    for (const [where, zeroPages] of [["anywhere", 2048 + 2048 * Math.exp(-0.3)] as const, ["outside the workload", 4096] as const]) {
      const pages = createExpectedPages(configOf(8192, { sources, zero: { pages: where === "anywhere" ? 4096 * 2 * 0.5 : 4096, where } }));
      pages.fillToSend();
      pages.beginRound(0, 0);
      pages.transfer(paceOf({ startGuestSeconds: 1, guestSpeedRatio: 0 }), Infinity);
      const written = where === "anywhere" ? 1024 * Math.exp(-0.3) + 3072 : zeroPages;
      expect(pages.progress.zeroPages, where).toBeCloseTo(written, 6);
    }
  });

  it.each(["ascending", "rotated"] as const)("sends zero pages where their layout puts them, as page by page (%s)", (scanOrder) => {
    for (const topRatio of [0, 0.4, 1]) {
      for (const where of ["anywhere", "outside the workload"] as const) {
        const zero = { pages: 3000, where, layout: { kind: "ends" as const, topRatio } };
        const config = configOf(8192, { scanOrder, sources: [sourceOf(1500, 2500, { kind: "burst", periodSeconds: 1e6 })], zero });
        const [expected, exact] = [createExpectedPages(config), createCorePages(config)].map((pages) => {
          pages.fillToSend();
          pages.beginRound(0, 0);
          const pace = paceOf({ startGuestSeconds: 1, guestSpeedRatio: 0, batchPages: 64 });
          // The rotated scan is exact at the ends of its 128 strips of 64 pages.
          return Array.from({ length: 128 }, (_, strip) => {
            pages.transfer(pace, (strip * 64 + 1) / 1000);
            return pages.progress.zeroPages;
          });
        }) as [number[], number[]];
        for (const [strip, zeroPages] of exact.entries()) expect(expected[strip], `strip ${strip}`).toBeCloseTo(zeroPages, 6);
      }
    }
  });

  it("counts every zero page outside a scattered workload", () => {
    const writer = sourceOf(0, 3000, { kind: "uniform", writesPerSecond: 30_000, meanRunPages: 1 }, "scattered");
    const sources = [writer, { ...uniformOver(2000, 10), stream: 2 }];
    for (const layout of [{ kind: "spread" as const }, { kind: "ends" as const, topRatio: 0.5 }]) {
      const pages = createExpectedPages(configOf(8192, { sources, zero: { pages: 1000, where: "outside the workload", layout } }));
      pages.fillToSend();
      pages.beginRound(0, 0);
      pages.transfer(paceOf(), Infinity);
      expect(pages.progress.zeroPages, layout.kind).toBeCloseTo(1000, 6);
    }
  });
});

describe("steps", () => {
  const sources = [
    sourceOf(100, 4000, { kind: "zipf", exponent: 1, writesPerSecond: 900, meanRunPages: 1 }),
    sourceOf(3000, 2000, { kind: "sweep", writesPerSecond: 700, stridePages: 1, offsetPages: 5, stream: 2 }),
  ];

  it.each(["send", "skip", "allocate-only"] as const)("of any size give the same bytes under %s", (dirtyPageRule) => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 12, noNaN: true }), { maxLength: 12 }),
        fc.constantFrom("ascending", "rotated"),
        (stops, scanOrder) => {
          const [once, often] = [0, 1].map(() => {
            const pages = createExpectedPages(configOf(12_000, { sources, scanOrder, deferredPages: 50 }));
            pages.fillToSend();
            pages.beginRound(0, 0);
            return pages;
          }) as [Pages, Pages];
          const pace = paceOf({ dirtyPageRule, batchSeconds: 0.01 });
          once.transfer(pace, Infinity);
          for (const stop of stops.sort((a, b) => a - b)) {
            often.transfer(pace, stop);
            const { seconds, done } = often.progress;
            expect(done || seconds >= stop).toBe(true);
          }
          often.transfer(pace, Infinity);
          for (const field of ["bytes", "seconds", "pagesSent", "pagesSkipped", "batches", "peeks"] as const) {
            expect(often.progress[field], field).toBeCloseTo(once.progress[field], 4);
          }
          expect(often.countNeverSent()).toBeCloseTo(once.countNeverSent(), 4);
        },
      ),
      { numRuns: 40, seed: 20260803 },
    );
  });

  it("begin no batch at or after the end of the step", () => {
    const pages = createExpectedPages(configOf(10_240));
    pages.fillToSend();
    pages.beginRound(0, 0);
    const pace = paceOf({ bytesPerSecond: 1024 });
    const batches = [0, 0.5, 1, 1.5, 4, 4].map((until) => {
      pages.transfer(pace, until);
      return pages.progress.batches;
    });
    expect(batches).toEqual([0, 1, 1, 2, 4, 4]);
    expect(pages.progress.cursor).toBe(4096);
    expect(pages.countNeverSent()).toBeCloseTo(6144, 8);
  });
});

describe("what expected counts cannot do", () => {
  const trace: WriteSource = {
    kind: "trace",
    stream: 1,
    gate: ALWAYS,
    region: { firstPage: 0, pages: 10, layout: "contiguous" },
    seconds: Float64Array.of(1),
    pages: Uint32Array.of(3),
    periodSeconds: Infinity,
  };

  it("is given as a sentence", () => {
    expect(expectedCannotSimulate(configOf(10, { sources: [trace] }))).toContain("trace");
    expect(expectedCannotSimulate(configOf(10, { writes: "events" }))).toContain("events");
    expect(expectedCannotSimulate(configOf(10, { sources: [uniformOver(10, 1)] }))).toBeUndefined();
    expect(() => createExpectedPages(configOf(10, { sources: [trace] }))).toThrow(/trace/);
    expect(() => createExpectedPages(configOf(10)).snapshot("log")).toThrow(/no page identity/);
  });

  it("is more if pages are carried over from round to round", () => {
    const cyclic = (stridePages: number, layout?: "scattered") => {
      const sweep = sourceOf(0, 100, { kind: "sweep", writesPerSecond: 10, stridePages, offsetPages: 0 }, layout);
      return expectedCannotSimulate(configOf(100, { scanOrder: "cyclic", sources: [sweep] }));
    };
    expect([1, 99, 101].map((stridePages) => cyclic(stridePages))).toEqual([undefined, undefined, undefined]);
    expect(cyclic(7)).toContain("stride");
    expect(cyclic(1, "scattered")).toContain("scattered");
    expect(expectedCannotSimulate(configOf(10, { scanOrder: "cyclic", deltaCachePages: 16 }))).toContain("XBZRLE");
    expect(() => createExpectedPages(configOf(10, { scanOrder: "cyclic", clearPages: 1024 })).peek(1)).toThrow(/log/);
  });

  it("does not include large sizes: 2^28 slots and any write rate", () => {
    const slots = 2 ** 28;
    const pages = createExpectedPages(
      configOf(slots, { sources: [sourceOf(0, slots, { kind: "zipf", exponent: 0.99, writesPerSecond: 1e9, meanRunPages: 1 })] }),
    );
    pages.fillToSend();
    const end = sendRound(pages, 0, 0, 3e7, "send");
    expect(pages.clean(end)).toBeGreaterThan(1e8);
    expect(pages.countToSend()).toBeLessThanOrEqual(slots);
  });
});
