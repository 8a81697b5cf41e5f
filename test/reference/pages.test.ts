import { describe, expect, it } from "vitest";
import { ALWAYS } from "../../src/pages/write-source.js";
import { configOf, implementations, paceOf, pagesIn, sourceOf, upTo } from "../support/pages-cases.js";

const EDGES = [1, 63, 64, 65, 127, 128, 129, 1023, 1024, 1025, 4096];

describe.each(implementations)("%s: a round", (_name, create) => {
  it.each(EDGES)("sends each of %i pages once, batch by batch", (slots) => {
    const pages = create(configOf(slots));
    expect(pages.countNeverSent()).toBe(slots);
    expect(pages.fillToSend()).toBe(slots);
    pages.beginRound(3, 7);
    pages.transfer(paceOf({ startSeconds: 7, batchPages: 100, batchHeaderBytes: 20, entryBytes: 8, pageBytes: 4096 }), Infinity);
    const batches = Math.ceil(slots / 100);
    const bytes = 20 * batches + slots * 4104;
    expect(pages.progress).toMatchObject({ round: 3, cursor: slots, batches, bytes, pagesSent: slots, peeks: 0, done: true });
    expect(pages.progress.seconds).toBeCloseTo(7 + bytes / 1000, 9);
    expect(pages.countNeverSent()).toBe(0);
    expect(pages.countToSend()).toBe(slots);
  });

  it.each(EDGES)("finds each single page of %i", (slots) => {
    const step = slots > 200 ? 61 : 1;
    for (let page = 0; page < slots; page += step) {
      const pages = create(configOf(slots));
      pages.markWritten(page, 1);
      expect(pagesIn(pages, "log")).toEqual([page]);
      expect(pages.clean(0)).toBe(1);
      pages.beginRound(0, 0);
      pages.transfer(paceOf(), Infinity);
      expect(pages.progress).toMatchObject({ cursor: slots, batches: 1, pagesSent: 1, done: true });
      expect(pagesIn(pages, "to-send")).toEqual([page]);
    }
  });

  it("never sends holes in either order", () => {
    for (const scanOrder of ["ascending", "rotated"] as const) {
      const pages = create(configOf(5000, { allocatedPages: 3000, scanOrder }));
      expect(pages.fillToSend()).toBe(3000);
      expect(pagesIn(pages, "to-send")).toEqual(upTo(3000));
      expect(pagesIn(pages, "never-sent")).toEqual(upTo(3000));
    }
  });

  it("does not send pages marked as sent another way", () => {
    for (const scanOrder of ["ascending", "rotated", "cyclic"] as const) {
      const pages = create(configOf(5000, { allocatedPages: 3000, scanOrder }));
      pages.fillToSend();
      const sent = new Uint8Array(625);
      for (const page of [0, 7, 8, 1024, 2999, 4000]) sent[page >>> 3] = (sent[page >>> 3] as number) | (1 << (page & 7));
      pages.markSent(sent);
      const left = upTo(3000).filter((page) => ![0, 7, 8, 1024, 2999].includes(page));
      expect(pagesIn(pages, "to-send")).toEqual(left);
      expect(pagesIn(pages, "never-sent")).toEqual(left);
      pages.beginRound(0, 0);
      pages.transfer(paceOf(), Infinity);
      expect(pages.progress).toMatchObject({ pagesSent: 2995, done: true });
    }
  });

  it("ends a batch right after its last page and begins the next one there", () => {
    const pages = create(configOf(300));
    pages.markWritten(10, 3);
    pages.markWritten(200, 2);
    pages.clean(0);
    pages.beginRound(0, 0);
    pages.transfer(paceOf({ batchPages: 2 }), 0.001);
    expect(pages.progress).toMatchObject({ cursor: 12, batches: 1, seconds: 0.002 });
    pages.transfer(paceOf({ batchPages: 2 }), 0.002);
    expect(pages.progress).toMatchObject({ cursor: 12, batches: 1 });
    pages.transfer(paceOf({ batchPages: 2 }), 0.0021);
    expect(pages.progress).toMatchObject({ cursor: 201, batches: 2, seconds: 0.004, done: false });
    pages.transfer(paceOf({ batchPages: 2 }), Infinity);
    expect(pages.progress).toMatchObject({ cursor: 300, batches: 3, seconds: 0.005, pagesSent: 5, done: true });
  });

  it("stops after a page that just fills the batch, and finds the end of the scan in an empty batch", () => {
    const pages = create(configOf(100));
    pages.markWritten(10, 5);
    pages.clean(0);
    pages.beginRound(0, 0);
    pages.transfer(paceOf({ batchPages: 5, dirtyPageRule: "skip" }), 0.005);
    expect(pages.progress).toMatchObject({ cursor: 15, batches: 1, peeks: 1, done: false });
    pages.transfer(paceOf({ batchPages: 5, dirtyPageRule: "skip" }), Infinity);
    expect(pages.progress).toMatchObject({ cursor: 100, batches: 1, peeks: 2, seconds: 0.005, done: true });
  });

  it("adds a batch's fixed seconds, and starts anew when the pace changes", () => {
    const pages = create(configOf(100));
    pages.fillToSend();
    pages.beginRound(0, 0);
    pages.transfer(paceOf({ batchPages: 10, batchSeconds: 0.5 }), 1.1);
    expect(pages.progress).toMatchObject({ batches: 3, bytes: 30 });
    expect(pages.progress.seconds).toBeCloseTo(1.53, 12);
    const next = { startSeconds: pages.progress.seconds, startBytes: 30, startBatches: 3, batchPages: 10, bytesPerSecond: 10 };
    pages.transfer(paceOf(next), Infinity);
    expect(pages.progress.seconds).toBeCloseTo(1.53 + 7, 12);
  });
});

describe.each(implementations)("%s: pages written before they are scanned", (_name, create) => {
  /** Pages 0 .. 9 to send, of which 3 and 4 were written again. */
  function prepared(fields = {}) {
    const pages = create(configOf(100, fields));
    pages.markWritten(0, 10);
    pages.clean(0);
    pages.markWritten(3, 2);
    pages.markWritten(50, 5);
    pages.beginRound(1, 0);
    return pages;
  }

  it("are sent under `send`", () => {
    const pages = prepared();
    pages.transfer(paceOf(), Infinity);
    expect(pages.progress).toMatchObject({ pagesSent: 10, pagesSkipped: 0, peeks: 0 });
  });

  it("are left to the next round under `skip`, with one peek per batch, the empty one included", () => {
    const pages = prepared();
    pages.transfer(paceOf({ dirtyPageRule: "skip", batchPages: 8 }), Infinity);
    expect(pages.progress).toMatchObject({ pagesSent: 8, pagesSkipped: 2, batches: 1, bytes: 8, peeks: 2, done: true });
    expect(pagesIn(pages, "never-sent")).toEqual(upTo(100).filter((page) => page > 9 || page === 3 || page === 4));
    expect(pages.clean(0)).toBe(7);
  });

  it("are listed without content under `allocate-only`", () => {
    const pages = prepared();
    pages.transfer(
      paceOf({ dirtyPageRule: "allocate-only", batchPages: 8, batchHeaderBytes: 4, entryBytes: 8, pageBytes: 4096 }),
      Infinity,
    );
    const bytes = 2 * 4 + 10 * 8 + 8 * 4096;
    expect(pages.progress).toMatchObject({ pagesSent: 8, pagesAllocatedOnly: 2, pagesSkipped: 0, batches: 2, bytes, peeks: 2 });
  });

  it("count as written when the batch begins, not later", () => {
    const seconds = Float64Array.from([0.05, 0.1, 0.1]);
    const source = sourceOf(0, 100, { kind: "trace", seconds, pages: Uint32Array.from([150 - 100, 60, 99]), periodSeconds: Infinity });
    const pages = create(configOf(100, { sources: [source] }));
    pages.fillToSend();
    pages.beginRound(0, 0);
    pages.transfer(paceOf({ dirtyPageRule: "skip", batchPages: 50, bytesPerSecond: 500 }), Infinity);
    expect(pages.progress).toMatchObject({ pagesSent: 99, pagesSkipped: 1, peeks: 2 });
    expect(pages.clean(0.2)).toBe(3);
  });

  it("belong to the window they lie in, its end excluded", () => {
    const seconds = Float64Array.from([0.05, 0.1, 0.1]);
    const source = sourceOf(0, 100, { kind: "trace", seconds, pages: Uint32Array.from([50, 60, 99]), periodSeconds: Infinity });
    const pages = create(configOf(100, { sources: [source] }));
    expect(pages.clean(0.1)).toBe(1);
    expect(pages.clean(0.1000001)).toBe(2);
  });

  it("are not written while the guest is paused", () => {
    const source = sourceOf(0, 100, { kind: "uniform", writesPerSecond: 1e6, meanRunPages: 1 });
    const pages = create(configOf(100, { sources: [source] }));
    pages.fillToSend();
    pages.beginRound(0, 0);
    pages.transfer(paceOf({ dirtyPageRule: "skip", batchPages: 10, guestSpeedRatio: 0 }), Infinity);
    expect(pages.progress).toMatchObject({ pagesSent: 100, pagesSkipped: 0 });
  });
});

describe.each(implementations)("%s: deferred and zero pages", (_name, create) => {
  it.each(["ascending", "rotated"] as const)("lists deferred pages while the guest runs and sends them at the end (%s)", (scanOrder) => {
    const pages = create(configOf(3000, { allocatedPages: 2500, deferredPages: 70, scanOrder }));
    pages.fillToSend();
    pages.beginRound(0, 0);
    pages.transfer(paceOf({ entryBytes: 8 }), Infinity);
    expect(pages.progress).toMatchObject({ pagesSent: 2430, pagesDeferred: 70, bytes: 2500 * 8 + 2430, batches: 3 });
    expect(pagesIn(pages, "never-sent")).toEqual(upTo(70).map((index) => 2430 + index));
    pages.markWritten(2490, 4);
    expect(pages.countDeferredToSend()).toBe(70);
    pages.markWritten(100, 3);
    expect(pages.clean(0)).toBe(7);
    expect(pages.countDeferredToSend()).toBe(4);
    expect(pages.addDeferred()).toBe(66);
    expect(pages.countDeferredToSend()).toBe(70);
    expect(pages.addDeferred()).toBe(0);
    pages.beginRound(1, 0);
    pages.transfer(paceOf({ live: false }), Infinity);
    expect(pages.progress).toMatchObject({ pagesSent: 73, pagesDeferred: 0 });
    expect(pages.countNeverSent()).toBe(0);
  });

  it("gives deferred pages no place in a batch if they are not listed", () => {
    const pages = create(configOf(100, { deferredPages: 20 }));
    pages.fillToSend();
    pages.beginRound(0, 0);
    pages.transfer(paceOf({ batchPages: 80, listsDeferredPages: false }), Infinity);
    expect(pages.progress).toMatchObject({ pagesSent: 80, pagesDeferred: 20, batches: 1, bytes: 80, done: true });
  });

  it("counts zero pages as sent, and a written page as no longer zero", () => {
    const pages = create(configOf(2000, { zero: { pages: 2000, where: "anywhere" } }));
    pages.markWritten(0, 10);
    pages.fillToSend();
    pages.beginRound(0, 0);
    pages.transfer(paceOf(), Infinity);
    expect(pages.progress).toMatchObject({ pagesSent: 2000, zeroPages: 1990, peeks: 0 });
    expect(pages.clean(0)).toBe(10);
    expect(pagesIn(pages, "zero")).toEqual(upTo(1990).map((index) => index + 10));
  });
});

describe.each(implementations)("%s: deterministic sources", (_name, create) => {
  const logAt = (source: ReturnType<typeof sourceOf>, guestSeconds: number, slots = 100) => {
    const pages = create(configOf(slots, { sources: [source] }));
    pages.peek(guestSeconds);
    return pagesIn(pages, "log");
  };

  it("sweeps in address order, write k at second k / rate, from its offset, around the region", () => {
    const sweep = sourceOf(20, 10, { kind: "sweep", writesPerSecond: 10, stridePages: 1, offsetPages: 8 });
    expect(logAt(sweep, 0)).toEqual([]);
    expect(logAt(sweep, 0.0001)).toEqual([28]);
    expect(logAt(sweep, 0.1)).toEqual([28]);
    expect(logAt(sweep, 0.2001)).toEqual([20, 28, 29]);
    expect(logAt(sweep, 5)).toEqual(upTo(10).map((index) => index + 20));
  });

  it("steps by its stride and writes only the pages on it", () => {
    const sweep = sourceOf(0, 12, { kind: "sweep", writesPerSecond: 1, stridePages: 8, offsetPages: 1 });
    expect(logAt(sweep, 2)).toEqual([1, 9]);
    expect(logAt(sweep, 100)).toEqual([1, 5, 9]);
  });

  it("writes each page of a sweep once in consecutive windows", () => {
    for (const layout of ["contiguous", "scattered"] as const) {
      const sweep = sourceOf(100, 2000, { kind: "sweep", writesPerSecond: 999, stridePages: 1, offsetPages: 0 }, layout);
      const pages = create(configOf(2500, { sources: [sweep] }));
      let total = 0;
      for (let step = 1; step <= 150; step++) total += pages.clean((step * 2) / 150);
      expect(total).toBe(1998);
    }
  });

  it("bursts at multiples of its period in a half-open window", () => {
    const burst = sourceOf(10, 5, { kind: "burst", periodSeconds: 0.25 });
    const pages = create(configOf(100, { sources: [burst] }));
    expect([0, 0.1, 0.25, 0.2501, 0.4, 0.5, 0.75].map((second) => pages.clean(second))).toEqual([0, 5, 0, 5, 0, 0, 5]);
  });

  it("writes only while its gate is open", () => {
    const gate = { periodSeconds: 10, onSeconds: 5, offSeconds: 6, elapsedSeconds: 0 };
    const sweep = sourceOf(0, 50, { kind: "sweep", writesPerSecond: 10, stridePages: 1, offsetPages: 0, gate });
    const pages = create(configOf(100, { sources: [sweep] }));
    expect([4, 5, 5.5, 9, 15, 20].map((second) => pages.clean(second))).toEqual([0, 0, 5, 5, 0, 10]);
    expect(gate).not.toEqual(ALWAYS);
  });
});

describe.each(implementations)("%s: bad input", (_name, create) => {
  it("is refused with the field's name", () => {
    expect(() => create(configOf(0))).toThrow(/slots: expected an integer 1/);
    expect(() => create(configOf(10, { allocatedPages: 11 }))).toThrow(/allocatedPages/);
    expect(() => create(configOf(10, { sources: [sourceOf(5, 6, { kind: "burst", periodSeconds: 1 })] }))).toThrow(
      /sources\[0\]\.region\.pages/,
    );
    expect(() => create(configOf(10)).markWritten(5, 6)).toThrow(/pageCount/);
  });
});
