/** What the format already knows and this version does not simulate: a fault each, rather than an option that does nothing. */
import { contradiction, type LocatedIssue } from "../issues.js";
import type { CheckedScenario } from "../schema/scenario.js";

export function unavailableFeatures({ sweep }: CheckedScenario): LocatedIssue[] {
  if (sweep === undefined || Object.keys(sweep).length === 0) return [];
  return [contradiction(["sweep"], "no sweep, which is not available in this version", `a mapping of ${Object.keys(sweep).length}`)];
}
