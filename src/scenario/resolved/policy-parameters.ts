/**
 * The parameters of the built-in stop policies, which run on top of an engine. Defaults and
 * sources are in `presets/policies.ts`; the rules that read them are in `src/engine/policies`.
 */

/** Timeouts of KubeVirt's live-migration monitor in virt-launcher. */
export interface KubevirtTimeouts {
  /** Whole seconds per GB (10^9 bytes, rounded up) of memory after which the migration is forced to complete or cancelled; 0: never. */
  readonly completionTimeoutPerGiBSeconds: number;
  /** Whole seconds without a fall of the remaining data after which the migration is cancelled; 0: never. */
  readonly progressTimeoutSeconds: number;
  /** Switch to post-copy when the time to complete is over. */
  readonly allowPostCopy: boolean;
  /** Pause the guest and send the rest when the time to complete is over; otherwise the migration is cancelled. */
  readonly allowWorkloadDisruption: boolean;
  /** The guest has VFIO devices: after the time to complete the downtime limit is raised, instead of a pause or post-copy. */
  readonly vfio: boolean;
}

export interface KubevirtParameters extends KubevirtTimeouts {
  readonly name: "kubevirt";
}

/** KubeVirt's VEP 291: the downtime limit rises during the migration. */
export interface KubevirtVep291Parameters extends KubevirtTimeouts {
  readonly name: "kubevirt-vep291";
  readonly initialDowntimeSeconds: number;
  readonly maxDowntimeSeconds: number;
  /** Number of steps from the first limit to the highest. */
  readonly steps: number;
  /** QEMU's iteration count, 1 during the first pass, from which the limit rises. */
  readonly startAfterIteration: number;
  /** Seconds between steps. */
  readonly cooldownSeconds: number;
}

/** KubeVirt's VEP 248: detects that the remaining data no longer falls, and switches over at a local minimum. */
export interface KubevirtVep248Parameters {
  readonly name: "kubevirt-vep248";
  readonly completionTimeoutPerGiBSeconds: number;
  /** Multiplier of the time to complete for a forced completion. */
  readonly completionTimeoutFactor: number;
  /** A pass counts as stalled if it leaves no fewer bytes than the best pass this long ago; also the initial patience. */
  readonly stallProgressTimeoutSeconds: number;
  /** Seconds that the switchover may take before the migration is cancelled. */
  readonly switchoverTimeoutSeconds: number;
  readonly maxDowntimeSeconds: number;
  /** Relative change of the remaining data that counts as none. */
  readonly stallMarginRatio: number;
  /** Weight of a bandwidth sample in the moving average; one sample per 400 ms. */
  readonly ewmaAlphaRatio: number;
  /** Pre-copy is abandoned if it needs more than this multiple of the highest downtime. */
  readonly precopyPossibleFactor: number;
  /** Factor by which the patience window shrinks after each miss. */
  readonly patienceWindowDecayFactor: number;
  /** False: switch over as soon as a stall is detected. */
  readonly searchLocalMinima: boolean;
  readonly allowPostCopy: boolean;
  readonly allowWorkloadDisruption: boolean;
}

/** OpenStack Nova's libvirt driver: the downtime limit rises in steps. */
export interface NovaParameters {
  readonly name: "nova";
  readonly downtimeSeconds: number;
  readonly steps: number;
  /** Seconds between steps, per GiB of memory, at least 2 GiB. */
  readonly delayPerGiBSeconds: number;
  /** Seconds to complete per GiB of memory, at least 2 GiB; 0: no limit. */
  readonly completionTimeoutPerGiBSeconds: number;
  /** Action after the timeout: abort, or force completion by post-copy if permitted, otherwise by pausing the guest. */
  readonly timeoutAction: "abort" | "force-complete";
  readonly permitPostCopy: boolean;
  /** Connections of the stream (live_migration_parallel_connections); 1: without multifd. */
  readonly parallelConnections: number;
}

/** Proxmox VE: doubles the downtime limit of the engine while the remaining data does not fall. */
export interface ProxmoxParameters {
  readonly name: "proxmox";
}

/** libvirt alone, as under `virsh migrate`. */
export interface LibvirtParameters {
  readonly name: "libvirt";
  /** Seconds after which `timeoutAction` ends the live phase (`--timeout`); 0: never. */
  readonly timeoutSeconds: number;
  readonly timeoutAction: "suspend" | "postcopy";
}

/** Cloud Hypervisor's rule on other engines: the rest can be sent within the downtime at the bandwidth of the last pass. */
export interface CloudHypervisorPolicyParameters {
  readonly name: "cloud-hypervisor";
  readonly downtimeSeconds: number;
  readonly timeoutSeconds: number;
  readonly timeoutStrategy: "cancel" | "ignore";
}

/** The policies of systems that manage QEMU. */
export type QemuPolicyParameters =
  | KubevirtParameters
  | KubevirtVep248Parameters
  | KubevirtVep291Parameters
  | NovaParameters
  | ProxmoxParameters
  | LibvirtParameters;

/** All parameters of a stop policy, by `name`; every default is filled in. */
export type PolicyParameters = QemuPolicyParameters | CloudHypervisorPolicyParameters;

/** A setting of the policy's system that is in force, since the scenario does not set another value. */
export interface BroughtSetting {
  /** Path of the field in a scenario, such as `engine.maxBandwidth`. */
  readonly field: string;
  /** The setting in a few words. */
  readonly detail: string;
}

/** The policy of a resolved scenario. */
export type ResolvedPolicy = PolicyParameters & {
  /** What its system sets beside the stop rule; absent for `cloud-hypervisor`, a rule without a system. */
  readonly brought?: readonly BroughtSetting[];
};

/** Name of a stop policy that comes with the library. */
export type PolicyName = PolicyParameters["name"];
