/** `tournament`: stop policies on the same guests and links, against the best in hindsight. */

import { ConfigError } from "../scenario/config-error.js";
import { nearestName } from "../scenario/nearest.js";
import { POLICY_PRESETS } from "../scenario/presets/policies.js";
import { workloadPresets } from "../scenario/presets/workloads.js";
import type { Fidelity } from "../scenario/resolved/resolved.js";
import { quantile } from "../statistics/quantile.js";
import type { StudyRow } from "../study/rows.js";
import type { FieldValues } from "../study/trial.js";
import { VERSION } from "../version.js";
import { AdviceBench, type AdviceOptions, type OwnPolicy } from "./bench.js";
import { settingsOf } from "./own-settings.js";

/** Who takes part, and on what. */
export interface TournamentRequest {
  /** Names of stop policies. Default: every built-in one that the engine can be stopped by. */
  readonly policies?: readonly string[];
  /** Own policies beside them. */
  readonly ownPolicies?: readonly OwnPolicy[];
  /** Names of workload presets. Default: every one. */
  readonly workloads?: readonly string[];
  /** Default: 1, 10, 25 and 100 Gbit/s. */
  readonly bandwidths?: readonly (string | number)[];
  /** What the scenario is called in the result. Default: its name. */
  readonly scenarioName?: string;
}

/** One migration under one policy. */
export interface TournamentCell {
  readonly guest: string;
  readonly bandwidth: string;
  readonly policy: string;
  readonly fidelity: Fidelity;
  readonly moved: boolean;
  readonly stop: string;
  /** Absent if the guest was not moved. */
  readonly totalSeconds?: number;
  readonly downtimeSeconds?: number;
  /** Above the least of all policies that moved this guest over this link. */
  readonly totalRegretSeconds?: number;
  readonly downtimeRegretSeconds?: number;
}

/** A policy over all guests and links. */
export interface PolicyStanding {
  readonly policy: string;
  readonly cells: number;
  readonly moved: number;
  /** Guests left at the source that another policy moved over the same link. */
  readonly avoidableFailures: number;
  /** Over the cells that it moved; absent if there are none. */
  readonly medianTotalSeconds?: number;
  readonly medianDowntimeSeconds?: number;
  readonly worstDowntimeSeconds?: number;
  readonly meanTotalRegretSeconds?: number;
  readonly meanDowntimeRegretSeconds?: number;
}

/** What `tournament` resolves with: each stop policy on every guest and link, and where it stands among the others. Plain data. */
export interface Tournament {
  readonly version: 1;
  readonly generator: { readonly name: "xenvmc-sim"; readonly version: string };
  /** In the order of failures that could be avoided, then of the mean regret in total time. */
  readonly standings: readonly PolicyStanding[];
  readonly cells: readonly TournamentCell[];
}

const BANDWIDTHS = ["1 Gbit/s", "10 Gbit/s", "25 Gbit/s", "100 Gbit/s"];

/**
 * The migration that all policies stop: one engine with the same settings for each, so that rules are compared and not the settings that
 * systems bring. Auto-converge and xbzrle are off, as they are no stop rule.
 */
export const TOURNAMENT_ARENA = {
  version: 1,
  vm: { memory: "1 GiB" },
  link: { bandwidth: "10 Gbit/s", transport: "tcp" },
  engine: { preset: "qemu-10.2", maxBandwidth: 0, multifd: { channels: 8 }, autoConverge: false, xbzrle: false },
  host: "libvirt-kvm",
} as const;

/**
 * Runs each policy on each workload preset over each bandwidth, or on the scenario `input` if there is one, and on the workloads named beside it. The
 * scenario's engine, link and host stay as they are under every policy.
 * @throws ConfigError for unknown names and scenarios with faults; AbortedAdviceError when aborted
 */
export async function tournament(
  input: object | undefined,
  request: TournamentRequest = {},
  options: AdviceOptions = {},
): Promise<Tournament> {
  const bench = new AdviceBench(input ?? TOURNAMENT_ARENA, options);
  const settings = input === undefined ? {} : settingsOf(bench);
  const policies = policiesOf(bench, settings, request);
  const guests = await guestsOf(bench, settings, input !== undefined, request);
  const bandwidths = request.bandwidths ?? BANDWIDTHS;
  checkBandwidths(bench, bandwidths);
  const vary = { guest: guests, "link.bandwidth": bandwidths };
  const cells: TournamentCell[] = [];
  const enter = (rows: readonly StudyRow[], names: readonly string[]): void => {
    for (const row of rows) cells.push(cellOf(row, guests, bandwidths, names));
  };
  if (policies.length > 0) {
    const variants = Object.fromEntries(policies.map((name) => [name, { policy: name }]));
    enter((await bench.compute({ set: {}, study: { vary, variants, runs: 1 } })).rows, policies);
  }
  for (const ownPolicy of request.ownPolicies ?? []) {
    enter((await bench.compute({ set: {}, study: { vary, runs: 1 }, ownPolicy })).rows, [ownPolicy.name]);
  }
  return judged(cells);
}

/** Several tournaments of the same policies as one. Their guests have names of their own. */
export function joinTournaments(tournaments: readonly Tournament[]): Tournament {
  return judged(tournaments.flatMap(({ cells }) => cells));
}

function judged(cells: readonly TournamentCell[]): Tournament {
  const compared = withRegret(cells);
  const names = [...new Set(cells.map(({ policy }) => policy))];
  return {
    version: 1,
    generator: { name: "xenvmc-sim", version: VERSION },
    standings: names.map((name) => standingOf(name, compared)).sort(byFailures),
    cells: compared,
  };
}

/** Those named, else the built-in ones that the engine can be stopped by; none beside own policies. @throws ConfigError for unknown names */
function policiesOf(bench: AdviceBench, settings: FieldValues, { policies, ownPolicies }: TournamentRequest): readonly string[] {
  const names = policyNames();
  if (policies !== undefined) return known("policies", policies, names);
  if (ownPolicies !== undefined) return [];
  const fitting = names.filter((policy) => bench.try(settings, { policy }).issues.length === 0);
  // Where none fits, the faults of all of them say why.
  return fitting.length > 0 ? fitting : names;
}

function policyNames(): string[] {
  return POLICY_PRESETS.map(({ name }) => name);
}

/** @throws ConfigError with every name that is not among `names` */
function known(path: string, given: readonly string[], names: readonly string[]): readonly string[] {
  const unknown = given.filter((name) => !names.includes(name));
  if (unknown.length === 0) return [...new Set(given)];
  const issues = unknown.map((name) => {
    const suggestion = nearestName(name, names);
    const issue = { path, expected: `one of ${names.join(", ")}`, received: JSON.stringify(name) };
    return suggestion === undefined ? issue : { ...issue, suggestion };
  });
  throw new ConfigError(issues, "the tournament");
}

/** A value of the axis of guests. */
interface Guest {
  readonly label: string;
  readonly set: FieldValues;
}

/** The scenario itself, or a guest with each workload in memory of the size that it was measured in. */
async function guestsOf(
  bench: AdviceBench,
  settings: FieldValues,
  hasScenario: boolean,
  { workloads, scenarioName }: TournamentRequest,
): Promise<Guest[]> {
  const presets = workloadPresets();
  const names = workloads ?? (hasScenario ? [] : presets.map(({ name }) => name));
  const chosen = known(
    "workloads",
    names,
    presets.map(({ name }) => name),
  );
  const own = hasScenario ? [{ label: scenarioName ?? bench.scenario.name ?? "the scenario", set: {} }] : [];
  const guests = chosen.map((name) => ({
    label: name,
    set: { "vm.memory": presets.find((preset) => preset.name === name)?.memory, workload: [{ kind: "preset", name }] },
  }));
  return Promise.all(
    [...own, ...guests].map(async ({ label, set: guest }) => {
      const set = { ...settings, ...guest };
      const fidelity: Fidelity = (await bench.expectedRefuses(set)) === undefined ? "expected" : "pages";
      return { label, set: { ...set, fidelity } };
    }),
  );
}

/** @throws ConfigError with the values that are no bandwidths */
function checkBandwidths(bench: AdviceBench, bandwidths: readonly (string | number)[]): void {
  const issues = bandwidths.flatMap((value) => bench.try({ "link.bandwidth": value }).issues);
  if (bandwidths.length === 0) issues.push({ path: "bandwidths", expected: "at least one value", received: "none" });
  if (issues.length > 0) throw new ConfigError(issues, "the tournament");
}

function cellOf(
  { point, variant, moved, stop, figures }: StudyRow,
  guests: readonly Guest[],
  bandwidths: readonly (string | number)[],
  names: readonly string[],
): TournamentCell {
  const guest = guests[Math.floor(point / bandwidths.length)] as Guest;
  const { totalSeconds = 0, downtimeSeconds = 0 } = figures;
  return {
    guest: guest.label,
    bandwidth: String(bandwidths[point % bandwidths.length]),
    policy: names[variant] as string,
    fidelity: guest.set.fidelity as Fidelity,
    moved,
    stop,
    ...(moved ? { totalSeconds, downtimeSeconds } : {}),
  };
}

/** Cells with the distance of each figure from the least over the same guest and link. */
function withRegret(cells: readonly TournamentCell[]): TournamentCell[] {
  const best = new Map<string, { totalSeconds: number; downtimeSeconds: number }>();
  for (const cell of cells) {
    if (!hasTimes(cell)) continue;
    const least = best.get(placeOf(cell)) ?? { totalSeconds: Number.POSITIVE_INFINITY, downtimeSeconds: Number.POSITIVE_INFINITY };
    least.totalSeconds = Math.min(least.totalSeconds, cell.totalSeconds);
    least.downtimeSeconds = Math.min(least.downtimeSeconds, cell.downtimeSeconds);
    best.set(placeOf(cell), least);
  }
  return cells.map((cell) => {
    const least = best.get(placeOf(cell));
    if (!hasTimes(cell) || least === undefined) return cell;
    return {
      ...cell,
      totalRegretSeconds: cell.totalSeconds - least.totalSeconds,
      downtimeRegretSeconds: cell.downtimeSeconds - least.downtimeSeconds,
    };
  });
}

function hasTimes(cell: TournamentCell): cell is TournamentCell & { readonly totalSeconds: number; readonly downtimeSeconds: number } {
  return cell.totalSeconds !== undefined && cell.downtimeSeconds !== undefined;
}

function placeOf({ guest, bandwidth }: TournamentCell): string {
  return JSON.stringify([guest, bandwidth]);
}

function standingOf(policy: string, cells: readonly TournamentCell[]): PolicyStanding {
  const own = cells.filter((cell) => cell.policy === policy);
  const moved = own.filter(({ moved: isMoved }) => isMoved);
  const movable = new Set(cells.filter(({ moved: isMoved }) => isMoved).map(placeOf));
  const values = (name: "totalSeconds" | "downtimeSeconds" | "totalRegretSeconds" | "downtimeRegretSeconds"): number[] =>
    moved.flatMap((cell) => cell[name] ?? []);
  const mean = (numbers: readonly number[]): number => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const downtimes = values("downtimeSeconds");
  return {
    policy,
    cells: own.length,
    moved: moved.length,
    avoidableFailures: own.filter((cell) => !cell.moved && movable.has(placeOf(cell))).length,
    ...(moved.length === 0
      ? {}
      : {
          medianTotalSeconds: quantile(values("totalSeconds"), 0.5) as number,
          medianDowntimeSeconds: quantile(downtimes, 0.5) as number,
          worstDowntimeSeconds: Math.max(...downtimes),
          meanTotalRegretSeconds: mean(values("totalRegretSeconds")),
          meanDowntimeRegretSeconds: mean(values("downtimeRegretSeconds")),
        }),
  };
}

function byFailures(left: PolicyStanding, right: PolicyStanding): number {
  const regret = (standing: PolicyStanding): number => standing.meanTotalRegretSeconds ?? Number.MAX_VALUE;
  return left.avoidableFailures - right.avoidableFailures || regret(left) - regret(right);
}
