/** Compares channels or engines: the same guest on the same seeds, with paired differences, their intervals and their causes. */

import { type Executor, inThisThread, type Job, runCells, runsInOrder } from "../cells/run-cells.js";
import { movedGuest } from "../result/moved-guest.js";
import type { RunResult, StopKind } from "../result/result.js";
import { BOOLEAN, type FieldCheck, LIST, objectCheck, optional, wholeNumberCheck } from "../scenario/check-fields.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import { ConfigError, type Scenario } from "../scenario/scenario.js";
import { whatIfOf } from "../scenario/what-if.js";
import { CALLBACK, EXECUTOR_OPTION, PAGES_OPTION, POLICY_OPTIONS, resolveCall, SIGNAL_OPTION } from "../simulation/call.js";
import type { FinishedRun, RunExecutor, RunsOf, SimulationOptions } from "../simulation/options.js";
import { simulateRun } from "../simulation/simulate.js";
import { summarizeValues } from "../statistics/summarize.js";
import { VERSION } from "../version.js";
import type { ComparedRun, ComparedVariant, Comparison, Difference, Figures } from "./comparison.js";
import { figuresOf, mapFigures, withoutCourse } from "./figures.js";
import { conclude, type Pair } from "./pairs.js";
import {
  type ChannelChoice,
  channelVariants,
  differInChannelOnly,
  type EngineChoice,
  engineVariants,
  scenarioVariants,
  type Variant,
} from "./variants.js";
import { failedRunsOf, faultyRunsOf } from "./withheld.js";

export type { ChannelChoice, EngineChoice } from "./variants.js";

/** Default number of replications if the scenario sets 1. Fidelity `expected` has no randomness, so it runs once. */
const DEFAULT_RUNS = 10;
const ALL_CHANNELS: readonly ChannelChoice[] = ["netfront", "xenvmc", "xenvmc-modified"];

/** Options of `compare`: the variants, the number of replications, and callbacks. */
export interface CompareOptions extends Pick<SimulationOptions, "pages" | "policy" | "createPolicy"> {
  /**
   * Channels to compare; the first is the base. Default: all three, unless `engines` or `variants` is given. The guest and the machine of the
   * scenario's channel (`guest`, `guestMode`, `calibration`, `costs`, `netfront`, `dirtying`) hold for each unless it sets them; a channel of
   * the scenario's own kind has all of its fields.
   */
  readonly channels?: readonly ChannelChoice[];
  /** Engines to compare instead of channels; the first is the base. Setting both is an error. */
  readonly engines?: readonly EngineChoice[];
  /**
   * Any scenarios by their names; the first is the base. They are compared on the seeds of `scenario`, which is not simulated itself
   * unless it is among them. Setting `channels` or `engines` too is an error.
   */
  readonly variants?: Readonly<Record<string, Scenario | ResolvedScenario>>;
  /** True to repeat the comparison at both ends of the documented range of every constant that a variant has. Default false. */
  readonly sensitivity?: boolean;
  /** Replications of each variant, at least 1. Default: the scenario's `runs` if above 1, else 10 (`expected`: 1). */
  readonly runs?: number;
  /** When aborted, resolves with the replications that every variant has finished; rejects with the signal's reason if there are none. */
  readonly signal?: AbortSignal;
  /** Called after every simulation, including those that only separate the causes. */
  readonly onRun?: (run: RunResult, standing: CompareStanding) => void;
  /** Has to know an own policy or pages by itself. It is called for the cells of the comparison, and for those of each end of a range. Default: this thread. */
  readonly executor?: RunExecutor;
}

const COMPARE_OPTIONS: { readonly [Name in keyof Required<CompareOptions>]: FieldCheck } = {
  ...POLICY_OPTIONS,
  ...PAGES_OPTION,
  ...SIGNAL_OPTION,
  channels: optional(LIST),
  engines: optional(LIST),
  variants: optional(objectCheck("an object of scenarios by their names")),
  sensitivity: optional(BOOLEAN),
  runs: optional(wholeNumberCheck(1)),
  onRun: CALLBACK,
  ...EXECUTOR_OPTION,
};

/** Progress of a comparison. Each replication simulates every variant, and the mixed cells that separate the causes, once. */
export interface CompareStanding {
  readonly finishedSimulations: number;
  readonly allSimulations: number;
  readonly finishedRuns: number;
  /** What was simulated last, within its replication: the variants in their order, and after them the mixed cells. */
  readonly cell: number;
}

/**
 * Compares at least two variants of a scenario. Replication k of each has the same seeds as replication k of every other, so that
 * differences are taken run by run. @throws ConfigError for an invalid scenario, channel or engine
 */
export async function compare(scenario: Scenario | ResolvedScenario, options: CompareOptions = {}): Promise<Comparison> {
  const resolved = withRuns(resolveCall("compare", scenario, options, COMPARE_OPTIONS), options.runs);
  const variants = variantsOf(resolved, options);
  const { cells, pairs } = planOf(variants);
  const ranges = options.sensitivity === true ? await import("./sensitivity.js") : undefined;
  const endsOfRanges = ranges?.sensitivityCalls(variants) ?? 0;
  const plan = { allSimulations: resolved.runs * (cells.length + endsOfRanges * variants.length), finishedSimulations: 0 };
  const { runs, core } = await simulateAll(cells, resolved.runs, options, plan);
  if (runs[0]?.length === 0) throw options.signal?.reason;
  const figures = runs.map((list) => list.map(figuresOf));
  const concluded = pairs.map((pair) => conclude(pair, { variants, runs, figures }));
  const differences = concluded.map(({ difference }) => difference);
  const finishedRuns = runs[0]?.length ?? 0;
  const measure = (changed: readonly Variant[]) => differencesOf(changed, pairs, resolved.runs, options, plan);
  const sensitivity = finishedRuns === resolved.runs ? await ranges?.sensitivityOf(variants, differences, measure) : undefined;
  return {
    version: 2,
    generator: { name: "xenvmc-sim", version: VERSION, core },
    scenario: resolved,
    compared: comparedBy(options),
    finishedRuns,
    variants: variants.map((variant, index) =>
      comparedVariant(variant, options.variants !== undefined, runs[index] as ComparedRun[], figures[index] as Figures<number>[]),
    ),
    differences,
    attribution: concluded.flatMap(({ attribution }) => (attribution === undefined ? [] : [attribution])),
    ...(sensitivity === undefined ? {} : { sensitivity }),
  };
}

/** The differences between variants without their causes; undefined if interrupted. */
async function differencesOf(
  variants: readonly Variant[],
  pairs: readonly Pair[],
  count: number,
  options: CompareOptions,
  plan: SimulationPlan,
): Promise<readonly Difference[] | undefined> {
  const cells = variants.map(({ scenario }): RunsOf => ({ scenario }));
  const { runs } = await simulateAll(cells, count, options, plan);
  if ((runs[0]?.length ?? 0) < count) return undefined;
  const figures = runs.map((list) => list.map(figuresOf));
  return pairs.map(({ from, to }) => conclude({ from, to }, { variants, runs, figures }).difference);
}

function withRuns(scenario: ResolvedScenario, asked: number | undefined): ResolvedScenario {
  const byDefault = scenario.fidelity === "expected" ? 1 : DEFAULT_RUNS;
  return { ...scenario, runs: asked ?? (scenario.runs > 1 ? scenario.runs : byDefault) };
}

function variantsOf(scenario: ResolvedScenario, { channels, engines, variants: scenarios }: CompareOptions): Variant[] {
  const given = Object.entries({ channels, engines, variants: scenarios }).filter(([, choices]) => choices !== undefined);
  if (given.length > 1)
    throw fault(given[1]?.[0] as string, "one of channels, engines and variants", given.map(([name]) => name).join(" and "));
  const variants = scenarios
    ? scenarioVariants(scenario, scenarios)
    : engines
      ? engineVariants(scenario, engines)
      : channelVariants(scenario, channels ?? ALL_CHANNELS);
  if (variants.length < 2) throw fault(given[0]?.[0] ?? "channels", "at least two to compare", String(variants.length));
  return variants;
}

function comparedBy({ engines, variants }: CompareOptions): Comparison["compared"] {
  if (variants) return "variants";
  return engines ? "engines" : "channels";
}

function fault(path: string, expected: string, received: string): ConfigError {
  return new ConfigError([{ path, expected, received }], "the comparison");
}

/** The variants first, then the mixed cells of each pair: against the first variant, then between neighbours. */
function planOf(variants: readonly Variant[]): { readonly cells: RunsOf[]; readonly pairs: Pair[] } {
  // A variant is simulated once per replication, and so are the times of one variant with the pages of another (a mixed cell).
  const cells: RunsOf[] = variants.map(({ scenario }) => ({ scenario }));
  const indices = variants.map((_, index) => index);
  const plain: Pair[] = [...indices.slice(1).map((to) => ({ from: 0, to })), ...indices.slice(2).map((to) => ({ from: to - 1, to }))];
  const pairs = plain.map(({ from, to }): Pair => {
    const [base, other] = [variants[from]?.scenario, variants[to]?.scenario];
    if (!base?.channel || !other?.channel || !differInChannelOnly(base, other)) return { from, to };
    const roles = [
      { exchange: base.channel, dirtying: other.channel },
      { exchange: other.channel, dirtying: base.channel },
    ];
    cells.push(...roles.map((channels) => ({ scenario: base, channels })));
    return { from, to, otherPages: cells.length - 2, otherTimes: cells.length - 1 };
  });
  return { cells, pairs };
}

/** How far a comparison has come. */
interface SimulationPlan {
  readonly allSimulations: number;
  finishedSimulations: number;
}

/** Runs every cell of a replication before the next replication, so that an interruption leaves complete replications. */
async function simulateAll(cells: readonly RunsOf[], runs: number, options: CompareOptions, plan: SimulationPlan) {
  const results: ComparedRun[][] = cells.map(() => []);
  const { signal, executor, onRun } = options;
  const missing = new Uint32Array(runs).fill(cells.length);
  let [core, finishedRuns] = ["", 0];
  const queue = runsInOrder<FinishedRun>(cells.length, runs, ({ cell, run }, finished) => {
    core = finished.core;
    (results[cell] as ComparedRun[])[run] = withoutCourse(finished.result);
    missing[run] = (missing[run] as number) - 1;
    if (missing[run] === 0) finishedRuns++;
    plan.finishedSimulations++;
    const { finishedSimulations, allSimulations } = plan;
    onRun?.(structuredClone(finished.result), { finishedSimulations, allSimulations, finishedRuns, cell });
  });
  await runCells(queue, executor?.(cells) ?? executorHere(cells, options), signal);
  return { runs: results.map((list) => list.filter((_, run) => missing[run] === 0)), core };
}

function executorHere(cells: readonly RunsOf[], { signal, pages, policy, createPolicy }: CompareOptions): Executor<FinishedRun> {
  const shared = {
    ...(signal ? { signal } : {}),
    ...(pages ? { pages } : {}),
    ...(policy ? { policy } : {}),
    ...(createPolicy ? { createPolicy } : {}),
  };
  return inThisThread(({ cell, run }: Job) => {
    const { scenario, channels } = cells[cell] as RunsOf;
    return simulateRun(scenario, run, channels === undefined ? shared : { ...shared, channels });
  });
}

function comparedVariant(
  variant: Variant,
  keepsScenario: boolean,
  runs: readonly ComparedRun[],
  figures: readonly Figures<number>[],
): ComparedVariant {
  const { engine, channel, peers } = variant.scenario;
  const whatIf = whatIfOf(variant.scenario);
  const moved = figures.filter((_, run) => movedGuest(runs[run] as ComparedRun));
  return {
    label: variant.label,
    ...(variant.isReconstruction ? { reconstruction: true } : {}),
    ...(whatIf === undefined ? {} : { whatIf }),
    ...(channel === undefined || peers.length === 0 ? {} : { channel }),
    engine,
    ...(keepsScenario ? { scenario: variant.scenario } : {}),
    runs,
    stops: stopsOf(runs),
    convergedRuns: runs.filter(({ stop }) => stop.converged).length,
    failedRuns: failedRunsOf(runs),
    faultyRuns: faultyRunsOf(runs),
    summary: mapFigures([moved], (values = []) => summarizeValues(values)),
  };
}

function stopsOf(runs: readonly ComparedRun[]): ComparedVariant["stops"] {
  const stops: Partial<Record<StopKind, number>> = {};
  for (const { stop } of runs) stops[stop.kind] = (stops[stop.kind] ?? 0) + 1;
  return stops;
}
