/** A scenario with every default filled in, in canonical units with the unit in the name. Echoed in every result. */
import type { EngineParameters } from "./engine-parameters.js";
import type { PolicyParameters } from "./policy-parameters.js";
import type { ResolvedChannel } from "./resolved-channel.js";
import type { ResolvedPeer } from "./resolved-peers.js";

/** A checked scenario: every default is filled in, and every quantity is a number in the unit that its name says. */
export interface ResolvedScenario {
  readonly version: 1;
  readonly name?: string;
  readonly vm: ResolvedVm;
  readonly workload: readonly ResolvedSource[];
  readonly link: ResolvedLink;
  readonly engine: EngineParameters;
  /** Who ends the live phase on top of the engine; absent where the engine does alone. */
  readonly policy?: PolicyParameters;
  readonly host: ResolvedHost;
  readonly peers: readonly ResolvedPeer[];
  /** Absent where there are no peers and no channel was named. */
  readonly channel?: ResolvedChannel;
  readonly seed: number;
  readonly runs: number;
  readonly fidelity: Fidelity;
  /** Simulated seconds after which a migration that has not ended is given up. */
  readonly timeoutSeconds: number;
}

/** `pages`: every page. `expected`: expected counts. `events`: every page, and every single write drawn (slow, the truth to test against). */
export type Fidelity = "pages" | "expected" | "events";

export interface ResolvedVm {
  readonly memoryBytes: number;
  readonly pageBytes: number;
  readonly vcpus: number;
  readonly slotsBytes: number;
  readonly content: { readonly zeroRatio: number; readonly where: "anywhere" | "outside the workload" };
  /** Pages at the end of memory that cannot be sent while the guest runs: in flight, or page tables under change. */
  readonly deferredPages: number;
}

export interface ResolvedLink {
  readonly bandwidthBitsPerSecond: number;
  /** Goodput / bandwidth. */
  readonly efficiencyRatio: number;
  /** Bytes per second that reach the other host: bandwidth x efficiency, in bytes. */
  readonly goodputBytesPerSecond: number;
  readonly latencySeconds: number;
}

export interface ResolvedHost {
  readonly dom0Cpus: number;
  readonly suspendSeconds: number;
  readonly resumeSeconds: number;
  /** Pages that the guest's kernel writes on its way into suspend. */
  readonly suspendDirtyPages: number;
  /**
   * Pages that the guest's kernel writes when the migration begins. Default: half of `suspendDirtyPages`, as measured on
   * Xen 4.17 (a silent PV guest: 100 pages in the first harvest, 200 in the last).
   */
  readonly setupDirtyPages: number;
  /**
   * Share of the link's goodput that the copy reaches while the guest runs and competes for the host's processors, 0 .. 1.
   * The copy of a suspended guest has all of it.
   */
  readonly liveSpeedRatio: number;
  /** Guest seconds lost to the first write of each page after its protection was renewed. */
  readonly writeFaultSeconds: number;
}

/** A region of the guest's pages, placed. */
export interface ResolvedRegion {
  readonly pages: number;
  readonly startPage: number;
  readonly layout: "contiguous" | "scattered";
  /** The pages over which a scattered region with a start is spread; hot and cold share one block. Absent: all of memory. */
  readonly block?: { readonly startPage: number; readonly pages: number };
}

/** One source of page writes, by `kind`, with its region of the guest's memory. */
export type ResolvedSource =
  | (ResolvedRegion & { readonly kind: "uniform"; readonly writesPerSecond: number; readonly meanRunPages: number })
  | (ResolvedRegion & {
      readonly kind: "zipf" | "power-law";
      readonly writesPerSecond: number;
      readonly exponent: number;
      readonly meanRunPages: number;
    })
  | (ResolvedRegion & {
      readonly kind: "sweep";
      readonly writesPerSecond: number;
      readonly stridePages: number;
      readonly offsetPages: number;
    })
  | (ResolvedRegion & { readonly kind: "burst"; readonly periodSeconds: number })
  | { readonly kind: "trace"; readonly file?: string; readonly seconds: readonly number[]; readonly pages: readonly number[] }
  | { readonly kind: "phases"; readonly repeat: boolean; readonly offsetSeconds: number; readonly phases: readonly ResolvedPhase[] };

/** A last phase without a duration lasts for ever; only a workload that does not repeat may have one. */
export interface ResolvedPhase {
  readonly durationSeconds?: number;
  readonly workload: readonly ResolvedSource[];
}
