/** Every default of a scenario, as a user would write it. `vm.slots` (the memory) and `host.setupDirtyPages` (half of `suspendDirtyPages`) follow from others. */
export const DEFAULTS = {
  pageSize: "4 KiB",
  vcpus: 1,
  zero: 0,
  zeroWhere: "anywhere",
  deferredPages: 0,
  efficiency: 0.94,
  latency: "0.1 ms",
  engine: "xen-4.10",
  dom0Cpus: 1,
  suspend: "0 s",
  resume: "0 s",
  suspendDirtyPages: 0,
  liveSpeed: 1,
  writeFault: "0 s",
  seed: 1,
  runs: 1,
  fidelity: "pages",
  timeout: "1 h",
  layout: "contiguous",
  run: 1,
  stride: 1,
  sweepOffset: 0,
  zipfExponent: 0.99,
  phasesOffset: "0 s",
} as const;

/** Scanned frame slots at most: one page-number bit map of 2^28 bits is 32 MiB. */
export const SLOTS_LIMIT = 2 ** 28;
/** Page writes per second of one virtual CPU at most: one store per nanosecond. */
export const WRITES_PER_SECOND_LIMIT = 1e9;
/** Window of a dirty rate that names none: the default `calc-time` of QEMU's calc-dirty-rate (qapi/migration.json). */
export const DIRTY_RATE_WINDOW_SECONDS = 1;
/** Pages of a run at most: a run never leaves its block of 1024 pages. */
export const RUN_PAGES_LIMIT = 1024;
