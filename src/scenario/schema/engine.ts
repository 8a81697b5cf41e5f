/** The migration engine, as users write it: the name of a preset, or a preset and the parameters of its family. */
import type * as v from "valibot";
import { nearestVersion } from "../nearest-version.js";
import { ENGINE_PRESETS, type EnginePreset } from "../presets/engines.js";
import type { EngineParameters } from "../resolved/engine-parameters.js";
import { cloudHypervisorEntries } from "./engine/cloud-hypervisor.js";
import { PRESET } from "./engine/fields.js";
import { firecrackerEntries } from "./engine/firecracker.js";
import { qemuEntries } from "./engine/qemu.js";
import { roundsEntries } from "./engine/rounds.js";
import { simgridEntries } from "./engine/simgrid.js";
import { xenClassicEntries, xenStreamEntries } from "./engine/xen.js";
import { choice, textOr } from "./fields.js";
import { about, described, meaning } from "./json-schema-only.js";
import { closedObject, tagged } from "./mapping.js";

type Family = EngineParameters["family"];

function presetsOf(family: Family): readonly EnginePreset[] {
  return ENGINE_PRESETS.filter((preset) => preset.parameters.family === family);
}

function namesOf(presets: readonly EnginePreset[]): readonly string[] {
  return presets.map((preset) => preset.name);
}

function aliasesOf(presets: readonly EnginePreset[]): readonly string[] {
  return presets.flatMap((preset) => preset.aliases ?? []);
}

/** The field by which a mapping names its preset, and so its family. */
function presetOf(family: Family) {
  const presets = presetsOf(family);
  return choice(namesOf(presets), PRESET, aliasesOf(presets));
}

export const engineKinds = [
  closedObject(
    () => ({ preset: presetOf("xen-classic"), ...xenClassicEntries() }),
    about("Xen classic engine", "Xen up to 4.5: xc_domain_save."),
  ),
  closedObject(
    () => ({ preset: presetOf("xen-stream"), ...xenStreamEntries() }),
    about("Xen stream engine", "Xen 4.6 and later: migration v2."),
  ),
  closedObject(() => ({ preset: presetOf("qemu"), ...qemuEntries() }), about("QEMU engine", "QEMU: the migration thread.")),
  closedObject(
    () => ({ preset: presetOf("cloud-hypervisor"), ...cloudHypervisorEntries() }),
    about("Cloud Hypervisor engine", "Cloud Hypervisor."),
  ),
  closedObject(
    () => ({ preset: presetOf("firecracker"), ...firecrackerEntries() }),
    about("Firecracker engine", "Firecracker: snapshots, no live migration."),
  ),
  closedObject(
    () => ({ preset: presetOf("simgrid"), ...simgridEntries() }),
    about("SimGrid engine", "SimGrid's live-migration model, without pages."),
  ),
  closedObject(
    () => ({ preset: presetOf("rounds"), ...roundsEntries() }),
    about("Engine of rounds", "Strict live rounds: Propolis, bhyve, LXD, p.haul, VirtualBox and, after public descriptions, Hyper-V."),
  ),
] as const;

/** Names of the families in faults, in their order. */
const LABELS = [
  labelOf("Xen up to 4.5", "xen-classic", "xen"),
  labelOf("Xen from 4.6", "xen-stream", "xen"),
  labelOf("QEMU", "qemu", "qemu"),
  labelOf("Cloud Hypervisor", "cloud-hypervisor"),
  labelOf("Firecracker", "firecracker"),
  labelOf("SimGrid", "simgrid"),
  labelOf("strict rounds", "rounds"),
];

/** A family and its presets; of many the newest of those named `versioned` and a version. */
function labelOf(title: string, family: Family, versioned = ""): string {
  const names = namesOf(presetsOf(family));
  const newest = nearestVersion(versioned, names);
  const shown = newest === undefined ? names : [newest];
  const rest = names.length - shown.length;
  return `${title} (${shown.join(", ")}${rest === 0 ? "" : ` and ${rest} more`})`;
}

export const engineSchema = described(
  textOr(
    choice(namesOf(ENGINE_PRESETS), meaning("Name of an engine preset."), aliasesOf(ENGINE_PRESETS)),
    tagged("preset", engineKinds, LABELS),
  ),
  meaning("Migration engine: a preset, or { preset, ... } to override parameters of its family."),
);
export type CheckedEngine = v.InferOutput<typeof engineSchema>;
