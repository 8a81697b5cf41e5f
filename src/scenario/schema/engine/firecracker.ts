/** The parameters of Firecracker, as users write them. */
import type * as v from "valibot";
import { meaning } from "../json-schema-only.js";
import { bytes, count, flag, ROUND_TRIPS, STATE, seconds } from "./fields.js";

export const firecrackerEntries = () => ({
  diffSnapshot: flag(meaning("Take a full snapshot first and a diff snapshot of the pages dirtied since.")),
  between: seconds(meaning("diffSnapshot: guest time between the two snapshots.")),
  stateSize: bytes(STATE),
  roundTrips: count(0, ROUND_TRIPS),
});

/** What a user gave for an engine of Firecracker's family. */
export type GivenFirecracker = v.InferOutput<v.ObjectSchema<ReturnType<typeof firecrackerEntries>, undefined>>;
