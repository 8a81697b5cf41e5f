import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PostcopyAction } from "../../../src/engine/action.js";
import type { PagesConfig } from "../../../src/pages/pages.js";
import { createReferencePages } from "../../../src/reference/pages.js";
import { createCorePages } from "../../support/pages-cases.js";
import { FRAME_BYTES, type PostcopyOptions, postcopy, postcopyEngine, postcopyMigration } from "../../support/postcopy.js";

const PAGES = 1024;
const PAGE_SECONDS = 0.001;
/** Too slow to matter once its first page has been sent. */
const NO_SWEEP = { limitBytesPerSecond: 1 };

const link = (latency: string) => ({ bandwidth: FRAME_BYTES * 8000, efficiency: 1, latency });
const trace = (...events: readonly (readonly [seconds: number, page: number])[]) => [{ kind: "trace", events }];

/** Post-copy only, of a guest with these accesses. */
function follow(action: Partial<PostcopyAction>, fields: object, options: PostcopyOptions = {}) {
  return postcopy(fields, { engine: postcopyEngine(action), ...options });
}

describe("post-copy", () => {
  it("is a pure background push for an idle guest, the last page's latency included", () => {
    const { totals, phases, rounds, postcopy: report } = follow({ queuedBytes: 1e5 }, { link: link("2 ms") });
    expect(phases.postcopySeconds).toBeCloseTo(PAGES * PAGE_SECONDS + 0.002, 9);
    expect(totals.totalSeconds).toBe(phases.postcopySeconds);
    expect(totals).toMatchObject({ pagesSent: PAGES, pagesResent: 0, wireBytes: PAGES * FRAME_BYTES, downtimeSeconds: 0 });
    expect(totals).toMatchObject({ postcopyFaults: 0, rounds: 1 });
    expect(totals).not.toHaveProperty("meanFaultSeconds");
    expect(rounds[0]).toMatchObject({ index: 0, live: true, pagesToSend: PAGES, pagesSent: PAGES, pagesSkipped: 0, throttleRatio: 0 });
    expect(report).toEqual({ faults: 0, pagesByFault: 0, pagesBySweep: PAGES, stallSeconds: 0, histogram: [] });
  });

  it("is limited by the background push's bandwidth", () => {
    const { phases } = follow({ limitBytesPerSecond: (FRAME_BYTES * 1000) / 4 }, {});
    expect(phases.postcopySeconds).toBeCloseTo((4 * (PAGES - 1) + 1) * PAGE_SECONDS, 9);
  });

  it("answers a fault over a connection of its own in two latencies, the page's time and the fixed cost", () => {
    const workload = trace([0.1, 900], [0.2, 500], [0.3, 20]);
    const run = follow({ preempt: true, faultSeconds: 0.004, ...NO_SWEEP }, { workload, link: link("3 ms"), timeout: "1 s" });
    expect(run.postcopy).toMatchObject({ faults: 3, pagesByFault: 3, pagesBySweep: 1 });
    const each = 2 * 0.003 + PAGE_SECONDS + 0.004;
    for (const share of ["mean", "median", "max"] as const) expect(run.postcopy.faultSeconds?.[share]).toBeCloseTo(each, 12);
    expect(run.postcopy.stallSeconds).toBeCloseTo(3 * each, 12);
  });

  it("takes twice a page's time if the background push has the other half of the link", () => {
    const { postcopy: report } = follow({ preempt: true }, { workload: trace([0.1003, 900]), link: link("3 ms") });
    expect(report.faultSeconds?.mean).toBeCloseTo(2 * 0.003 + 2 * PAGE_SECONDS, 12);
  });

  it("queues a fault behind the buffered pages if there is one connection", () => {
    const fields = { workload: trace([0.1003, 900]), link: link("3 ms") };
    const { postcopy: report } = follow({ queuedBytes: 20 * FRAME_BYTES, faultSeconds: 0.004 }, fields);
    // It reaches the source at 0.1033: ahead of it are 0.7 of a page on the wire and 19 buffered pages.
    expect(report.faultSeconds?.mean).toBeCloseTo(0.003 + 19.7 * PAGE_SECONDS + PAGE_SECONDS + 0.003 + 0.004, 12);
    // A background push slower than the link leaves the buffers empty.
    const slow = follow({ queuedBytes: 20 * FRAME_BYTES, limitBytesPerSecond: FRAME_BYTES * 100 }, fields);
    expect(slow.postcopy.faultSeconds?.mean).toBeCloseTo(2 * 0.003 + PAGE_SECONDS, 12);
  });

  it("waits about 10.6 ms for a huge page on 10 Gbit/s, of which 10 MB are in the buffers", () => {
    const vm = { memory: "2 GiB", pageSize: "2 MiB" };
    const times = [0.1, 0.1003, 0.1007, 0.1012].map((seconds) => {
      const fields = { vm, workload: trace([seconds, 1000]), link: { bandwidth: "10 Gbit/s", efficiency: 1, latency: 0 } };
      return follow({ queuedBytes: 1e7 }, fields).postcopy.faultSeconds?.mean ?? 0;
    });
    // The buffered bytes, up to a whole page that was begun while there was room, and the page itself.
    for (const seconds of times) {
      expect(seconds).toBeGreaterThan((1e7 + 2 ** 21) / 1.25e9);
      expect(seconds).toBeLessThan((1e7 + 2 ** 22) / 1.25e9);
    }
    expect(times.reduce((sum, seconds) => sum + seconds, 0) / times.length).toBeCloseTo(0.0106, 3);
    expect(new Set(times.map((seconds) => seconds.toFixed(6))).size).toBeGreaterThan(1);
  });

  it("also pushes the pages after a fault: a guest that reads on in order faults once", () => {
    const workload = [{ kind: "sweep", size: "2 MiB", start: 512, rate: 500 }];
    expect(follow({}, { workload }).postcopy.faults).toBe(1);
    expect(follow({ preempt: true }, { workload }).postcopy.faults).toBeGreaterThan(100);
  });

  it("keeps a guest that always accesses memory waiting for faults", () => {
    const workload = [{ kind: "uniform", size: "4 MiB", rate: "1 M/s" }];
    const run = follow({ preempt: true, faultSeconds: 0.002, ...NO_SWEEP }, { workload, timeout: "2 s" });
    // Only faults, three milliseconds each, with almost no time between two while most pages are missing.
    expect(run.postcopy.faults).toBeGreaterThan(0.95 * (2 / 0.003));
    expect(run.postcopy.stallSeconds).toBeGreaterThan(1.95);
  });

  it("stops one virtual CPU at a time", () => {
    const faults = (vcpus: number) => {
      const workload = [{ kind: "uniform", size: "4 MiB", rate: "100 k/s" }];
      return follow({ preempt: true, faultSeconds: 0.02, ...NO_SWEEP }, { vm: { memory: "4 MiB", vcpus }, workload, timeout: "0.3 s" })
        .postcopy;
    };
    const [one, four] = [faults(1), faults(4)];
    expect(four.faults / one.faults).toBeGreaterThan(3);
    expect(four.stallSeconds).toBeLessThanOrEqual(4 * 0.3);
    expect(one.stallSeconds).toBeLessThanOrEqual(0.3);
  });

  it("slows the guest's accesses by the share of its virtual CPUs that wait", () => {
    const workload = trace([0.1, 900], [0.2, 901]);
    const faultsBefore = (timeout: string, faultSeconds: number): number => {
      const fields = { vm: { memory: "4 MiB", vcpus: 2 }, workload, timeout };
      return follow({ preempt: true, faultSeconds, ...NO_SWEEP }, fields).postcopy.faults;
    };
    // The second access is due at guest second 0.2. From 0.1 on one of two virtual CPUs waits, for 60 ms, half of which are lost, or
    // until the end.
    expect([faultsBefore("0.2299 s", 0.059), faultsBefore("0.2301 s", 0.059)]).toEqual([1, 2]);
    expect([faultsBefore("0.2999 s", 10), faultsBefore("0.3001 s", 10)]).toEqual([1, 2]);
  });

  it("lets a second virtual CPU wait for a page with the first, and counts one fault", () => {
    const fields = { vm: { memory: "4 MiB", vcpus: 2 }, workload: trace([0.1, 900], [0.101, 900]), link: link("3 ms") };
    const { postcopy: report } = follow({ preempt: true, ...NO_SWEEP }, { ...fields, timeout: "1 s" });
    expect(report.faults).toBe(1);
    // The second arrived two milliseconds later, at half speed.
    expect(report.stallSeconds).toBeCloseTo(0.007 + 0.005, 12);
  });

  it("sends zero pages as such if the engine detects them", () => {
    const engine = postcopyEngine({}, { zeroPageBytes: 1, entryBytes: 8, zeroPageSeconds: 1e-6 });
    const vm = { memory: "4 MiB", content: { zero: 0.25 } };
    const { totals, phases, rounds } = postcopy({ vm }, { engine });
    const bytes = 768 * (FRAME_BYTES + 8) + 256 * 9;
    expect(totals).toMatchObject({ wireBytes: bytes, zeroPages: 256, pagesSent: PAGES });
    expect(rounds[0]).toMatchObject({ wireBytes: bytes, zeroPages: 256 });
    expect(phases.postcopySeconds).toBeCloseTo(bytes / (FRAME_BYTES * 1000) + 256e-6, 9);
    expect(postcopy({ vm }).totals).toMatchObject({ wireBytes: PAGES * FRAME_BYTES, zeroPages: 256 });
  });

  it("ends at once if no page is missing", () => {
    const engine = postcopyEngine();
    const nothing = {
      ...engine,
      *migrate(...facts: Parameters<typeof engine.migrate>) {
        for (const action of engine.migrate(...facts)) if (action.kind !== "enable-log") yield action;
      },
    };
    const { totals, rounds } = postcopy({}, { engine: nothing as typeof engine });
    expect(totals).toMatchObject({ totalSeconds: 0, pagesSent: 0, postcopyFaults: 0 });
    expect(rounds).toHaveLength(1);
  });
});

describe("a post-copy that is cancelled", () => {
  const workload = [{ kind: "uniform", size: "4 MiB", rate: "1 k/s" }];

  it("loses the guest, says so, and counts what had arrived", () => {
    const { stop, totals, postcopy: report, rounds } = follow({ queuedBytes: 8 * FRAME_BYTES }, { workload, timeout: "0.5005 s" });
    expect(stop).toMatchObject({ kind: "timeout", converged: false });
    expect(stop.detail).toMatch(/524 of its pages had not arrived: .* lost\.$/);
    expect(totals).toMatchObject({ totalSeconds: 0.5005, pagesSent: 500, pagesResent: 0, wireBytes: 500 * FRAME_BYTES });
    expect(rounds[0]).toMatchObject({ pagesToSend: PAGES, pagesSent: 500 });
    expect(report.pagesByFault + report.pagesBySweep).toBe(500);
    expect(report.faults - report.histogram.reduce((sum, { faults }) => sum + faults, 0)).toBe(0);
  });

  it("counts what arrived since the last page left", () => {
    const { totals } = follow({}, { link: link("0.3 ms"), timeout: "0.5005 s" });
    expect(totals.pagesSent).toBe(500);
    expect(follow({}, { link: link("0.6 ms"), timeout: "0.5005 s" }).totals.pagesSent).toBe(499);
  });

  it("by the caller has the same effect", () => {
    const migration = postcopyMigration({ workload });
    migration.advance(0.25);
    expect(Math.abs(migration.scannedRatio - 0.25)).toBeLessThan(0.02);
    migration.cancel("Enough.");
    expect(migration.result().stop.detail).toMatch(/^Enough\. The guest ran at the destination already/);
  });
});

describe("whatever the guest does, post-copy", () => {
  const source = fc.oneof(
    fc.record({
      kind: fc.constant("uniform"),
      size: fc.constant("3 MiB"),
      rate: fc.integer({ min: 1, max: 20_000 }),
      run: fc.constantFrom(1, 3),
    }),
    fc.record({
      kind: fc.constant("zipf"),
      size: fc.constant("2 MiB"),
      rate: fc.integer({ min: 1, max: 20_000 }),
      exponent: fc.constant(0.99),
    }),
    fc.record({
      kind: fc.constant("power-law"),
      size: fc.constant("4 MiB"),
      rate: fc.integer({ min: 1, max: 20_000 }),
      exponent: fc.constant(4),
      layout: fc.constant("scattered"),
    }),
    fc.record({
      kind: fc.constant("sweep"),
      size: fc.constant("1 MiB"),
      start: fc.constant(300),
      rate: fc.integer({ min: 1, max: 9000 }),
      stride: fc.constantFrom(1, 7),
    }),
    fc.record({ kind: fc.constant("burst"), size: fc.constant("512 KiB"), start: fc.constant(700), period: fc.constant("30 ms") }),
  );
  const scenario = fc.record({
    workload: fc.array(source, { minLength: 1, maxLength: 3 }),
    vm: fc.record({
      memory: fc.constant("4 MiB"),
      vcpus: fc.integer({ min: 1, max: 5 }),
      content: fc.constantFrom({ zero: 0 }, { zero: 0.3 }),
    }),
    link: fc.constantFrom(link("0 s"), link("2 ms")),
    seed: fc.nat(1000),
  });
  const action = fc.record({
    preempt: fc.boolean(),
    queuedBytes: fc.constantFrom(0, 5000, 1e5),
    faultSeconds: fc.constantFrom(0, 1e-3),
    accessesPerWrite: fc.constantFrom(1, 2.5),
    limitBytesPerSecond: fc.constantFrom(Infinity, 1.5e6),
  });
  const fields = { zeroPageBytes: 1, entryBytes: 8 };

  it("sends every page once, and each for at most one fault", () => {
    fc.assert(
      fc.property(scenario, action, (guest, how) => {
        const { totals, postcopy: report, phases, rounds } = postcopy(guest, { engine: postcopyEngine(how, fields) });
        expect(totals.pagesSent).toBe(PAGES);
        expect(totals.pagesResent).toBe(0);
        expect(report.pagesByFault + report.pagesBySweep).toBe(PAGES);
        expect(report.pagesByFault).toBeLessThanOrEqual(report.faults);
        expect(report.faults).toBeLessThanOrEqual(PAGES);
        expect(report.histogram.reduce((sum, { faults }) => sum + faults, 0)).toBe(report.faults);
        expect(totals.wireBytes).toBe(totals.zeroPages * 9 + (PAGES - totals.zeroPages) * (FRAME_BYTES + 8));
        expect(totals.totalSeconds).toBe(rounds[0]?.durationSeconds);
        expect(phases.postcopySeconds).toBeGreaterThanOrEqual(totals.wireBytes / (FRAME_BYTES * 1000) - 1e-9);
        if (!report.faultSeconds) return;
        expect(report.stallSeconds).toBeGreaterThanOrEqual(
          report.faults * report.faultSeconds.mean - guest.vm.vcpus * how.faultSeconds - 1e-9,
        );
        expect(report.stallSeconds).toBeLessThanOrEqual(guest.vm.vcpus * totals.totalSeconds + 1e-9);
      }),
      { seed: 20261122, numRuns: 60 },
    );
  });

  it("gives the same bytes from the core and from the reference, whatever the steps", () => {
    const steps = fc.array(fc.double({ min: 1e-5, max: 0.2, noNaN: true }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(scenario, action, steps, fc.constantFrom(createReferencePages, createCorePages), (guest, how, lengths, create) => {
        const engine = postcopyEngine(how, { ...fields, scanOrder: "ascending" });
        const whole = postcopyMigration(guest, { engine, create: (config: PagesConfig) => createReferencePages(config) });
        whole.advance(Infinity);
        const stepped = postcopyMigration(guest, { engine, create });
        const least = lengths.every((seconds) => seconds < 0.01) ? [...lengths, 0.05] : lengths;
        for (let step = 0; !stepped.finished; step++) stepped.advance(stepped.nowSeconds + (least[step % least.length] as number));
        expect(JSON.stringify(stepped.result())).toBe(JSON.stringify(whole.result()));
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  it("differs between runs, and never between two runs of the same number", () => {
    const guest = { workload: [{ kind: "uniform", size: "4 MiB", rate: "1 k/s" }] };
    const faults = [0, 1, 2, 0].map((run) => postcopy(guest, { run }).postcopy);
    expect(new Set(faults.map((report) => report.stallSeconds)).size).toBe(3);
    expect(faults[3]).toEqual(faults[0]);
  });
});
