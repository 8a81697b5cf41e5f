/** The parameters of Cloud Hypervisor, as users write them. */
import * as v from "valibot";
import { choice, quantity } from "../fields.js";
import { meaning } from "../json-schema-only.js";
import { bytes, count, downtime, limit, pageTime, ROUND_TRIPS, STATE, seconds } from "./fields.js";

export const cloudHypervisorEntries = () => ({
  rule: v.optional(
    choice(["downtime", "passes"], meaning("Stop rule: when the remaining data fits into the downtime, or after maxPasses dirty passes.")),
  ),
  downtime: downtime(meaning("rule downtime: the downtime to meet.")),
  timeout: v.optional(quantity("time", { above: 0, max: 1e9 }, meaning("rule downtime: longest live phase."))),
  timeoutStrategy: v.optional(
    choice(["cancel", "ignore"], meaning("rule downtime, after timeout. cancel: give up; ignore: pause the guest and send the rest.")),
  ),
  maxPasses: count(0, meaning("rule passes: dirty passes at most, the first pass over all memory not counted.")),
  connections: count(1, meaning("Connections that share a pass in slices of 64 MiB."), 128),
  connectionBandwidth: limit(meaning("Bandwidth limit of one connection; 0: none below the link's.")),
  logPageTime: pageTime(meaning("Time to read the dirty log, per page of memory, before each pass but the first.")),
  memoryMode: v.optional(choice(["precopy", "postcopy"], meaning("Pre-copy, or post-copy of all memory."))),
  setup: seconds(meaning("Time from the request to the first pass.")),
  stateSize: bytes(STATE),
  roundTrips: count(0, ROUND_TRIPS),
});

/** What a user gave for an engine of Cloud Hypervisor's family. */
export type GivenCloudHypervisor = v.InferOutput<v.ObjectSchema<ReturnType<typeof cloudHypervisorEntries>, undefined>>;
