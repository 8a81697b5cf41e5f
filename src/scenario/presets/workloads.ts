/** Workload presets. */
import type { Source } from "../schema/workload.js";

export interface WorkloadPreset {
  readonly name: string;
  readonly description: string;
  readonly workload: readonly Source[];
  readonly memory: string;
}
export const WORKLOAD_PRESETS: readonly WorkloadPreset[] = [];
export function workloadPresets(): readonly WorkloadPreset[] {
  return WORKLOAD_PRESETS;
}
