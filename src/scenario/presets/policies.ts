/** The built-in stop policies with their defaults, and where these come from. */
import type { PolicyParameters } from "../resolved/policy-parameters.js";

/** A stop policy that a scenario can name. */
export interface PolicyPreset {
  readonly name: PolicyParameters["name"];
  readonly description: string;
  /** Where rule and values come from. */
  readonly source: string;
  readonly parameters: PolicyParameters;
}

const TIMEOUTS = {
  completionTimeoutPerGiBSeconds: 150,
  progressTimeoutSeconds: 150,
  allowPostCopy: false,
  allowWorkloadDisruption: false,
  vfio: false,
};

/** The stop policies that a scenario can name, each with its parameters and their source. */
export const POLICY_PRESETS: readonly PolicyPreset[] = [
  {
    name: "kubevirt",
    description: "KubeVirt: 150 s per GB, then post-copy, a pause or cancelled; cancelled after 150 s without progress",
    source: "kubevirt v1.9.0 live-migration-source.go handleLegacyConvergence, virt-config.go; docs/sources/policies.md#kubevirt",
    parameters: { name: "kubevirt", ...TIMEOUTS },
  },
  {
    name: "kubevirt-vep248",
    description:
      "KubeVirt VEP 248 (alpha in 1.9, off by default): stall detection, switchover at a local minimum; cancelled if 1.5 x 900 ms does not suffice",
    source: "kubevirt v1.9.0 stall-detector.go; kubevirt/enhancements VEP 248; docs/sources/policies.md#kubevirt-stall-detection",
    parameters: {
      name: "kubevirt-vep248",
      completionTimeoutPerGiBSeconds: 150,
      completionTimeoutFactor: 2,
      stallProgressTimeoutSeconds: 40,
      switchoverTimeoutSeconds: 60,
      maxDowntimeSeconds: 0.9,
      stallMarginRatio: 0.04,
      ewmaAlphaRatio: 0.4,
      precopyPossibleFactor: 1.5,
      patienceWindowDecayFactor: 0.5,
      searchLocalMinima: true,
      allowPostCopy: false,
      allowWorkloadDisruption: false,
    },
  },
  {
    name: "kubevirt-vep291",
    description:
      "KubeVirt VEP 291 (main, after 1.9.0): downtime limit from 150 to 900 ms, a step every 10 s from iteration 3; KubeVirt's time-outs",
    source:
      "kubevirt live-migration-source.go tuneDowntime; kubevirt/enhancements VEP 291; docs/sources/policies.md#kubevirt-downtime-tuning",
    parameters: {
      name: "kubevirt-vep291",
      ...TIMEOUTS,
      initialDowntimeSeconds: 0.15,
      maxDowntimeSeconds: 0.9,
      steps: 7,
      startAfterIteration: 3,
      cooldownSeconds: 10,
    },
  },
  {
    name: "nova",
    description: "OpenStack Nova: downtime limit from 50 to 500 ms in 10 steps, one per 75 s per GiB; aborted after 800 s per GiB",
    source: "nova 2026.1 nova/virt/libvirt/migration.py downtime_steps, nova/conf/libvirt.py; docs/sources/policies.md#nova",
    parameters: {
      name: "nova",
      downtimeSeconds: 0.5,
      steps: 10,
      delayPerGiBSeconds: 75,
      completionTimeoutPerGiBSeconds: 800,
      timeoutAction: "abort",
      permitPostCopy: false,
      parallelConnections: 1,
    },
  },
  {
    name: "proxmox",
    description: "Proxmox VE: downtime limit of 100 ms, doubled after six polls without progress; never cancelled",
    source: "qemu-server src/PVE/QemuMigrate.pm phase2, src/PVE/QemuMigrate/Helpers.pm; docs/sources/policies.md#proxmox",
    parameters: { name: "proxmox" },
  },
  {
    name: "libvirt",
    description: "libvirt under virsh migrate: QEMU's own rule, without a bandwidth limit; no time-out unless one is set",
    source: "libvirt src/qemu/qemu_domain.h QEMU_DOMAIN_MIG_BANDWIDTH_MAX, virsh(1) migrate; docs/sources/policies.md#libvirt",
    parameters: { name: "libvirt", timeoutSeconds: 0, timeoutAction: "suspend" },
  },
  {
    name: "cloud-hypervisor",
    description: "Cloud Hypervisor's rule on another engine: stops when the rest fits into 300 ms; cancelled after an hour",
    source: "cloud-hypervisor v52.0 vmm/src/lib.rs is_precopy_converged; docs/sources/policies.md#cloud-hypervisor",
    parameters: { name: "cloud-hypervisor", downtimeSeconds: 0.3, timeoutSeconds: 3600, timeoutStrategy: "cancel" },
  },
];

/** The defaults of a policy. @throws RangeError for an unknown name */
export function policyDefaults(name: string): PolicyParameters {
  const preset = POLICY_PRESETS.find((candidate) => candidate.name === name);
  if (preset) return preset.parameters;
  throw new RangeError(
    `stop policy: expected one of ${POLICY_PRESETS.map((one) => one.name).join(", ")}, received ${JSON.stringify(name)}`,
  );
}
