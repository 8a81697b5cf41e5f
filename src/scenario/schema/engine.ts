/** The migration engine, as users write it: the name of a preset, or a preset and the parameters of its family. */
import * as v from "valibot";
import type { EngineParameters, XenClassicParameters, XenStreamParameters, XenWireParameters } from "../engine-parameters.js";
import { ENGINE_PRESETS } from "../presets/engines.js";
import { choice, closedObject, plainNumber, quantity, tagged, textOr } from "./fields.js";

type Overrides<Parameters> = { readonly [Key in keyof Omit<Parameters, "preset" | "family">]-?: v.GenericSchema };

const COUNT_LIMIT = 2 ** 31;
const count = (min: number, description: string) => v.optional(plainNumber({ min, max: COUNT_LIMIT, integer: true }, description));
const bytes = (description: string) => v.optional(quantity("size", { min: 0, max: 2 ** 40, integer: true }, description));
const seconds = (description: string) => v.optional(quantity("time", { min: 0, max: 3600 }, description));
const flag = (description: string) => v.optional(v.pipe(v.boolean(), v.description(description)));
/** Above this rate a slot of the limiter, in whole microseconds, lasts none. */
const RATE_MBIT_LIMIT = 781_250;
const megabits = (description: string) => v.optional(plainNumber({ min: 0, max: RATE_MBIT_LIMIT }, description));

const wire = {
  batchPages: v.optional(plainNumber({ min: 1, max: 2 ** 20, integer: true }, "Pages per batch.")),
  batchHeaderBytes: bytes("Bytes of a batch's header."),
  entryBytes: bytes("Bytes of a page's entry in its batch."),
  streamHeaderBytes: bytes("Bytes before the first batch."),
  stateBytes: bytes("vCPU, device and platform state sent after the last page: all of it, whatever the number of virtual CPUs."),
  roundTrips: count(0, "Handshakes between the last byte and the guest running, each twice the link's latency."),
  batchSeconds: seconds("Fixed time per batch."),
  slotSeconds: v.optional(quantity("time", { min: 0, max: 1 }, "Time every round takes to look at one slot.")),
  setupSeconds: seconds("From enabling the dirty log to the first batch, the guest running."),
} satisfies Omit<Overrides<XenWireParameters>, "holeSeconds">;

const classic = {
  ...wire,
  maxIterations: count(1, "Live rounds at most."),
  maxFactor: v.optional(plainNumber({ above: 0, max: 1e9 }, "Stop when more than this many times the scanned slots have been sent.")),
  minDirtyPages: count(0, "Stop when the round just finished dealt with fewer pages than this."),
  scanOrder: v.optional(choice(["ascending", "rotated"], "Order in which a round visits the slots.")),
  skipDirtyPages: flag("Leave a page that was written again before its turn to the next round."),
  allocateOnlyFirstRound: flag("Round 1 lists pages written before their turn without content."),
  growthRule: flag("Stop when a round at the highest rate sent more than the one before."),
  rateControl: v.optional(choice(["none", "ratchet", "paper"], "How the rate of a round follows from the one before.")),
  rateStartMbit: megabits("First rate, Mbit/s of 2^20 bits."),
  rateMaxMbit: megabits("Highest rate, Mbit/s of 2^20 bits."),
  rateIncrementMbit: megabits("Added to what the guest dirtied, Mbit/s of 2^20 bits."),
  rateLimitsLink: flag("False where the rate only decides when to stop."),
  finalRoundUnlimited: flag("The last copy is not slowed down."),
} satisfies Omit<Overrides<XenClassicParameters>, "holeSeconds">;

const stream = {
  ...wire,
  holeSeconds: v.optional(quantity("time", { min: 0, max: 1 }, "Time to list one slot without a page.")),
  maxIterations: count(0, "Live rounds at most; 0 stands for no limit."),
  minDirtyPages: count(0, "A harvest below this many pages ends the live phase."),
  minDirtyInclusive: flag("A harvest of exactly minDirtyPages ends it too."),
  relistsHoles: flag("The stop-and-copy lists the slots without a page once more (ballooned PV guests)."),
} satisfies Overrides<XenStreamParameters>;

type Family = EngineParameters["family"];
const PRESET = "The preset that the parameters start from.";

function presetNames(family: Family): string[] {
  return ENGINE_PRESETS.filter((preset) => preset.parameters.family === family).map((preset) => preset.name);
}

const engineNames = ENGINE_PRESETS.map((preset) => preset.name);

export const engineSchema = v.pipe(
  textOr(
    choice(engineNames, "An engine preset by name."),
    tagged("preset", [
      closedObject({ preset: choice(presetNames("xen-classic"), PRESET), ...classic }),
      closedObject({ preset: choice(presetNames("xen-stream"), PRESET), ...stream }),
    ]),
  ),
  v.description("A preset, or { preset, ... } with parameters of its family to override."),
);
export type CheckedEngine = v.InferOutput<typeof engineSchema>;
