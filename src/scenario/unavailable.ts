/** What the format already knows and this version does not simulate: a fault each, rather than an option that does nothing. */
import { contradiction, type LocatedIssue } from "./issues.js";
import type { CheckedScenario } from "./schema/scenario.js";

export function unavailableFeatures({ peers, channel, sweep }: CheckedScenario): LocatedIssue[] {
  const issues: LocatedIssue[] = [];
  if (peers.length > 0)
    issues.push(contradiction(["peers"], "no peers, which are not available in this version", `a list of ${peers.length}`));
  if (channel !== undefined) {
    const kind = typeof channel === "string" ? channel : channel.kind;
    issues.push(contradiction(["channel"], "no channel, as channels are not available in this version", kind));
  }
  if (sweep !== undefined && Object.keys(sweep).length > 0) {
    issues.push(contradiction(["sweep"], "no sweep, which is not available in this version", `a mapping of ${Object.keys(sweep).length}`));
  }
  return issues;
}
