/** The parameters of SimGrid's model, as users write them. */
import type * as v from "valibot";
import { meaning } from "../json-schema-only.js";
import { downtime, ratio, speed } from "./fields.js";

export const simgridEntries = () => ({
  intensity: ratio({ min: 0, max: 1000 }, meaning("Bytes dirtied per byte of speed, whatever the workload.")),
  speed: speed(meaning("Configured speed of the migration; default: the whole MiB/s of link.bandwidth.")),
  downtimeLimit: downtime(meaning("The guest is stopped when what is left takes no longer than this.")),
  workingSet: ratio({ min: 0, max: 1 }, meaning("Share of the memory that is dirty at most.")),
  bandwidthShare: ratio(
    { above: 0, max: 1 },
    meaning("Share of link.bandwidth that SimGrid's network reaches, in place of link.efficiency."),
  ),
  latencyFactor: ratio({ min: 0, max: 1e6 }, meaning("Multiple of link.latency that each transfer pays.")),
});

/** What a user gave for SimGrid. */
export type GivenSimgrid = v.InferOutput<v.ObjectSchema<ReturnType<typeof simgridEntries>, undefined>>;
