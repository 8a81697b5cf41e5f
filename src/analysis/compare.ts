/** The same guest with the same seeds over several channels or engines: what differs, by how much, how surely, and why. */

import type { RunResult, StopKind } from "../result/result.js";
import { summarizeValues } from "../result/summary.js";
import { type FieldCheck, LIST, optional, wholeNumberCheck } from "../scenario/check-fields.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import { ConfigError, type Scenario } from "../scenario/scenario.js";
import { whatIfOf } from "../scenario/what-if.js";
import { CALLBACK, PAGES_OPTION, POLICY_OPTIONS, resolveCall, SIGNAL_OPTION } from "../simulation/call.js";
import type { SimulationOptions } from "../simulation/options.js";
import { simulateRun } from "../simulation/simulate.js";
import { VERSION } from "../version.js";
import { attribute } from "./attribution.js";
import type { Attribution, ComparedRun, ComparedVariant, Comparison, Difference, Figures } from "./comparison.js";
import { figuresOf, mapFigures, withoutCourse } from "./figures.js";
import { pairedDifference } from "./paired.js";
import { readingOf } from "./reading.js";
import { type ChannelChoice, channelVariants, type EngineChoice, engineVariants, type Variant } from "./variants.js";
import { failedRunsOf, faultyRunsOf, movedGuest, withheldFigures, withheldReason } from "./withheld.js";

export type { ChannelChoice, EngineChoice } from "./variants.js";

/** Replications of a comparison whose scenario asks for one. A closed form has no spread, so one is all it has to say. */
const DEFAULT_RUNS = 10;
const ALL_CHANNELS: readonly ChannelChoice[] = ["netfront", "xenvmc", "xenvmc-modified"];

/** What `compare` compares, how often, and what it calls meanwhile. */
export interface CompareOptions extends Pick<SimulationOptions, "pages" | "policy" | "createPolicy"> {
  /** Channels, the first is what the others are compared with. Default: all three, unless engines are given. */
  readonly channels?: readonly ChannelChoice[];
  /** Engines in place of channels, the first is the base. Giving both is a fault: one question at a time. */
  readonly engines?: readonly EngineChoice[];
  /** Replications of each variant, at least 1. Default: the scenario's where it asks for more than one, else 10 (`expected`: 1). */
  readonly runs?: number;
  /** When aborted: resolves with the replications that all variants have finished, rejects with the reason where there are none. */
  readonly signal?: AbortSignal;
  /** Called after every simulation, those that only serve to tell causes apart included. */
  readonly onRun?: (run: RunResult, standing: CompareStanding) => void;
}

const COMPARE_OPTIONS: { readonly [Name in keyof Required<CompareOptions>]: FieldCheck } = {
  ...POLICY_OPTIONS,
  ...PAGES_OPTION,
  ...SIGNAL_OPTION,
  channels: optional(LIST),
  engines: optional(LIST),
  runs: optional(wholeNumberCheck(1)),
  onRun: CALLBACK,
};

/** How far a comparison has come: simulations (variants and the cells between them, each once per replication) and replications. */
export interface CompareStanding {
  readonly finishedSimulations: number;
  readonly allSimulations: number;
  readonly finishedRuns: number;
}

/** One simulation per replication: a variant itself, or the times of one with the pages of another. */
interface Cell {
  readonly scenario: ResolvedScenario;
  readonly options: Pick<SimulationOptions, "channels">;
}

/** Indices of two variants, and of the mixed cells between them where causes are told apart. */
interface Pair {
  readonly from: number;
  readonly to: number;
  readonly otherPages?: number;
  readonly otherTimes?: number;
}

/**
 * Compares at least two variants of a scenario. Replication k of each has the same seeds as replication k of every other, so that
 * differences are taken run by run. Throws a ConfigError for a faulty scenario, channel or engine.
 */
export async function compare(scenario: Scenario | ResolvedScenario, options: CompareOptions = {}): Promise<Comparison> {
  const resolved = withRuns(resolveCall("compare", scenario, options, COMPARE_OPTIONS), options.runs);
  const variants = variantsOf(resolved, options);
  const { cells, pairs } = planOf(variants, options.engines === undefined && resolved.peers.length > 0);
  const { runs, core } = await simulateAll(cells, resolved.runs, options);
  const figures = runs.map((list) => list.map(figuresOf));
  return {
    version: 2,
    generator: { name: "xenvmc-sim", version: VERSION, core },
    scenario: resolved,
    compared: options.engines === undefined ? "channels" : "engines",
    finishedRuns: runs[0]?.length ?? 0,
    variants: variants.map((variant, index) => comparedVariant(variant, runs[index] as ComparedRun[], figures[index] as Figures<number>[])),
    differences: pairs.map((pair) => differenceBetween(pair, variants, runs, figures)),
    attribution: pairs.flatMap((pair) =>
      withheldReasonOf(pair, variants, runs) === undefined ? attributionBetween(pair, variants, figures) : [],
    ),
  };
}

function withRuns(scenario: ResolvedScenario, asked: number | undefined): ResolvedScenario {
  const byDefault = scenario.fidelity === "expected" ? 1 : DEFAULT_RUNS;
  return { ...scenario, runs: asked ?? (scenario.runs > 1 ? scenario.runs : byDefault) };
}

function variantsOf(scenario: ResolvedScenario, { channels, engines }: CompareOptions): Variant[] {
  if (channels && engines) throw fault("engines", "channels or engines, not both", "both");
  const variants = engines ? engineVariants(scenario, engines) : channelVariants(scenario, channels ?? ALL_CHANNELS);
  if (variants.length < 2) throw fault(engines ? "engines" : "channels", "at least two to compare", String(variants.length));
  return variants;
}

function fault(path: string, expected: string, received: string): ConfigError {
  return new ConfigError([{ path, expected, received }], "the comparison");
}

/** The variants first, then the mixed cells of each pair: against the first variant, then between neighbours. */
function planOf(variants: readonly Variant[], tellsCausesApart: boolean): { readonly cells: Cell[]; readonly pairs: Pair[] } {
  const cells: Cell[] = variants.map(({ scenario }) => ({ scenario, options: {} }));
  const indices = variants.map((_, index) => index);
  const plain: Pair[] = [...indices.slice(1).map((to) => ({ from: 0, to })), ...indices.slice(2).map((to) => ({ from: to - 1, to }))];
  const pairs = plain.map(({ from, to }): Pair => {
    const [base, other] = [variants[from]?.scenario, variants[to]?.scenario];
    if (!tellsCausesApart || !base?.channel || !other?.channel) return { from, to };
    const roles = [
      { exchange: base.channel, dirtying: other.channel },
      { exchange: other.channel, dirtying: base.channel },
    ];
    cells.push(...roles.map((channels) => ({ scenario: base, options: { channels } })));
    return { from, to, otherPages: cells.length - 2, otherTimes: cells.length - 1 };
  });
  return { cells, pairs };
}

/** All cells of a replication before the next: an interruption leaves whole replications. */
async function simulateAll(cells: readonly Cell[], runs: number, options: CompareOptions) {
  const results: ComparedRun[][] = cells.map(() => []);
  const { signal, pages, policy, createPolicy, onRun } = options;
  const shared = {
    ...(signal ? { signal } : {}),
    ...(pages ? { pages } : {}),
    ...(policy ? { policy } : {}),
    ...(createPolicy ? { createPolicy } : {}),
  };
  let core = "";
  for (let run = 0; run < runs; run++) {
    const row: ComparedRun[] = [];
    for (const [index, { scenario, options: own }] of cells.entries()) {
      const finished = await simulateRun(scenario, run, { ...shared, ...own });
      if (finished === undefined) {
        if (run === 0) throw signal?.reason;
        return { runs: results, core };
      }
      core = finished.core;
      row.push(withoutCourse(finished.result));
      onRun?.(structuredClone(finished.result), {
        finishedSimulations: run * cells.length + index + 1,
        allSimulations: runs * cells.length,
        finishedRuns: index === cells.length - 1 ? run + 1 : run,
      });
    }
    for (const [index, result] of row.entries()) results[index]?.push(result);
  }
  return { runs: results, core };
}

function comparedVariant(variant: Variant, runs: readonly ComparedRun[], figures: readonly Figures<number>[]): ComparedVariant {
  const { engine, channel, peers } = variant.scenario;
  const whatIf = whatIfOf(variant.scenario);
  const moved = figures.filter((_, run) => movedGuest(runs[run] as ComparedRun));
  return {
    label: variant.label,
    ...(variant.isReconstruction ? { reconstruction: true } : {}),
    ...(whatIf === undefined ? {} : { whatIf }),
    ...(channel === undefined || peers.length === 0 ? {} : { channel }),
    engine,
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

function namesOf({ from, to }: Pair, variants: readonly Variant[]) {
  const [base, other] = [variants[from] as Variant, variants[to] as Variant];
  return {
    from: base.label,
    to: other.label,
    ...(base.isReconstruction || other.isReconstruction ? { reconstruction: true as const } : {}),
  };
}

/** For sentences, which stand without their table. */
function shownNamesOf({ from, to }: Pair, variants: readonly Variant[]) {
  const [base, other] = [from, to].map((index) => shownLabel(variants[index] as Variant));
  return { from: base as string, to: other as string };
}

function shownLabel({ label, isReconstruction }: Variant): string {
  return isReconstruction ? `${label} (reconstruction)` : label;
}

/** The two variants of a pair and the cells between them. */
function withheldReasonOf(pair: Pair, variants: readonly Variant[], runs: readonly (readonly ComparedRun[])[]): string | undefined {
  const { from, to } = shownNamesOf(pair, variants);
  const cells: readonly (readonly [name: string, index: number | undefined])[] = [
    [from, pair.from],
    [to, pair.to],
    [`${from} with the pages of ${to}`, pair.otherPages],
    [`${to} with the pages of ${from}`, pair.otherTimes],
  ];
  return withheldReason(
    `${from} -> ${to}`,
    cells.flatMap(([name, index]) => (index === undefined ? [] : [{ name, runs: runs[index] ?? [] }])),
  );
}

function differenceBetween(
  pair: Pair,
  variants: readonly Variant[],
  runs: readonly (readonly ComparedRun[])[],
  figures: readonly (readonly Figures<number>[])[],
): Difference {
  const cells = [pair.from, pair.to];
  const both = (_: unknown, run: number): boolean => cells.every((index) => movedGuest(runs[index]?.[run] as ComparedRun));
  const [base = [], other = []] = cells.map((index) => (figures[index] ?? []).filter(both));
  const names = namesOf(pair, variants);
  const differences = mapFigures([base, other], (left = [], right = []) => pairedDifference(left, right));
  const withheld = withheldReasonOf(pair, variants, runs);
  if (withheld !== undefined) return { ...names, figures: withheldFigures(differences), withheld };
  const means = [base, other].map((list) => mapFigures([list], (values = []) => summarizeValues(values).mean));
  const reading = readingOf(shownNamesOf(pair, variants), means[0] as Figures<number>, means[1] as Figures<number>, differences);
  return { ...names, figures: differences, ...(reading === undefined ? {} : { reading }) };
}

function attributionBetween(
  pair: Pair,
  variants: readonly Variant[],
  figures: readonly (readonly Figures<number>[])[],
): readonly Attribution[] {
  const { from, to, otherPages, otherTimes } = pair;
  if (otherPages === undefined || otherTimes === undefined) return [];
  const [base, other, withPages, withTimes] = [from, to, otherPages, otherTimes].map((index) => figures[index] ?? []);
  if (!base || !other || !withPages || !withTimes) return [];
  const attributed = attribute({ base, other, otherPages: withPages, otherTimes: withTimes });
  return [{ ...namesOf(pair, variants), figures: attributed }];
}
