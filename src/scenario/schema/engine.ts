/** The migration engine, as users write it: the name of a preset, or a preset and the parameters of its family. */
import * as v from "valibot";
import { ENGINE_PRESETS } from "../presets/engines.js";
import type { EngineParameters } from "../resolved/engine-parameters.js";
import { cloudHypervisorEntries } from "./engine/cloud-hypervisor.js";
import { PRESET } from "./engine/fields.js";
import { firecrackerEntries } from "./engine/firecracker.js";
import { qemuEntries } from "./engine/qemu.js";
import { simgridEntries } from "./engine/simgrid.js";
import { xenClassicEntries, xenStreamEntries } from "./engine/xen.js";
import { choice, textOr } from "./fields.js";
import { meaning } from "./json-schema-only.js";
import { closedObject, tagged } from "./mapping.js";

type Family = EngineParameters["family"];

/** The field by which a mapping names its preset, and so its family. */
function presetOf(family: Family) {
  const names = ENGINE_PRESETS.filter((preset) => preset.parameters.family === family).map((preset) => preset.name);
  return choice(names, PRESET);
}

const engineNames = ENGINE_PRESETS.map((preset) => preset.name);

export const engineSchema = v.pipe(
  textOr(
    choice(engineNames, meaning("An engine preset by name.")),
    tagged("preset", [
      closedObject(() => ({ preset: presetOf("xen-classic"), ...xenClassicEntries() })),
      closedObject(() => ({ preset: presetOf("xen-stream"), ...xenStreamEntries() })),
      closedObject(() => ({ preset: presetOf("qemu"), ...qemuEntries() })),
      closedObject(() => ({ preset: presetOf("cloud-hypervisor"), ...cloudHypervisorEntries() })),
      closedObject(() => ({ preset: presetOf("firecracker"), ...firecrackerEntries() })),
      closedObject(() => ({ preset: presetOf("simgrid"), ...simgridEntries() })),
    ]),
  ),
  v.description(meaning("A preset, or { preset, ... } with parameters of its family to override.")),
);
export type CheckedEngine = v.InferOutput<typeof engineSchema>;
