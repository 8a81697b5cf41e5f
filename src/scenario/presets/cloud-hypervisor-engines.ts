/** Presets of Cloud Hypervisor. */
import type { CloudHypervisorParameters } from "../resolved/engine-parameters.js";
import type { EnginePreset } from "./engine-preset.js";

/** Cloud Hypervisor's costs are given per GiB; its parameters count pages of 4 KiB. */
const PAGES_PER_GIB = 2 ** 18;

/**
 * Release 53, the newest one read. Downtime goal, timeout and connections are the source's defaults (vmm/src/api/mod.rs), the two
 * readings of the log and what is answered (last table, state, completion) its send_migration. One connection carried 1617 to 1987 MiB/s
 * (docs/sources/cloud-hypervisor.md#connections). Starting the log takes 4.2 to 5.3 ms per GiB; reading it 40 ns per dirty page and 0.02 ms
 * per GiB (docs/sources/cloud-hypervisor.md#dirty-log). State: 7 ms to capture, 19 to send and restore, 1 to start
 * (docs/sources/cloud-hypervisor.md#state); its size, the time of a request and two loads for each store are our modelling decisions.
 */
const CLOUD_HYPERVISOR = {
  family: "cloud-hypervisor",
  rule: "downtime",
  downtimeSeconds: 0.3,
  timeoutSeconds: 3600,
  timeoutStrategy: "cancel",
  maxPasses: 5,
  sparseFirstPass: false,
  connections: 1,
  connectionBytesPerSecond: 1.7 * 2 ** 30,
  startLogPageSeconds: 4.5e-3 / PAGES_PER_GIB,
  logPageSeconds: 0.02e-3 / PAGES_PER_GIB,
  logDirtyPageSeconds: 40e-9,
  finalLogReads: 2,
  memoryMode: "precopy",
  requestSeconds: 7e-6,
  accessesPerWrite: 3,
  snapshotSeconds: 0.007,
  restoreSeconds: 0.02,
  stateBytes: 64 * 2 ** 10,
  roundTrips: 3,
  setupSeconds: 0,
} as const satisfies Omit<CloudHypervisorParameters, "preset">;

/** Release 52: one reading of the log in the pause. */
const CLOUD_HYPERVISOR_52 = { ...CLOUD_HYPERVISOR, finalLogReads: 1 } as const;

/** Up to release 51; before release 50 an empty log of 12 TB took 1.85 s to read (pull request 7468). */
const CLOUD_HYPERVISOR_40 = { ...CLOUD_HYPERVISOR_52, rule: "passes", logPageSeconds: 0.15e-3 / PAGES_PER_GIB } as const;

export const CLOUD_HYPERVISOR_ENGINES: readonly EnginePreset[] = [
  {
    name: "cloud-hypervisor",
    description: "Cloud Hypervisor, the newest release read: 53. Passes until the rest fits into 300 ms; cancelled after an hour",
    source:
      "cloud-hypervisor v53.0 vmm/src/lib.rs do_memory_iterations, is_precopy_converged; docs/sources/cloud-hypervisor.md#rule-since-52",
    parameters: { preset: "cloud-hypervisor", ...CLOUD_HYPERVISOR },
    host: "cloud-hypervisor",
  },
  {
    name: "cloud-hypervisor-40",
    description: "Cloud Hypervisor 38-51: all memory, at most five dirty passes, a final one; one connection",
    source: "cloud-hypervisor v40.0 (read: v38.0 to v51.2) vmm/src/lib.rs send_migration; docs/sources/cloud-hypervisor.md#rule-until-51",
    parameters: { preset: "cloud-hypervisor-40", ...CLOUD_HYPERVISOR_40 },
    host: "cloud-hypervisor",
  },
  {
    name: "cloud-hypervisor-52",
    description: "Cloud Hypervisor 52: passes until the rest fits into 300 ms at the last pass's bandwidth; several connections",
    source:
      "cloud-hypervisor v52.0 vmm/src/lib.rs do_memory_iterations, is_precopy_converged; docs/sources/cloud-hypervisor.md#rule-since-52",
    parameters: { preset: "cloud-hypervisor-52", ...CLOUD_HYPERVISOR_52 },
    host: "cloud-hypervisor",
  },
  {
    name: "cloud-hypervisor-53",
    description: "Cloud Hypervisor 53: as 52; reads the dirty log twice in the pause; post-copy (memoryMode: postcopy)",
    source: "cloud-hypervisor v53.0 vmm/src/lib.rs send_migration, serve_postcopy; docs/sources/cloud-hypervisor.md#rule-since-52",
    parameters: { preset: "cloud-hypervisor-53", ...CLOUD_HYPERVISOR },
    host: "cloud-hypervisor",
  },
  {
    name: "cloud-hypervisor-master",
    description: "Cloud Hypervisor after release 53, unreleased: as 53; the first pass sends populated memory alone",
    source:
      "cloud-hypervisor commit 1ad1de139 (17 July 2026) vmm/src/lib.rs do_memory_iterations; docs/sources/cloud-hypervisor.md#rule-after-53",
    parameters: { preset: "cloud-hypervisor-master", ...CLOUD_HYPERVISOR, sparseFirstPass: true },
    host: "cloud-hypervisor",
  },
];
