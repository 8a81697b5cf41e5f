/** Workloads of Clark et al., "Live Migration of Virtual Machines", NSDI 2005: writable working sets decoded from its figures. */
import type { Source } from "../schema/scenario-types.js";
import { pageRateClasses, pages, type WorkloadPreset } from "./workload-preset.js";

const WORKING_SET_CURVES = "Clark et al., NSDI 2005, Figs 2 to 6 (decoded); docs/sources/workloads.md#nsdi05-curves";
const READ_EVERY_50_MS = "bit map read every 50 ms, cleaned every 8 s; valid for windows of up to 8 s";

export const workingSetWorkloads = (): readonly WorkloadPreset[] => [
  {
    name: "kernel-compile",
    description: "Linux kernel compile: median of 5,370 distinct pages per second",
    memory: "512 MiB",
    workload: [pageRateClasses([60, 1778], [2, 2545], [1.5, 1768], [0.01, 24_720])],
    provenance: {
      class: "published + fitted",
      source: WORKING_SET_CURVES,
      interval: READ_EVERY_50_MS,
      note: "classes fitted, worst error 5.6 %",
    },
  },
  {
    name: "oltp-osdb",
    description: "OSDB on PostgreSQL: median of 2,780 distinct pages per second",
    memory: "512 MiB",
    workload: [pageRateClasses([60, 1303], [1, 345], [0.7, 1425], [0.01, 64_982])],
    provenance: {
      class: "published + fitted",
      source: WORKING_SET_CURVES,
      interval: READ_EVERY_50_MS,
      note: "classes fitted, worst error 1.8 %",
    },
  },
  {
    name: "quake3",
    description: "Quake 3 server: a burst of 274 pages per frame of 50 ms, and two slow classes",
    memory: "512 MiB",
    workload: [{ kind: "burst", size: pages(274), period: "50 ms" }, pageRateClasses([0.2, 844], [0.1, 629])],
    provenance: {
      class: "published + fitted",
      source: WORKING_SET_CURVES,
      interval: READ_EVERY_50_MS,
      note: "classes fitted, worst error 2.5 %",
    },
  },
  {
    name: "specweb99-512",
    description: "SPECweb99 in 512 MB: median of 11,400 distinct pages per second",
    memory: "512 MiB",
    workload: [pageRateClasses([3, 5607], [2, 4680], [0.5, 1000], [0.35, 2749], [0.0106, 117_036])],
    provenance: {
      class: "published + fitted",
      source: WORKING_SET_CURVES,
      interval: READ_EVERY_50_MS,
      note: "classes fitted, worst error 0.6 %; the slowest class is capped at the memory and its rate raised to match",
    },
  },
  {
    name: "specweb99-800",
    description: "SPECweb99 at 90 % load in 800 MB, as migrated in figure 9",
    memory: "800 MiB",
    workload: [pageRateClasses([20, 3002], [0.68, 9353], [0.6, 570], [0.0101, 28_678], [0.0088, 50_679])],
    provenance: {
      class: "published + fitted",
      source: "Clark et al., NSDI 2005, Fig. 9 (decoded); docs/sources/workloads.md#nsdi05-migrations",
      interval: "rounds of 0.3 to 54 s",
      note: "classes fitted to the pages dirtied per round alone, worst error 14.3 %, six of eight rounds within 5 %",
    },
  },
];

/** Distinct pages per window of 8 s: the median, or the tenth and ninetieth percentile where the curve alternates. */
type WindowPages = { readonly median: number } | { readonly low: number; readonly high: number };

const CINT2000_WINDOWS: Readonly<Record<string, WindowPages>> = {
  gzip: { low: 11_833, high: 44_226 },
  vpr: { low: 261, high: 3589 },
  gcc: { low: 579, high: 20_822 },
  mcf: { low: 2369, high: 13_388 },
  crafty: { median: 385 },
  parser: { median: 4097 },
  eon: { median: 156 },
  perlbmk: { median: 14_887 },
  gap: { median: 48_309 },
  vortex: { median: 17_102 },
  bzip2: { low: 2410, high: 28_885 },
  twolf: { median: 405 },
};

const WINDOW_SECONDS = 8;
/** Assumed: writes per page of the set and window. */
const WRITES_PER_PAGE = 2;
/** 1 - exp(-2), the share of a set that is dirty after a window of two writes per page. */
const DIRTY_SHARE = 0.8646647;

/** A uniform set of which `dirtyPages` are dirty after a window. */
function windowSet(dirtyPages: number): Source & { readonly kind: "uniform" } {
  const count = Math.round(dirtyPages / DIRTY_SHARE);
  return { kind: "uniform", size: pages(count), rate: (WRITES_PER_PAGE * count) / WINDOW_SECONDS };
}

function windowWorkload(window: WindowPages): Source {
  if ("median" in window) return windowSet(window.median);
  const phase = (dirtyPages: number) => ({ duration: 2 * WINDOW_SECONDS, workload: [windowSet(dirtyPages)] });
  return { kind: "phases", repeat: true, phases: [phase(window.low), phase(window.high)] };
}

export const cint2000Workloads = (): readonly WorkloadPreset[] =>
  Object.entries(CINT2000_WINDOWS).map(([name, window]) => ({
    name: `cint2000-${name}`,
    description:
      "median" in window
        ? `SPEC CINT2000 ${name}: ${window.median} distinct pages in a median window of 8 s`
        : `SPEC CINT2000 ${name}: alternates between ${window.low} and ${window.high} distinct pages per 8 s`,
    memory: "512 MiB",
    workload: [windowWorkload(window)],
    provenance: {
      class: "published, shape assumed",
      source: WORKING_SET_CURVES,
      interval: "8 s",
      note:
        "median" in window
          ? "assumed: a uniform set whose pages are written twice per window on average"
          : "tenth and ninetieth percentile; assumed: uniform sets written twice per window on average, phases of 16 s",
    },
  }));
