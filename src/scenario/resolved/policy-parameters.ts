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
}

/** Cloud Hypervisor's rule on other engines: the rest can be sent within the downtime at the bandwidth of the last pass. */
export interface CloudHypervisorPolicyParameters {
  readonly name: "cloud-hypervisor";
  readonly downtimeSeconds: number;
  readonly timeoutSeconds: number;
  readonly timeoutStrategy: "cancel" | "ignore";
}

/** All parameters of a stop policy, by `name`; every default is filled in. */
export type PolicyParameters =
  | KubevirtParameters
  | KubevirtVep248Parameters
  | KubevirtVep291Parameters
  | NovaParameters
  | CloudHypervisorPolicyParameters;

/** Name of a stop policy that comes with the library. */
export type PolicyName = PolicyParameters["name"];
