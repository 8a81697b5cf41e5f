/**
 * KubeVirt by a MigrationPolicy (https://kubevirt.io/user-guide/operations/migration_policies/): MigrationPolicySpec of
 * staging/src/kubevirt.io/api/migrations/v1alpha1/types.go (v1.9.0: allowAutoConverge, bandwidthPerMigration, completionTimeoutPerGiB, maxDowntimeMs,
 * allowPostCopy, allowWorkloadDisruption, experimental, selectors); the same names in spec.configuration.migrations of the KubeVirt resource
 * hold for the cluster. Without one of two feature gates it has no downtime limit, and refuses maxDowntimeMs (migrationpolicy-admitter.go); it tunes the
 * downtime only if experimental.downtimeTuning is there (migration-source.go of pkg/virt-handler).
 */
import type { ResolvedPolicy } from "../../scenario/resolved/policy-parameters.js";
import type { ResolvedScenario } from "../../scenario/resolved/resolved.js";
import { writtenDowntime } from "../quantities.js";
import { type Setting, WEIGHTS } from "../settings.js";
import { AUTO_CONVERGE, bandwidthChoices, limitChoices, limitTexts, qemuOf } from "./qemu-choices.js";
import { type Goals, LIMIT_SHARES, type System } from "./system.js";

const GB = 1e9;
const MIB = 2 ** 20;

/** The stop rules, with the feature gate that each needs (pkg/virt-config/featuregate/active.go) and what it is called. */
const RULES = [
  { name: "kubevirt", gate: undefined, label: "KubeVirt's time-outs alone" },
  { name: "kubevirt-vep248", gate: "MigrationStallDetection", label: "stall detection" },
  { name: "kubevirt-vep291", gate: "MigrationDowntimeTuning", label: "downtime tuning" },
] as const;
const INITIAL_DOWNTIME_SECONDS = 0.15;

export const KUBEVIRT: System = {
  name: "kubevirt",
  base: ({ policy }) => (policy?.name.startsWith("kubevirt") ? {} : { policy: "kubevirt" }),
  choices: (scenario, goals) => [
    ruleChoices(scenario, goals),
    bandwidthChoices(scenario),
    [AUTO_CONVERGE],
    [
      afterTimeout(scenario, goals, "allowPostCopy", ["post-copy"], "post-copy"),
      afterTimeout(scenario, goals, "allowWorkloadDisruption", ["disruption"], "a pause"),
    ],
  ],
  words: wordsOf,
};

/** Another rule, at limits below the goal where it has one; or another limit of the scenario's own. A feature gate is a change of the cluster. */
function ruleChoices({ policy }: ResolvedScenario, goals: Goals): Setting[] {
  return RULES.flatMap(({ name, gate, label }): Setting[] => {
    if (name === policy?.name) return gate === undefined ? [] : limitChoices("policy.maxDowntime", goals, initialDowntime(name, goals));
    if (gate === undefined) return [{ knobs: ["policy"], label, set: { policy: name }, weight: WEIGHTS.service }];
    return limitTexts(goals).map((text) => ({
      knobs: ["policy", "downtime-limit"],
      label: `${label} up to ${text}`,
      set: { policy: name, ...initialDowntime(name, goals), "policy.maxDowntime": text },
      weight: WEIGHTS.service,
    }));
  });
}

/** Downtime tuning begins at 150 ms, or at the least limit that is tried. */
function initialDowntime(name: string, goals: Goals): Setting["set"] {
  const least = Math.min(...LIMIT_SHARES) * goals.maxDowntimeSeconds;
  return name === "kubevirt-vep291" && least < INITIAL_DOWNTIME_SECONDS ? { "policy.initialDowntime": writtenDowntime(least) } : {};
}

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
  const gate = RULES.find(({ name }) => name === policy.name)?.gate;
  return [
    ...(gate === undefined ? [] : [`# In the KubeVirt resource: spec.configuration.developerConfiguration.featureGates: [${gate}]`]),
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
    ...limitWords(policy),
  ];
}

function limitWords(policy: ResolvedPolicy): string[] {
  if (policy.name !== "kubevirt-vep248" && policy.name !== "kubevirt-vep291") return [];
  const limit = `  maxDowntimeMs: ${Math.round(policy.maxDowntimeSeconds * 1000)}`;
  if (policy.name === "kubevirt-vep248") return [limit];
  const { initialDowntimeSeconds, steps, startAfterIteration, cooldownSeconds } = policy;
  const fields = `initialMs: ${Math.round(initialDowntimeSeconds * 1000)}, steps: ${steps}, startAfterIteration: ${startAfterIteration}, cooldownSeconds: ${cooldownSeconds}`;
  return [limit, `  experimental: { downtimeTuning: { ${fields} } }`];
}
