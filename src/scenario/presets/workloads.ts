/** All workload presets. Those that need the content of pages to change are not among them. */
import { busyWorkloads, idleWorkloads, sweepingWorkloads } from "./logged-workloads.js";
import { cint2000Workloads, workingSetWorkloads } from "./nsdi05-workloads.js";
import type { WorkloadPreset } from "./workload-preset.js";

export type { WorkloadPreset } from "./workload-preset.js";

let presets: readonly WorkloadPreset[] | undefined;

/**
 * Every workload that `kind: preset` can name: name, description, sources, provenance. What has no measured rate says so in its
 * description. They are made on the first call, as most scenarios name none.
 */
export function workloadPresets(): readonly WorkloadPreset[] {
  presets ??= [...idleWorkloads(), ...busyWorkloads(), ...workingSetWorkloads(), ...cint2000Workloads(), ...sweepingWorkloads()].map(
    (preset) => (preset.provenance.class === "synthetic" ? { ...preset, description: `${preset.description} (synthetic)` } : preset),
  );
  return presets;
}
