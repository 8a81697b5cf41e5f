/** Resolves all parameters of SimGrid's model. */
import type { SimgridParameters } from "../resolved/engine-parameters.js";
import type { GivenSimgrid } from "../schema/engine/simgrid.js";
import { overrideParameters, type ParameterNames } from "./override-parameters.js";

type Preset = Omit<SimgridParameters, "speedBytesPerSecond">;

/** Resolved names by the names in scenarios. */
export const SIMGRID_NAMES: ParameterNames<Omit<GivenSimgrid, "speed">, Preset> = {
  intensity: "intensityRatio",
  downtimeLimit: "maxDowntimeSeconds",
  workingSet: "workingSetRatio",
  bandwidthShare: "bandwidthRatio",
  latencyFactor: "latencyFactor",
};

const MiB = 2 ** 20;

/** The default speed is the link's, rounded down to whole MiB per second unless it is below one. */
export function resolveSimgrid(preset: Preset, { speed, ...given }: GivenSimgrid, bandwidthBitsPerSecond: number): SimgridParameters {
  const linkBytesPerSecond = bandwidthBitsPerSecond / 8;
  const linkSpeed = linkBytesPerSecond < MiB ? linkBytesPerSecond : Math.floor(linkBytesPerSecond / MiB) * MiB;
  return { ...overrideParameters(preset, given, SIMGRID_NAMES), speedBytesPerSecond: speed ?? linkSpeed };
}
