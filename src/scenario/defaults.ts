/** These two by themselves, as few programs need the other defaults to read paths. */
export const DEFAULT_ENGINE = "xen-4.10";
export const DEFAULT_CHANNEL = "netfront";

/**
 * Every default of a scenario, as written in it. `vm.slots` (the memory), `host.setupDirtyPages` (half of `suspendDirtyPages`),
 * `vm.content.blockSize` and `vm.content.topShare` (`resolve-content.ts`) depend on other fields.
 */
export const DEFAULTS = {
  pageSize: "4 KiB",
  vcpus: 1,
  zero: 0,
  zeroWhere: "anywhere",
  contentLayout: "spread",
  deferredPages: 0,
  efficiency: 0.94,
  transport: "tcp",
  latency: "0.1 ms",
  engine: DEFAULT_ENGINE,
  dom0Cpus: 1,
  liveSpeed: 1,
  loggedSpeed: 1,
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
  cpu: 1,
} as const;

/** Maximum number of scanned frame slots: a bitmap of 2^28 bits takes 32 MiB. */
export const SLOTS_LIMIT = 2 ** 28;
/** Maximum page writes per second of one virtual CPU: one store per nanosecond. */
export const WRITES_PER_SECOND_LIMIT = 1e9;
/** Default window of a dirty rate: the default `calc-time` of QEMU's calc-dirty-rate (qapi/migration.json). */
export const DIRTY_RATE_WINDOW_SECONDS = 1;
/** Maximum number of threads of a source. */
export const THREADS_LIMIT = 65536;
/** Maximum pages of a run: a run stays within its block of 1024 pages. */
export const RUN_PAGES_LIMIT = 1024;
/** Maximum page writes per message, and bytes of pages written per byte, of a source tied to a flow: a thousand copies of the data. */
export const WRITES_PER_MESSAGE_LIMIT = 1e6;
export const BYTES_WRITTEN_PER_BYTE_LIMIT = 1000;
