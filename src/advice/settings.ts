/** Settings to search: the choices of each knob, and their combinations. */
import type { FieldValues } from "../study/trial.js";

/** Names of what can be changed; `keep` takes them. */
export const KNOBS = [
  "bandwidth",
  "multifd",
  "compression",
  "downtime-limit",
  "auto-converge",
  "dirty-limit",
  "post-copy",
  "disruption",
  "xbzrle",
  "transport",
  "channel",
  "policy",
] as const;
export type Knob = (typeof KNOBS)[number];

/** One change of the scenario. */
export interface Setting {
  /** Every knob that it turns. */
  readonly knobs: readonly Knob[];
  /** In words: `multifd with 8 channels`. */
  readonly label: string;
  /** Fields by path, as in `--set`. */
  readonly set: FieldValues;
  /** What it costs those who run the guest: see `WEIGHTS`. */
  readonly weight: number;
}

/**
 * The cost of a change, by which settings that meet the goals are ordered; the guest time taken orders equals. Our modelling decision: a
 * parameter of the migration costs 1; what needs another service, driver or processor time costs 2; slowing the guest down 3, or 4 where its
 * configuration has to change before; 5 what may lose the guest with the link (post-copy) or pause it without a limit.
 */
export const WEIGHTS = { parameter: 1, service: 2, throttle: 3, configuredThrottle: 4, risk: 5 } as const;

/** Some of these settings at once; none: the scenario as it is. */
export interface Candidate {
  readonly settings: readonly Setting[];
  readonly set: FieldValues;
  readonly weight: number;
}

/** Every combination of at most one choice of each list. The scenario as it is comes first. */
export function combinationsOf(choices: readonly (readonly Setting[])[], base: FieldValues = {}): Candidate[] {
  const combined = choices.reduce<readonly (readonly Setting[])[]>(
    (found, list) => found.flatMap((settings) => [settings, ...list.map((setting) => [...settings, setting])]),
    [[]],
  );
  return combined.filter(isOfUse).map((settings) => ({
    settings,
    set: Object.assign({}, base, ...settings.map(({ set }) => set)) as FieldValues,
    weight: settings.reduce((sum, { weight }) => sum + weight, 0),
  }));
}

/**
 * False for combinations left out: a downtime limit has next to no effect on a migration that is switched to post-copy or paused anyway; and
 * xbzrle, post-copy and compression are tried one at a time, our modelling decision.
 */
function isOfUse(settings: readonly Setting[]): boolean {
  const knobs = new Set(settings.flatMap((setting) => setting.knobs));
  const isForced = knobs.has("post-copy") || knobs.has("disruption");
  const isThrottled = knobs.has("auto-converge") || knobs.has("dirty-limit");
  if (isForced && (knobs.has("downtime-limit") || knobs.has("compression"))) return false;
  return !(knobs.has("xbzrle") && (isForced || isThrottled || knobs.has("downtime-limit")));
}

/** `multifd with 8 channels, downtime limit 900 ms`, or that nothing is changed. */
export function labelOf({ settings }: Pick<Candidate, "settings">): string {
  return settings.length === 0 ? "as it is" : settings.map(({ label }) => label).join(", ");
}
