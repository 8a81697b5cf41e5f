/** The parameters of SimGrid's model, as users write them. */
import type * as v from "valibot";
import { meaning } from "../json-schema-only.js";
import { downtime, ratio, speed } from "./fields.js";

export const simgridEntries = () => ({
  intensity: ratio({ min: 0, max: 1000 }, meaning("Bytes dirtied per byte of speed, whatever the workload.")),
  speed: speed(meaning("Configured speed of the migration. Default: link.bandwidth in whole MiB/s.")),
  downtimeLimit: downtime(meaning("Downtime limit: the guest is stopped when the remaining data can be sent in this time.")),
  workingSet: ratio({ min: 0, max: 1 }, meaning("Largest share of memory that is dirty at once.")),
  bandwidthShare: ratio(
    { above: 0, max: 1 },
    meaning("Share of link.bandwidth that SimGrid's network model reaches, instead of link.efficiency."),
  ),
  latencyFactor: ratio({ min: 0, max: 1e6 }, meaning("Multiple of link.latency per transfer.")),
});

/** What a user gave for SimGrid. */
export type GivenSimgrid = v.InferOutput<v.ObjectSchema<ReturnType<typeof simgridEntries>, undefined>>;
