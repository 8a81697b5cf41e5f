/** What `compare` makes of runs that are written down: no guest is simulated here. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type CompareOptions, compare } from "../../src/analysis/compare.js";
import { ConfigError } from "../../src/index.js";
import type { RunResult, StopKind } from "../../src/result/result.js";
import { simulateRun } from "../../src/simulation/simulate.js";
import { VERSION } from "../../src/version.js";
import { runFixture, TWO_ROUNDS } from "../support/result-fixture.js";
import { scenarioWith } from "../support/scenarios.js";

vi.mock("../../src/simulation/simulate.js", () => ({ simulateRun: vi.fn() }));

const simulated = vi.mocked(simulateRun);
const PEERS = [{ name: "database", place: "source", flows: [{ message: "4 KiB", send: "20 MB/s" }] }];
const TALKING = scenarioWith({ peers: PEERS });

/** A cell by whose times and whose pages it has: `netfront`, or `netfront+xenvmc`. */
type Cell = string;
interface Written {
  readonly pagesSent?: number;
  readonly stop?: StopKind;
  readonly converged?: boolean;
  readonly fault?: string;
  readonly roundTripSeconds?: number;
}

function runOf(run: number, { pagesSent = 1000, stop = "max-iterations", converged = false, ...channel }: Written): RunResult {
  const fixture = runFixture(run, TWO_ROUNDS);
  return {
    ...fixture,
    stop: { kind: stop, converged, detail: "As written." },
    totals: { ...fixture.totals, pagesSent },
    channel: {
      kind: "xenvmc",
      label: "written",
      bytesMoved: 1e9,
      throughputBytesPerSecond: 1e8,
      roundTripSeconds: 1e-4,
      dom0CpuCount: 0.1,
      flows: [],
      series: [],
      events: [],
      ...channel,
    },
  };
}

/** Answers by cell and replication; `undefined` is an interruption. */
function write(answer: (cell: Cell, run: number) => Written | undefined): void {
  simulated.mockImplementation(async (scenario, run, options = {}) => {
    const { channels } = options as { channels?: { exchange: { kind: string }; dirtying: { kind: string } } };
    const alone = scenario.peers.length > 0 ? `${scenario.channel?.kind}` : scenario.engine.preset;
    const cell = channels ? `${channels.exchange.kind}+${channels.dirtying.kind}` : alone;
    const written = answer(cell, run);
    return written && { result: runOf(run, written), core: `core of run ${run}` };
  });
}

/** Cells in the order in which they were simulated. */
const cellsOf = () =>
  simulated.mock.calls.map(([scenario, run, options = {}]) => {
    const { channels } = options as { channels?: { exchange: { kind: string }; dirtying: { kind: string } } };
    return [run, channels ? `${channels.exchange.kind}+${channels.dirtying.kind}` : (scenario.channel?.kind ?? scenario.engine.preset)];
  });

beforeEach(() => {
  simulated.mockReset();
  write(() => ({}));
});

describe("the plan of a comparison", () => {
  it("is all cells of a replication before the next: variants, then the mixed cells of each pair", async () => {
    const { differences } = await compare(TALKING, { runs: 2 });
    const cells = [
      "netfront",
      "xenvmc",
      "xenvmc-modified",
      "netfront+xenvmc",
      "xenvmc+netfront",
      "netfront+xenvmc-modified",
      "xenvmc-modified+netfront",
      "xenvmc+xenvmc-modified",
      "xenvmc-modified+xenvmc",
    ];
    expect(cellsOf()).toEqual([0, 1].flatMap((run) => cells.map((cell) => [run, cell])));
    expect(differences.map(({ from, to }) => `${from} ${to}`)).toEqual([
      "netfront xenvmc",
      "netfront xenvmc-modified",
      "xenvmc xenvmc-modified",
    ]);
  });

  it("has no mixed cells between engines, or for a guest that talks to nobody", async () => {
    const engines = ["xen-4.10", "xen-4.2", "xen-3.3", "xen-2.0"] as const;
    const { differences, attribution, compared } = await compare(TALKING, { engines, runs: 1 });
    expect([cellsOf().length, attribution, compared]).toEqual([4, [], "engines"]);
    expect(differences.map(({ from, to }) => `${from} ${to}`)).toEqual([
      "xen-4.10 xen-4.2",
      "xen-4.10 xen-3.3",
      "xen-4.10 xen-2.0",
      "xen-4.2 xen-3.3",
      "xen-3.3 xen-2.0",
    ]);
    simulated.mockClear();
    const silent = await compare(scenarioWith({}), { runs: 1 });
    expect([cellsOf().length, silent.attribution, silent.compared]).toEqual([3, [], "channels"]);
    expect(silent.variants.every((variant) => !("channel" in variant))).toBe(true);
  });

  it("hands the caller's options to every simulation, and nothing else", async () => {
    const policy = () => "continue" as const;
    const { signal } = new AbortController();
    await compare(TALKING, { channels: ["netfront", "xenvmc"], runs: 1, pages: "reference", policy, signal });
    for (const [, , options] of simulated.mock.calls) expect(options).toMatchObject({ pages: "reference", policy, signal });
    expect(simulated.mock.calls[0]?.[2]).toStrictEqual({ pages: "reference", policy, signal });
    simulated.mockClear();
    const createPolicy = () => policy;
    await compare(TALKING, { channels: ["netfront", "xenvmc"], runs: 1, createPolicy });
    expect(simulated.mock.calls[0]?.[2]).toStrictEqual({ createPolicy });
    simulated.mockClear();
    await compare(TALKING, { channels: ["netfront", "xenvmc"], runs: 1 });
    expect(simulated.mock.calls[0]?.[2]).toStrictEqual({});
  });

  it("has the number of runs asked for, else that of a scenario with more than one", async () => {
    const runsOf = async (fields: object, options: CompareOptions) =>
      (await compare(scenarioWith(fields), { channels: ["netfront", "xenvmc"], ...options })).scenario.runs;
    expect(await runsOf({ runs: 2 }, {})).toBe(2);
    expect(await runsOf({ runs: 1 }, {})).toBe(10);
    expect(await runsOf({ runs: 2 }, { runs: 1 })).toBe(1);
    expect(await runsOf({ fidelity: "expected" }, {})).toBe(1);
  });
});

describe("progress", () => {
  it("is told after every simulation", async () => {
    const standings: unknown[] = [];
    const runs: RunResult[] = [];
    const onRun: NonNullable<CompareOptions["onRun"]> = (run, standing) => {
      runs.push(run);
      standings.push([standing.finishedSimulations, standing.allSimulations, standing.finishedRuns]);
    };
    const { variants } = await compare(TALKING, { channels: ["netfront", "xenvmc"], runs: 2, onRun });
    expect(standings).toEqual([
      [1, 8, 0],
      [2, 8, 0],
      [3, 8, 0],
      [4, 8, 1],
      [5, 8, 1],
      [6, 8, 1],
      [7, 8, 1],
      [8, 8, 2],
    ]);
    // A copy: what the caller does to it stays there.
    expect(runs[0]?.rounds).toHaveLength(2);
    expect(runs[0]?.totals).not.toBe(variants[0]?.runs[0]?.totals);
  });

  it("is kept in whole replications when interrupted, and the reason thrown where there is none", async () => {
    write((cell, run) => (run === 1 && cell === "xenvmc+netfront" ? undefined : {}));
    const { finishedRuns, variants, scenario, generator } = await compare(TALKING, { channels: ["netfront", "xenvmc"], runs: 5 });
    expect([finishedRuns, scenario.runs, generator.core]).toEqual([1, 5, "core of run 1"]);
    expect(variants.map(({ runs }) => runs.length)).toEqual([1, 1]);
    write(() => undefined);
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(compare(TALKING, { channels: ["netfront", "xenvmc"], runs: 5, signal })).rejects.toThrow("enough");
  });
});

describe("a variant", () => {
  it("counts its ends, and summarizes the runs that moved the guest", async () => {
    write((cell, run) => {
      if (cell !== "xenvmc") return { pagesSent: 500, converged: run === 0 };
      return run === 1
        ? { stop: "timeout", pagesSent: 9 }
        : { stop: "dirty-threshold", converged: true, pagesSent: 1000 + run, fault: "late" };
    });
    const { variants, version, generator } = await compare(TALKING, { channels: ["netfront", "xenvmc"], runs: 3 });
    expect(variants[1]).toMatchObject({
      label: "xenvmc",
      stops: { "dirty-threshold": 2, timeout: 1 },
      convergedRuns: 2,
      failedRuns: 1,
      faultyRuns: 2,
      channel: { kind: "xenvmc" },
      engine: TALKING.engine,
    });
    expect(variants[1]?.summary.totals.pagesSent).toMatchObject({ min: 1000, mean: 1001, max: 1002 });
    expect(variants[0]).toMatchObject({ stops: { "max-iterations": 3 }, convergedRuns: 1, failedRuns: 0, faultyRuns: 0 });
    for (const absent of ["reconstruction", "whatIf"]) expect(variants[0]).not.toHaveProperty(absent);
    expect([version, generator]).toEqual([2, { name: "xenvmc-sim", version: VERSION, core: "core of run 2" }]);
  });

  it("is named a reconstruction or a what-if where it is one", async () => {
    const channels = await compare(TALKING, { channels: ["xenvmc", "xenvmc-modified"], runs: 1 });
    expect(channels.variants.map(({ reconstruction }) => reconstruction)).toEqual([undefined, true]);
    const engines = await compare(TALKING, { engines: ["xen-4.10", "qemu-10.0"], runs: 1 });
    expect(engines.variants.map((variant) => "whatIf" in variant)).toEqual([false, true]);
    expect(engines.variants[1]?.whatIf).toContain("what-if");
  });
});

describe("a difference", () => {
  it("is taken over the replications in which both moved the guest", async () => {
    write((cell, run) => {
      if (cell === "netfront") return run === 0 ? { stop: "cancelled" } : { pagesSent: 100 * run };
      return run === 1 ? { stop: "timeout" } : { pagesSent: 1000 };
    });
    const [difference] = (await compare(TALKING, { channels: ["netfront", "xenvmc"], runs: 4 })).differences;
    // Replications 2 and 3 are left.
    expect(difference?.figures.totals.pagesSent).toMatchObject({ min: 700, max: 800 });
    expect(difference?.withheld).toContain("1 of 4 runs of netfront and 1 of 4 runs of xenvmc");
    expect(difference).not.toHaveProperty("reading");
  });

  it("is withheld, and not attributed, if a cell between the two failed; reconstructions are named", async () => {
    write((cell) => (cell === "netfront+xenvmc-modified" ? { stop: "timeout" } : {}));
    const { differences, attribution } = await compare(TALKING, { channels: ["netfront", "xenvmc", "xenvmc-modified"], runs: 1 });
    expect(differences.map(({ withheld }) => withheld)).toEqual([
      undefined,
      "netfront -> xenvmc-modified (reconstruction): no percentages, causes or conclusion, as " +
        "1 of 1 runs of netfront with the pages of xenvmc-modified (reconstruction) did not move the guest.",
      undefined,
    ]);
    expect(attribution.map(({ from, to }) => [from, to])).toEqual([
      ["netfront", "xenvmc"],
      ["xenvmc", "xenvmc-modified"],
    ]);
    write((cell) => (cell === "xenvmc+netfront" ? { stop: "timeout" } : {}));
    const [other] = (await compare(TALKING, { channels: ["netfront", "xenvmc"], runs: 1 })).differences;
    expect(other?.withheld).toContain("as 1 of 1 runs of xenvmc with the pages of netfront did not move");
  });

  it("has its causes: the other's pages at the base's times, and the other's times with the base's pages", async () => {
    const pages: Record<string, number> = { netfront: 1000, xenvmc: 700, "netfront+xenvmc": 800, "xenvmc+netfront": 950 };
    write((cell) => ({ pagesSent: pages[cell] as number }));
    const { attribution } = await compare(TALKING, { channels: ["netfront", "xenvmc"], runs: 1 });
    const { difference, pages: byPages, speed, interaction } = attribution[0]?.figures.pagesSent ?? {};
    expect([difference, byPages, speed, interaction].map((effect) => effect?.mean)).toEqual([-300, -200, -50, -50]);
  });

  it("has a reading where the faster channel does not win", async () => {
    write((cell) => (cell === "netfront" ? {} : { roundTripSeconds: 5e-5, pagesSent: 1500 }));
    const { differences } = await compare(TALKING, { channels: ["netfront", "xenvmc-modified"], runs: 3 });
    expect(differences[0]?.reading).toMatch(
      /^xenvmc-modified \(reconstruction\) is the faster channel \(round trip 50\.0 us against 100\.0 us of netfront\)/,
    );
    expect(differences[0]?.reconstruction).toBe(true);
    expect(differences[0]).not.toHaveProperty("withheld");
    write((cell) => (cell === "netfront" ? {} : { roundTripSeconds: 5e-5, pagesSent: 500 }));
    const [wins] = (await compare(TALKING, { channels: ["netfront", "xenvmc"], runs: 3 })).differences;
    for (const absent of ["reading", "reconstruction", "withheld"]) expect(wins).not.toHaveProperty(absent);
  });
});

describe("bad options", () => {
  it.each<[object, string]>([
    [{ channels: ["netfront"] }, "channels: expected at least two to compare, received 1"],
    [{ engines: ["xen-4.10"] }, "engines: expected at least two to compare, received 1"],
    [{ engines: [] }, "engines: expected at least two to compare, received 0"],
    [
      { channels: ["netfront", "xenvmc"], engines: ["xen-4.10", "xen-4.2"] },
      "engines: expected one of channels, engines and variants, received channels and engines",
    ],
    [{ runs: 0 }, "runs"],
    [{ runs: 1.5 }, "runs"],
    [{ channels: "netfront" }, "channels"],
    [{ engines: 7 }, "engines"],
    [{ onRun: "print" }, "onRun"],
    [{ signal: "now" }, "signal"],
    [{ pages: "fast" }, "pages"],
    [{ policy: 7 }, "policy"],
    [{ chanels: [] }, "chanels"],
  ])("%o are refused before anything is simulated", async (options, words) => {
    const fault = await compare(TALKING, options as CompareOptions).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(ConfigError);
    expect((fault as ConfigError).message).toContain(words);
    expect(simulated).not.toHaveBeenCalled();
  });

  it("name the comparison", async () => {
    await expect(compare(TALKING, { channels: ["netfront"] })).rejects.toThrow("the comparison has 1 fault");
    await expect(compare(TALKING, { runs: 0 })).rejects.toThrow("compare(scenario, options) has 1 fault");
  });
});
