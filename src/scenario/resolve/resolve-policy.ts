/** Resolves the stop policy, checks whether the engine supports it, and says what it brought. */

import { contradiction, type ReportIssue } from "../issues.js";
import { policyDefaults } from "../presets/policies.js";
import type { EngineParameters } from "../resolved/engine-parameters.js";
import type { PolicyParameters } from "../resolved/policy-parameters.js";
import type { CheckedPolicy } from "../schema/policy.js";
import { usesPostcopy } from "./policy-settings.js";
import { suffixed } from "./suffixed.js";

/** Resolved names of parameters with units; the others keep their names. */
export const POLICY_NAMES: Readonly<Record<string, string>> = {
  ...suffixed("Seconds", "completionTimeoutPerGiB", "progressTimeout", "stallProgressTimeout", "switchoverTimeout", "initialDowntime"),
  ...suffixed("Seconds", "maxDowntime", "cooldown", "downtime", "delayPerGiB", "timeout"),
  ...suffixed("Ratio", "stallMargin", "ewmaAlpha"),
};

export function resolvePolicy(policy: CheckedPolicy | undefined, report: ReportIssue): PolicyParameters | undefined {
  if (policy === undefined) return undefined;
  const { name, ...overrides } = typeof policy === "string" ? { name: policy } : policy;
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined);
  const renamed = Object.fromEntries(given.map(([key, value]) => [POLICY_NAMES[key] ?? key, value]));
  // In KubeVirt allowPostCopy implies allowWorkloadDisruption.
  const implied = renamed.allowPostCopy === true ? { allowWorkloadDisruption: true } : {};
  // The schema has checked that only parameters of the named policy are present.
  const parameters = { ...policyDefaults(name), ...implied, ...renamed } as PolicyParameters;
  checkParameters(parameters, report);
  return parameters;
}

/** Reports parameters that contradict each other or have no effect. */
function checkParameters(policy: PolicyParameters, report: ReportIssue): void {
  if (policy.name === "kubevirt-vep291" && policy.initialDowntimeSeconds > policy.maxDowntimeSeconds) {
    const expected = `at most maxDowntime, ${policy.maxDowntimeSeconds} s`;
    report(contradiction(["policy", "initialDowntime"], expected, `${policy.initialDowntimeSeconds} s`));
  }
  if ((policy.name === "kubevirt" || policy.name === "kubevirt-vep291") && policy.allowPostCopy && !policy.allowWorkloadDisruption) {
    report(contradiction(["policy", "allowWorkloadDisruption"], "true, as allowPostCopy is: post-copy disrupts the workload", "false"));
  }
  if (policy.name === "libvirt" && policy.timeoutAction === "postcopy" && policy.timeoutSeconds === 0) {
    report(contradiction(["policy", "timeoutAction"], "no such parameter without a timeout", "postcopy"));
  }
  if (policy.name === "nova" && policy.permitPostCopy && policy.timeoutAction === "abort") {
    report(contradiction(["policy", "permitPostCopy"], "no such parameter where timeoutAction is abort", "true"));
  }
}

/** Reports a policy that the engine does not support. */
export function checkPolicyEngine(policy: PolicyParameters | undefined, engine: EngineParameters, report: ReportIssue): void {
  if (policy === undefined) return;
  const received = `engine ${engine.preset}`;
  if (engine.family === "firecracker" || engine.family === "simgrid") {
    report(contradiction(["policy"], "no policy, as the engine never asks one", received));
  } else if (engine.family === "cloud-hypervisor" && engine.memoryMode === "postcopy") {
    report(contradiction(["policy"], "no policy, as the engine has no live phase (memoryMode: postcopy)", received));
  } else if (policy.name !== "cloud-hypervisor" && engine.family !== "qemu") {
    report(contradiction(["policy"], `a QEMU engine, as ${policy.name} depends on its downtime limit`, received));
  } else if (engine.family === "qemu" && engine.mode !== undefined && engine.mode !== "normal") {
    report(contradiction(["policy"], `no policy, as there is no live phase (mode: ${engine.mode})`, received));
  } else if (engine.family === "qemu") {
    const mayAsk = policy.name !== "cloud-hypervisor" && usesPostcopy(policy);
    if (mayAsk && engine.postcopy === undefined) {
      report(contradiction(["policy"], `an engine with postcopy, as ${policy.name} may switch to it`, "postcopy: false"));
    } else if (!mayAsk && engine.postcopy !== undefined && decidesAlone(policy)) {
      report(contradiction(["policy"], "a policy that permits post-copy, as the engine has postcopy enabled", policy.name));
    }
  }
}

/** False for libvirt without a time-out: the engine's own switch to post-copy stays in force (virsh's --postcopy-after-precopy). */
export function decidesAlone(policy: PolicyParameters): boolean {
  return policy.name !== "libvirt" || policy.timeoutSeconds > 0;
}
