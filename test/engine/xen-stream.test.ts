import { describe, expect, it } from "vitest";
import type { RoundStatistics } from "../../src/index.js";
import { migrate, scenarioWith } from "../support/scenarios.js";

const BUSY = [{ kind: "uniform", size: "8 MiB", rate: "100 k/s" }];

/** A set of pages rewritten every millisecond: every CLEAN finds exactly these. */
const rewritten = (pages: number) => [{ kind: "burst", size: pages * 4096, period: "1 ms" }];

describe("Xen 4.6 and later", () => {
  it("makes five live rounds and one with the guest paused while 50 pages or more are dirtied", async () => {
    const run = await migrate(scenarioWith({ workload: BUSY }));
    expect(run.rounds.map((round) => round.live)).toEqual([true, true, true, true, true, false]);
    expect(run.stop).toMatchObject({ kind: "max-iterations", converged: false });
  });

  it("sends the pages dirtied by suspending last, after one live pass, if nothing else was dirty", async () => {
    const run = await migrate(scenarioWith({ workload: [], host: { suspend: "10 ms", suspendDirtyPages: 200, setupDirtyPages: 0 } }));
    expect(run.rounds.map((round) => round.pagesSent)).toEqual([16384, 0, 200]);
    expect(run.rounds.filter((round) => round.live && round.pagesSent > 0)).toHaveLength(1);
    expect(run.stop.kind).toBe("no-pages-left");
    expect(run.totals.downtimeSeconds).toBeCloseTo(0.01 + (16 + 200 * 4104 + 8192) / 125e6 + 16384 * 8e-9, 12);
  });

  it("sends dirty pages below the threshold live before it suspends", async () => {
    const run = await migrate(scenarioWith({ workload: rewritten(49) }));
    expect(run.rounds.map((round) => [round.live, round.pagesSent])).toEqual([
      [true, 16384],
      [true, 49],
      [false, 49],
    ]);
  });

  it.each([
    ["xen-4.6", 50, 3],
    ["xen-4.10", 50, 6],
    ["xen-4.6", 51, 6],
    ["xen-4.10", 49, 3],
  ])("%s with exactly %i dirty pages sends %i rounds", async (engine, pages, rounds) => {
    const run = await migrate(scenarioWith({ engine, workload: rewritten(pages) }));
    expect(run.totals.rounds).toBe(rounds);
  });

  it("counts every byte of the stream", async () => {
    const run = await migrate(scenarioWith({ workload: [] }));
    // Image and domain header, 16 full batches, an empty final round, state.
    expect(run.totals.wireBytes).toBe(40 + 16 * 4_202_512 + 8192);
  });

  it.each([false, true])("lists holes with an entry each in the first round, and once more if relistsHoles is %s", async (relistsHoles) => {
    const engine = { preset: "xen-4.10", relistsHoles, slotSeconds: 0, holeSeconds: 1e-6 };
    const run = await migrate(
      scenarioWith({
        vm: { memory: "64 MiB", slots: "128 MiB" },
        workload: [],
        engine,
        host: { setupDirtyPages: 0, suspendDirtyPages: 1 },
      }),
    );
    const [holeBytes, pageBytes] = [16384 * 8 + 16 * 16, 16 + 4104];
    expect(run.rounds.map((round) => round.wireBytes)).toEqual([
      16 * (16 + 1024 * 4104) + holeBytes,
      0,
      pageBytes + (relistsHoles ? holeBytes : 0),
    ]);
    const holeSeconds = holeBytes / 125e6 + 16384e-6;
    expect(run.phases.stopAndCopySeconds).toBeCloseTo(pageBytes / 125e6 + (relistsHoles ? holeSeconds : 0), 12);
  });

  it("resends in the final round what could not be sent live", async () => {
    const run = await migrate(scenarioWith({ vm: { memory: "64 MiB", deferredPages: 100 }, workload: [] }));
    expect(run.rounds.map((round) => round.pagesSent)).toEqual([16384 - 100, 0, 100]);
    expect(run.rounds[0]?.pagesDeferred).toBe(100);
    expect(run.totals.pagesResent).toBe(0);
  });

  it("hands the documented statistics to a policy of the user's own, before and after each round", async () => {
    const seen: RoundStatistics[] = [];
    const policy = (statistics: RoundStatistics) => {
      seen.push(statistics);
      return statistics.iteration === 2 ? "stop" : "continue";
    };
    const run = await migrate(scenarioWith({ workload: rewritten(100) }), { policy });
    expect(seen.map(({ iteration, totalPagesSent, dirtyPages }) => [iteration, totalPagesSent, dirtyPages])).toEqual([
      [0, 0, 16384],
      [1, 16384, undefined],
      [1, 16384, 100],
      [2, 16484, undefined],
    ]);
    expect(run.stop).toMatchObject({ kind: "policy", converged: false });
    expect(run.totals.rounds).toBe(3);
  });

  it("follows a policy that stops it, and refuses unknown decisions", async () => {
    const scenario = scenarioWith({ workload: rewritten(100) });
    const reasoned = await migrate(scenario, {
      policy: ({ iteration }) => (iteration > 0 ? { decision: "stop", converged: true } : "continue"),
    });
    expect(reasoned.stop).toMatchObject({ kind: "policy", converged: true });
    await expect(migrate(scenario, { policy: () => "stpo" as never })).rejects.toThrow('received "stpo"');
  });

  it("reports no pages left only if there are none", async () => {
    const engine = { preset: "xen-4.6", minDirtyPages: 1 };
    const run = await migrate(scenarioWith({ engine, workload: [{ kind: "trace", events: [[0.05, 3]] }] }));
    expect(run.stop).toMatchObject({ kind: "dirty-threshold", detail: "1 page was dirty after 1 round, not more than 1." });
  });

  it("leaves the guest at the source if the policy aborts", async () => {
    const run = await migrate(scenarioWith({ workload: BUSY }), { policy: ({ iteration }) => (iteration === 1 ? "abort" : "continue") });
    expect(run.stop.kind).toBe("cancelled");
    expect(run.totals).toMatchObject({ downtimeSeconds: 0, rounds: 1, pagesSent: 16384 });
  });
});
