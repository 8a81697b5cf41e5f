/** What a workload preset is made of. */
import type { Source } from "../schema/scenario-types.js";

/**
 * - `published`: the rate is in a text or in source code;
 * - `published + fitted`: fitted to published measurements of dirty pages, which it reproduces within a stated error;
 * - `published, shape assumed`: one published figure is reproduced; how the writes spread over memory is assumed;
 * - `synthetic`: there is no measured rate.
 */
export type ProvenanceClass = "published" | "published + fitted" | "published, shape assumed" | "synthetic";

export interface Provenance {
  readonly class: ProvenanceClass;
  readonly source: string;
  /** Window in which the dirty pages were counted, without which a rate of distinct pages has no meaning. */
  readonly interval: string;
  /** What was fitted or assumed, and how well it fits. */
  readonly note?: string;
}

/** A workload that a scenario can name, with the measurement that it comes from. */
export interface WorkloadPreset {
  readonly name: string;
  readonly description: string;
  /** Memory of the measured machine; less is enough if all regions fit next to each other. */
  readonly memory: string;
  readonly workload: readonly Source[];
  /** Fields of a scenario that belong to the same measurement, by path. Not set by naming the preset. */
  readonly belongsWith?: Readonly<Record<string, string | number>>;
  readonly provenance: Provenance;
}

const PAGE_BYTES = 4096;

/** Bytes of `count` pages of 4 KiB, the unit of all measurements here. */
export function pages(count: number): number {
  return count * PAGE_BYTES;
}

/** Uniform classes from (writes per second of each page, pages), as fits give them. */
export function pageRateClasses(...classes: readonly (readonly [perPagePerSecond: number, count: number])[]): Source {
  return { kind: "classes", classes: classes.map(([perPage, count]) => ({ size: pages(count), rate: perPage * count })) };
}

/** Several sweeps side by side that share a total rate, as the threads of a stress tool do. */
export function sweeps(streams: number, totalPages: number, totalRate: number): Source[] {
  return Array.from({ length: streams }, () => ({ kind: "sweep", size: pages(totalPages / streams), rate: totalRate / streams }));
}
