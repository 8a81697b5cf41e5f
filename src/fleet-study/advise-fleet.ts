/** `adviseFleet`: the cheapest plan that meets goals of makespan and downtime, or what stands in the way. */
import { type Obstacle, obstacleOf } from "../advice/obstacle.js";
import { paretoBy } from "../advice/pareto.js";
import { secondsOf } from "../advice/quantities.js";
import type { Goals } from "../advice/systems/system.js";
import { macrotask } from "../cells/macrotask.js";
import { type Fleet, type FleetGuestResult, type FleetPlan, type PlanRun, parseFleet, runPlan, writtenFleet } from "../fleet.js";
import { showBandwidth, showBytes, showSeconds } from "../result/words.js";
import { ConfigError } from "../scenario/config-error.js";
import { nearestName } from "../scenario/nearest.js";
import type { ParseOptions } from "../scenario/scenario.js";
import { type ShareEstimate, shareOf } from "../statistics/share.js";
import { VERSION } from "../version.js";
import { PLAN_KNOBS, type PlanChoice, type PlanKnob, planChoices, type WrittenPlan } from "./plan-choices.js";

/** Goals, and what of the plans stays as it is. */
export interface AdviseFleetRequest {
  /** Of every guest. As scenarios have times: `1 s`. */
  readonly maxDowntime: string | number;
  /** Of the makespan: from the first request to migrate to the end of the last migration. */
  readonly maxTotal: string | number;
  /** Names of `PLAN_KNOBS`. */
  readonly keep?: readonly string[];
  /** Runs with every page that all have to meet the goals before a plan is advised. Default 10. */
  readonly runs?: number;
}

/** Options of `adviseFleet`. */
export interface AdviseFleetOptions extends ParseOptions {
  readonly signal?: AbortSignal;
  /** Called after each plan that was carried out. */
  readonly onPlan?: (done: number, known: number) => void;
}

/** A plan of the search, and what one run of it comes to. */
export interface TriedPlan {
  readonly label: string;
  /** As a fleet file has it. */
  readonly plan: WrittenPlan;
  /** How many of order, parallel, bandwidth and groups differ from the file. */
  readonly changes: number;
  readonly movedGuests: number;
  readonly guests: number;
  readonly makespanSeconds: number;
  readonly worstDowntimeSeconds: number;
  /** What it costs the guests: their time taken, summed over them, and the longest time apart of two that talk. */
  readonly guestTimeTakenSeconds: number;
  readonly longestApartSeconds: number;
  readonly apartBytes: number;
  readonly pagesSent: number;
  readonly meetsGoals: boolean;
}

/** A plan confirmed by runs with every page. */
export interface ConfirmedPlan extends TriedPlan {
  readonly confirmed: ShareEstimate;
  /** Means over these runs. */
  readonly means: Pick<TriedPlan, "makespanSeconds" | "worstDowntimeSeconds" | "guestTimeTakenSeconds" | "longestApartSeconds">;
}

/** What `adviseFleet` resolves with. Plain data. */
export interface FleetAdvice {
  readonly version: 1;
  readonly generator: { readonly name: "xenvmc-sim"; readonly version: string };
  readonly name?: string;
  readonly goals: Goals;
  /** Plans that were carried out, and whether with expected counts or with every page. */
  readonly tried: number;
  readonly fidelity: "expected" | "pages";
  /** Whether guests of the fleet talk. */
  readonly hasPairs: boolean;
  /** The cheapest that meets the goals in every run; absent if none does. */
  readonly advised?: ConfirmedPlan;
  /** No other is better in makespan, longest downtime, guest time taken and time apart at once. In the order of the makespan. */
  readonly pareto: readonly TriedPlan[];
  /** Present if nothing is advised. */
  readonly nearest?: TriedPlan;
  readonly obstacle?: Obstacle;
}

const CONFIRMING_RUNS = 10;
/** Plans that are confirmed at most. */
const CONFIRMED_AT_MOST = 5;

/**
 * Searches plans with expected counts (with every page where these cannot be), and confirms the cheapest that meet the goals by runs with every
 * page. The cheapest takes the least guest time, to two digits; then keeps guests that talk apart for the least time; then changes least.
 * Rejects with the signal's reason when aborted.
 * @throws ConfigError for a fleet or request with faults
 */
export async function adviseFleet(input: object, request: AdviseFleetRequest, options: AdviseFleetOptions = {}): Promise<FleetAdvice> {
  const { maxDowntime: maxDowntimeSeconds, maxTotal: maxTotalSeconds } = secondsOf({
    maxDowntime: request.maxDowntime,
    maxTotal: request.maxTotal,
  });
  const goals = { maxDowntimeSeconds, maxTotalSeconds };
  const keep = readKeep(request.keep);
  const fleet = parseFleet(input, { ...options, onNotice: undefined });
  const { study: _study, plan, plans, ...rest } = writtenFleet(input, options) as Readonly<Record<string, unknown>>;
  const choices = choicesOf(fleet, plan, plans as Readonly<Record<string, WrittenPlan>> | undefined, keep);
  const runs = request.runs ?? CONFIRMING_RUNS;
  const search = new PlanSearch(rest, choices, goals, runs, options);
  const tried = await search.try();
  const advised = await search.confirmCheapest(tried.map(({ result }) => result));
  const nearest = advised === undefined ? [...tried].sort((one, other) => byMiss(one.result, other.result, goals))[0] : undefined;
  const moved = tried.map(({ result }) => result).filter((each) => each.movedGuests === each.guests);
  return {
    version: 1,
    generator: { name: "xenvmc-sim", version: VERSION },
    ...(fleet.name === undefined ? {} : { name: fleet.name }),
    goals,
    tried: tried.length,
    fidelity: search.fidelity,
    hasPairs: fleet.guests.some(({ peers }) => peers.length > 0),
    ...(advised === undefined ? {} : { advised }),
    pareto: paretoBy([...moved].sort(byCost), figuresOf).sort((one, other) => one.makespanSeconds - other.makespanSeconds),
    ...(nearest === undefined ? {} : { nearest: nearest.result, obstacle: planObstacle(fleet, nearest.run, goals) }),
  };
}

/** @throws ConfigError for names of nothing that can be changed */
function readKeep(keep: readonly string[] = []): ReadonlySet<PlanKnob> {
  const unknown = keep.filter((name) => !(PLAN_KNOBS as readonly string[]).includes(name));
  if (unknown.length === 0) return new Set(keep as readonly PlanKnob[]);
  throw new ConfigError(
    unknown.map((name) => {
      const suggestion = nearestName(name, PLAN_KNOBS);
      const issue = { path: "keep", expected: `one of ${PLAN_KNOBS.join(", ")}`, received: JSON.stringify(name) };
      return suggestion === undefined ? issue : { ...issue, suggestion };
    }),
    "the request",
  );
}

function choicesOf(
  fleet: Fleet,
  plan: unknown,
  plans: Readonly<Record<string, WrittenPlan>> | undefined,
  keep: ReadonlySet<PlanKnob>,
): PlanChoice[] {
  const isSingle = fleet.plans.length === 1;
  return fleet.plans.flatMap((own) => {
    const written = plans === undefined ? (plan as WrittenPlan) : (plans[own.name] as WrittenPlan);
    return planChoices(fleet, own, written, keep, isSingle ? undefined : own.name);
  });
}

interface Tried {
  readonly result: TriedPlan;
  readonly run: PlanRun;
}

class PlanSearch {
  fidelity: FleetAdvice["fidelity"] = "expected";
  readonly #written: Readonly<Record<string, unknown>>;
  readonly #choices: readonly PlanChoice[];
  readonly #goals: Goals;
  readonly #runs: number;
  readonly #options: AdviseFleetOptions;
  #done = 0;

  constructor(
    written: Readonly<Record<string, unknown>>,
    choices: readonly PlanChoice[],
    goals: Goals,
    runs: number,
    options: AdviseFleetOptions,
  ) {
    this.#written = written;
    this.#choices = choices;
    this.#goals = goals;
    this.#runs = runs;
    this.#options = options;
  }

  /** One run of each plan. */
  async try(): Promise<Tried[]> {
    const [first] = this.#choices;
    if (first !== undefined && !(await this.#hasExpected(first))) this.fidelity = "pages";
    const fleet = this.#fleetWith(this.#choices, this.fidelity);
    const tried: Tried[] = [];
    for (const [index, choice] of this.#choices.entries()) {
      const run = await this.#carryOut(fleet, fleet.plans[index] as FleetPlan, 0);
      tried.push({ run, result: this.#triedOf(choice, run) });
    }
    return tried;
  }

  /** The cheapest that meets the goals in every run; undefined if none of the first few does. */
  async confirmCheapest(tried: readonly TriedPlan[]): Promise<ConfirmedPlan | undefined> {
    const cheapest = tried.filter(({ meetsGoals }) => meetsGoals).sort(byCost);
    for (const candidate of cheapest.slice(0, CONFIRMED_AT_MOST)) {
      const confirmed = await this.#confirm(candidate);
      if (confirmed.confirmed.met === confirmed.confirmed.count) return confirmed;
    }
    return undefined;
  }

  async #confirm(candidate: TriedPlan): Promise<ConfirmedPlan> {
    const fleet = this.#fleetWith([{ ...candidate, written: candidate.plan }], "pages");
    const runs: TriedPlan[] = [];
    for (let run = 0; run < this.#runs; run++) {
      const found = await this.#carryOut(fleet, fleet.plans[0] as FleetPlan, run);
      runs.push(this.#triedOf({ ...candidate, written: candidate.plan }, found));
    }
    const mean = (name: keyof ConfirmedPlan["means"]): number => runs.reduce((sum, each) => sum + each[name], 0) / runs.length;
    return {
      ...candidate,
      confirmed: shareOf(runs.filter(({ meetsGoals }) => meetsGoals).length, runs.length),
      means: {
        makespanSeconds: mean("makespanSeconds"),
        worstDowntimeSeconds: mean("worstDowntimeSeconds"),
        guestTimeTakenSeconds: mean("guestTimeTakenSeconds"),
        longestApartSeconds: mean("longestApartSeconds"),
      },
    };
  }

  /** Plans under numbers, so that their order is kept whatever their labels are. */
  #fleetWith(choices: readonly PlanChoice[], fidelity: FleetAdvice["fidelity"]): Fleet {
    const plans = Object.fromEntries(choices.map(({ written }, index) => [`plan ${index}`, written]));
    const { loadText } = this.#options;
    return parseFleet({ ...this.#written, plans, fidelity }, loadText === undefined ? {} : { loadText });
  }

  /** Whether expected counts can be had for the engine, its features and the channel of the fleet. */
  async #hasExpected(choice: PlanChoice): Promise<boolean> {
    try {
      const fleet = this.#fleetWith([choice], "expected");
      await this.#carryOut(fleet, fleet.plans[0] as FleetPlan, 0);
      return true;
    } catch (error) {
      if (error instanceof ConfigError) return false;
      throw error;
    }
  }

  async #carryOut(fleet: Fleet, plan: FleetPlan, run: number): Promise<PlanRun> {
    const { signal, onPlan } = this.#options;
    const { result } = await runPlan(fleet, plan, run, { onEnd: () => {}, ...(signal === undefined ? {} : { signal }) });
    // Few guests are moved within a moment, in which no signal is seen.
    await macrotask();
    signal?.throwIfAborted();
    onPlan?.(++this.#done, this.#choices.length + this.#runs);
    return result;
  }

  #triedOf({ label, changes, written }: PlanChoice, run: PlanRun): TriedPlan {
    const { makespanSeconds, worstDowntimeSeconds, guestTimeTakenSeconds, longestApartSeconds, apartBytes, pagesSent, movedGuests } = run;
    const { maxTotalSeconds, maxDowntimeSeconds } = this.#goals;
    const guests = run.guests.length + (run.unmoved?.length ?? 0);
    return {
      label,
      plan: written,
      changes,
      movedGuests,
      guests,
      makespanSeconds,
      worstDowntimeSeconds,
      guestTimeTakenSeconds,
      longestApartSeconds,
      apartBytes,
      pagesSent,
      meetsGoals: movedGuests === guests && makespanSeconds <= maxTotalSeconds && worstDowntimeSeconds <= maxDowntimeSeconds,
    };
  }
}

function figuresOf(plan: TriedPlan): number[] {
  return [plan.makespanSeconds, plan.worstDowntimeSeconds, plan.guestTimeTakenSeconds, plan.longestApartSeconds];
}

/** Costs that differ by less are called equal, so that fewer changes decide: two significant digits. */
function rounded(value: number): number {
  return Number(value.toPrecision(2));
}

function byCost(one: TriedPlan, other: TriedPlan): number {
  return (
    rounded(one.guestTimeTakenSeconds) - rounded(other.guestTimeTakenSeconds) ||
    rounded(one.longestApartSeconds) - rounded(other.longestApartSeconds) ||
    one.changes - other.changes ||
    one.makespanSeconds - other.makespanSeconds
  );
}

/** The larger of the ratios to the goals, to two digits, so that cost decides between equals. A guest that stays misses by most. */
function byMiss(one: TriedPlan, other: TriedPlan, { maxTotalSeconds, maxDowntimeSeconds }: Goals): number {
  const missOf = ({ makespanSeconds, worstDowntimeSeconds, movedGuests, guests }: TriedPlan): number =>
    movedGuests < guests
      ? Number.MAX_VALUE
      : rounded(Math.max(makespanSeconds / maxTotalSeconds, worstDowntimeSeconds / maxDowntimeSeconds));
  return missOf(one) - missOf(other) || byCost(one, other);
}

/** What the plan that comes nearest is missed by: a guest that stays, a card that cannot carry all memory in time, or a guest's own limit. */
function planObstacle(fleet: Fleet, run: PlanRun, goals: Goals): Obstacle {
  const { guests, unmoved: [waiting] = [], makespanSeconds, worstDowntimeSeconds } = run;
  if (waiting !== undefined) return { goal: "moved", limit: "engine", detail: `${waiting.name} does not leave: ${waiting.reason}.` };
  const stays = guests.find(({ moved }) => !moved);
  const tight = stays === undefined ? tightCard(fleet, run, goals) : undefined;
  if (makespanSeconds > goals.maxTotalSeconds && tight !== undefined) return tight;
  const isLate = stays === undefined && worstDowntimeSeconds <= goals.maxDowntimeSeconds;
  const guest =
    stays ??
    guests.find(({ totals, endSeconds }) => (isLate ? endSeconds === makespanSeconds : totals.downtimeSeconds === worstDowntimeSeconds));
  const { name, from, to, moved } = guest as FleetGuestResult;
  const scenario = (fleet.guests.find((each) => each.name === name) as Fleet["guests"][number]).scenarioTo(to, from);
  const found = obstacleOf(scenario, guest as FleetGuestResult, moved, goals);
  return { ...found, goal: isLate ? "totalSeconds" : found.goal, detail: `${name}: ${found.detail}` };
}

/** A card that would take longer than the goal even if no page were sent twice. */
function tightCard(fleet: Fleet, { guests }: PlanRun, { maxTotalSeconds }: Goals): Obstacle | undefined {
  for (const { name, linkBytesPerSecond } of fleet.hosts) {
    const bytesOf = (side: "from" | "to"): number =>
      guests
        .filter((guest) => guest[side] === name)
        .reduce((sum, { totals }) => sum + totals.wireBytes * Math.min(1, 1 / Math.max(1, totals.resendRatio)), 0);
    const bytes = Math.max(bytesOf("from"), bytesOf("to"));
    if (bytes / linkBytesPerSecond <= maxTotalSeconds) continue;
    return {
      goal: "totalSeconds",
      limit: "link",
      detail: `${showBytes(bytes)} take ${showSeconds(bytes / linkBytesPerSecond)} over the card of ${name} even if none is sent twice; ${showSeconds(maxTotalSeconds)} need ${showBandwidth(bytes / maxTotalSeconds)} of goodput.`,
    };
  }
  return undefined;
}
