/** Resolves the parameters of engines of strict live rounds, and reports those that the preset's stop rule does not have. */

import { type ReportIssue, reportUnused } from "../issues.js";
import type { RoundsParameters } from "../resolved/engine-parameters.js";
import type { GivenRounds } from "../schema/engine/rounds.js";
import { overrideParameters, type ParameterNames } from "./override-parameters.js";

/** The parameters of all stop rules. */
interface EveryRule {
  readonly maxRounds: number;
  readonly fewPages: number;
  readonly goalRatio: number;
  readonly growthRatio: number;
  readonly maxDowntimeSeconds: number;
  readonly stateBytes: number;
  readonly roundTrips: number;
}

/** Resolved names by the names in scenarios. */
export const ROUNDS_NAMES: ParameterNames<GivenRounds, EveryRule> = {
  maxRounds: "maxRounds",
  fewPages: "fewPages",
  goal: "goalRatio",
  growth: "growthRatio",
  downtimeLimit: "maxDowntimeSeconds",
  stateSize: "stateBytes",
  roundTrips: "roundTrips",
};

export function resolveRounds(preset: RoundsParameters, given: GivenRounds, report: ReportIssue): RoundsParameters {
  const isUsed = (key: string) => ROUNDS_NAMES[key as keyof GivenRounds] in preset;
  const [used, unused] = [true, false].map((wanted) => Object.fromEntries(Object.entries(given).filter(([key]) => isUsed(key) === wanted)));
  reportUnused(["engine"], unused ?? {}, `the preset is ${preset.preset}`, report);
  // Only parameters that the preset has are replaced, each by a number.
  return overrideParameters<Partial<EveryRule>, GivenRounds>(preset, used ?? {}, ROUNDS_NAMES) as RoundsParameters;
}
