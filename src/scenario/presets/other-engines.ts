/** Presets of Firecracker and SimGrid. */
import type { SimgridParameters } from "../resolved/engine-parameters.js";
import type { EnginePreset } from "./engine-preset.js";

/**
 * Our decision for Firecracker, whose documents do not say: the state of a small VM, and one round trip from the last byte to the guest
 * running.
 */
const HAND_OVER = { stateBytes: 64 * 2 ** 10, roundTrips: 1 } as const;

/** One diff snapshot, and the guest stands still while the full one is copied: our decision (docs/sources/firecracker.md#decisions). */
const ONE_DIFF = { rounds: 1, stopBelowBytes: 0, copy: "paused" } as const;

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
    name: "firecracker",
    description: "Pause, snapshot, restore: no live migration; diffSnapshot adds a full snapshot beforehand",
    source:
      "firecracker docs/snapshotting/snapshot-support.md, src/vmm/src/persist.rs create_snapshot; docs/sources/firecracker.md#snapshots",
    parameters: { preset: "firecracker", family: "firecracker", diffSnapshot: false, betweenSeconds: 0, ...ONE_DIFF, ...HAND_OVER },
  },
  {
    name: "simgrid",
    description:
      "SimGrid's model, for comparison: bytes, not pages; ignores workload, zero pages and link.efficiency; dirties intensity x speed",
    source: "simgrid 3.32 VmLiveMigration.cpp, dirty_page_tracking.cpp; measured on 3.32; docs/sources/simgrid.md#constants",
    parameters: { preset: "simgrid", ...SIMGRID },
  },
];
