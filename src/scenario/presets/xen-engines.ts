/** Presets of the engines of Xen: what each version of the source does. */
import type { XenClassicParameters, XenStreamParameters, XenWireParameters } from "../resolved/engine-parameters.js";
import type { EnginePreset } from "./engine-preset.js";

interface XenEnginePreset extends EnginePreset {
  readonly parameters: XenClassicParameters | XenStreamParameters;
}

/**
 * 4-byte count, one 8-byte word per page (64-bit Dom0), pages of 4096 bytes; state: shared info and the context of one vCPU
 * (docs/sources/xen.md#classic-constants).
 */
const CLASSIC_WIRE = {
  batchPages: 1024,
  batchHeaderBytes: 4,
  entryBytes: 8,
  streamHeaderBytes: 0,
  stateBytes: 8192,
  roundTrips: 2,
  batchSeconds: 0,
  slotSeconds: 0,
  holeSeconds: 0,
  setupSeconds: 0,
} as const satisfies XenWireParameters;

const CLASSIC = {
  family: "xen-classic",
  ...CLASSIC_WIRE,
  maxIterations: 29,
  maxFactor: 3,
  minDirtyPages: 50,
  scanOrder: "ascending",
  skipDirtyPages: true,
  allocateOnlyFirstRound: false,
  growthRule: false,
  rateControl: "none",
  rateStartMbit: 100,
  rateMaxMbit: 500,
  rateIncrementMbit: 50,
  rateLimitsLink: false,
  finalRoundUnlimited: true,
} satisfies Omit<XenClassicParameters, "preset">;

/**
 * Image header 24 + domain header 16; PAGE_DATA record 8 + 8; end records of a guest with one vCPU (docs/sources/xen.md#stream-format).
 * `slotSeconds` is fitted: rounds of a few pages of a PVH guest with 1,044,480 slots lasted 8 ms longer than their bytes on
 * Xen 4.17, those of a PV guest with 65,536 slots did not (validation/xen-4.17.json).
 */
const STREAM = {
  family: "xen-stream",
  batchPages: 1024,
  batchHeaderBytes: 16,
  entryBytes: 8,
  streamHeaderBytes: 40,
  stateBytes: 8192,
  roundTrips: 2,
  batchSeconds: 0,
  slotSeconds: 8e-9,
  holeSeconds: 0,
  setupSeconds: 0,
  maxIterations: 5,
  minDirtyPages: 50,
  minDirtyInclusive: false,
  relistsHoles: false,
  suspendsDuringRound: false,
  roundsWhileSuspending: false,
  progressSeconds: 0,
} satisfies Omit<XenStreamParameters, "preset">;

/**
 * xcp-emu-manager: iteration > 0 && (remaining <= 50 || iteration >= 4) of emu_client_event_cb_emp (emu.c, since d5f8b89). xenguest reports
 * every 500 ms of a round with -1 pages left (send_emu_progress of emp.c), which meets that test (docs/sources/xen.md#xcp-ng).
 */
const EMU_MANAGER = {
  ...STREAM,
  maxIterations: 4,
  minDirtyPages: 50,
  minDirtyInclusive: true,
  suspendsDuringRound: true,
  progressSeconds: 0.5,
} satisfies Omit<XenStreamParameters, "preset">;

const SOURCE_EMU_MANAGER = "xcp-ng/xcp-emu-manager src/emu.c emu_client_event_cb_emp, emu_manager_save; docs/sources/xen.md#xcp-ng";

const SOURCE_CLASSIC = "xen tools/libxc/xc_linux_save.c, xc_domain_save.c; docs/sources/xen.md#classic-versions";
const SOURCE_STREAM = "xen tools/libxc/xc_sr_save.c, tools/libs/guest/xg_sr_save.c send_memory_live; docs/sources/xen.md#stream-constants";

export const XEN_ENGINES: readonly XenEnginePreset[] = [
  {
    name: "xen-nsdi05",
    description: "Clark et al. 2005: adaptive rate of 100 to 500 Mbit/s, growth rule, rotated scan, last round unlimited",
    source: "Clark et al., NSDI 2005, Figs 9 and 12; xen 2.0.6 xc_linux_save.c print_stats; docs/sources/xen.md#rate-limiter",
    parameters: {
      preset: "xen-nsdi05",
      ...CLASSIC,
      scanOrder: "rotated",
      growthRule: true,
      rateControl: "ratchet",
      rateLimitsLink: true,
      entryBytes: 4,
    },
  },
  {
    name: "xen-2.0",
    description: "Xen 2.0: no rate limit by default; the rate still rises from 0 and triggers the growth rule",
    source: SOURCE_CLASSIC,
    parameters: {
      preset: "xen-2.0",
      ...CLASSIC,
      scanOrder: "rotated",
      growthRule: true,
      rateControl: "ratchet",
      rateStartMbit: 0,
      entryBytes: 4,
    },
  },
  {
    name: "xen-3.0",
    description: "Xen 3.0-3.2: stops after 29 rounds, 3 x memory, or below 50 dirty pages; rotated scan",
    source: SOURCE_CLASSIC,
    parameters: { preset: "xen-3.0", ...CLASSIC, scanOrder: "rotated" },
  },
  {
    name: "xen-3.3",
    description: "Xen 3.3-4.1: as 3.0, ascending scan",
    source: SOURCE_CLASSIC,
    parameters: { preset: "xen-3.3", ...CLASSIC },
  },
  {
    name: "xen-4.2",
    description: "Xen 4.2-4.5: as 3.3; round 1 lists re-dirtied pages without content (HVM)",
    source: "xen 4.4.0 tools/libxc/xc_domain_save.c; docs/sources/xen.md#first-round-superpages",
    parameters: { preset: "xen-4.2", ...CLASSIC, allocateOnlyFirstRound: true },
  },
  {
    name: "xen-4.6",
    description: "Xen 4.6-4.9, migration v2: at most five live rounds, nothing skipped, stops at 50 dirty pages or fewer",
    source: SOURCE_STREAM,
    parameters: { preset: "xen-4.6", ...STREAM, minDirtyInclusive: true },
    host: "xl-pv",
  },
  {
    name: "xen-4.10",
    description: "Xen 4.10 to 4.23: at most five live rounds, nothing skipped, stops below 50 dirty pages",
    source: SOURCE_STREAM,
    parameters: { preset: "xen-4.10", ...STREAM },
    host: "xl-pv",
  },
  {
    name: "xcp-ng",
    description: "XCP-ng, emu-manager 1.2.1 (June 2026): suspends the guest during a live round, the fifth at the latest",
    source: SOURCE_EMU_MANAGER,
    parameters: { preset: "xcp-ng", ...EMU_MANAGER },
    host: "xcp-ng",
  },
  {
    name: "xcp-ng-8.2",
    description: "XCP-ng 8.0-8.3 with emu-manager before 1.2.1: as xcp-ng; live rounds go on until the guest is suspended",
    source: SOURCE_EMU_MANAGER,
    parameters: { preset: "xcp-ng-8.2", ...EMU_MANAGER, roundsWhileSuspending: true },
    host: "xcp-ng",
  },
];
