import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PullAction } from "../../../src/engine/action.js";
import type { PagesConfig } from "../../../src/pages/pages.js";
import { createReferencePages } from "../../../src/reference/pages.js";
import { type Environment, quietEnvironment } from "../../../src/traffic/environment.js";
import { createCorePages } from "../../support/pages-cases.js";
import { FRAME_BYTES, postcopy, postcopyMigration } from "../../support/postcopy.js";
import { pullEngine } from "../../support/pull.js";

const PAGES = 1024;
/** A page of 4 KiB on the link of `postcopyMigration`. */
const PAGE_SECONDS = 0.001;

const link = (latency: string) => ({ bandwidth: FRAME_BYTES * 8000, efficiency: 1, latency });
const trace = (...events: readonly (readonly [seconds: number, page: number])[]) => [{ kind: "trace", events }];
/** A link of 1000 pages a second, and of half as many from a second on. */
function halvedAt(seconds: number): Environment {
  const environment = { ...quietEnvironment(FRAME_BYTES * 1000), nextChangeSeconds: seconds };
  return Object.assign(environment, {
    advance: () => Object.assign(environment, { nextChangeSeconds: Infinity, copyBytesPerSecond: FRAME_BYTES * 500 }),
  });
}

const pulled = (action: Partial<PullAction>, fields: object) => postcopy(fields, { engine: pullEngine(action) });

describe("post-copy with one request under way", () => {
  // One request after the other: latency there, service, the page, latency back.
  it("takes a round trip, the page and the service for every page", () => {
    const { phases, totals, postcopy: report, rounds, ruledBy } = pulled({ requestSeconds: 0.0005 }, { link: link("2 ms") });
    expect(phases.postcopySeconds).toBeCloseTo(PAGES * (2 * 0.002 + PAGE_SECONDS + 0.0005), 9);
    expect(totals).toMatchObject({ pagesSent: PAGES, pagesResent: 0, wireBytes: PAGES * FRAME_BYTES, rounds: 1, postcopyFaults: 0 });
    expect(rounds[0]).toMatchObject({ live: true, pagesToSend: PAGES, pagesSent: PAGES });
    expect(report).toEqual({ faults: 0, pagesByFault: 0, pagesBySweep: PAGES, stallSeconds: 0, histogram: [] });
    expect(ruledBy).toEqual([
      {
        kind: "requests",
        seconds: phases.postcopySeconds,
        detail: "One request at a time set the pace: 1024 pages in 5.63 s, 5.5 ms each.",
      },
    ]);
  });

  it.each([
    ["0.1 ms", "4 KiB", 0.0001, 4096, 55.1],
    ["0.5 ms", "4 KiB", 0.0005, 4096, 264.8],
    ["0.1 ms", "2 MiB", 0.0001, 2 ** 21, 0.965],
  ])("moves 1 GiB over 10 Gbit/s at %s in pages of %s as the closed form says", (latency, pageSize, latencySeconds, bytes, seconds) => {
    const fields = { vm: { memory: "1 GiB", pageSize }, link: { bandwidth: "10 Gbit/s", efficiency: 1, latency } };
    const { postcopySeconds } = pulled({ requestSeconds: 7e-6 }, fields).phases;
    expect(postcopySeconds).toBeCloseTo((2 ** 30 / bytes) * (2 * latencySeconds + bytes / 1.25e9 + 7e-6), 6);
    expect(Math.abs(postcopySeconds / seconds - 1)).toBeLessThan(0.002);
  });

  it("sends zero pages as whole pages, even for an engine that detects them", () => {
    const engine = pullEngine({}, { zeroPageBytes: 1, zeroPageSeconds: 1e-3 });
    const { totals } = postcopy({ vm: { memory: "4 MiB", content: { zero: 0.25 } } }, { engine });
    expect(totals).toMatchObject({ wireBytes: PAGES * FRAME_BYTES, zeroPages: 256, totalSeconds: expect.closeTo(PAGES * PAGE_SECONDS, 9) });
  });

  it("sends at most what the sender makes", () => {
    const engine = pullEngine({}, { bytesPerSecond: FRAME_BYTES * 250 });
    expect(postcopy({ link: link("3 ms") }, { engine }).phases.postcopySeconds).toBeCloseTo(PAGES * (0.006 + 0.004), 9);
  });

  it("answers a fault after the rest of the request under way and one more", () => {
    // Requests take 7 ms each; the 15th has begun at 98 ms, 4 ms before the fault.
    const { postcopy: report } = pulled({}, { workload: trace([0.102, 900]), link: link("3 ms") });
    expect(report).toMatchObject({ faults: 1, pagesByFault: 1, pagesBySweep: PAGES - 1 });
    expect(report.faultSeconds?.mean).toBeCloseTo(0.003 + 0.007, 12);
    expect(report.stallSeconds).toBeCloseTo(0.01, 12);
  });

  it("asks for no page twice: a fault on the page under way waits for its arrival", () => {
    // Page 14 is under way from 98 to 105 ms.
    const { postcopy: report, totals } = pulled({}, { workload: trace([0.102, 14]), link: link("3 ms") });
    expect(report).toMatchObject({ faults: 1, pagesByFault: 0, pagesBySweep: PAGES });
    expect(report.faultSeconds?.mean).toBeCloseTo(0.003, 12);
    expect(totals.pagesSent).toBe(PAGES);
  });

  it("asks for faulted pages in their order, before any other", () => {
    const fields = { vm: { memory: "4 MiB", vcpus: 4 }, workload: trace([0.1, 900], [0.101, 20], [0.102, 500]), link: link("3 ms") };
    const { postcopy: report } = pulled({}, fields);
    expect(report.pagesByFault).toBe(3);
    // Ends at 112, 119 and 126 ms. Each vCPU that waits takes a quarter of the guest's speed, so its accesses come later.
    const touched = [0.1, 0.1 + 0.001 / 0.75, 0.1 + 0.001 / 0.75 + 0.001 / 0.5];
    const waits = touched.map((seconds, index) => 0.112 + 0.007 * index - seconds);
    expect(report.faultSeconds?.mean).toBeCloseTo(waits.reduce((sum, seconds) => sum + seconds, 0) / 3, 12);
    expect(report.faultSeconds?.max).toBeCloseTo(Math.max(...waits), 12);
  });

  it("goes on from where it was in address order", () => {
    // A guest that reads on in order, faster than pages come, waits for each page and takes it before the cursor does.
    const workload = [{ kind: "sweep", size: "2 MiB", start: 512, rate: 5000 }];
    const { postcopy: report } = pulled({}, { workload, link: link("3 ms") });
    expect(report.pagesByFault).toBeGreaterThan(500);
    expect(report.pagesByFault + report.pagesBySweep).toBe(PAGES);
  });

  it("keeps a thread that always touches missing pages waiting for a request or two", () => {
    const workload = [{ kind: "uniform", size: "4 MiB", rate: "1 M/s" }];
    const { postcopy: report } = pulled({}, { workload, link: link("3 ms"), timeout: "1 s" });
    // It touches the next page at once, when the next request has just begun.
    expect(report.faultSeconds?.median).toBeGreaterThan(0.9 * 0.014);
    expect(report.faultSeconds?.max).toBeLessThanOrEqual(0.014 + 1e-12);
  });

  it("loses the guest where it is cancelled, and counts what had arrived", () => {
    const { stop, totals, postcopy: report } = pulled({}, { link: link("2 ms"), timeout: "0.5025 s" });
    expect(stop).toMatchObject({ kind: "timeout", converged: false });
    expect(stop.detail).toMatch(/924 of its pages had not arrived: .* lost\.$/);
    expect(totals).toMatchObject({ totalSeconds: 0.5025, pagesSent: 100, pagesResent: 0, wireBytes: 100 * FRAME_BYTES });
    expect(report.pagesBySweep).toBe(100);
    // Without a page there is nothing to say.
    expect(pulled({}, { link: link("2 ms"), timeout: "1 ms" }).ruledBy).toEqual([]);
    // The 101st page is on its way.
    expect(pulled({}, { link: link("2 ms"), timeout: "0.5049 s" }).totals.pagesSent).toBe(100);
    expect(pulled({}, { link: link("2 ms"), timeout: "0.5051 s" }).totals.pagesSent).toBe(101);
  });

  it.each([
    // Before the first byte, in the middle of the page, and when it has left: half of the link from then on.
    [0.002, 0.003 + 0.002 + 0.003],
    [0.0035, 0.003 + 0.0015 + 0.003],
    [0.0055, 0.003 + 0.001 + 0.003],
  ])("has half of the link from second %f on: the first page arrives at %f s, and each later one a request later", (seconds, first) => {
    const fields = { workload: trace([0, 0]), link: link("3 ms") };
    const environment = halvedAt(seconds);
    const { postcopy: report, phases } = postcopy(fields, { engine: pullEngine(), environment });
    expect(report.faultSeconds?.mean).toBeCloseTo(first, 12);
    expect(phases.postcopySeconds).toBeCloseTo(first + (PAGES - 1) * 0.008, 9);
  });

  it("tells how much is done, and that the guest fetches", () => {
    const migration = postcopyMigration({ link: link("2 ms") }, { engine: pullEngine() });
    migration.advance(0.256 * 5 + 0.001);
    expect(migration.isFetching).toBe(true);
    expect(migration.scannedRatio).toBe(0.25);
  });
});

describe("whatever the guest does, post-copy with one request under way", () => {
  const rate = fc.integer({ min: 1, max: 20_000 });
  const source = fc.oneof(
    fc.record({ kind: fc.constant("uniform"), size: fc.constant("3 MiB"), rate, run: fc.constantFrom(1, 3) }),
    fc.record({ kind: fc.constant("zipf"), size: fc.constant("2 MiB"), rate, exponent: fc.constant(0.99) }),
    fc.record({ kind: fc.constant("sweep"), size: fc.constant("1 MiB"), start: fc.constant(300), rate, stride: fc.constantFrom(1, 7) }),
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
  const action = fc.record({ requestSeconds: fc.constantFrom(0, 2e-4), accessesPerWrite: fc.constantFrom(1, 2.5) });

  it("takes the same time, asks for every page once, and no fault waits longer than for all before it", () => {
    fc.assert(
      fc.property(scenario, action, (guest, how) => {
        const { totals, postcopy: report } = pulled(how, guest);
        const request = 2 * (guest.link.latency === "2 ms" ? 0.002 : 0) + PAGE_SECONDS + how.requestSeconds;
        expect(totals.totalSeconds).toBeCloseTo(PAGES * request, 9);
        expect(totals).toMatchObject({ pagesSent: PAGES, pagesResent: 0, wireBytes: PAGES * FRAME_BYTES });
        expect(report.pagesByFault + report.pagesBySweep).toBe(PAGES);
        expect(report.pagesByFault).toBeLessThanOrEqual(report.faults);
        expect(report.histogram.reduce((sum, { faults }) => sum + faults, 0)).toBe(report.faults);
        expect(report.faultSeconds?.max ?? 0).toBeLessThanOrEqual((guest.vm.vcpus + 1) * request + 1e-9);
      }),
      { seed: 20261128, numRuns: 40 },
    );
  });

  it("gives the same bytes from the core and from the reference, whatever the steps", () => {
    const steps = fc.array(fc.double({ min: 1e-5, max: 0.2, noNaN: true }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(scenario, action, steps, fc.constantFrom(createReferencePages, createCorePages), (guest, how, lengths, create) => {
        const engine = pullEngine(how);
        const whole = postcopyMigration(guest, { engine, create: (config: PagesConfig) => createReferencePages(config) });
        whole.advance(Infinity);
        const stepped = postcopyMigration(guest, { engine, create });
        const least = lengths.every((seconds) => seconds < 0.01) ? [...lengths, 0.05] : lengths;
        for (let step = 0; !stepped.finished; step++) stepped.advance(stepped.nowSeconds + (least[step % least.length] as number));
        expect(JSON.stringify(stepped.result())).toBe(JSON.stringify(whole.result()));
      }),
      { seed: 11, numRuns: 40 },
    );
  });
});
