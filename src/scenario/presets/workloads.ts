/** All workload presets. Workloads that need changing page content are not included. */
import { busyWorkloads, idleWorkloads, sweepingWorkloads } from "./logged-workloads.js";
import { cint2000Workloads, workingSetWorkloads } from "./nsdi05-workloads.js";
import type { WorkloadPreset } from "./workload-preset.js";

export type { WorkloadPreset } from "./workload-preset.js";

let presets: readonly WorkloadPreset[] | undefined;

/**
 * Every workload that `kind: preset` can name: name, description, sources, provenance. Presets without a measured rate say so in their
 * description. Built on the first call, since most scenarios use none.
 */
export function workloadPresets(): readonly WorkloadPreset[] {
  presets ??= [...idleWorkloads(), ...busyWorkloads(), ...workingSetWorkloads(), ...cint2000Workloads(), ...sweepingWorkloads()].map(
    (preset) => (preset.provenance.class === "synthetic" ? { ...preset, description: `${preset.description} (synthetic)` } : preset),
  );
  return presets;
}
