/**
 * The parameters of the built-in stop policies: what people run on top of an engine to make migrations end. Defaults and
 * sources are in `presets/policies.ts`; the rules that read them are in `src/engine/policies`.
 */

/** What KubeVirt does when a migration takes too long: live-migration monitor of virt-launcher. */
export interface KubevirtTimeouts {
  /** Whole seconds per gigabyte (10^9 bytes, begun ones count) of memory after which it is ended by force or given up; 0 for never. */
  readonly completionTimeoutPerGiBSeconds: number;
  /** Whole seconds in which what is left never fell after which it is given up; 0 for never. */
  readonly progressTimeoutSeconds: number;
  /** When the time is over the guest goes over to post-copy. */
  readonly allowPostCopy: boolean;
  /** When the time is over the guest is paused and the rest sent; without it the migration is given up. */
  readonly allowWorkloadDisruption: boolean;
}

export interface KubevirtParameters extends KubevirtTimeouts {
  readonly name: "kubevirt";
}

/** KubeVirt's VEP 291: the downtime limit rises while the migration goes on. */
export interface KubevirtVep291Parameters extends KubevirtTimeouts {
  readonly name: "kubevirt-vep291";
  readonly initialDowntimeSeconds: number;
  readonly maxDowntimeSeconds: number;
  /** From the first limit to the last. */
  readonly steps: number;
  /** QEMU's own count of passes, 1 during the first, from which on the limit rises. */
  readonly startAfterIteration: number;
  /** Between two steps. */
  readonly cooldownSeconds: number;
}

/** KubeVirt's VEP 248: notices that what is left no longer falls, and then switches when it is small. */
export interface KubevirtVep248Parameters {
  readonly name: "kubevirt-vep248";
  readonly completionTimeoutPerGiBSeconds: number;
  /** The migration, forced to its end, is given so many times that. */
  readonly completionTimeoutFactor: number;
  /** A pass that leaves no less than the best of those so long ago is a stall; the first patience with the best since. */
  readonly stallProgressTimeoutSeconds: number;
  /** From the request to switch to the switch, or it is given up. */
  readonly switchoverTimeoutSeconds: number;
  readonly maxDowntimeSeconds: number;
  /** What counts as the same amount left. */
  readonly stallMarginRatio: number;
  /** Weight of each sample of the bandwidth, every 400 ms. */
  readonly ewmaAlphaRatio: number;
  /** Given up where more than so many times the highest downtime would be needed. */
  readonly precopyPossibleFactor: number;
  /** Patience with the next best after each miss, as a share of the one before. */
  readonly patienceWindowDecayFactor: number;
  /** False: switches as soon as a stall is noticed. */
  readonly searchLocalMinima: boolean;
  readonly allowPostCopy: boolean;
  readonly allowWorkloadDisruption: boolean;
}

/** OpenStack Nova's libvirt driver: the downtime limit rises in steps. */
export interface NovaParameters {
  readonly name: "nova";
  readonly downtimeSeconds: number;
  readonly steps: number;
  /** Between two steps, per GiB of memory of which there are 2 at least. */
  readonly delayPerGiBSeconds: number;
  /** Per GiB of memory of which there are 2 at least; 0 for never. */
  readonly completionTimeoutPerGiBSeconds: number;
  /** When that is over: give up, or go over to post-copy where permitted, and pause the guest where not. */
  readonly timeoutAction: "abort" | "force-complete";
  readonly permitPostCopy: boolean;
}

/** Cloud Hypervisor's rule, for other engines: what is left would go within the downtime at the speed of the pass before. */
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
