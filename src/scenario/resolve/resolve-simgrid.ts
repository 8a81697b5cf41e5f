/** From what a user gave for SimGrid's model to all of its parameters. */
import type { SimgridParameters } from "../resolved/engine-parameters.js";
import type { GivenSimgrid } from "../schema/engine/simgrid.js";
import { overrideParameters, type ParameterNames } from "./override-parameters.js";

type Preset = Omit<SimgridParameters, "speedBytesPerSecond">;

/** Resolved names by written ones. */
export const SIMGRID_NAMES: ParameterNames<Omit<GivenSimgrid, "speed">, Preset> = {
  intensity: "intensityRatio",
  downtimeLimit: "maxDowntimeSeconds",
  workingSet: "workingSetRatio",
  bandwidthShare: "bandwidthRatio",
  latencyFactor: "latencyFactor",
};

const MiB = 2 ** 20;

/** The speed is by default the whole MiB per second of the link, or the link's own where it has less than one. */
export function resolveSimgrid(preset: Preset, { speed, ...given }: GivenSimgrid, bandwidthBitsPerSecond: number): SimgridParameters {
  const linkBytesPerSecond = bandwidthBitsPerSecond / 8;
  const linkSpeed = linkBytesPerSecond < MiB ? linkBytesPerSecond : Math.floor(linkBytesPerSecond / MiB) * MiB;
  return { ...overrideParameters(preset, given, SIMGRID_NAMES), speedBytesPerSecond: speed ?? linkSpeed };
}
