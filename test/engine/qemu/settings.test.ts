/** Changes to QEMU's live phase from outside: another downtime limit, a policy, cancelling. */
import { describe, expect, it } from "vitest";
import type { RoundStatistics, RunResult, StopPolicy } from "../../../src/index.js";
import { migrate, scenarioWith } from "../../support/scenarios.js";

const MIB = 2 ** 20;
/** A guest that rewrites its 64 MiB every millisecond, which never converges at 100 MB/s and 300 ms. */
function run(engine: object, policy?: StopPolicy): Promise<RunResult> {
  const scenario = scenarioWith({
    link: { bandwidth: 8e8, efficiency: 1, latency: 0 },
    engine: { preset: "qemu-8.2-tcg", maxBandwidth: 0, ...engine },
    workload: [{ kind: "burst", size: 64 * MIB, period: "1 ms" }],
  });
  return migrate(scenario, policy ? { policy } : {});
}

describe("the number of syncs", () => {
  it.each([1, 4, 9])("after which it is cancelled is %i, that of the set-up not counted", async (cancelAfterSyncs) => {
    const { stop, totals, rounds } = await run({ cancelAfterSyncs });
    expect(stop).toMatchObject({ kind: "cancelled", converged: false });
    expect(rounds).toHaveLength(cancelAfterSyncs);
    expect(totals.dirtySyncCount).toBe(cancelAfterSyncs + 1);
    expect(totals.downtimeSeconds).toBe(0);
    expect(rounds.every((round) => round.live && round.pagesDirtied !== undefined)).toBe(true);
  });

  it("changes the downtime limit from the given sync on", async () => {
    const { stop, rounds, totals } = await run({ relax: { afterSyncs: 6, downtimeLimit: "2 s" } });
    expect(stop).toMatchObject({ kind: "downtime-met", converged: true });
    expect(rounds.filter((round) => round.live).length).toBeGreaterThanOrEqual(7);
    expect(rounds.filter((round) => round.live).length).toBeLessThanOrEqual(8);
    expect(totals.downtimeSeconds).toBeGreaterThan(0.5);
    expect(totals.downtimeSeconds).toBeLessThan(2);
  });

  it("is reported although the scenario's timeout cuts the migration", async () => {
    const scenario = scenarioWith({
      engine: { preset: "qemu-8.2-tcg", maxBandwidth: 0 },
      workload: [{ kind: "burst", size: 64 * MIB, period: "1 ms" }],
      timeout: "5 s",
    });
    const { stop, totals, rounds } = await migrate(scenario);
    expect(stop.kind).toBe("timeout");
    expect(totals.dirtySyncCount).toBe(rounds.filter((round) => round.pagesDirtied !== undefined).length + 1);
    expect(totals.expectedDowntimeSeconds).toBeGreaterThan(0.3);
  });
});

describe("a policy", () => {
  it("that raises the downtime limit lets the migration end", async () => {
    const raise = ({ iteration }: RoundStatistics) =>
      ({ decision: "continue", ...(iteration >= 3 ? { settings: { downtimeLimitSeconds: 1.5 } } : {}) }) as const;
    const { stop, totals } = await run({}, raise);
    expect(stop).toMatchObject({ kind: "downtime-met", converged: true });
    expect(totals.dirtySyncCount).toBeGreaterThanOrEqual(5);
    expect(totals.downtimeSeconds).toBeGreaterThan(0.5);
  });

  it("that throttles the guest shows in later rounds, and never throttles less than auto-converge", async () => {
    const slow = ({ iteration }: RoundStatistics) =>
      ({ decision: iteration >= 6 ? "abort" : "continue", settings: { throttleRatio: iteration >= 2 ? 0.6 : 0 } }) as const;
    const { rounds } = await run({}, slow);
    const shares = rounds.filter((round) => round.pagesSent > 0).map((round) => Number(round.throttleRatio.toFixed(6)));
    expect(shares).toEqual([0, 0, 0.6, 0.6, 0.6, 0.6]);
    const both = await run({ autoConverge: { initial: 0.9 } }, slow);
    expect(Math.max(...both.rounds.map((round) => round.throttleRatio))).toBeCloseTo(0.9, 6);
  });

  it("that limits the bandwidth applies to the following windows", async () => {
    const bound = ({ elapsedSeconds = 0 }: RoundStatistics) =>
      ({ decision: elapsedSeconds > 4 ? "abort" : "continue", settings: { maxBandwidthBytesPerSecond: 1e7 } }) as const;
    const { totals } = await run({}, bound);
    // The first window is sent at the link's speed.
    expect(totals.wireBytes).toBeGreaterThan(0.95 * (1e7 + 39 * 1e6));
    expect(totals.wireBytes).toBeLessThan(1.1 * (1e7 + 39 * 1e6));
  });

  it("that stops or aborts decides", async () => {
    const stopped = await run({}, ({ iteration }) => (iteration >= 2 ? "stop" : "continue"));
    expect(stopped.stop).toMatchObject({ kind: "policy", converged: false });
    expect(stopped.totals.downtimeSeconds).toBeGreaterThan(0.5);
    const aborted = await run({}, ({ iteration }) => (iteration >= 2 ? "abort" : "continue"));
    expect(aborted.stop.kind).toBe("cancelled");
    expect(aborted.totals.dirtySyncCount).toBe(3);
  });

  it("that asks for post-copy needs an engine that has it", async () => {
    const over = ({ iteration }: RoundStatistics) => (iteration >= 1 ? "postcopy" : "continue");
    await expect(run({}, over)).rejects.toThrow("postcopy");
    const { stop } = await run({ postcopy: { afterSyncs: 100 } }, over);
    expect(stop.kind).toBe("postcopy");
  });
});
