/** All engine presets, in the order in which they are listed. */
import { CLOUD_HYPERVISOR_ENGINES } from "./cloud-hypervisor-engines.js";
import type { EnginePreset } from "./engine-preset.js";
import { OTHER_ENGINES } from "./other-engines.js";
import { QEMU_ENGINES } from "./qemu-engines.js";
import { ROUNDS_ENGINES } from "./rounds-engines.js";
import { XEN_ENGINES } from "./xen-engines.js";

export type { EnginePreset } from "./engine-preset.js";

/** The engines that a scenario can name, each with its parameters and their source. */
export const ENGINE_PRESETS: readonly EnginePreset[] = [
  ...XEN_ENGINES,
  ...QEMU_ENGINES,
  ...CLOUD_HYPERVISOR_ENGINES,
  ...OTHER_ENGINES,
  ...ROUNDS_ENGINES,
];

/** The preset that a scenario means by `name`, its own or an alias; undefined for a name of none. */
export function enginePresetNamed(name: unknown): EnginePreset | undefined {
  return ENGINE_PRESETS.find((preset) => preset.name === name || preset.aliases?.some((alias) => alias === name));
}
