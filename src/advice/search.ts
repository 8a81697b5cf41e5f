/** The search: candidates are simulated, ordered by cost, and confirmed by runs with every page. */
import type { Fidelity } from "../scenario/resolved/resolved.js";
import type { ShareEstimate } from "../statistics/share.js";
import type { PointSummary } from "../study/points.js";
import type { StudyRow } from "../study/rows.js";
import type { FieldValues } from "../study/trial.js";
import type { AdviceBench } from "./bench.js";
import { type GuestPrice, priceOf } from "./price.js";
import { type Candidate, labelOf } from "./settings.js";
import type { Goals } from "./systems/system.js";

/** Settings and their migration. Times of one run with expected counts, or with `pages` where these cannot be. */
export interface TriedSettings extends GuestPrice {
  readonly label: string;
  /** Fields that differ from the scenario, as in `--set`. */
  readonly set: FieldValues;
  /** Sum of the costs of its changes: `WEIGHTS`. */
  readonly weight: number;
  readonly fidelity: Fidelity;
  /** False if the guest stayed at the source, or the run was given up. */
  readonly moved: boolean;
  readonly stop: string;
  /** The run was given up in the pause or after it, as its downtime misses the goal: its total time is that until then. */
  readonly givenUp?: true;
  readonly totalSeconds: number;
  readonly downtimeSeconds: number;
  readonly meetsGoals: boolean;
}

/** Settings confirmed by runs with every page. */
export interface ConfirmedSettings extends TriedSettings {
  /** Runs that met both goals, and the 95 % interval of the probability to. */
  readonly confirmed: ShareEstimate;
  /** Means over these runs. */
  readonly means: { readonly totalSeconds: number; readonly downtimeSeconds: number; readonly guestTimeTakenSeconds: number };
  /** Each of these runs, in their order. */
  readonly runs: readonly { readonly totalSeconds: number; readonly downtimeSeconds: number }[];
}

/**
 * A migration with expected counts that takes longer than this many times the goal is given up: how far it misses is known by then. With
 * every page it is given up at the goal.
 */
const PATIENCE = 4;

/** One run of each candidate, all with the same fidelity. */
export async function search(bench: AdviceBench, candidates: readonly Candidate[], goals: Goals): Promise<TriedSettings[]> {
  if (candidates.length === 0) return [];
  const variants = Object.fromEntries(candidates.map(({ set }, index) => [nameOf(index), set]));
  const fidelity = candidates[0]?.set.fidelity as Fidelity;
  const { rows } = await bench.compute({
    set: patience(bench, goals, fidelity),
    study: { variants, runs: 1 },
    ...(fidelity === "pages" ? { maxDowntimeSeconds: goals.maxDowntimeSeconds } : {}),
  });
  return candidates.map((candidate, index) => triedOf(candidate, rows.find(({ variant }) => variant === index) as StudyRow, goals));
}

/** The limit on simulated time. It changes no run that ends before it. */
export function patience({ scenario }: AdviceBench, { maxTotalSeconds }: Goals, fidelity: Fidelity): FieldValues {
  const seconds = fidelity === "pages" ? maxTotalSeconds : PATIENCE * maxTotalSeconds;
  return { timeout: Math.min(scenario.timeoutSeconds, seconds) };
}

/** Numbers as texts would be indices of an object, and change their order. */
function nameOf(index: number): string {
  return `settings ${index}`;
}

function triedOf(candidate: Candidate, { moved, stop, figures }: StudyRow, goals: Goals): TriedSettings {
  const { fidelity, ...set } = candidate.set;
  const { totalSeconds = 0, downtimeSeconds = 0 } = figures;
  const isGivenUp = stop === "cancelled" && downtimeSeconds > goals.maxDowntimeSeconds;
  return {
    label: labelOf(candidate),
    set,
    weight: candidate.weight,
    fidelity: fidelity as Fidelity,
    moved,
    stop,
    ...(isGivenUp ? { givenUp: true } : {}),
    totalSeconds,
    downtimeSeconds,
    ...priceOf(figures),
    meetsGoals: moved && totalSeconds <= goals.maxTotalSeconds && downtimeSeconds <= goals.maxDowntimeSeconds,
  };
}

/** By what they cost, then by the guest time that they take, then by the total time. */
export function byCost(left: TriedSettings, right: TriedSettings): number {
  return left.weight - right.weight || left.guestTimeTakenSeconds - right.guestTimeTakenSeconds || left.totalSeconds - right.totalSeconds;
}

/** A mean above this share of a goal leaves single runs no room. Our modelling decision. */
const CLOSE_RATIO = 0.98;

export function isClose({ totalSeconds, downtimeSeconds }: TriedSettings, { maxTotalSeconds, maxDowntimeSeconds }: Goals): boolean {
  return Math.max(totalSeconds / maxTotalSeconds, downtimeSeconds / maxDowntimeSeconds) > CLOSE_RATIO;
}

/** How far a migration misses the goals: the larger of its ratios to them, to two digits, so that cost decides between equals. */
export function missOf(
  { moved, givenUp, totalSeconds, downtimeSeconds }: TriedSettings,
  { maxTotalSeconds, maxDowntimeSeconds }: Goals,
): number {
  if (!moved && givenUp === undefined) return Number.MAX_VALUE;
  return Number(Math.max(totalSeconds / maxTotalSeconds, downtimeSeconds / maxDowntimeSeconds).toPrecision(2));
}

/** Runs the settings with every page; undefined once a run misses a goal. */
export async function confirm(
  bench: AdviceBench,
  settings: TriedSettings,
  goals: Goals,
  runs: number,
): Promise<ConfirmedSettings | undefined> {
  const { points, rows } = await bench.compute({
    set: { ...settings.set, ...patience(bench, goals, "pages"), fidelity: "pages" },
    study: { runs, goals: { totalSeconds: `<= ${goals.maxTotalSeconds} s`, downtimeSeconds: `<= ${goals.maxDowntimeSeconds} s` } },
    maxDowntimeSeconds: goals.maxDowntimeSeconds,
    endsAtMiss: true,
  });
  const [point] = points as readonly [PointSummary?];
  const confirmed = point?.allGoals;
  if (point === undefined || confirmed === undefined || confirmed.met < confirmed.count) return undefined;
  const mean = (name: string): number => point.figures[name]?.mean ?? 0;
  return {
    ...settings,
    confirmed,
    means: {
      totalSeconds: mean("totalSeconds"),
      downtimeSeconds: mean("downtimeSeconds"),
      guestTimeTakenSeconds: mean("guestTimeTakenSeconds"),
    },
    runs: rows.map(({ figures: { totalSeconds = 0, downtimeSeconds = 0 } }) => ({ totalSeconds, downtimeSeconds })),
  };
}
