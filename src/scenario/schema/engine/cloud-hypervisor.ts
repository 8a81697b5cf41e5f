/** The parameters of Cloud Hypervisor, as users write them. */
import * as v from "valibot";
import { choice, quantity } from "../fields.js";
import { meaning } from "../json-schema-only.js";
import { bytes, count, downtime, flag, limit, pageTime, ROUND_TRIPS, ratio, STATE, seconds } from "./fields.js";

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
  sparseFirstPass: flag(
    meaning("The first pass sends populated memory alone: pages that are not all zero when it begins. In no release up to 53."),
  ),
  connections: count(1, meaning("Connections that share a pass in slices of 64 MiB. From release 52; post-copy has one."), 128),
  connectionBandwidth: limit(meaning("What one connection carries at most; 0: what link.connectionBandwidth says alone.")),
  startLogPageTime: pageTime(meaning("Time to start the dirty log, per 4 KiB of memory.")),
  logPageTime: pageTime(meaning("Time to read the dirty log, per 4 KiB of memory, before each pass but the first.")),
  logDirtyPageTime: pageTime(meaning("Time to read the dirty log, per 4 KiB that are dirty.")),
  finalLogReads: count(
    1,
    meaning("Readings of the dirty log in the pause. 2: one before the last pass, one after the state has been captured (release 53)."),
    2,
  ),
  memoryMode: v.optional(choice(["precopy", "postcopy"], meaning("Pre-copy, or post-copy of all memory (release 53)."))),
  requestTime: pageTime(meaning("memoryMode postcopy: time of one page request at both ends, beside latency and bytes.")),
  accessesPerWrite: ratio({ min: 1, max: 1e6 }, meaning("memoryMode postcopy: page accesses per page write, since reads fault too.")),
  snapshotTime: seconds(meaning("Time to capture the state of vCPUs and devices, with the guest paused.")),
  restoreTime: seconds(meaning("Time to write the state, restore it and start the guest, beside its bytes and round trips.")),
  setup: seconds(meaning("Time from the request to the first pass.")),
  stateSize: bytes(STATE),
  roundTrips: count(0, ROUND_TRIPS),
});

/** What a user gave for an engine of Cloud Hypervisor's family. */
export type GivenCloudHypervisor = v.InferOutput<v.ObjectSchema<ReturnType<typeof cloudHypervisorEntries>, undefined>>;
