/** Presets of Cloud Hypervisor, Firecracker and SimGrid. */
import type { CloudHypervisorParameters, SimgridParameters } from "../resolved/engine-parameters.js";
import type { EnginePreset } from "./engine-preset.js";

/**
 * Our decision for the two monitors whose documents do not say: the state of a small VM, and one round trip from the last byte to
 * the guest running.
 */
const HAND_OVER = { stateBytes: 64 * 2 ** 10, roundTrips: 1 } as const;

/**
 * Downtime goal, time-out and connections are the source's defaults (vmm/src/api/mod.rs). Reading the log of a guest of 6 GiB whose
 * pages were nearly all dirty took 56 to 59 ms a pass: 36 ns a page (docs/sources/cloud-hypervisor.md#dirty-log). Our decision: nothing
 * before the first pass.
 */
const CLOUD_HYPERVISOR = {
  family: "cloud-hypervisor",
  rule: "downtime",
  downtimeSeconds: 0.3,
  timeoutSeconds: 3600,
  timeoutStrategy: "cancel",
  maxPasses: 5,
  connections: 1,
  connectionBytesPerSecond: 0,
  logPageSeconds: 36e-9,
  memoryMode: "precopy",
  ...HAND_OVER,
  setupSeconds: 0,
} as const satisfies Omit<CloudHypervisorParameters, "preset">;

/** Values of the plug-in's source (docs/sources/simgrid.md#constants). Without an intensity no page is dirtied. */
const SIMGRID = {
  family: "simgrid",
  intensityRatio: 0,
  maxDowntimeSeconds: 0.03,
  workingSetRatio: 0.9,
  bandwidthRatio: 0.97 / 1.05,
  latencyFactor: 13.01,
} as const satisfies Omit<SimgridParameters, "preset" | "speedBytesPerSecond">;

export const OTHER_ENGINES: readonly EnginePreset[] = [
  {
    name: "cloud-hypervisor",
    description: "Passes until the rest fits into 300 ms at the last pass's bandwidth; cancelled after an hour",
    source:
      "cloud-hypervisor v52.0 vmm/src/lib.rs do_memory_iterations, is_precopy_converged; docs/sources/cloud-hypervisor.md#rule-since-52",
    parameters: { preset: "cloud-hypervisor", ...CLOUD_HYPERVISOR },
  },
  {
    name: "cloud-hypervisor-40",
    description: "Cloud Hypervisor 40: all memory, at most five dirty passes, a final one",
    source: "cloud-hypervisor v40.0 vmm/src/lib.rs send_migration; docs/sources/cloud-hypervisor.md#rule-until-51",
    parameters: { preset: "cloud-hypervisor-40", ...CLOUD_HYPERVISOR, rule: "passes" },
  },
  {
    name: "firecracker",
    description: "Pause, snapshot, restore: no live migration; diffSnapshot adds a full snapshot beforehand",
    source:
      "firecracker docs/snapshotting/snapshot-support.md, src/vmm/src/persist.rs create_snapshot; docs/sources/firecracker.md#snapshots",
    parameters: { preset: "firecracker", family: "firecracker", diffSnapshot: false, betweenSeconds: 0, ...HAND_OVER },
  },
  {
    name: "simgrid",
    description:
      "SimGrid's model, for comparison: bytes, not pages; ignores workload, zero pages and link.efficiency; dirties intensity x speed",
    source: "simgrid 3.32 VmLiveMigration.cpp, dirty_page_tracking.cpp; measured on 3.32; docs/sources/simgrid.md#constants",
    parameters: { preset: "simgrid", ...SIMGRID },
  },
];
