/**
 * KubeVirt by a MigrationPolicy: MigrationPolicySpec of staging/src/kubevirt.io/api/migrations/v1alpha1/types.go (allowAutoConverge,
 * bandwidthPerMigration, completionTimeoutPerGiB, allowPostCopy, allowWorkloadDisruption, selectors); the same names in
 * spec.configuration.migrations of the KubeVirt resource hold for the cluster. It has no downtime limit.
 */
import type { ResolvedScenario } from "../../scenario/resolved/resolved.js";
import { type Setting, WEIGHTS } from "../settings.js";
import { AUTO_CONVERGE, bandwidthChoices, qemuOf } from "./qemu-choices.js";
import type { Goals, System } from "./system.js";

const GB = 1e9;
const MIB = 2 ** 20;

export const KUBEVIRT: System = {
  name: "kubevirt",
  base: ({ policy }) => (policy?.name.startsWith("kubevirt") ? {} : { policy: "kubevirt" }),
  choices: (scenario, goals) => [
    bandwidthChoices(scenario),
    [AUTO_CONVERGE],
    [
      afterTimeout(scenario, goals, "allowPostCopy", ["post-copy"], "post-copy"),
      afterTimeout(scenario, goals, "allowWorkloadDisruption", ["disruption"], "a pause"),
    ],
  ],
  words: wordsOf,
};

/** The time to complete counts in GB: at half of the goal the rest has the other half. */
function afterTimeout({ vm }: ResolvedScenario, goals: Goals, field: string, knobs: Setting["knobs"], what: string): Setting {
  const seconds = Math.max(1, Math.floor(goals.maxTotalSeconds / 2 / Math.ceil(vm.memoryBytes / GB)));
  return {
    knobs,
    label: `${what} after ${seconds} s per GB`,
    set: { "policy.completionTimeoutPerGiB": seconds, [`policy.${field}`]: true },
    weight: WEIGHTS.risk,
  };
}

function wordsOf(scenario: ResolvedScenario): string[] {
  const { maxBandwidthBytesPerSecond, autoConverge } = qemuOf(scenario);
  const { policy } = scenario;
  if (policy === undefined || !("allowPostCopy" in policy)) return [];
  const limit = maxBandwidthBytesPerSecond === 0 ? "0" : `${Math.max(1, Math.round(maxBandwidthBytesPerSecond / MIB))}Mi`;
  return [
    "apiVersion: migrations.kubevirt.io/v1alpha1",
    "kind: MigrationPolicy",
    "metadata: { name: POLICY }",
    "spec:",
    "  selectors: { virtualMachineInstanceSelector: { LABEL: VALUE } }",
    `  allowAutoConverge: ${autoConverge !== undefined}`,
    `  bandwidthPerMigration: ${limit}`,
    `  completionTimeoutPerGiB: ${policy.completionTimeoutPerGiBSeconds}`,
    `  allowPostCopy: ${policy.allowPostCopy}`,
    `  allowWorkloadDisruption: ${policy.allowWorkloadDisruption}`,
  ];
}
