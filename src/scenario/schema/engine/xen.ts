/** The parameters of Xen's engines, under the names they have when resolved. */
import * as v from "valibot";
import type { XenClassicParameters, XenStreamParameters, XenWireParameters } from "../../resolved/engine-parameters.js";
import { choice, plainNumber } from "../fields.js";
import { meaning } from "../json-schema-only.js";
import { bytes, count, flag, pageTime, ROUND_TRIPS, STATE, seconds } from "./fields.js";

type Overrides<Parameters> = { readonly [Key in keyof Omit<Parameters, "preset" | "family">]-?: v.GenericSchema };

/** Above this rate a time slot of the limiter, in whole microseconds, would be 0. */
const RATE_MBIT_LIMIT = 781_250;
const megabits = (description: string) => v.optional(plainNumber({ min: 0, max: RATE_MBIT_LIMIT }, description));

const wire = () =>
  ({
    batchPages: v.optional(plainNumber({ min: 1, max: 2 ** 20, integer: true }, meaning("Pages per batch."))),
    batchHeaderBytes: bytes(meaning("Size of a batch's header.")),
    entryBytes: bytes(meaning("Size of a page's entry in its batch.")),
    streamHeaderBytes: bytes(meaning("Size of the stream before the first batch.")),
    stateBytes: bytes(STATE),
    roundTrips: count(0, ROUND_TRIPS),
    batchSeconds: seconds(meaning("Fixed time per batch.")),
    slotSeconds: pageTime(meaning("Time per frame slot scanned in each round.")),
    setupSeconds: seconds(meaning("Time from enabling log-dirty to the first batch; the guest runs.")),
  }) satisfies Omit<Overrides<XenWireParameters>, "holeSeconds">;

export const xenClassicEntries = () =>
  ({
    ...wire(),
    maxIterations: count(1, meaning("Live rounds at most (max_iters).")),
    maxFactor: v.optional(
      plainNumber({ above: 0, max: 1e9 }, meaning("Stop after sending more than this multiple of the scanned slots (max_factor).")),
    ),
    minDirtyPages: count(0, meaning("Stop when the last round had fewer dirty pages than this.")),
    scanOrder: v.optional(choice(["ascending", "rotated"], meaning("Order in which a round visits the frame slots."))),
    skipDirtyPages: flag(meaning("Skip a page that was dirtied again before its turn (to_skip); the next round sends it.")),
    allocateOnlyFirstRound: flag(meaning("Round 1 lists pages dirtied before their turn without content.")),
    growthRule: flag(meaning("Stop when a round at the highest rate sent more than the round before.")),
    rateControl: v.optional(
      choice(["none", "ratchet", "paper"], meaning("Rate limiter. ratchet: never lowered, as in the code; paper: set anew each round.")),
    ),
    rateStartMbit: megabits(meaning("First rate of the limiter, in Mbit/s of 2^20 bits.")),
    rateMaxMbit: megabits(meaning("Highest rate of the limiter, in Mbit/s of 2^20 bits.")),
    rateIncrementMbit: megabits(meaning("Increment over the dirty rate of the last round, in Mbit/s of 2^20 bits.")),
    rateLimitsLink: flag(meaning("Slow the copy down to the rate; without it the rate only decides when to stop.")),
    finalRoundUnlimited: flag(meaning("Send the last round at full speed.")),
  }) satisfies Omit<Overrides<XenClassicParameters>, "holeSeconds">;

export const xenStreamEntries = () =>
  ({
    ...wire(),
    holeSeconds: pageTime(meaning("Time to list a frame slot without a page.")),
    maxIterations: count(
      0,
      meaning(
        "Live rounds at most; with suspendsDuringRound the iteration, from 0, in which the guest is suspended at the latest. 0: no limit.",
      ),
    ),
    minDirtyPages: count(0, meaning("The live phase ends when a round finds fewer dirty pages than this.")),
    minDirtyInclusive: flag(meaning("Exactly minDirtyPages end it too.")),
    relistsHoles: flag(meaning("The stop-and-copy lists the slots without a page again (ballooned PV guests).")),
    suspendsDuringRound: flag(meaning("The guest is suspended while the last live round is sent, not after it (XCP-ng).")),
    roundsWhileSuspending: flag(
      meaning("With suspendsDuringRound: live rounds go on until the guest is suspended (XCP-ng's emu-manager before 1.2.1)."),
    ),
    progressSeconds: seconds(
      meaning("With suspendsDuringRound: the guest is suspended so long into any iteration but the first, whatever is dirty. 0: never."),
    ),
  }) satisfies Overrides<XenStreamParameters>;
