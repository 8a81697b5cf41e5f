/** The parameters of engines of strict live rounds, as users write them. */
import type * as v from "valibot";
import { meaning } from "../json-schema-only.js";
import { bytes, count, downtime, ROUND_TRIPS, ratio, STATE } from "./fields.js";

export const roundsEntries = () => ({
  maxRounds: count(1, meaning("Most live rounds, the first one included; all but virtualbox.")),
  fewPages: count(0, meaning("The guest is stopped when a round of p-haul sent no more pages, or no more are dirty after one of hyper-v.")),
  goal: ratio({ min: 0, max: 1 }, meaning("lxd: the guest is stopped when a round skipped a larger share of the pages.")),
  growth: ratio({ min: 0, max: 1000 }, meaning("p-haul: the guest is stopped when a round sent more than the last one by a larger share.")),
  downtimeLimit: downtime(meaning("virtualbox: the guest is stopped when the remaining pages can be sent in this time; at least 32 ms.")),
  stateSize: bytes(STATE),
  roundTrips: count(0, ROUND_TRIPS),
});

/** What a user gave for an engine of this family. */
export type GivenRounds = v.InferOutput<v.ObjectSchema<ReturnType<typeof roundsEntries>, undefined>>;
