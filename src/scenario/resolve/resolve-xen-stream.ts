/** Contradictions among the parameters of Xen from 4.6 on: those of XCP-ng's emu-manager, which decides during a round. */
import { contradiction, type ReportIssue } from "../issues.js";
import type { XenStreamParameters } from "../resolved/engine-parameters.js";

/** `parameters` are those of the preset with the `given` ones in their places. Where the guest is suspended after a round, nothing goes on. */
export function resolveXenStream(
  parameters: XenStreamParameters,
  given: Readonly<Record<string, unknown>>,
  report: ReportIssue,
): XenStreamParameters {
  if (parameters.suspendsDuringRound) return parameters;
  for (const key of ["roundsWhileSuspending", "progressSeconds"] as const) {
    if (given[key]) report(contradiction(["engine", key], "no such parameter where suspendsDuringRound is false", String(given[key])));
  }
  return { ...parameters, roundsWhileSuspending: false, progressSeconds: 0 };
}
