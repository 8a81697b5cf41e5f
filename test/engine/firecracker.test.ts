import { describe, expect, it } from "vitest";
import { createEngine } from "../../src/engine/engines.js";
import { firecrackerEngine } from "../../src/engine/firecracker.js";
import type { FirecrackerParameters } from "../../src/scenario/resolved/engine-parameters.js";
import { migrate, scenarioWith } from "../support/scenarios.js";

const PLAIN: FirecrackerParameters = {
  preset: "firecracker",
  family: "firecracker",
  diffSnapshot: false,
  betweenSeconds: 1,
  rounds: 1,
  stopBelowBytes: 0,
  copy: "paused",
  stateBytes: 125_000,
  roundTrips: 0,
};
const BUSY = [{ kind: "uniform", size: "8 MiB", rate: "100 k/s" }];
const COPY_SECONDS = (16384 * 4096) / 125e6;

describe("Firecracker", () => {
  it("pauses the guest, copies everything and resumes it, whatever it writes", async () => {
    const result = await migrate(scenarioWith({ workload: BUSY }), { engine: firecrackerEngine(PLAIN) });
    expect(result.rounds.map(({ live, pagesSent }) => [live, pagesSent])).toEqual([[false, 16384]]);
    expect(result.totals.downtimeSeconds).toBeCloseTo(COPY_SECONDS + 0.001, 12);
    expect(result.totals.totalSeconds).toBe(result.totals.downtimeSeconds);
    expect(result.stop).toMatchObject({ kind: "snapshot", converged: false });
  });

  it("takes a full snapshot of the paused guest, lets it run, and sends the pages it dirtied", async () => {
    // Writes from guest second 0.1 on; the guest's time stops while it is paused.
    const events = Array.from({ length: 30 }, (_, index) => [0.1 * (index + 1), index]);
    const workload = [{ kind: "trace", events }];
    const result = await migrate(scenarioWith({ workload }), {
      engine: firecrackerEngine({ ...PLAIN, diffSnapshot: true, betweenSeconds: 1.05 }),
    });
    expect(result.rounds.map(({ live, pagesSent, throttleRatio }) => [live, pagesSent, throttleRatio])).toEqual([
      [true, 16384, 1],
      [false, 10, 0],
    ]);
    expect(result.totals.downtimeSeconds).toBeCloseTo((10 * 4096) / 125e6 + 0.001, 12);
    expect(result.totals.totalSeconds).toBeCloseTo(COPY_SECONDS + 1.05 + result.totals.downtimeSeconds, 12);
    expect(result.stop.detail).toContain("stood still for 537 ms at the source");
  });

  it("pauses the guest with write faults too", async () => {
    const scenario = scenarioWith({ workload: BUSY, host: { writeFault: "1 us" } });
    const engine = firecrackerEngine({ ...PLAIN, diffSnapshot: true, betweenSeconds: 0 });
    expect((await migrate(scenario, { engine })).rounds.map(({ pagesSent }) => pagesSent)).toEqual([16384, 0]);
  });

  it("copies the full snapshot of a guest that runs on, and pauses it once", async () => {
    const engine = firecrackerEngine({ ...PLAIN, diffSnapshot: true, copy: "running" });
    const result = await migrate(scenarioWith({ workload: [{ kind: "sweep", size: "64 MiB", rate: 1000 }] }), { engine });
    // 1000 pages a second for the copy of 0.5369 s and a second more: 1536.9.
    expect(result.rounds.map(({ live, pagesSent, throttleRatio }) => [live, pagesSent, throttleRatio])).toEqual([
      [true, 16384, 0],
      [false, 1537, 0],
    ]);
    expect(result.stop).toMatchObject({ kind: "snapshot", converged: false });
    expect(result.stop.detail).toContain("ran on while its full snapshot was copied");
  });

  it("asks no policy", () => {
    expect(() => createEngine(PLAIN, () => "continue")).toThrow("stop policy: the engine firecracker has nothing to ask one about");
  });
});

describe("a diff snapshot without dirty tracking", () => {
  it.each([0, 0.75])("has the resident pages again: those with content at the start and those written since, zero %d", async (zero) => {
    const vm = { memory: "64 MiB", content: { zero } };
    const workload = [{ kind: "sweep", size: "64 MiB", rate: 1000 }];
    const run = async (trackDirtyPages: boolean) => {
      const scenario = scenarioWith({ vm, workload });
      return migrate(scenario, { engine: firecrackerEngine({ ...PLAIN, diffSnapshot: true, betweenSeconds: 4, trackDirtyPages }) });
    };
    const [tracked, resident] = [await run(true), await run(false)];
    expect(tracked.rounds.map(({ pagesSent }) => pagesSent)).toEqual([16384, 4000]);
    // The sweep wrote 4000 pages, of which about `zero` were untouched before.
    const [full, diff] = resident.rounds.map(({ pagesSent }) => pagesSent);
    expect(full).toBe(16384);
    const expected = 16384 * (1 - zero) + 4000 * zero;
    expect(Math.abs((diff ?? 0) / expected - 1)).toBeLessThan(0.02);
    expect(resident.totals.downtimeSeconds).toBeGreaterThan(tracked.totals.downtimeSeconds);
    expect(resident.stop.detail).toContain("all resident pages again");
  });
});

describe("rounds of diff snapshots", () => {
  const MIB_PAGES = 256;
  const DIFFS: FirecrackerParameters = { ...PLAIN, diffSnapshot: true, rounds: 8, stopBelowBytes: 2 ** 20 };
  /** Writes `pages` different pages in each second of the guest's time. */
  const writing = (pages: number) => [{ kind: "sweep", size: "64 MiB", rate: pages }];
  const run = (parameters: FirecrackerParameters, workload: object[]) =>
    migrate(scenarioWith({ workload }), { engine: firecrackerEngine(parameters) });

  it.each([
    [MIB_PAGES - 1, 1, "dirty-threshold"],
    [MIB_PAGES, 1, "dirty-threshold"],
    [MIB_PAGES + 1, 8, "max-iterations"],
  ])("of %i pages each, with 1 MiB allowed, are %i, by %s", async (pages, diffs, kind) => {
    const { rounds, stop } = await run(DIFFS, writing(pages));
    expect(rounds.map((each) => each.pagesSent)).toEqual([16384, ...Array(diffs).fill(pages)]);
    expect(stop).toMatchObject({ kind, converged: kind === "dirty-threshold" });
    expect(stop.detail).toContain(`Diff snapshot ${diffs} had`);
    expect(stop.detail).toContain("stood still for");
  });

  it.each([2, 7, 8, 9])("are %i at most, of which the last is the downtime", async (most) => {
    const { rounds, totals } = await run({ ...DIFFS, rounds: most, stopBelowBytes: 0 }, writing(1000));
    expect(rounds.map((each) => each.live)).toEqual([...Array(most).fill(true), false]);
    expect(totals.downtimeSeconds).toBeCloseTo((1000 * 4096) / 125e6 + 0.001, 12);
  });

  it("shrink where the guest runs on while they are copied, and end at an empty one", async () => {
    // A page takes 32.768 us to copy, in which 0.32768 pages are dirtied: 16384, 5368, 1759, 576, 189, 62, ...
    const { rounds, stop } = await run({ ...DIFFS, copy: "running", betweenSeconds: 0, rounds: 8 }, writing(10_000));
    const pages = rounds.map((each) => each.pagesSent);
    expect(pages).toHaveLength(5);
    for (const [index, expected] of [16384, 5368, 1759, 576, 189].entries())
      expect(Math.abs((pages[index] ?? 0) - expected)).toBeLessThan(3);
    expect(stop).toMatchObject({ kind: "dirty-threshold", converged: true });
    expect(stop.detail).not.toContain("stood still");
    const idle = await run({ ...DIFFS, stopBelowBytes: 0 }, []);
    expect(idle.rounds.map((each) => each.pagesSent)).toEqual([16384, 0]);
    expect(idle.stop.kind).toBe("dirty-threshold");
  });
});
