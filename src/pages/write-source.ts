/**
 * Sources of page writes, resolved to numbers. Created by `src/workload`, simulated by an implementation of Pages. Rates are in page
 * writes per guest second and count repeated writes: the number of *distinct* pages written is smaller.
 */

import type { SpeedClock } from "./speed-clock.js";

/** The pages of a source. Its page i is guest page `firstPage + i` (contiguous), or a guest page chosen by the seed (scattered). */
export interface Region {
  readonly firstPage: number;
  readonly pages: number;
  readonly layout: "contiguous" | "scattered";
  /** Of a scattered region: the pages over which it is scattered, its own included. Default: all of memory. */
  readonly block?: { readonly firstPage: number; readonly pages: number };
}

/**
 * When a source is active: in [onSeconds, offSeconds) of every period; the first period began `elapsedSeconds` before guest second 0. A
 * source that always writes has `ALWAYS`.
 */
export interface Gate {
  readonly periodSeconds: number;
  readonly onSeconds: number;
  readonly offSeconds: number;
  readonly elapsedSeconds: number;
  /**
   * The fields above count its seconds instead of guest seconds: of the guest's own writes for its traffic, of a source that is tied to a
   * flow (`TiedClock`) or that needs a share of CPU time (`CpuClock`). Sources with the same clock share one object.
   */
  readonly clock?: SpeedClock;
}

/** The threads that make a source's accesses. Sources that share them have the same object. */
export interface SourceThreads {
  readonly count: number;
  /** Whether a thread that waits for a page keeps its virtual CPU. */
  readonly holdVcpu: boolean;
  /** Share of the guest's CPU time that the sources need at their rate, above 0 to 1. */
  readonly cpuRatio: number;
  /** The places of their sources in the scenario's workload, ascending. */
  readonly workload: readonly number[];
}

interface SourceBase {
  /** Absent: an access that waits for a page stops a virtual CPU. */
  readonly threads?: SourceThreads;
  /** Whether the guest's reads beside these writes are sources of their own (`PagesConfig.reads`): no other accesses come with them. */
  readonly hasReads?: boolean;
  /** Number of the source's stream of random draws: unique per source, so that adding a source changes no other. */
  readonly stream: number;
  readonly region: Region;
  readonly gate: Gate;
}

/** Each write goes to a page chosen uniformly from the region and continues over the pages after it, `meanRunPages` pages on average. */
export interface UniformSource extends SourceBase {
  readonly kind: "uniform";
  readonly writesPerSecond: number;
  readonly meanRunPages: number;
}

/** Each write starts at page i (0-based) with probability proportional to (i + 1)^-exponent. */
export interface ZipfSource extends SourceBase {
  readonly kind: "zipf";
  readonly writesPerSecond: number;
  readonly exponent: number;
  readonly meanRunPages: number;
}

/** Each write starts at page floor(pages * u^exponent), u uniform in [0, 1). */
export interface PowerLawSource extends SourceBase {
  readonly kind: "power-law";
  readonly writesPerSecond: number;
  readonly exponent: number;
  readonly meanRunPages: number;
}

/** Write k (0, 1, ...) goes to page (offsetPages + k * stridePages) mod pages, at active second k / writesPerSecond. */
export interface SweepSource extends SourceBase {
  readonly kind: "sweep";
  readonly writesPerSecond: number;
  readonly stridePages: number;
  readonly offsetPages: number;
}

/** Writes the whole region at active seconds 0, periodSeconds, 2 periodSeconds, ... */
export interface BurstSource extends SourceBase {
  readonly kind: "burst";
  readonly periodSeconds: number;
}

/**
 * Recorded writes, sorted by time: their active seconds and pages, which count from `region.firstPage` (0 for a trace of the whole memory).
 * All of them are written again every `periodSeconds`, which is at least the second of the last one; Infinity for a trace that does not repeat.
 */
export interface TraceSource extends SourceBase {
  readonly kind: "trace";
  readonly seconds: Float64Array;
  readonly pages: Uint32Array;
  readonly periodSeconds: number;
}

/** Sources whose writes are drawn at random, independently of each other. */
export type PoissonSource = UniformSource | ZipfSource | PowerLawSource;
export type WriteSource = PoissonSource | SweepSource | BurstSource | TraceSource;

/** The gate of a source that always writes. */
export const ALWAYS: Gate = { periodSeconds: Infinity, onSeconds: 0, offSeconds: Infinity, elapsedSeconds: 0 };

/**
 * Expected number of pages first written between two ages of a dirty log that was cleared at guest second `sinceGuestSeconds`. Ages are
 * guest seconds since then.
 */
export type FirstWrites = (sinceGuestSeconds: number, fromAgeSeconds: number, toAgeSeconds: number) => number;
