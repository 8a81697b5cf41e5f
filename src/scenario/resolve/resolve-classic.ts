/** Resolves the parameters of classic Xen engines and reports those without effect. */

import { contradiction, type LocatedIssue } from "../issues.js";
import type { XenClassicParameters } from "../resolved/engine-parameters.js";

type Given = Readonly<Record<string, unknown>>;
type Report = (issue: LocatedIssue) => void;

/** `parameters` are those of the preset with the `given` ones applied. Without rate control its dependent parameters are switched off too. */
export function resolveClassic(parameters: XenClassicParameters, given: Given, report: Report): XenClassicParameters {
  if (parameters.allocateOnlyFirstRound && !parameters.skipDirtyPages) {
    const key = "skipDirtyPages" in given ? "skipDirtyPages" : "allocateOnlyFirstRound";
    const expected = "skipDirtyPages to be true, or allocateOnlyFirstRound false: a round that skips nothing lists nothing without content";
    report(contradiction(["engine", key], expected, String(given[key])));
  }
  if (parameters.rateControl === "none") {
    refuseRateParameters(given, report);
    return { ...parameters, rateLimitsLink: false, growthRule: false, finalRoundUnlimited: true };
  }
  checkRate(parameters, given, report);
  return parameters;
}

function refuseRateParameters(given: Given, report: Report): void {
  for (const key of ["rateStartMbit", "rateMaxMbit", "rateIncrementMbit", "rateLimitsLink"] as const) {
    if (key in given) report(contradiction(["engine", key], "no such parameter where rateControl is none", String(given[key])));
  }
  if (given.growthRule === true) report(contradiction(["engine", "growthRule"], "false where rateControl is none", "true"));
  if (given.finalRoundUnlimited === false) {
    report(contradiction(["engine", "finalRoundUnlimited"], "true where rateControl is none", "false"));
  }
}

function checkRate(parameters: XenClassicParameters, given: Given, report: Report): void {
  const { rateControl, rateStartMbit, rateMaxMbit, rateLimitsLink, growthRule, finalRoundUnlimited } = parameters;
  if (rateStartMbit > rateMaxMbit) {
    const key = "rateStartMbit" in given ? "rateStartMbit" : "rateMaxMbit";
    const received = `rateStartMbit ${rateStartMbit}, rateMaxMbit ${rateMaxMbit}`;
    report(contradiction(["engine", key], "a first rate no higher than the highest", received));
  }
  // The rate control of the paper ends the live phase by itself; that of the code does so only through the growth rule.
  if (rateControl === "ratchet" && !rateLimitsLink && !growthRule) {
    const key = ["rateControl", "rateLimitsLink", "growthRule"].find((name) => name in given) ?? "rateControl";
    const expected = "rateControl none, or else rateLimitsLink or growthRule: nothing depends on the rate";
    report(contradiction(["engine", key], expected, "rateControl ratchet, rateLimitsLink false, growthRule false"));
  }
  if (!rateLimitsLink && !finalRoundUnlimited) {
    report(contradiction(["engine", "finalRoundUnlimited"], "true where rateLimitsLink is false", "false"));
  }
}
