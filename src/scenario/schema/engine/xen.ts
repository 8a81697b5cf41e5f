/** The parameters of Xen's engines, under the names they have when resolved. */
import * as v from "valibot";
import type { XenClassicParameters, XenStreamParameters, XenWireParameters } from "../../resolved/engine-parameters.js";
import { choice, plainNumber } from "../fields.js";
import { meaning } from "../json-schema-only.js";
import { bytes, count, flag, pageTime, ROUND_TRIPS, STATE, seconds } from "./fields.js";

type Overrides<Parameters> = { readonly [Key in keyof Omit<Parameters, "preset" | "family">]-?: v.GenericSchema };

/** Above this rate a slot of the limiter, in whole microseconds, lasts none. */
const RATE_MBIT_LIMIT = 781_250;
const megabits = (description: string) => v.optional(plainNumber({ min: 0, max: RATE_MBIT_LIMIT }, description));

const wire = () =>
  ({
    batchPages: v.optional(plainNumber({ min: 1, max: 2 ** 20, integer: true }, meaning("Pages per batch."))),
    batchHeaderBytes: bytes(meaning("Bytes of a batch's header.")),
    entryBytes: bytes(meaning("Bytes of a page's entry in its batch.")),
    streamHeaderBytes: bytes(meaning("Bytes before the first batch.")),
    stateBytes: bytes(STATE),
    roundTrips: count(0, ROUND_TRIPS),
    batchSeconds: seconds(meaning("Fixed time per batch.")),
    slotSeconds: pageTime(meaning("Time every round takes to look at one slot.")),
    setupSeconds: seconds(meaning("From enabling the dirty log to the first batch, the guest running.")),
  }) satisfies Omit<Overrides<XenWireParameters>, "holeSeconds">;

export const xenClassicEntries = () =>
  ({
    ...wire(),
    maxIterations: count(1, meaning("Live rounds at most.")),
    maxFactor: v.optional(
      plainNumber({ above: 0, max: 1e9 }, meaning("Stop when more than this many times the scanned slots have been sent.")),
    ),
    minDirtyPages: count(0, meaning("Stop when the round just finished dealt with fewer pages than this.")),
    scanOrder: v.optional(choice(["ascending", "rotated"], meaning("Order in which a round visits the slots."))),
    skipDirtyPages: flag(meaning("Leave a page that was written again before its turn to the next round.")),
    allocateOnlyFirstRound: flag(meaning("Round 1 lists pages written before their turn without content.")),
    growthRule: flag(meaning("Stop when a round at the highest rate sent more than the one before.")),
    rateControl: v.optional(choice(["none", "ratchet", "paper"], meaning("How the rate of a round follows from the one before."))),
    rateStartMbit: megabits(meaning("First rate, Mbit/s of 2^20 bits.")),
    rateMaxMbit: megabits(meaning("Highest rate, Mbit/s of 2^20 bits.")),
    rateIncrementMbit: megabits(meaning("Added to what the guest dirtied, Mbit/s of 2^20 bits.")),
    rateLimitsLink: flag(meaning("False where the rate only decides when to stop.")),
    finalRoundUnlimited: flag(meaning("The last copy is not slowed down.")),
  }) satisfies Omit<Overrides<XenClassicParameters>, "holeSeconds">;

export const xenStreamEntries = () =>
  ({
    ...wire(),
    holeSeconds: pageTime(meaning("Time to list one slot without a page.")),
    maxIterations: count(0, meaning("Live rounds at most; 0 stands for no limit.")),
    minDirtyPages: count(0, meaning("A harvest below this many pages ends the live phase.")),
    minDirtyInclusive: flag(meaning("A harvest of exactly minDirtyPages ends it too.")),
    relistsHoles: flag(meaning("The stop-and-copy lists the slots without a page once more (ballooned PV guests).")),
  }) satisfies Overrides<XenStreamParameters>;
