/** SimGrid's model against runs of SimGrid 3.32 (docs/sources/simgrid.md#measured-runs): one guest, two hosts, latency 100 us. */
import { describe, expect, it } from "vitest";
import { simgridEngine } from "../../src/engine/simgrid.js";
import type { RunResult } from "../../src/index.js";
import type { SimgridParameters } from "../../src/scenario/resolved/engine-parameters.js";
import { migrate, scenarioWith } from "../support/scenarios.js";

const PARAMETERS: SimgridParameters = {
  preset: "simgrid",
  family: "simgrid",
  intensityRatio: 0.5,
  speedBytesPerSecond: 119 * 2 ** 20,
  maxDowntimeSeconds: 0.03,
  workingSetRatio: 0.9,
  bandwidthRatio: 0.97 / 1.05,
  latencyFactor: 13.01,
};

/** Rounds of bytes do not depend on the guest's pages: pages of 2 MiB keep the test small. */
function run(memoryMiB: number, gigabits: number, percent: number, fields: object = {}): Promise<RunResult> {
  const scenario = scenarioWith({
    vm: { memory: memoryMiB * 2 ** 20, pageSize: "2 MiB" },
    link: { bandwidth: gigabits * 1e9, efficiency: 1, latency: "100 us" },
    ...fields,
  });
  const speedBytesPerSecond = (gigabits === 1 ? 119 : 1192) * 2 ** 20;
  return migrate(scenario, { engine: simgridEngine({ ...PARAMETERS, speedBytesPerSecond, intensityRatio: percent / 100 }) });
}

/** MiB, Gbit/s, intensity in per cent; total and first stage in seconds, rounds of the second stage, downtime in ms. */
const MEASURED: readonly (readonly [number, number, number, number, number, number, number])[] = [
  [1024, 1, 10, 10.4304, 9.2997, 2, 13.19],
  [1024, 1, 50, 20.2324, 9.2997, 9, 22.54],
  [1024, 1, 80, 68.8242, 9.2997, 41, 30.08],
  [1024, 10, 10, 1.0469, 0.9311, 1, 12.35],
  [1024, 10, 50, 2.0169, 0.9311, 5, 26.16],
  [1024, 10, 80, 7.0229, 0.9311, 26, 28.59],
  [4096, 1, 10, 41.7073, 37.1948, 3, 6.53],
  [4096, 1, 50, 80.9137, 37.1948, 11, 25.84],
  [4096, 1, 80, 274.735, 37.1948, 51, 28.7],
  [4096, 1, 84, 400.625, 37.1948, 79, 29.99],
  [4096, 1, 86, 512.2538, 37.1948, 109, 29.7],
  [4096, 1, 88, 723.3177, 37.1948, 183, 29.84],
  [4096, 10, 10, 4.1772, 3.7207, 2, 6.18],
  [4096, 10, 50, 8.0978, 3.7207, 7, 30.2],
  [4096, 10, 80, 27.929, 3.7207, 36, 27.73],
  [16384, 1, 10, 166.8038, 148.7754, 3, 21.74],
  [16384, 1, 50, 323.6327, 148.7754, 13, 29.7],
  [16384, 1, 80, 1098.0633, 148.7754, 61, 27.41],
  [16384, 10, 10, 16.6879, 14.8787, 2, 20.32],
  [16384, 10, 50, 32.4379, 14.8787, 10, 20.19],
  [16384, 10, 80, 111.2195, 14.8787, 45, 29.48],
];

describe("SimGrid's model", () => {
  it.each(MEASURED)("%i MiB over %i Gbit/s at %i %%", async (memory, gigabits, percent, total, stage, rounds, downtimeMs) => {
    const { stop, totals, rounds: list } = await run(memory, gigabits, percent);
    expect(stop).toMatchObject({ kind: "downtime-met", converged: true });
    // The first stage is a round, and so is the stop-and-copy.
    expect(totals.rounds).toBe(1 + rounds + 1);
    expect(list.filter(({ live }) => live)).toHaveLength(1 + rounds);
    expect(Math.abs(totals.totalSeconds / total - 1)).toBeLessThan(1e-4);
    expect(list[0]?.durationSeconds).toBeCloseTo(stage, 3);
    // Downtimes are printed with two decimals of a millisecond.
    expect(totals.downtimeSeconds * 1000).toBeCloseTo(downtimeMs, 2);
  });
});

describe("a migration that SimGrid never ends", () => {
  // The last case is ended by SimGrid's clock after 1,000,035 s, with nothing sent in the stop-and-copy: not a real success.
  it.each([
    [1024, 1, 90],
    [1024, 10, 90],
    [4096, 1, 89],
    [4096, 1, 90],
    [4096, 1, 92],
    [4096, 10, 90],
    [16384, 1, 90],
    [16384, 10, 90],
    [4096, 1, 100],
  ])("%i MiB over %i Gbit/s at %i %% is aborted at once, with the reason", async (memory, gigabits, percent) => {
    const { stop, totals, rounds } = await run(memory, gigabits, percent);
    expect(stop).toMatchObject({ kind: "no-progress", converged: false });
    expect(stop.detail).toContain("SimGrid itself would run for ever");
    expect(rounds).toHaveLength(1);
    expect(totals.downtimeSeconds).toBe(0);
  });

  // 3686 MiB are the working set; 107 MiB/s are dirtied of the 110 sent, so rounds settle at 107 MiB/s * 1.3 ms / (1 - 107.1 / 110.1).
  it("says in figures why it stopped", async () => {
    const details = [await run(1024, 10, 10), await run(4096, 1, 90)].map(({ stop }) => stop.detail);
    expect(details).toEqual([
      "12.2 MiB were left after 2 rounds, not more than the 32.6 MiB that go in 30 ms.",
      "3686 MiB were left after 1 round, and the migration would never end: rounds settle at 5.07 MiB in 47.3 ms, and the downtime limit is 30 ms. SimGrid itself would run for ever.",
    ]);
  });

  it("is recognised by the closed form alone: simulating round by round agrees", () => {
    const [memoryBytes, speed] = [4096 * 2 ** 20, 119 * 2 ** 20];
    const percents = [0, 10, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 30, 60, 85, 87, 88, 88.5, 88.8, 88.9, 89, 95, 105];
    // At 2 ms rounds may become too short to end it before they become small enough.
    const latencies = [0, 1e-5, 1e-4, 1e-3, 2e-3, 2.2e-3];
    const verdicts = percents.flatMap((percent) => latencies.map((latency) => [percent / 100, latency] as const));
    for (const [intensityRatio, latencySeconds] of verdicts) {
      const engine = simgridEngine({ ...PARAMETERS, intensityRatio });
      const facts = {
        slots: 2048,
        allocatedPages: 2048,
        pageBytes: 2 ** 21,
        linkBytesPerSecond: 125e6,
        bandwidthBytesPerSecond: 125e6,
        latencySeconds,
        vcpus: 1,
        devices: [],
        distinctPages: () => 0,
      };
      const kinds = [...engine.migrate(facts)].map((action) => action.kind);
      expect(kinds.includes("resume"), `${intensityRatio} ${latencySeconds}`).toBe(
        endsWithin(20_000, memoryBytes, speed, intensityRatio, 13.01 * latencySeconds),
      );
    }
  });
});

/** The recurrence of docs/sources/simgrid.md#model, with a limit on rounds instead of a verdict. */
function endsWithin(mostRounds: number, memoryBytes: number, speed: number, intensity: number, latencySeconds: number): boolean {
  const bandwidth = Math.min(speed, (125e6 * 0.97) / 1.05);
  let bytes = memoryBytes;
  for (let round = 0; round < mostRounds; round++) {
    const seconds = latencySeconds + bytes / bandwidth;
    const next = Math.min(intensity * speed * seconds, 0.9 * memoryBytes);
    if (next <= 0.03 * (bytes / seconds)) return true;
    bytes = next;
  }
  return false;
}

describe("rounds of bytes", () => {
  it("use the efficiency of SimGrid's network, not the link's", async () => {
    const link = { bandwidth: "1 Gbit/s", efficiency: 0.5, latency: "100 us" };
    const [plain, half] = [await run(1024, 1, 50), await run(1024, 1, 50, { link })];
    expect(half.totals).toEqual(plain.totals);
  });

  it("ignore the workload, and count pages by their bytes", async () => {
    const workload = [{ kind: "uniform", size: "512 MiB", rate: "50 k/s" }];
    const [idle, busy] = [await run(1024, 1, 10), await run(1024, 1, 10, { workload })];
    expect(busy.totals).toEqual(idle.totals);
    expect(idle.totals.wireBytes / 2 ** 30).toBeCloseTo(1.121, 3);
    expect(idle.totals.pagesResent).toBe(idle.totals.pagesSent - 512);
  });
});
