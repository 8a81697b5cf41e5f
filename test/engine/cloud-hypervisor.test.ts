import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cloudHypervisorEngine, downtimeEstimateSeconds } from "../../src/engine/cloud-hypervisor.js";
import { createEngine } from "../../src/engine/engines.js";
import { type RoundStatistics, type RunResult, type StopPolicy, simulate } from "../../src/index.js";
import type { CloudHypervisorParameters } from "../../src/scenario/resolved/engine-parameters.js";
import { migrate, scenarioWith } from "../support/scenarios.js";
import { mean, variance } from "../support/statistics.js";

/** Release 52 without any cost beside the bytes. */
const BARE: CloudHypervisorParameters = {
  preset: "cloud-hypervisor",
  family: "cloud-hypervisor",
  rule: "downtime",
  downtimeSeconds: 0.3,
  timeoutSeconds: 3600,
  timeoutStrategy: "cancel",
  maxPasses: 5,
  sparseFirstPass: false,
  connections: 1,
  connectionBytesPerSecond: 0,
  startLogPageSeconds: 0,
  logPageSeconds: 0,
  logDirtyPageSeconds: 0,
  finalLogReads: 1,
  memoryMode: "precopy",
  requestSeconds: 0,
  accessesPerWrite: 1,
  snapshotSeconds: 0,
  restoreSeconds: 0,
  stateBytes: 0,
  roundTrips: 0,
  setupSeconds: 0,
};

const MIB = 2 ** 20;
const LINK_BYTES_PER_SECOND = 125e6;

/** A set of pages rewritten every millisecond: every sync finds exactly these. */
const rewritten = (pages: number, pageBytes = 4096) => [{ kind: "burst", size: pages * pageBytes, period: "1 ms" }];

function run(
  parameters: Partial<CloudHypervisorParameters>,
  fields: { readonly host?: object; readonly [field: string]: unknown } = {},
  policy?: StopPolicy,
): Promise<RunResult> {
  // The scenario's own engine is Xen's, as some guests have holes; Cloud Hypervisor has no Dom0.
  return migrate(scenarioWith({ workload: [], ...fields, host: { copyCpu: 0, ...fields.host } }), {
    engine: cloudHypervisorEngine({ ...BARE, ...parameters }, policy),
  });
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
      // The speed of this one connection was measured.
      link: { bandwidth: 1986.83 * MIB * 8, efficiency: 1, latency: 0, connectionBandwidth: 1986.83 * MIB },
      workload: rewritten(5418 / 2, pageBytes),
    };
    const result = await run({ timeoutSeconds: 12, timeoutStrategy: "ignore", logDirtyPageSeconds: 40e-9 }, fields);
    const mebibytes = result.rounds.filter(({ live }) => live).map(({ pagesSent }) => pagesSent * 2);
    for (const [index, logged] of [6144, 5418, 5418, 5428].entries()) {
      expect(Math.abs((mebibytes[index] as number) / logged - 1)).toBeLessThan(0.005);
    }
    // Iteration 0 is sent at the logged speed. So are the later passes here, which are up to 9 % slower in the log.
    expect(result.rounds[0]?.durationSeconds).toBeCloseTo(3.09, 2);
    // Between two passes the log is read: 56 to 59 ms are logged.
    const overheads = result.rounds.flatMap(({ startSeconds }, index) => {
      const before = result.rounds[index - 1];
      return before ? [startSeconds - before.startSeconds - before.durationSeconds] : [];
    });
    for (const seconds of overheads.slice(0, 3)) expect(seconds).toBeCloseTo(0.0555, 4);
    expect(result.stop).toMatchObject({ kind: "forced", converged: false });
    expect(result.stop.detail).toContain(
      "5418 MiB left after 5 rounds take 2.73 s at the 1987 MiB/s of the last, more than the 300 ms allowed",
    );
  });
});

describe("Cloud Hypervisor 52", () => {
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
    // With all three the sender is the limit, not one of a round.
    expect(result.rounds.map(({ limitBytesPerSecond }) => limitBytesPerSecond)).toEqual([undefined, 20e6, 20e6]);
    expect(result.rounds[0]?.durationSeconds).toBeCloseTo((256 * MIB) / 60e6, 9);
    expect(result.rounds[1]?.durationSeconds).toBeCloseTo((32 * MIB) / 20e6, 9);
    expect(result.ruledBy.map(({ kind, detail }) => [kind, detail])).toEqual([
      ["sender", "The 3 connections set the pace for 4.47 s of 6.15 s of sending: 60 MB/s, the link carries 125 MB/s."],
      [
        "bandwidth-limit",
        "Passes with fewer chunks of 64 MiB than the 3 connections set the pace for 1.68 s of 6.15 s of sending: 19.1 MiB/s, the link carries 125 MB/s.",
      ],
      ["downtime-limit", expect.any(String)],
    ]);
    // The last table and the pages dirtied since make one pass: together they are large enough for two connections.
    const both = await run({ ...parameters, logPageSeconds: 1e-3 }, { vm, workload: rewritten(20, 2 * MIB) });
    expect(both.rounds.slice(1).map(({ limitBytesPerSecond }) => limitBytesPerSecond)).toEqual([40e6, 40e6]);
  });
});

describe("what Cloud Hypervisor spends beside the bytes", () => {
  const pauses = ({ rounds }: RunResult) =>
    rounds.slice(1).map(({ startSeconds }, index) => {
      const before = rounds[index] as (typeof rounds)[number];
      return startSeconds - before.startSeconds - before.durationSeconds;
    });

  it("is time per dirty page and per page of memory at each reading of the log, and counts as bitmap syncs", async () => {
    const costs = { logPageSeconds: 1e-6, logDirtyPageSeconds: 5e-6, downtimeSeconds: 0.1, timeoutSeconds: 0.8 };
    const result = await run({ ...costs, timeoutStrategy: "ignore" }, { workload: rewritten(4000) });
    const seconds = 16384e-6 + 4000 * 5e-6;
    expect(passes(result).slice(0, 2)).toEqual([
      [true, 16384],
      [true, 4000],
    ]);
    const found = pauses(result);
    for (const each of found) expect(each).toBeCloseTo(seconds, 9);
    expect(found.length).toBeGreaterThan(2);
    // After the last live pass the log is read twice, once live and once in the pause.
    const readings = found.length;
    const [sync] = result.ruledBy.filter(({ kind }) => kind === "bitmap-sync");
    expect(sync?.seconds).toBeCloseTo(readings * seconds, 9);
    expect(result.totals.downtimeSeconds).toBeCloseTo((8000 * 4096) / LINK_BYTES_PER_SECOND + seconds, 9);
  });

  it("counts pages of 4 KiB, as KVM's log does, whatever the page size", async () => {
    const costs = { logPageSeconds: 1e-6, logDirtyPageSeconds: 5e-6, startLogPageSeconds: 2e-6 };
    const sizes = [4096, 2 * MIB].map((pageSize) =>
      run(costs, { vm: { memory: "64 MiB", pageSize }, workload: rewritten((8 * MIB) / pageSize, pageSize) }),
    );
    const [small, large] = (await Promise.all(sizes)) as [RunResult, RunResult];
    expect(large.totals.downtimeSeconds).toBeCloseTo(small.totals.downtimeSeconds, 9);
    expect(large.phases.setupSeconds).toBeCloseTo(16384 * 2e-6, 12);
    expect(small.phases.setupSeconds).toBeCloseTo(16384 * 2e-6, 12);
  });

  it("reads the log once more in the pause from release 53", async () => {
    const costs = { logPageSeconds: 1e-6, logDirtyPageSeconds: 5e-6 };
    const [once, twice] = await Promise.all([1, 2].map((finalLogReads) => run({ ...costs, finalLogReads }, { workload: rewritten(4000) })));
    expect((twice?.totals.downtimeSeconds ?? 0) - (once?.totals.downtimeSeconds ?? 0)).toBeCloseTo(16384e-6, 12);
    expect(twice?.phases.liveSeconds).toBe(once?.phases.liveSeconds);
    expect(twice?.rounds).toEqual(once?.rounds);
  });

  it("captures, sends and restores the state in the pause, answers included", async () => {
    const state = { snapshotSeconds: 0.007, restoreSeconds: 0.02, stateBytes: 125e3, roundTrips: 3 };
    const [{ phases, totals }, bare] = [
      await run(state, { link: { bandwidth: "1 Gbit/s", efficiency: 1, latency: "1 ms" } }),
      await run({}),
    ];
    expect(phases.stateSeconds).toBeCloseTo(0.007 + 0.02 + 0.001 + 3 * 0.002, 12);
    expect(totals.downtimeSeconds - bare.totals.downtimeSeconds).toBeCloseTo(phases.stateSeconds, 12);
  });

  it("leaves the rest of the link to the guest's traffic", async () => {
    const flows = [{ message: "64 KiB", send: "100 MB/s", receive: "0 B/s", mode: "open" }];
    const fields = { vm: { memory: "256 MiB" }, host: { dom0Cpus: 16 }, peers: [{ name: "database", place: "elsewhere", flows }] };
    const sent = async (connectionBytesPerSecond: number): Promise<number> => {
      const { channel } = await run({ connectionBytesPerSecond }, fields);
      return Math.max(
        ...(channel?.series.flatMap(({ phase, sendBytesPerSecond }) => (phase === "copying" ? sendBytesPerSecond : [])) ?? []),
      );
    };
    // Each has half of the link, or the copy less than that and the traffic the rest.
    expect(await sent(0)).toBeCloseTo(LINK_BYTES_PER_SECOND / 2, -5);
    expect(await sent(50e6)).toBeCloseTo(LINK_BYTES_PER_SECOND - 50e6, -5);
  });
});

describe("the sparse first pass", () => {
  const vm = { memory: "32 MiB", content: { zero: 0.75 } };

  it("leaves out the pages that are all zero, and sends them once they are written", async () => {
    const whole = await run({}, { vm });
    expect(whole.rounds[0]).toMatchObject({ pagesToSend: 8192, pagesSent: 8192 });
    const sparse = await run({ sparseFirstPass: true }, { vm });
    expect(sparse.rounds[0]).toMatchObject({ pagesToSend: 2048, pagesSent: 2048, zeroPages: 0 });
    expect(sparse.totals).toMatchObject({ pagesSent: 2048, pagesResent: 0 });
    const busy = await run({ sparseFirstPass: true }, { vm, workload: rewritten(8192) });
    expect(busy.totals.pagesSent).toBeGreaterThanOrEqual(2048 + 8192);
    expect(busy.totals.pagesSent - busy.totals.pagesResent).toBe(8192);
  });

  it("goes through where nothing is zero, and pauses at once where everything is", async () => {
    expect((await run({ sparseFirstPass: true })).rounds[0]?.pagesSent).toBe(16384);
    const empty = await run({ sparseFirstPass: true }, { vm: { memory: "32 MiB", content: { zero: 1 } } });
    expect(empty.stop).toMatchObject({ kind: "no-pages-left", converged: true });
    expect(empty.totals.pagesSent).toBe(0);
  });

  it("sends pages that the guest writes before the first pass in it, and again after it", async () => {
    const fields = {
      vm: { memory: "32 MiB", content: { zero: 1 } },
      workload: [
        {
          kind: "trace",
          events: [
            [0.1, 3],
            [0.1, 4000],
            [1, 7],
          ],
        },
      ],
    };
    const result = await run({ sparseFirstPass: true, setupSeconds: 0.2 }, fields);
    expect(passes(result)).toEqual([
      [true, 2],
      [false, 2],
      [false, 0],
    ]);
    expect(result.totals.pagesResent).toBe(2);
  });

  it("sends what suspending dirtied of the pages left out, under every fidelity", async () => {
    const fields = { vm: { memory: "32 MiB", content: { zero: 1 } }, host: { setupDirtyPages: 0, suspendDirtyPages: 7 } };
    for (const fidelity of ["pages", "expected", "events"]) {
      const result = await run({ sparseFirstPass: true }, { ...fields, fidelity });
      expect(passes(result)).toEqual([[false, 7]]);
      expect(result.totals.pagesResent).toBe(0);
    }
  });

  it("has the expected counts of many runs", async () => {
    const workload = [{ kind: "uniform", size: "24 MiB", rate: 9000 }];
    const fields = { engine: "cloud-hypervisor-master", workload, vm: { memory: "32 MiB", content: { zero: 0.6 } } };
    const { runs } = await simulate(scenarioWith({ ...fields, runs: 30 }));
    const { totals } = await migrate(scenarioWith({ ...fields, fidelity: "expected" }));
    for (const name of ["pagesSent", "pagesResent", "totalSeconds"] as const) {
      const values = runs.map((each) => each.totals[name]);
      const allowed = 4 * Math.sqrt(variance(values) / values.length) + 1e-3 * mean(values);
      expect(Math.abs(totals[name] - mean(values)), `${name}: ${totals[name]}, runs ${mean(values)}`).toBeLessThan(allowed);
    }
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
    expect(() => createEngine({ ...BARE, memoryMode: "postcopy" }, () => "stop")).toThrow("nothing to ask");
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
