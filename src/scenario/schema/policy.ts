/** The stop policy, as users write it: a name, or a name and parameters to override. */
import * as v from "valibot";
import { POLICY_PRESETS } from "../presets/policies.js";
import { DOWNTIME } from "./bare-limits.js";
import { choice, plainNumber, quantity, textOr, yesOrNo } from "./fields.js";
import { about, described, meaning } from "./json-schema-only.js";
import type { Limits } from "./limits.js";
import { closedObject, tagged } from "./mapping.js";

const DAY_SECONDS = 86_400;
/** QEMU's maximum. */
const DOWNTIME_MAX_SECONDS = 2000;

const seconds = (description: string, limits: Limits) => v.optional(quantity("time", { max: DAY_SECONDS, ...limits }, description));
const wholeSeconds = (description: string) => v.optional(quantity("time", { min: 0, max: DAY_SECONDS, integer: true }, description));
const downtime = (description: string) => seconds(description, { min: 0.001, max: DOWNTIME_MAX_SECONDS, bare: DOWNTIME });
const count = (min: number, description: string) => v.optional(plainNumber({ min, max: 1e6, integer: true }, description));
const factor = (limits: Limits, description: string) => v.optional(plainNumber(limits, description));
const flag = (description: string) => v.optional(yesOrNo(description));

const NAME = meaning("Name of the policy.");
const COMPLETION = meaning("Time to complete per GB (10^9 bytes) of memory, rounded up; 0: no limit.");

const kubevirtTimeouts = () => ({
  completionTimeoutPerGiB: wholeSeconds(COMPLETION),
  progressTimeout: wholeSeconds(meaning("Cancelled if the remaining data has not fallen for this time; 0: never.")),
  allowPostCopy: flag(meaning("Switch to post-copy when the time to complete is over.")),
  allowWorkloadDisruption: flag(
    meaning("Pause the guest and finish when the time to complete is over, instead of cancelling. Default: allowPostCopy."),
  ),
  vfio: flag(meaning("The guest has VFIO devices: when the time to complete is over the downtime limit rises to twice that time.")),
});

const kubevirt = closedObject(
  () => ({ name: choice(["kubevirt"], NAME), ...kubevirtTimeouts() }),
  about("KubeVirt policy", "KubeVirt's time-outs for completion and progress."),
);

const vep291 = closedObject(
  () => ({
    name: choice(["kubevirt-vep291"], NAME),
    ...kubevirtTimeouts(),
    initialDowntime: downtime(meaning("First downtime limit.")),
    maxDowntime: downtime(meaning("Highest downtime limit.")),
    steps: count(1, meaning("Number of steps from the first limit to the highest.")),
    startAfterIteration: count(0, meaning("QEMU's iteration count, 1 during the first pass, from which the limit rises.")),
    cooldown: seconds(meaning("Time between two steps."), { min: 1 }),
  }),
  about("KubeVirt VEP 291 policy", "KubeVirt with a downtime limit that rises in steps."),
);

const vep248 = closedObject(
  () => ({
    name: choice(["kubevirt-vep248"], NAME),
    completionTimeoutPerGiB: wholeSeconds(COMPLETION),
    completionTimeoutFactor: factor({ min: 1, max: 1000 }, meaning("Multiplier of the time to complete for a forced completion.")),
    stallProgressTimeout: wholeSeconds(meaning("A pass counts as stalled if it leaves no less than the best pass this long ago.")),
    switchoverTimeout: wholeSeconds(meaning("Cancelled if the switchover takes longer than this.")),
    maxDowntime: downtime(meaning("Longest pause without allowWorkloadDisruption.")),
    stallMargin: factor({ min: 0, max: 1 }, meaning("Relative change of the remaining data that counts as none.")),
    ewmaAlpha: factor({ above: 0, max: 1 }, meaning("Weight of a new bandwidth sample in the moving average.")),
    precopyPossibleFactor: factor(
      { min: 1, max: 1000 },
      meaning("Pre-copy is abandoned if it needs more than this multiple of maxDowntime."),
    ),
    patienceWindowDecayFactor: factor({ min: 0, max: 1 }, meaning("Factor by which the patience window shrinks after each miss.")),
    searchLocalMinima: flag(meaning("Wait for a local minimum of the remaining data before the switchover.")),
    allowPostCopy: flag(meaning("Switch to post-copy instead of a long pause.")),
    allowWorkloadDisruption: flag(meaning("Allow a pause of any length instead of cancelling. Default: allowPostCopy.")),
  }),
  about("KubeVirt VEP 248 policy", "KubeVirt with stall detection."),
);

const nova = closedObject(
  () => ({
    name: choice(["nova"], NAME),
    downtime: seconds(meaning("Highest downtime limit (live_migration_downtime)."), {
      min: 0.1,
      max: DOWNTIME_MAX_SECONDS,
      bare: DOWNTIME,
    }),
    steps: count(3, meaning("Number of steps to the highest limit (live_migration_downtime_steps).")),
    delayPerGiB: seconds(meaning("Time between steps per GiB of memory, at least 2 GiB (live_migration_downtime_delay)."), { min: 3 }),
    completionTimeoutPerGiB: wholeSeconds(
      meaning("Time to complete per GiB of memory, at least 2 GiB; 0: no limit (live_migration_completion_timeout)."),
    ),
    timeoutAction: v.optional(
      choice(["abort", "force-complete"], meaning("Action when the time to complete is over (live_migration_timeout_action).")),
    ),
    permitPostCopy: flag(meaning("force-complete switches to post-copy instead of pausing (live_migration_permit_post_copy).")),
    parallelConnections: v.optional(
      plainNumber(
        { min: 1, max: 255, integer: true },
        meaning(
          "Connections of the stream; above 1 the engine has multifd with that number of channels (live_migration_parallel_connections).",
        ),
      ),
    ),
  }),
  about("Nova policy", "OpenStack Nova's libvirt driver: a downtime limit that rises in steps."),
);

const proxmox = closedObject(
  () => ({ name: choice(["proxmox"], NAME) }),
  about("Proxmox VE policy", "Proxmox VE: the downtime limit doubles while the remaining data does not fall."),
);

const libvirt = closedObject(
  () => ({
    name: choice(["libvirt"], NAME),
    timeout: seconds(meaning("Time after which timeoutAction ends the live phase (--timeout); 0: never."), { min: 0 }),
    timeoutAction: v.optional(
      choice(["suspend", "postcopy"], meaning("suspend: pause the guest and send the rest; postcopy: switch to post-copy.")),
    ),
  }),
  about("libvirt policy", "libvirt without a management layer, as under virsh migrate: QEMU's own rule."),
);

const cloudHypervisor = closedObject(
  () => ({
    name: choice(["cloud-hypervisor"], NAME),
    downtime: downtime(meaning("Stops when the remaining data fits into this time at the bandwidth of the last pass.")),
    timeout: seconds(meaning("Time after which timeoutStrategy applies."), { min: 0 }),
    timeoutStrategy: v.optional(choice(["cancel", "ignore"], meaning("cancel: give up; ignore: pause the guest and send the rest."))),
  }),
  about("Cloud Hypervisor policy", "Cloud Hypervisor's stop rule on another engine."),
);

export const policySchema = described(
  textOr(
    choice(
      POLICY_PRESETS.map(({ name }) => name),
      meaning("Name of a stop policy."),
    ),
    tagged("name", [kubevirt, vep248, vep291, nova, proxmox, libvirt, cloudHypervisor]),
  ),
  meaning(
    "Stop policy on top of the engine: a name, or { name, ... } to override its parameters. Default: none, the engine's own rule alone.",
  ),
);
export type CheckedPolicy = v.InferOutput<typeof policySchema>;
