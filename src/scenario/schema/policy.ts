/** The stop policy, as users write it: a name, or a name and parameters to override. */
import * as v from "valibot";
import { POLICY_PRESETS } from "../presets/policies.js";
import { DOWNTIME } from "./bare-limits.js";
import { choice, type Limits, plainNumber, quantity, textOr } from "./fields.js";
import { meaning } from "./json-schema-only.js";
import { closedObject, tagged } from "./mapping.js";

const DAY_SECONDS = 86_400;
/** QEMU takes no more. */
const DOWNTIME_MAX_SECONDS = 2000;

const seconds = (description: string, limits: Limits) => v.optional(quantity("time", { max: DAY_SECONDS, ...limits }, description));
const wholeSeconds = (description: string) => v.optional(quantity("time", { min: 0, max: DAY_SECONDS, integer: true }, description));
const downtime = (description: string) => seconds(description, { min: 0.001, max: DOWNTIME_MAX_SECONDS, bare: DOWNTIME });
const count = (min: number, description: string) => v.optional(plainNumber({ min, max: 1e6, integer: true }, description));
const factor = (limits: Limits, description: string) => v.optional(plainNumber(limits, description));
const flag = (description: string) => v.optional(v.pipe(v.boolean(), v.description(description)));

const NAME = meaning("The policy.");
const COMPLETION = meaning("Time for the migration per gigabyte of memory, begun ones count; 0 for no end.");

const kubevirtTimeouts = () => ({
  completionTimeoutPerGiB: wholeSeconds(COMPLETION),
  progressTimeout: wholeSeconds(meaning("Given up when what is left never fell for so long; 0 for never.")),
  allowPostCopy: flag(meaning("When the time is over the guest goes over to post-copy.")),
  allowWorkloadDisruption: flag(meaning("When the time is over it is ended by force, not given up. Default: allowPostCopy.")),
});

const kubevirt = closedObject(() => ({ name: choice(["kubevirt"], NAME), ...kubevirtTimeouts() }));

const vep291 = closedObject(() => ({
  name: choice(["kubevirt-vep291"], NAME),
  ...kubevirtTimeouts(),
  initialDowntime: downtime(meaning("Downtime limit at first.")),
  maxDowntime: downtime(meaning("Highest downtime limit.")),
  steps: count(1, meaning("Steps from the first limit to the highest.")),
  startAfterIteration: count(0, meaning("QEMU's count of passes, 1 during the first, from which on the limit rises.")),
  cooldown: seconds(meaning("Time between two steps."), { min: 1 }),
}));

const vep248 = closedObject(() => ({
  name: choice(["kubevirt-vep248"], NAME),
  completionTimeoutPerGiB: wholeSeconds(COMPLETION),
  completionTimeoutFactor: factor({ min: 1, max: 1000 }, meaning("A migration ended by force is given so many times its time.")),
  stallProgressTimeout: wholeSeconds(meaning("Window in which what is left has to fall.")),
  switchoverTimeout: wholeSeconds(meaning("From asking for the switch to giving up.")),
  maxDowntime: downtime(meaning("Longest pause without allowWorkloadDisruption.")),
  stallMargin: factor({ min: 0, max: 1 }, meaning("What counts as the same amount left, as a share of it.")),
  ewmaAlpha: factor({ above: 0, max: 1 }, meaning("Weight of a new sample of the bandwidth.")),
  precopyPossibleFactor: factor({ min: 1, max: 1000 }, meaning("Given up where more than so many times maxDowntime would be needed.")),
  patienceWindowDecayFactor: factor({ min: 0, max: 1 }, meaning("Patience after each miss, as a share of the one before.")),
  searchLocalMinima: flag(meaning("Wait for a moment at which little is left.")),
  allowPostCopy: flag(meaning("Post-copy in place of a long pause.")),
  allowWorkloadDisruption: flag(meaning("A pause of any length in place of giving up. Default: allowPostCopy.")),
}));

const nova = closedObject(() => ({
  name: choice(["nova"], NAME),
  downtime: seconds(meaning("Highest downtime limit (live_migration_downtime)."), { min: 0.1, max: DOWNTIME_MAX_SECONDS, bare: DOWNTIME }),
  steps: count(3, meaning("Steps to it (live_migration_downtime_steps).")),
  delayPerGiB: seconds(meaning("Time between two steps per GiB of memory, 2 GiB at least (live_migration_downtime_delay)."), { min: 3 }),
  completionTimeoutPerGiB: wholeSeconds(meaning("Time for the migration per GiB of memory, 2 GiB at least; 0 for no end.")),
  timeoutAction: v.optional(choice(["abort", "force-complete"], meaning("What is done when that is over."))),
  permitPostCopy: flag(meaning("force-complete goes over to post-copy in place of a pause.")),
}));

const cloudHypervisor = closedObject(() => ({
  name: choice(["cloud-hypervisor"], NAME),
  downtime: downtime(meaning("Ends when what is left would go in this time at the speed of the round before.")),
  timeout: seconds(meaning("When this is over it is ended as timeoutStrategy says."), { min: 0 }),
  timeoutStrategy: v.optional(choice(["cancel", "ignore"], meaning("cancel: given up; ignore: the guest is paused and the rest sent."))),
}));

export const policySchema = v.pipe(
  textOr(
    choice(
      POLICY_PRESETS.map(({ name }) => name),
      meaning("A stop policy by name."),
    ),
    tagged("name", [kubevirt, vep248, vep291, nova, cloudHypervisor]),
  ),
  v.description(meaning("Who ends the live phase, on top of the engine: a name, or { name, ... } with parameters to override.")),
);
export type CheckedPolicy = v.InferOutput<typeof policySchema>;
