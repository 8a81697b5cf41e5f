import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cloudHypervisorEngine, downtimeEstimateSeconds } from "../../src/engine/cloud-hypervisor.js";
import { createEngine } from "../../src/engine/engines.js";
import type { RoundStatistics, RunResult, StopPolicy } from "../../src/index.js";
import type { CloudHypervisorParameters } from "../../src/scenario/resolved/engine-parameters.js";
import { migrate, scenarioWith } from "../support/scenarios.js";

const CURRENT: CloudHypervisorParameters = {
  preset: "cloud-hypervisor",
  family: "cloud-hypervisor",
  rule: "downtime",
  downtimeSeconds: 0.3,
  timeoutSeconds: 3600,
  timeoutStrategy: "cancel",
  maxPasses: 5,
  connections: 1,
  connectionBytesPerSecond: 0,
  logPageSeconds: 0,
  memoryMode: "precopy",
  stateBytes: 0,
  roundTrips: 0,
  setupSeconds: 0,
};

const MIB = 2 ** 20;
const LINK_BYTES_PER_SECOND = 125e6;

/** A set of pages rewritten every millisecond: every sync finds exactly these. */
const rewritten = (pages: number, pageBytes = 4096) => [{ kind: "burst", size: pages * pageBytes, period: "1 ms" }];

function run(parameters: Partial<CloudHypervisorParameters>, fields: object = {}, policy?: StopPolicy): Promise<RunResult> {
  return migrate(scenarioWith({ workload: [], ...fields }), { engine: cloudHypervisorEngine({ ...CURRENT, ...parameters }, policy) });
}

const passes = ({ rounds }: RunResult) => rounds.map(({ live, pagesSent }) => [live, pagesSent]);

describe("the estimate of the downtime", () => {
  // Iterations 1 to 3 of the public log of a 6 GiB guest: MiB to send, MiB and MiB/s of the previous pass, logged estimate in ms.
  it.each([
    [5418, 6144, 1986.83, 2726],
    [5418, 5418, 1824.44, 2969],
    [5428, 5418, 1854.25, 2926],
  ])("%i MiB after %i MiB at %f MiB/s are logged as %i ms", (left, sent, speed, loggedMs) => {
    const seconds = downtimeEstimateSeconds(left * MIB, sent * MIB, sent / speed);
    expect(seconds).toBeCloseTo(left / speed, 12);
    expect(Math.abs((seconds * 1000) / loggedMs - 1)).toBeLessThan(5e-4);
  });

  it("follows the log of a guest that keeps rewriting 88 % of its memory", async () => {
    const pageBytes = 2 * MIB;
    const fields = {
      vm: { memory: "6 GiB", pageSize: "2 MiB" },
      link: { bandwidth: 1986.83 * MIB * 8, efficiency: 1, latency: 0 },
      workload: rewritten(5418 / 2, pageBytes),
    };
    const result = await run({ timeoutSeconds: 12, timeoutStrategy: "ignore", logPageSeconds: 0.057 / 3072 }, fields);
    const mebibytes = result.rounds.filter(({ live }) => live).map(({ pagesSent }) => pagesSent * 2);
    for (const [index, logged] of [6144, 5418, 5418, 5428].entries()) {
      expect(Math.abs((mebibytes[index] as number) / logged - 1)).toBeLessThan(0.005);
    }
    // Iteration 0 is sent at the logged speed. So are the later passes here, which are up to 9 % slower in the log.
    expect(result.rounds[0]?.durationSeconds).toBeCloseTo(3.09, 2);
    expect(result.stop).toMatchObject({ kind: "forced", converged: false });
    expect(result.stop.detail).toContain(
      "5418 MiB left after 5 rounds take 2.73 s at the 1987 MiB/s of the last, more than the 300 ms allowed",
    );
  });
});

describe("Cloud Hypervisor after release 51", () => {
  it("does not send the pass live that fits into the downtime: the guest is paused first", async () => {
    const pages = 9000;
    const result = await run({}, { workload: rewritten(pages) });
    // 16384 pages, then 9000 of 36.9 MB: 295 ms at the speed of the first pass.
    expect(result.stop).toMatchObject({ kind: "downtime-met", converged: true });
    expect(passes(result)).toEqual([
      [true, 16384],
      [false, pages],
      [false, 0],
    ]);
    expect(result.totals.downtimeSeconds).toBeCloseTo((pages * 4096) / LINK_BYTES_PER_SECOND, 9);
    expect(result.stop.detail).toBe("35.2 MiB left after 1 round take 295 ms at the 119 MiB/s of the last, within the 300 ms allowed.");
  });

  it("continues if one page more would take too long", async () => {
    const most = Math.floor((0.3 * LINK_BYTES_PER_SECOND) / 4096);
    expect((await run({ timeoutSeconds: 5 }, { workload: rewritten(most) })).stop.kind).toBe("downtime-met");
    expect((await run({ timeoutSeconds: 5 }, { workload: rewritten(most + 1) })).stop.kind).toBe("cancelled");
  });

  it("sends pages twice that are in the last table and were dirtied again before the pause", async () => {
    // Reading the dirty log takes 65.5 ms, in which the guest still runs.
    const result = await run({ logPageSeconds: 4e-6 }, { workload: rewritten(500) });
    expect(passes(result)).toEqual([
      [true, 16384],
      [false, 500],
      [false, 500],
    ]);
    expect(result.totals.pagesResent).toBe(1000);
    expect(result.totals.downtimeSeconds).toBeCloseTo((1000 * 4096) / LINK_BYTES_PER_SECOND + 16384 * 4e-6, 9);
  });

  it("stops when no page is dirty, and sends what suspending dirtied", async () => {
    const result = await run({}, { host: { setupDirtyPages: 0, suspend: "1 ms", suspendDirtyPages: 7 } });
    expect(result.stop).toMatchObject({ kind: "no-pages-left", converged: true });
    expect(passes(result)).toEqual([
      [true, 16384],
      [false, 7],
    ]);
  });

  it("cancels at its timeout, or pauses the guest all the same", async () => {
    const busy = { workload: rewritten(12000) };
    const cancelled = await run({ timeoutSeconds: 2 }, busy);
    expect(cancelled.stop).toMatchObject({ kind: "cancelled", converged: false });
    expect(cancelled.totals.downtimeSeconds).toBe(0);
    expect(cancelled.rounds.every(({ live }) => live)).toBe(true);
    const forced = await run({ timeoutSeconds: 2, timeoutStrategy: "ignore" }, busy);
    expect(forced.stop).toMatchObject({ kind: "forced", converged: false });
    expect(forced.totals.rounds).toBe(cancelled.totals.rounds + 2);
    // The timeout is checked only between passes.
    expect(cancelled.totals.totalSeconds).toBeGreaterThanOrEqual(2);
    expect(cancelled.totals.totalSeconds).toBeLessThan(2.5);
  });

  it("skips holes and sends zero pages like any other", async () => {
    const result = await run({}, { vm: { memory: "32 MiB", slots: "64 MiB", content: { zero: 0.5 } } });
    expect(result.rounds[0]).toMatchObject({ pagesSent: 8192, zeroPages: 4096, wireBytes: 8192 * 4096 });
  });

  it("uses one connection per 64 MiB of a pass, at least one", async () => {
    const vm = { memory: "256 MiB", pageSize: "2 MiB" };
    const parameters = { connections: 3, connectionBytesPerSecond: 20e6, downtimeSeconds: 3 };
    const result = await run(parameters, { vm, workload: rewritten(16, 2 * MIB) });
    expect(result.rounds.map(({ limitBytesPerSecond }) => limitBytesPerSecond)).toEqual([60e6, 20e6, 20e6]);
    expect(result.rounds[0]?.durationSeconds).toBeCloseTo((256 * MIB) / 60e6, 9);
    // The last table and the pages dirtied since make one pass: together they are large enough for two connections.
    const both = await run({ ...parameters, logPageSeconds: 1e-3 }, { vm, workload: rewritten(20, 2 * MIB) });
    expect(both.rounds.slice(1).map(({ limitBytesPerSecond }) => limitBytesPerSecond)).toEqual([40e6, 40e6]);
  });
});

describe("Cloud Hypervisor 40", () => {
  it("makes five passes of dirty pages and a final one, whatever is left", async () => {
    const result = await run({ rule: "passes" }, { workload: rewritten(12000) });
    expect(passes(result)).toEqual([[true, 16384], ...Array(5).fill([true, 12000]), [false, 12000]]);
    expect(result.stop).toMatchObject({ kind: "max-iterations", converged: false });
  });

  it("stops at an empty pass", async () => {
    const result = await run({ rule: "passes" }, { workload: [{ kind: "trace", events: [[0.1, 3]] }] });
    expect(passes(result)).toEqual([
      [true, 16384],
      [true, 1],
      [false, 0],
    ]);
    expect(result.stop).toMatchObject({ kind: "no-pages-left", converged: true });
  });
});

describe("a stop policy of the user's own", () => {
  it("is asked about each table, and the table it stops at is not sent live", async () => {
    const seen: RoundStatistics[] = [];
    const policy: StopPolicy = (statistics) => {
      seen.push(statistics);
      return statistics.iteration === 2 ? { decision: "stop", converged: true } : "continue";
    };
    const result = await run({}, { workload: rewritten(100) }, policy);
    expect(seen.map(({ iteration, dirtyPages, remainingBytes }) => [iteration, dirtyPages, remainingBytes])).toEqual([
      [0, 16384, 64 * MIB],
      [1, 100, 409_600],
      [2, 100, 409_600],
    ]);
    expect(seen[1]?.bandwidthBytesPerSecond).toBeCloseTo(LINK_BYTES_PER_SECOND, 3);
    expect(seen[2]?.elapsedSeconds).toBeCloseTo((16484 * 4096) / LINK_BYTES_PER_SECOND, 9);
    expect(passes(result).at(-2)).toEqual([false, 100]);
    expect(result.stop).toMatchObject({ kind: "policy", converged: true });
  });

  it("may abort, and may not ask for what this engine cannot do", async () => {
    expect((await run({}, {}, () => "abort")).stop.kind).toBe("cancelled");
    await expect(run({}, {}, () => "postcopy")).rejects.toThrow("postcopy");
    await expect(run({}, {}, () => ({ decision: "continue", settings: { downtimeLimitSeconds: 1 } }))).rejects.toThrow(
      "downtimeLimitSeconds",
    );
  });

  it("is refused if there is no live phase", () => {
    expect(() => createEngine({ ...CURRENT, memoryMode: "postcopy" }, () => "stop")).toThrow("nothing to ask");
  });
});

describe("whatever the guest writes", () => {
  it("every page is counted once per time it was sent, and all pages arrive", async () => {
    const workload = fc.record({ size: fc.integer({ min: 1, max: 32 }), rate: fc.integer({ min: 0, max: 60_000 }) });
    await fc.assert(
      fc.asyncProperty(workload, fc.integer({ min: 1, max: 4 }), async ({ size, rate }, connections) => {
        const fields = { vm: { memory: "32 MiB" }, workload: [{ kind: "uniform", size: size * MIB, rate }] };
        const result = await run({ connections, connectionBytesPerSecond: 50e6, timeoutSeconds: 3, timeoutStrategy: "ignore" }, fields);
        const { pagesSent, wireBytes, pagesResent, downtimeSeconds, totalSeconds } = result.totals;
        expect(wireBytes).toBe(pagesSent * 4096);
        expect(pagesSent - pagesResent).toBe(8192);
        expect(downtimeSeconds).toBeLessThan(totalSeconds);
      }),
      { numRuns: 15, seed: 41 },
    );
  });
});
