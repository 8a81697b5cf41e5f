/** `advise`: the cheapest settings that meet goals of total time and downtime, or what stands in the way. */
import { ConfigError } from "../scenario/config-error.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import { simulateRun } from "../simulation/simulate.js";
import type { FieldValues } from "../study/trial.js";
import { VERSION } from "../version.js";
import { AdviceBench, type AdviceOptions } from "./bench.js";
import { leastTotalSeconds, oncePassSeconds, sendOnceSeconds } from "./bounds.js";
import { type Obstacle, obstacleOf } from "./obstacle.js";
import { paretoSet } from "./pareto.js";
import { secondsOf } from "./quantities.js";
import { readKeep, readSystem } from "./request.js";
import { byCost, type ConfirmedSettings, confirm, isClose, missOf, patience, search, type TriedSettings } from "./search.js";
import { type Candidate, combinationsOf } from "./settings.js";
import type { Goals, SystemName } from "./systems/system.js";
import { systemNamed } from "./systems/systems.js";

/** Goals, and what may be changed to meet them. */
export interface AdviseRequest {
  /** As scenarios have times: `1 s`. A migration meets a goal that it equals. */
  readonly maxDowntime: string | number;
  readonly maxTotal: string | number;
  /** Names of `KNOBS` that stay as they are. */
  readonly keep?: readonly string[];
  /** Whose settings are searched, and in whose words the advice is. Default: that of the scenario's policy and engine. */
  readonly system?: string;
  /** Runs with `pages` that all have to meet the goals before settings are advised. Default 10; 3 for post-copy, whose accesses are followed one by one. */
  readonly runs?: number;
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
  /** Combinations left out, as sending memory once takes longer than the goal. */
  readonly ruledOut: number;
  /** The cheapest that meet the goals in every run; absent if none does. */
  readonly advised?: ConfirmedSettings;
  /**
   * Present where the guest should not be migrated live: nothing meets the goals, or all that meets them costs the guest more time than
   * stopping it for the migration.
   */
  readonly stopInstead?: "goals-missed" | "costs-more";
  /** What the operator types for it, or for what comes nearest. */
  readonly words: readonly string[];
  /** No other is better in total time, downtime and guest time taken at once. In the order of the total time. */
  readonly pareto: readonly TriedSettings[];
  /** Every combination that was simulated, the cheapest first. */
  readonly triedSettings: readonly TriedSettings[];
  /** Present if nothing is advised: what comes nearest to the goals, and what it is missed by. */
  readonly nearest?: TriedSettings;
  readonly obstacle?: Obstacle;
  /** Seconds to send memory once, which is how long the guest is away at least if it is stopped: with the settings advised, or over the link. */
  readonly stoppedSeconds: number;
}

const CONFIRMING_RUNS = 10;
const CONFIRMING_RUNS_OF_POSTCOPY = 3;
/** Settings that are confirmed at most: the cheapest of those that meet the goals in the search. */
const CONFIRMED_AT_MOST = 8;

/** What settings are searched for. */
interface Search {
  readonly bench: AdviceBench;
  readonly goals: Goals;
  readonly system: SystemName;
  readonly candidates: readonly Candidate[];
  readonly runs?: number | undefined;
}

/**
 * Searches settings with expected counts, and confirms the cheapest that meet the goals by runs with every page.
 * @throws ConfigError for a scenario or request with faults; AbortedAdviceError when aborted
 */
export async function advise(input: object, request: AdviseRequest, options: AdviceOptions = {}): Promise<Advice> {
  const bench = new AdviceBench(input, options);
  const { maxDowntime: maxDowntimeSeconds, maxTotal: maxTotalSeconds } = secondsOf({
    maxDowntime: request.maxDowntime,
    maxTotal: request.maxTotal,
  });
  const goals = { maxDowntimeSeconds, maxTotalSeconds };
  const system = readSystem(request.system, bench.scenario);
  const candidates = await candidatesOf(bench, system, readKeep(request.keep), goals);
  return found({ bench, goals, system, candidates, runs: request.runs });
}

/** The cheapest settings that cost the guest less than stopping it, else the cheapest of all, else what comes nearest. */
async function found(asked: Search): Promise<Advice> {
  const { bench, goals, candidates } = asked;
  const possible = candidates.filter((candidate) => !isRuledOut(bench, candidate, goals));
  const tried: TriedSettings[] = [];
  const head = () => headOf(asked, tried, possible.length);
  for (const stage of stagesOf(possible)) {
    const settings = await search(bench, stage, goals);
    tried.push(...settings);
    const affordable = settings.filter((each) => each.guestTimeTakenSeconds <= stoppedSecondsOf(bench, each));
    const advised = await confirmCheapest(asked, affordable);
    if (advised !== undefined) return { ...head(), ...adviceOf(asked, advised) };
  }
  const costly = await confirmCheapest(
    asked,
    tried.filter((each) => each.guestTimeTakenSeconds > stoppedSecondsOf(bench, each)),
  );
  if (costly !== undefined) return { ...head(), ...adviceOf(asked, costly), stopInstead: "costs-more" };
  // Something is run even where all is ruled out, to say what rules it.
  if (tried.length === 0) tried.push(...(await search(bench, candidates.slice(0, 1), goals)));
  return { ...head(), ...(await missedBy(asked, tried)) };
}

/** Those that need every page are slow, and cost most: they are tried where no others meet the goals, the cheapest first. */
function stagesOf(candidates: readonly Candidate[]): Candidate[][] {
  const [fast, slow] = ["expected", "pages"].map((fidelity) => candidates.filter(({ set }) => set.fidelity === fidelity)) as [
    Candidate[],
    Candidate[],
  ];
  const weights = [...new Set(slow.map(({ weight }) => weight))].sort((left, right) => left - right);
  return [fast, ...weights.map((own) => slow.filter(({ weight }) => weight === own))].filter(({ length }) => length > 0);
}

/** Expected counts are quick, and show how far the goal is missed: only what needs every page is left out. */
function isRuledOut(bench: AdviceBench, { set }: Candidate, { maxTotalSeconds }: Goals): boolean {
  return set.fidelity === "pages" && leastTotalSeconds(bench.try(set).scenario as ResolvedScenario) > maxTotalSeconds;
}

function stoppedSecondsOf(bench: AdviceBench, { set }: Pick<TriedSettings, "set">): number {
  return sendOnceSeconds(bench.try(set, { fidelity: "pages" }).scenario as ResolvedScenario);
}

/** What every advice has. */
function headOf({ bench, goals, system, candidates }: Search, tried: readonly TriedSettings[], possible: number) {
  const triedSettings = [...tried].sort(byCost);
  const pareto = paretoSet(triedSettings.filter(({ moved }) => moved));
  return {
    version: 1,
    generator: { name: "xenvmc-sim", version: VERSION },
    scenario: bench.scenario,
    goals,
    system,
    tried: tried.length,
    untried: Math.max(0, possible - tried.length),
    ruledOut: candidates.length - Math.max(possible, tried.length),
    pareto: pareto.sort((left, right) => left.totalSeconds - right.totalSeconds),
    triedSettings,
  } as const;
}

function adviceOf({ bench, system }: Search, advised: ConfirmedSettings) {
  return { advised, words: wordsFor(bench, system, advised.set), stoppedSeconds: stoppedSecondsOf(bench, advised) };
}

async function missedBy({ bench, goals, system }: Search, tried: readonly TriedSettings[]) {
  const nearest = [...tried].sort((left, right) => missOf(left, goals) - missOf(right, goals) || byCost(left, right))[0] as TriedSettings;
  return {
    words: wordsFor(bench, system, nearest.set),
    stopInstead: "goals-missed",
    nearest,
    obstacle: await findObstacle(bench, nearest, goals),
    stoppedSeconds: oncePassSeconds(bench.scenario),
  } as const;
}

/** The cheapest that meet the goals in every run; undefined if none of the first few does. */
async function confirmCheapest({ bench, goals, runs }: Search, tried: readonly TriedSettings[]): Promise<ConfirmedSettings | undefined> {
  const meeting = tried.filter(({ meetsGoals }) => meetsGoals).sort(byCost);
  // Where the mean is at a goal, about every other run misses it.
  const cheapest = [...meeting.filter((each) => !isClose(each, goals)), ...meeting.filter((each) => isClose(each, goals))];
  for (const settings of cheapest.slice(0, CONFIRMED_AT_MOST)) {
    const usual = settings.faults === undefined ? CONFIRMING_RUNS : CONFIRMING_RUNS_OF_POSTCOPY;
    const advised = await confirm(bench, settings, goals, runs ?? usual);
    if (advised !== undefined) return advised;
  }
  return undefined;
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

function wordsFor(bench: AdviceBench, system: SystemName, set: FieldValues): readonly string[] {
  return systemNamed(system).words(bench.try(set).scenario as ResolvedScenario);
}

/** Simulates what comes nearest once more, for what ruled it. */
async function findObstacle(bench: AdviceBench, { set, fidelity, moved, givenUp }: TriedSettings, goals: Goals): Promise<Obstacle> {
  const scenario = bench.try(set, { fidelity }, patience(bench, goals, fidelity)).scenario as ResolvedScenario;
  const limits = fidelity === "pages" ? { maxDowntimeSeconds: goals.maxDowntimeSeconds } : {};
  const run = await simulateRun(scenario, 0, limits);
  if (run === undefined) throw new Error("a run without a signal cannot be aborted");
  return obstacleOf(scenario, run.result, moved || givenUp === true, goals);
}
