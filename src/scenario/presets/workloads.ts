/** All workload presets. Those that need the content of pages to change are not among them. */
import { BUSY_WORKLOADS, IDLE_WORKLOADS, SWEEPING_WORKLOADS } from "./logged-workloads.js";
import { CINT2000_WORKLOADS, WORKING_SET_WORKLOADS } from "./nsdi05-workloads.js";
import type { WorkloadPreset } from "./workload-preset.js";

export type { Provenance, ProvenanceClass, WorkloadPreset } from "./workload-preset.js";

const PRESETS: readonly WorkloadPreset[] = [
  ...IDLE_WORKLOADS,
  ...BUSY_WORKLOADS,
  ...WORKING_SET_WORKLOADS,
  ...CINT2000_WORKLOADS,
  ...SWEEPING_WORKLOADS,
];

/** Every workload that `kind: preset` can name. What has no measured rate says so in its description. */
export const WORKLOAD_PRESETS: readonly WorkloadPreset[] = PRESETS.map((preset) =>
  preset.provenance.class === "synthetic" ? { ...preset, description: `${preset.description} (synthetic)` } : preset,
);

/** The presets for a list: name, description, sources, provenance. */
export function workloadPresets(): readonly WorkloadPreset[] {
  return WORKLOAD_PRESETS;
}
