/** The parameters of Cloud Hypervisor, as users write them. */
import * as v from "valibot";
import { choice, quantity } from "../fields.js";
import { meaning } from "../json-schema-only.js";
import { bytes, count, downtime, limit, pageTime, ROUND_TRIPS, STATE, seconds } from "./fields.js";

export const cloudHypervisorEntries = () => ({
  rule: v.optional(
    choice(["downtime", "passes"], meaning("The guest is paused when what is left fits into the downtime, or after so many passes.")),
  ),
  downtime: downtime(meaning("rule downtime: the goal.")),
  timeout: v.optional(quantity("time", { above: 0, max: 1e9 }, meaning("rule downtime: how long the guest is copied live at most."))),
  timeoutStrategy: v.optional(choice(["cancel", "ignore"], meaning("rule downtime, time over: give up, or pause and send the rest."))),
  maxPasses: count(0, meaning("rule passes: passes of pages written meanwhile at most, the first of all memory not counted.")),
  connections: count(1, meaning("Connections that share a pass in stretches of 64 MiB."), 128),
  connectionBandwidth: limit(meaning("Bytes per second that one connection carries at most; 0: no limit below the link's.")),
  logPageTime: pageTime(meaning("Time per page of memory of reading the log, before each pass but the first.")),
  memoryMode: v.optional(choice(["precopy", "postcopy"], meaning("Which goes first, the memory or the guest."))),
  setup: seconds(meaning("From the request to the first pass.")),
  stateSize: bytes(STATE),
  roundTrips: count(0, ROUND_TRIPS),
});

/** What a user gave for an engine of Cloud Hypervisor's family. */
export type GivenCloudHypervisor = v.InferOutput<v.ObjectSchema<ReturnType<typeof cloudHypervisorEntries>, undefined>>;
