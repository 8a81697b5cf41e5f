/** The parameters of Firecracker, as users write them. */
import * as v from "valibot";
import { choice } from "../fields.js";
import { meaning } from "../json-schema-only.js";
import { bytes, count, flag, ROUND_TRIPS, STATE, seconds } from "./fields.js";

export const firecrackerEntries = () => ({
  diffSnapshot: flag(meaning("Take a full snapshot first and a diff snapshot of the pages dirtied since.")),
  trackDirtyPages: flag(
    meaning(
      "diffSnapshot: whether writes are tracked (track_dirty_pages); false: the diff snapshot has all resident pages again, those not all zero. Default: true.",
    ),
  ),
  between: seconds(meaning("diffSnapshot: guest time between two snapshots.")),
  rounds: count(
    1,
    meaning("diffSnapshot: diff snapshots at most, by a tool of one's own; the guest stays paused after the last."),
    2 ** 16,
  ),
  stopBelow: bytes(meaning("rounds above 1: a diff snapshot of this size or less is the last.")),
  copy: v.optional(
    choice(
      ["paused", "running"],
      meaning("diffSnapshot: whether the guest stands still while a snapshot before the last is copied, or runs on."),
    ),
  ),
  stateSize: bytes(STATE),
  roundTrips: count(0, ROUND_TRIPS),
});

/** What a user gave for an engine of Firecracker's family. */
export type GivenFirecracker = v.InferOutput<v.ObjectSchema<ReturnType<typeof firecrackerEntries>, undefined>>;
