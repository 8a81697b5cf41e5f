import { describe, expect, it } from "vitest";
import {
  type AttributedFigure,
  type Attribution,
  type CompareOptions,
  type Comparison,
  ConfigError,
  compare,
  simulate,
} from "../../src/index.js";
import { scenarioWith } from "../support/scenarios.js";

const PEER = { name: "database", place: "source", flows: [{ message: "4 KiB", send: "20 MB/s", receive: "50 MB/s" }] };
const TALKING = { workload: [{ kind: "uniform", size: "4 MiB", rate: "5 k/s" }], peers: [PEER] };
const SATURATING = {
  vm: { memory: "256 MiB" },
  host: { dom0Cpus: 16 },
  peers: [{ name: "database", place: "source", flows: [{ message: "64 KiB", mode: "closed", outstanding: 64 }] }],
};

const compareThese = (fields: object, options: CompareOptions = {}): Promise<Comparison> =>
  compare(scenarioWith(fields), { runs: 4, ...options });

const variantOf = (comparison: Comparison, label: string) => {
  const variant = comparison.variants.find((candidate) => candidate.label === label);
  if (!variant) throw new Error(`no variant ${label}`);
  return variant;
};

describe("compare", () => {
  it("finds no difference between a channel and itself", async () => {
    const { differences, attribution, variants } = await compareThese(TALKING, { channels: ["xenvmc", "xenvmc"] });
    expect(variants.map(({ label }) => label)).toEqual(["xenvmc", "xenvmc #2"]);
    const [{ figures } = { figures: undefined }] = differences;
    const all = [
      ...Object.values(figures?.totals ?? {}),
      ...Object.values(figures?.channel ?? {}),
      ...Object.values(figures?.phases ?? {}),
    ];
    expect(all.length).toBeGreaterThan(14);
    for (const { mean, min, max, verdict } of all) expect([mean, min, max, verdict]).toEqual([0, 0, 0, "equal in every run"]);
    const effects = attribution
      .flatMap((each) => Object.values(each.figures))
      .flatMap(({ pages, speed, interaction }) => [pages, speed, interaction]);
    expect(effects.map(({ min, max }) => [min, max])).toEqual(effects.map(() => [0, 0]));
  });

  it("gives each variant the result of simulate", async () => {
    const { variants } = await compareThese(TALKING, { channels: ["xenvmc", "netfront"] });
    const [alone] = [await simulate(scenarioWith({ ...TALKING, channel: "netfront", runs: 4 }))];
    expect(variants[1]?.runs.map(({ totals }) => totals)).toEqual(alone.runs.map(({ totals }) => totals));
    expect(variants[1]?.summary.totals).toEqual(alone.summary);
  });

  it("takes differences run by run, against the first variant and between neighbours", async () => {
    const comparison = await compareThese(TALKING);
    expect(comparison.differences.map(({ from, to }) => [from, to])).toEqual([
      ["netfront", "xenvmc"],
      ["netfront", "xenvmc-modified"],
      ["xenvmc", "xenvmc-modified"],
    ]);
    const [left, right] = ["netfront", "xenvmc"].map((label) => variantOf(comparison, label).runs.map(({ totals }) => totals.pagesSent));
    const single = (left ?? []).map((value, run) => (right?.[run] ?? Number.NaN) - value);
    const entry = comparison.differences[0]?.figures.totals.pagesSent;
    expect([entry?.min, entry?.max]).toEqual([Math.min(...single), Math.max(...single)]);
    // Student's t for three degrees of freedom: 3.182.
    const half = (3.182446 * (entry?.standardDeviation ?? 0)) / 2;
    expect(entry?.confidence95?.[1]).toBeCloseTo((entry?.mean ?? 0) + half, 3);
    expect(entry?.verdict).toBe("lower");
  });

  it("has narrower intervals than unpaired means would give", async () => {
    const { differences, variants } = await compareThese(
      { ...TALKING, vm: { memory: "256 MiB" }, workload: [{ kind: "uniform", size: "64 MiB", rate: "20 k/s" }] },
      { channels: ["netfront", "xenvmc-modified"], runs: 8 },
    );
    const own = variants.map(({ summary }) => summary.totals.pagesSent?.standardDeviation ?? 0);
    const unpaired = Math.hypot(...own);
    expect(differences[0]?.figures.totals.pagesSent?.standardDeviation).toBeLessThan(unpaired);
  });

  it("names the reconstruction in every part that uses it, and nowhere else", async () => {
    const { variants, differences, attribution } = await compareThese(TALKING, { runs: 1 });
    expect(variants.map(({ reconstruction }) => reconstruction)).toEqual([undefined, undefined, true]);
    expect(differences.map(({ reconstruction }) => reconstruction)).toEqual([undefined, true, true]);
    expect(attribution.map(({ reconstruction }) => reconstruction)).toEqual([undefined, true, true]);
  });

  it("compares engines without separating causes", async () => {
    const { compared, variants, attribution, differences } = await compareThese(TALKING, {
      engines: ["xen-4.10", { preset: "xen-4.10", maxIterations: 29 }],
    });
    expect([compared, attribution]).toEqual(["engines", []]);
    expect(variants.map(({ label }) => label)).toEqual(["xen-4.10", "xen-4.10(maxIterations: 29)"]);
    expect(differences[0]?.figures.totals.rounds?.mean).toBeGreaterThan(0);
  });
});

describe("engines", () => {
  const KEEPS_WRITING = { workload: [{ kind: "uniform", size: "16 MiB", rate: "200 k/s" }] };
  const NEVER = { preset: "qemu-10.0", downtimeLimit: "1 ms", cancelAfterSyncs: 40 } as const;

  it("of every family are compared on the same seeds, each with the result of simulate", async () => {
    const engines = ["xen-4.10", "qemu-10.0", "cloud-hypervisor", "firecracker", "simgrid"] as const;
    const { variants, differences } = await compareThese({ workload: TALKING.workload }, { engines, runs: 2 });
    expect(variants.map(({ label }) => label)).toEqual(engines);
    const alone = await simulate(scenarioWith({ workload: TALKING.workload, engine: "qemu-10.0", runs: 2 }));
    expect(variants[1]?.runs.map(({ totals }) => totals)).toEqual(alone.runs.map(({ totals }) => totals));
    expect(variants.flatMap(({ failedRuns, whatIf }) => [failedRuns, whatIf])).toEqual(engines.flatMap(() => [0, undefined]));
    expect(differences.map(({ to }) => to)).toEqual([...engines.slice(1), ...engines.slice(2)]);
  });

  it("have engine-specific figures in a pair if both engines do", async () => {
    const { variants, differences } = await compareThese(KEEPS_WRITING, { engines: ["xen-4.10", "qemu-8.2-tcg", "qemu-10.0"], runs: 2 });
    expect(variants.map(({ summary }) => "dirtySyncCount" in summary.totals)).toEqual([false, true, true]);
    expect(differences.map(({ figures }) => "dirtySyncCount" in figures.totals)).toEqual([false, false, true]);
  });

  it("that abort have no mean among those that complete", async () => {
    const { variants, differences } = await compareThese(KEEPS_WRITING, { engines: ["xen-4.10", NEVER], runs: 3 });
    expect(variants.map(({ failedRuns, stops }) => [failedRuns, Object.keys(stops)])).toEqual([
      [0, ["max-iterations"]],
      [3, ["cancelled"]],
    ]);
    expect(variants[1]?.summary).toEqual({ totals: {}, phases: {} });
    expect(differences[0]?.withheld).toContain(
      "3 of 3 runs of qemu-10.0(downtimeLimit: 1 ms, cancelAfterSyncs: 40) did not move the guest",
    );
  });

  it("that abort in some runs have the means of the completed runs, and pairs those of replications completed by both", async () => {
    // When no page is dirty is random, and the timeout ends about half of the runs.
    const untilClean = { preset: "xen-4.10", maxIterations: 0, minDirtyPages: 1 } as const;
    const scenario = { workload: [{ kind: "uniform", size: "1 MiB", rate: "16 k/s" }], timeout: "0.572 s" };
    const { variants, differences } = await compareThese(scenario, { engines: ["xen-4.10", untilClean], runs: 12 });
    const [base, other] = variants;
    const moved = (other?.runs ?? []).filter(({ stop }) => stop.kind !== "timeout");
    expect(moved.length).toBeGreaterThan(0);
    expect(other?.failedRuns).toBe(12 - moved.length);
    expect(other?.failedRuns).toBeGreaterThan(0);
    expect(other?.summary.totals.totalSeconds?.mean).toBeCloseTo(
      moved.reduce((sum, { totals }) => sum + totals.totalSeconds, 0) / moved.length,
    );
    const paired = moved.map(({ run, totals }) => totals.totalSeconds - (base?.runs[run]?.totals.totalSeconds ?? Number.NaN));
    expect([differences[0]?.figures.totals.totalSeconds?.min, differences[0]?.figures.totals.totalSeconds?.max]).toEqual([
      Math.min(...paired),
      Math.max(...paired),
    ]);
    expect(differences[0]?.figures.totals.totalSeconds).not.toHaveProperty("relativeRatio");
  });

  it("other than Xen are what-ifs with Xen's channels, and SimGrid's bytes have no traffic", async () => {
    const { variants } = await compareThese(TALKING, { engines: ["xen-4.10", "qemu-10.0"], runs: 1 });
    expect(variants.map(({ whatIf }) => whatIf?.slice(0, 29))).toEqual([undefined, "A what-if: netfront is a chan"]);
    const channels = await compareThese({ ...TALKING, engine: "cloud-hypervisor" }, { runs: 1 });
    expect(channels.variants.map(({ whatIf }) => whatIf !== undefined)).toEqual([true, true, true]);
    await expect(compareThese(TALKING, { engines: ["xen-4.10", "simgrid"] })).rejects.toThrow(
      /engines\[1\] has 1 fault:\n.*engine: expected an engine that moves pages where the guest talks to peers.*received simgrid with 1 peer/,
    );
  });

  it("are checked against the guest's slots and deferred pages", async () => {
    const scenario = { vm: { memory: "64 MiB", slots: "128 MiB", deferredPages: 3 } };
    await expect(compareThese(scenario, { engines: ["xen-4.10", "qemu-10.0"] })).rejects.toThrow(/engines\[1\] has 2 faults/);
  });
});

describe("how many runs", () => {
  it.each([
    [{}, undefined, 10],
    [{ runs: 3 }, undefined, 3],
    [{ runs: 3 }, 2, 2],
    [{ fidelity: "expected" }, undefined, 1],
  ])("%o and %s are %i", async (fields, runs, expected) => {
    const { finishedRuns, scenario } = await compare(scenarioWith(fields), { channels: ["netfront", "xenvmc"], ...(runs ? { runs } : {}) });
    expect([finishedRuns, scenario.runs]).toEqual([expected, expected]);
  });

  it("has no interval and no verdict for a single run", async () => {
    const { differences } = await compareThese(TALKING, { runs: 1 });
    expect(differences[0]?.figures.totals.pagesSent).not.toHaveProperty("confidence95");
    expect(differences[0]?.figures.totals.pagesSent).not.toHaveProperty("verdict");
  });

  it("keeps whole replications when interrupted, and rejects if there are none", async () => {
    const interruption = new AbortController();
    const comparison = await compareThese(TALKING, {
      signal: interruption.signal,
      onRun: (_run, { finishedSimulations, finishedRuns, allSimulations }) => {
        expect(allSimulations).toBe(36);
        if (finishedSimulations === 20) interruption.abort();
        expect(finishedRuns).toBe(Math.floor(finishedSimulations / 9));
      },
    });
    expect([comparison.finishedRuns, comparison.scenario.runs]).toEqual([2, 4]);
    expect(comparison.variants.map(({ runs }) => runs.length)).toEqual([2, 2, 2]);
    await expect(compareThese(TALKING, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });
});

describe("bad input", () => {
  it.each<[CompareOptions, RegExp]>([
    [{ channels: ["netfront"] }, /channels: expected at least two to compare/],
    [{ channels: ["netfront", "xenvmd" as "xenvmc"] }, /channels\[1\] has 1 fault:\n.*did you mean xenvmc/],
    [{ engines: ["xen-4.10", "xen-9" as "xen-4.10"] }, /engines\[1\] has 1 fault/],
    [
      { channels: ["netfront", "xenvmc"], engines: ["xen-4.10", "xen-4.2"] },
      /engines: expected one of channels, engines and variants, received channels and engines/,
    ],
    [{ variants: { only: scenarioWith(TALKING) } }, /variants: expected at least two to compare/],
    [{ channels: [null, undefined] as unknown as CompareOptions["channels"] & {} }, /channels\[0\] has 1 fault/],
    [{ engines: ["xen-4.10", undefined] as unknown as CompareOptions["engines"] & {} }, /engines\[1\] has 1 fault/],
    [{ runs: 0 }, /runs: expected an integer of at least 1/],
  ])("%o", async (options, says) => {
    const fault = await compare(scenarioWith(TALKING), options).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(ConfigError);
    expect((fault as Error).message).toMatch(says);
  });

  it("checks a channel against the messages of the peers", async () => {
    const large = { ...TALKING, peers: [{ ...PEER, flows: [{ message: "1 MiB", send: "20 MB/s" }] }] };
    const choice = { kind: "xenvmc", xenvmc: { splitsLargeMessages: false } } as const;
    await expect(compareThese(large, { channels: ["netfront", choice] })).rejects.toThrow(/peers\[0\]\.flows\[0\]\.message/);
  });
});

describe("the two causes", () => {
  const effectsOn = ([first]: readonly Attribution[], name: string): AttributedFigure => {
    const figure = first?.figures[name];
    if (!figure) throw new Error(`no effects on ${name}`);
    return figure;
  };
  const partsOf = ({ pages, speed, interaction }: AttributedFigure) => pages.mean + speed.mean + interaction.mean;

  it("add up to the difference", async () => {
    const { attribution, differences } = await compareThese({ ...SATURATING, peers: [PEER, { ...SATURATING.peers[0], name: "cache" }] });
    expect(attribution).toHaveLength(3);
    for (const [index, { figures }] of attribution.entries()) {
      expect(figures.pagesSent?.difference).toEqual(differences[index]?.figures.totals.pagesSent);
      expect(partsOf(figures.pagesSent as AttributedFigure)).toBe(figures.pagesSent?.difference.mean);
      for (const name of ["totalSeconds", "downtimeSeconds"]) {
        const figure = figures[name] as AttributedFigure;
        expect(partsOf(figure)).toBeCloseTo(figure.difference.mean, 12);
      }
    }
  });

  it("have no second cause at a fixed rate: XenVMC's pages are the whole difference to its modification", async () => {
    const { attribution } = await compareThese(TALKING, { channels: ["xenvmc", "xenvmc-modified"] });
    const { speed, interaction, pages, difference } = effectsOn(attribution, "pagesSent");
    expect([speed.verdict, interaction.verdict]).toEqual(["equal in every run", "equal in every run"]);
    expect(pages).toEqual(difference);
  });

  it("have a second cause if a volume is moved", async () => {
    const flows = [{ message: "16 KiB", receive: "1 GB", mode: "volume" }];
    const { attribution } = await compareThese(
      { vm: { memory: "512 MiB" }, peers: [{ ...PEER, flows }] },
      { channels: ["netfront", "xenvmc"], runs: 2 },
    );
    const { speed, pages, difference } = effectsOn(attribution, "completedSeconds");
    expect(speed.mean).toBeLessThan(-0.5);
    expect(Math.abs(pages.mean)).toBeLessThan(0.01);
    expect(speed.mean).toBeCloseTo(difference.mean, 2);
  });
});

describe("conclusions that must not be too favourable", () => {
  it("says why a faster channel is not better in a closed loop that saturates it", async () => {
    const comparison = await compareThese(SATURATING, { channels: ["netfront", "xenvmc"] });
    const [netfront, xenvmc] = comparison.variants.map(({ summary }) => summary);
    expect(xenvmc?.channel?.bytesMoved?.mean).toBeGreaterThan(2 * (netfront?.channel?.bytesMoved?.mean ?? Infinity));
    expect(xenvmc?.channel?.pagesDirtied?.mean).toBeGreaterThan(netfront?.channel?.pagesDirtied?.mean ?? Infinity);
    const [{ reading, figures } = { reading: undefined, figures: undefined }] = comparison.differences;
    expect([figures?.totals.totalSeconds?.verdict, figures?.totals.pagesSent?.verdict]).toEqual(["higher", "higher"]);
    const moved = ((xenvmc?.channel?.bytesMoved?.mean ?? 0) / 1e9).toFixed(2);
    const dirtied = Math.round(xenvmc?.channel?.pagesDirtied?.mean ?? 0).toLocaleString("en-US");
    expect(reading).toContain("xenvmc is the faster channel");
    expect(reading).toContain(`${moved} GB against`);
    expect(reading).toContain(`${dirtied} against`);
  });

  it("says nothing of the kind if the faster channel is better", async () => {
    const { differences } = await compareThese(TALKING);
    const closedForm = await compareThese({ ...TALKING, fidelity: "expected" }, { runs: 1 });
    expect(closedForm.differences.map(({ reading }) => reading)).toEqual([undefined, undefined, undefined]);
    expect(differences.map(({ reading }) => reading)).toEqual([undefined, undefined, undefined]);
  });

  it("finds the channels equal for a silent peer, except for the tear-down of rings", async () => {
    const silent = { ...TALKING, workload: [], peers: [{ ...PEER, flows: [] }] };
    const comparison = await compareThese(silent, { runs: 2 });
    const [netfront, xenvmc, modified] = comparison.variants.map(({ runs }) => runs);
    expect(modified?.map(({ totals, phases }) => ({ totals, phases }))).toEqual(xenvmc?.map(({ totals, phases }) => ({ totals, phases })));
    for (const [run, rings] of (xenvmc ?? []).entries()) {
      const stock = netfront?.[run];
      expect(stock?.phases.switchSeconds).toBe(0);
      // 5 ms of announcement, 258 pages at 1 us, 1 ms of release.
      expect(rings.phases.switchSeconds).toBeCloseTo(0.006258, 9);
      expect(rings.phases.liveSeconds).toBe(stock?.phases.liveSeconds);
      expect(rings.channel?.pagesDirtied).toBe(258);
      // During the switch the guest's base activity continues: one more hot wake-up or cold page.
      const more = rings.totals.pagesSent - (stock?.totals.pagesSent ?? 0);
      expect(more).toBeGreaterThanOrEqual(258);
      expect(more).toBeLessThanOrEqual(258 + 76);
    }
  });

  it("finds no ring page of the guest if the peer owns the rings", async () => {
    const dirtied = async (domid: string, flows: readonly object[]) => {
      const scenario = { workload: [], peers: [{ ...PEER, domid, flows }] };
      const comparison = await compareThese(scenario, { channels: ["netfront", "xenvmc"], runs: 2 });
      return variantOf(comparison, "xenvmc").runs.map(({ channel }) => channel?.pagesDirtied ?? 0);
    };
    expect([await dirtied("lower", []), await dirtied("higher", [])]).toEqual([
      [0, 0],
      [258, 258],
    ]);
    const sends = [{ message: "4 KiB", send: "20 MB/s" }];
    const [theirs, mine] = [await dirtied("lower", sends), await dirtied("higher", sends)];
    // A ring of 128 pages in each live sync, and both rings at the tear-down.
    expect(Math.min(...mine) - Math.max(...theirs)).toBeGreaterThanOrEqual(258 + 128);
  });

  it("counts the runs that did not move the guest", async () => {
    const stuck = { ...PEER, flows: [{ message: "4 KiB", receive: "50 MB/s", reader: 0 }] };
    const comparison = await compareThese({ peers: [stuck] }, { channels: ["netfront", "xenvmc"], runs: 2 });
    expect(comparison.variants.map(({ failedRuns }) => failedRuns)).toEqual([0, 2]);
    const [difference] = comparison.differences;
    expect(difference?.withheld).toMatch(/^netfront -> xenvmc: no percentages.* 2 of 2 runs of xenvmc.* did not move the guest\.$/);
    expect(difference?.figures).toEqual({ totals: {}, phases: {} });
    expect(comparison.variants.map(({ summary }) => "totalSeconds" in summary.totals)).toEqual([true, false]);
    expect(comparison.variants.map(({ stops }) => stops)).toEqual([{ "no-pages-left": 2 }, { "suspend-timeout": 2 }]);
    expect(comparison.attribution).toEqual([]);
  });

  it.each(["after-resume", "never"] as const)("concludes nothing from rings that are torn down %s", async (teardown) => {
    const comparison = await compareThese(TALKING, { channels: ["netfront", "xenvmc-modified", { kind: "xenvmc", teardown }], runs: 2 });
    expect(comparison.variants.map(({ failedRuns, faultyRuns }) => [failedRuns, faultyRuns])).toEqual([
      [0, 0],
      [0, 0],
      [0, 2],
    ]);
    expect(comparison.differences.map(({ withheld }) => withheld?.includes("torn down too late or never"))).toEqual([
      undefined,
      true,
      true,
    ]);
    expect(comparison.attribution.map(({ to }) => to)).toEqual(["xenvmc-modified"]);
    const ratios = comparison.differences.map(({ figures }) => figures.totals.totalSeconds?.relativeRatio !== undefined);
    expect(ratios).toEqual([true, false, false]);
  });
});
