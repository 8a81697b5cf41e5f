/** `advise`: the cheapest settings that meet goals of total time and downtime, or what stands in the way. */
import { ConfigError } from "../scenario/config-error.js";
import { nearestName } from "../scenario/nearest.js";
import type { Fidelity, ResolvedScenario } from "../scenario/resolved/resolved.js";
import { simulateRun } from "../simulation/simulate.js";
import type { ShareEstimate } from "../statistics/share.js";
import type { PointSummary } from "../study/points.js";
import type { StudyRow } from "../study/rows.js";
import type { FieldValues } from "../study/trial.js";
import { VERSION } from "../version.js";
import { AdviceBench, type AdviceOptions } from "./bench.js";
import { type Obstacle, obstacleOf, oncePassSeconds } from "./obstacle.js";
import { paretoSet } from "./pareto.js";
import { secondsOf } from "./quantities.js";
import { type Candidate, combinationsOf, KNOBS, labelOf } from "./settings.js";
import { type Goals, SYSTEM_NAMES, type SystemName } from "./systems/system.js";
import { supports, systemNamed, systemOf } from "./systems/systems.js";

/** Goals, and what may be changed to meet them. */
export interface AdviseRequest {
  /** As scenarios have times: `1 s`. A migration meets a goal that it equals. */
  readonly maxDowntime: string | number;
  readonly maxTotal: string | number;
  /** Names of `KNOBS` that stay as they are. */
  readonly keep?: readonly string[];
  /** Whose settings are searched, and in whose words the advice is. Default: that of the scenario's policy and engine. */
  readonly system?: string;
  /** Runs with `pages` that all have to meet the goals before settings are advised. Default 10. */
  readonly runs?: number;
}

/** Settings and their migration. Times of one run with expected counts, or with `pages` where these cannot be. */
export interface TriedSettings {
  readonly label: string;
  /** Fields that differ from the scenario, as in `--set`. */
  readonly set: FieldValues;
  /** Sum of the costs of its changes: `WEIGHTS`. */
  readonly weight: number;
  readonly fidelity: Fidelity;
  readonly moved: boolean;
  readonly stop: string;
  readonly totalSeconds: number;
  readonly downtimeSeconds: number;
  readonly guestTimeTakenSeconds: number;
  /** Guest time taken by the total time, 0 to 1. */
  readonly guestShareRatio: number;
  /** Post-copy: pages that a vCPU waited for. */
  readonly faults?: number;
  readonly meetsGoals: boolean;
}

/** Settings confirmed by runs with every page. */
export interface ConfirmedSettings extends TriedSettings {
  /** Runs that met both goals, and the 95 % interval of the probability to. */
  readonly confirmed: ShareEstimate;
  /** Means over these runs. */
  readonly means: { readonly totalSeconds: number; readonly downtimeSeconds: number; readonly guestTimeTakenSeconds: number };
}

/** What `advise` resolves with: the settings that meet the goals, the cheapest first, or what stands in the way. Plain data. */
export interface Advice {
  readonly version: 1;
  readonly generator: { readonly name: "xenvmc-sim"; readonly version: string };
  readonly scenario: ResolvedScenario;
  readonly goals: Goals;
  readonly system: SystemName;
  /** Combinations of settings that were simulated. */
  readonly tried: number;
  /** Combinations left out, as they need every page to be simulated (post-copy, xbzrle) and cheaper ones meet the goals. */
  readonly untried: number;
  /** The cheapest that meet the goals in every run; absent if none does. */
  readonly advised?: ConfirmedSettings;
  /** What the operator types for it, or for what comes nearest. */
  readonly words: readonly string[];
  /** No other is better in total time, downtime and guest time taken at once. In the order of the total time. */
  readonly pareto: readonly TriedSettings[];
  /** Present if nothing is advised: what comes nearest to the goals, and what it is missed by. */
  readonly nearest?: TriedSettings;
  readonly obstacle?: Obstacle;
  /** Present if nothing is advised: seconds to send memory once, which is how long stopping the guest takes at least. */
  readonly stoppedSeconds?: number;
}

const CONFIRMING_RUNS = 10;
/** Settings that are confirmed at most: the cheapest of those that meet the goals in the search. */
const CONFIRMED_AT_MOST = 5;
/** A migration that takes longer than this many times the goal is given up in the search: how far it misses is known by then. */
const PATIENCE = 4;

/**
 * Searches settings with expected counts, and confirms the cheapest that meet the goals by runs with every page.
 * @throws ConfigError for a scenario or request with faults; AbortedAdviceError when aborted
 */
export async function advise(input: object, request: AdviseRequest, options: AdviceOptions = {}): Promise<Advice> {
  const bench = new AdviceBench(input, options);
  const goals = {
    maxDowntimeSeconds: secondsOf(request.maxDowntime, "maxDowntime"),
    maxTotalSeconds: secondsOf(request.maxTotal, "maxTotal"),
  };
  const system = readSystem(request.system, bench.scenario);
  const candidates = await candidatesOf(bench, system, readKeep(request.keep), goals);
  const runs = request.runs ?? CONFIRMING_RUNS;
  const { scenario } = bench;
  const tried: TriedSettings[] = [];
  // Those that need every page are slow, and cost most: they are tried where no others meet the goals.
  for (const stage of stagesOf(candidates)) {
    const found = await search(bench, stage, goals);
    tried.push(...found);
    const advised = await confirmCheapest(bench, found, goals, runs);
    if (advised === undefined) continue;
    return { ...headOf(scenario, goals, system, tried, candidates), advised, words: wordsFor(bench, system, advised.set) };
  }
  const nearest = [...tried].sort((left, right) => missOf(left, goals) - missOf(right, goals) || byCost(left, right))[0] as TriedSettings;
  return {
    ...headOf(scenario, goals, system, tried, candidates),
    words: wordsFor(bench, system, nearest.set),
    nearest,
    obstacle: await findObstacle(bench, nearest, goals),
    stoppedSeconds: oncePassSeconds(scenario),
  };
}

/** What every advice has. */
function headOf(
  scenario: ResolvedScenario,
  goals: Goals,
  system: SystemName,
  tried: readonly TriedSettings[],
  candidates: readonly Candidate[],
) {
  const pareto = paretoSet([...tried].sort(byCost).filter(({ moved }) => moved));
  return {
    version: 1,
    generator: { name: "xenvmc-sim", version: VERSION },
    scenario,
    goals,
    system,
    tried: tried.length,
    untried: candidates.length - tried.length,
    pareto: pareto.sort((left, right) => left.totalSeconds - right.totalSeconds),
  } as const;
}

function stagesOf(candidates: readonly Candidate[]): Candidate[][] {
  const [fast, slow] = ["expected", "pages"].map((fidelity) => candidates.filter(({ set }) => set.fidelity === fidelity)) as [
    Candidate[],
    Candidate[],
  ];
  return [fast, slow].filter(({ length }) => length > 0);
}

/** The cheapest that meet the goals in every run; undefined if none of the first few does. */
async function confirmCheapest(
  bench: AdviceBench,
  tried: readonly TriedSettings[],
  goals: Goals,
  runs: number,
): Promise<ConfirmedSettings | undefined> {
  const cheapest = tried.filter(({ meetsGoals }) => meetsGoals).sort(byCost);
  for (const settings of cheapest.slice(0, CONFIRMED_AT_MOST)) {
    const advised = await confirm(bench, settings, goals, runs);
    if (advised.confirmed.met === advised.confirmed.count) return advised;
  }
  return undefined;
}

/** @throws ConfigError for an unknown system, or one that does not migrate this engine's guests */
function readSystem(given: string | undefined, scenario: ResolvedScenario): SystemName {
  const name = given ?? systemOf(scenario);
  const possible = SYSTEM_NAMES.filter((each) => supports(each, scenario));
  if (name !== undefined && (possible as readonly string[]).includes(name)) return name as SystemName;
  const expected =
    possible.length === 0
      ? `an engine with settings to advise: QEMU, Cloud Hypervisor or Xen, where there is ${scenario.engine.preset}`
      : `one of ${possible.join(", ")}, which migrate guests of ${scenario.engine.preset}`;
  throw new ConfigError([issueOf("system", expected, name ?? "none", possible)], "the request");
}

/** @throws ConfigError for names of nothing that can be changed */
function readKeep(keep: readonly string[] = []): ReadonlySet<string> {
  const unknown = keep.filter((name) => !(KNOBS as readonly string[]).includes(name));
  if (unknown.length === 0) return new Set(keep);
  const expected = `one of ${KNOBS.join(", ")}`;
  throw new ConfigError(
    unknown.map((name) => issueOf("keep", expected, name, KNOBS)),
    "the request",
  );
}

function issueOf(path: string, expected: string, name: string, candidates: readonly string[]) {
  const suggestion = nearestName(name, candidates);
  return { path, expected, received: JSON.stringify(name), ...(suggestion === undefined ? {} : { suggestion }) };
}

/** The combinations that the engine accepts, with the fidelity of their search. */
async function candidatesOf(bench: AdviceBench, system: SystemName, keep: ReadonlySet<string>, goals: Goals): Promise<Candidate[]> {
  const { base, choices } = systemNamed(system);
  const start = base(bench.scenario);
  const { scenario, issues } = bench.try(start);
  if (scenario === undefined) throw new ConfigError(issues, `the scenario under ${system}`);
  const open = choices(scenario, goals).map((list) => list.filter(({ knobs }) => !knobs.some((knob) => keep.has(knob))));
  const refused = new Map<string, boolean>();
  const candidates: Candidate[] = [];
  for (const candidate of combinationsOf(open, start)) {
    const resolved = bench.try(candidate.set, { fidelity: "pages" }).scenario;
    if (resolved === undefined) continue;
    const kind = kindOf(resolved);
    const isRefused = refused.get(kind) ?? (await bench.expectedRefuses(candidate.set)) !== undefined;
    refused.set(kind, isRefused);
    candidates.push({ ...candidate, set: { ...candidate.set, fidelity: isRefused ? "pages" : "expected" } });
  }
  return candidates;
}

/** Scenarios of one kind and workload are all refused by expected counts, or none is: the cache of xbzrle and post-copy need pages. */
function kindOf({ engine }: ResolvedScenario): string {
  if (engine.family === "cloud-hypervisor") return engine.memoryMode;
  return engine.family === "qemu" ? `${engine.xbzrle !== undefined} ${engine.postcopy !== undefined}` : engine.family;
}

/** One run of each candidate. */
async function search(bench: AdviceBench, candidates: readonly Candidate[], goals: Goals): Promise<TriedSettings[]> {
  const variants = Object.fromEntries(candidates.map(({ set }, index) => [nameOf(index), set]));
  const { rows } = await bench.compute({ set: patience(bench, goals), study: { variants, runs: 1 } });
  return candidates.map((candidate, index) => triedOf(candidate, rows.find(({ variant }) => variant === index) as StudyRow, goals));
}

/** The limit on simulated time in the search and its confirmation. It changes no run that ends before it. */
function patience({ scenario }: AdviceBench, { maxTotalSeconds }: Goals): FieldValues {
  return { timeout: Math.min(scenario.timeoutSeconds, PATIENCE * maxTotalSeconds) };
}

/** Numbers as texts would be indices of an object, and change their order. */
function nameOf(index: number): string {
  return `settings ${index}`;
}

function triedOf(candidate: Candidate, { moved, stop, figures }: StudyRow, goals: Goals): TriedSettings {
  const { fidelity, ...set } = candidate.set;
  const { totalSeconds = 0, downtimeSeconds = 0, guestTimeTakenSeconds = 0, postcopyFaults } = figures;
  return {
    label: labelOf(candidate),
    set,
    weight: candidate.weight,
    fidelity: fidelity as Fidelity,
    moved,
    stop,
    totalSeconds,
    downtimeSeconds,
    guestTimeTakenSeconds,
    guestShareRatio: totalSeconds > 0 ? Math.min(1, guestTimeTakenSeconds / totalSeconds) : 0,
    ...(postcopyFaults === undefined ? {} : { faults: postcopyFaults }),
    meetsGoals: moved && totalSeconds <= goals.maxTotalSeconds && downtimeSeconds <= goals.maxDowntimeSeconds,
  };
}

/** By what they cost, then by the guest time that they take, then by the total time. */
function byCost(left: TriedSettings, right: TriedSettings): number {
  return left.weight - right.weight || left.guestTimeTakenSeconds - right.guestTimeTakenSeconds || left.totalSeconds - right.totalSeconds;
}

/** How far a migration misses the goals: the larger of its ratios to them, to two digits, so that cost decides between equals. */
function missOf({ moved, totalSeconds, downtimeSeconds }: TriedSettings, { maxTotalSeconds, maxDowntimeSeconds }: Goals): number {
  return moved ? Number(Math.max(totalSeconds / maxTotalSeconds, downtimeSeconds / maxDowntimeSeconds).toPrecision(2)) : Number.MAX_VALUE;
}

async function confirm(bench: AdviceBench, settings: TriedSettings, goals: Goals, runs: number): Promise<ConfirmedSettings> {
  const { points } = await bench.compute({
    set: { ...settings.set, ...patience(bench, goals), fidelity: "pages" },
    study: { runs, goals: { totalSeconds: `<= ${goals.maxTotalSeconds} s`, downtimeSeconds: `<= ${goals.maxDowntimeSeconds} s` } },
  });
  const { allGoals, figures } = points[0] as PointSummary;
  const mean = (name: string): number => figures[name]?.mean ?? 0;
  return {
    ...settings,
    confirmed: allGoals as ShareEstimate,
    means: {
      totalSeconds: mean("totalSeconds"),
      downtimeSeconds: mean("downtimeSeconds"),
      guestTimeTakenSeconds: mean("guestTimeTakenSeconds"),
    },
  };
}

function wordsFor(bench: AdviceBench, system: SystemName, set: FieldValues): readonly string[] {
  return systemNamed(system).words(bench.try(set).scenario as ResolvedScenario);
}

/** Simulates what comes nearest once more, for what ruled it. */
async function findObstacle(bench: AdviceBench, { set, fidelity, moved }: TriedSettings, goals: Goals): Promise<Obstacle> {
  const scenario = bench.try(set, { fidelity }, patience(bench, goals)).scenario as ResolvedScenario;
  const run = await simulateRun(scenario, 0, {});
  if (run === undefined) throw new Error("a run without a signal cannot be aborted");
  return obstacleOf(scenario, run.result, moved, goals);
}
