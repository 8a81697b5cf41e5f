/** The parameters of Firecracker, as users write them. */
import type * as v from "valibot";
import { meaning } from "../json-schema-only.js";
import { bytes, count, flag, ROUND_TRIPS, STATE, seconds } from "./fields.js";

export const firecrackerEntries = () => ({
  diffSnapshot: flag(meaning("A full snapshot goes before, and the pages written since follow in a second one.")),
  between: seconds(meaning("diffSnapshot: how long the guest runs between the two.")),
  stateSize: bytes(STATE),
  roundTrips: count(0, ROUND_TRIPS),
});

/** What a user gave for an engine of Firecracker's family. */
export type GivenFirecracker = v.InferOutput<v.ObjectSchema<ReturnType<typeof firecrackerEntries>, undefined>>;
