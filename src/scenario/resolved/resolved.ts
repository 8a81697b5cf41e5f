/** A scenario with every default filled in, in canonical units with the unit in the name. Echoed in every result. */

import type { TransportName } from "../presets/transports.js";
import type { EngineParameters } from "./engine-parameters.js";
import type { ResolvedPolicy } from "./policy-parameters.js";
import type { ResolvedChannel } from "./resolved-channel.js";
import type { ResolvedDevice } from "./resolved-devices.js";
import type { ResolvedPeer } from "./resolved-peers.js";

/** A checked scenario: every default is filled in, and every quantity is a number in the unit that its name says. */
export interface ResolvedScenario {
  readonly version: 1;
  readonly name?: string;
  readonly vm: ResolvedVm;
  readonly workload: readonly ResolvedSource[];
  readonly link: ResolvedLink;
  readonly engine: EngineParameters;
  /** Stop policy that ends the live phase; absent if the engine alone decides. */
  readonly policy?: ResolvedPolicy;
  readonly host: ResolvedHost;
  readonly peers: readonly ResolvedPeer[];
  /** Absent if there are no peers and no channel is named. */
  readonly channel?: ResolvedChannel;
  readonly seed: number;
  readonly runs: number;
  readonly fidelity: Fidelity;
  /** Simulated seconds after which an unfinished migration is cancelled. */
  readonly timeoutSeconds: number;
}

/** `pages`: every page. `expected`: expected counts. `events`: every page, with every single write drawn (slow; the reference in tests). */
export type Fidelity = "pages" | "expected" | "events";

export interface ResolvedVm {
  readonly memoryBytes: number;
  readonly pageBytes: number;
  readonly vcpus: number;
  readonly slotsBytes: number;
  readonly content: ResolvedContent;
  /** Pages at the end of memory that cannot be sent while the guest runs: in use by I/O, or page tables being changed. */
  readonly deferredPages: number;
  /** Devices with state of their own; absent for none. */
  readonly devices?: readonly ResolvedDevice[];
}

/** Content of the guest's pages at the start: which of them are all zero. The others hold data. */
export interface ResolvedContent {
  /** Share of the guest's pages that are zero, rounded to whole pages. */
  readonly zeroRatio: number;
  /** The candidates: all pages, or those that no source writes. */
  readonly where: "anywhere" | "outside the workload";
  /**
   * Where data lies among the candidates. `spread`: page by page at random. `blocks`: in blocks of memory, at random. `low`, `high`: at one
   * end of memory. `linux`: at both ends.
   */
  readonly layout: "spread" | "blocks" | "low" | "high" | "linux";
  /** Of `blocks`: a whole number of pages. */
  readonly blockBytes?: number;
  /** Of `linux`: share of the candidates with data that lie above the zero pages, 0 to 1, rounded to whole pages. */
  readonly topRatio?: number;
}

export interface ResolvedLink {
  readonly bandwidthBitsPerSecond: number;
  /** Goodput / bandwidth. */
  readonly efficiencyRatio: number;
  /** Bytes per second that reach the other host: bandwidth x efficiency, in bytes. */
  readonly goodputBytesPerSecond: number;
  /** What carries the stream. */
  readonly transport: TransportName;
  /** What one connection of the stream makes: the transport's figure unless the scenario sets it. */
  readonly connectionBytesPerSecond: number;
  readonly latencySeconds: number;
}

export interface ResolvedHost {
  /** Name of the preset that the costs began with. */
  readonly preset: string;
  /** CPUs of Dom0, above 0; a fraction is a share of one. */
  readonly dom0Cpus: number;
  /** Dom0's CPU time for each 4 KiB that is copied (c_mig); 0: the copy costs it nothing. */
  readonly copyCpuSeconds: number;
  /** From the call that pauses the guest to the guest being paused. */
  readonly suspendSeconds: number;
  /** Seconds after which a guest that has not suspended stays where it is; 0: no time-out. */
  readonly suspendTimeoutSeconds: number;
  /** From the last byte of state to the guest running: devices loaded and started. */
  readonly resumeSeconds: number;
  /** From the guest running to its network reaching it: part of the outage, not of the downtime. */
  readonly networkSeconds: number;
  /** Pages that the guest's kernel writes while it suspends. */
  readonly suspendDirtyPages: number;
  /**
   * Pages that the guest's kernel writes when the migration begins. Default: half of `suspendDirtyPages`, as measured on
   * Xen 4.17 (an idle PV guest: 100 pages in the first dirty-log read, 200 in the last).
   */
  readonly setupDirtyPages: number;
  /**
   * Share of the link's goodput that the copy reaches while the guest runs and competes for the host's CPUs, 0 to 1.
   * While the guest is suspended the copy has the full goodput.
   */
  readonly liveSpeedRatio: number;
  /** The guest's speed at the source while its dirty pages are logged, without the cost of first writes. */
  readonly loggedSpeedRatio: number;
  /** Guest seconds lost to the write fault at the first write to each page after it was write-protected. */
  readonly writeFaultSeconds: number;
}

/** A region of the guest's pages with its place in memory. */
export interface ResolvedRegion {
  readonly pages: number;
  readonly startPage: number;
  readonly layout: "contiguous" | "scattered";
  /** The block of pages over which a region is scattered; hot and cold regions share one. Absent: all of memory. */
  readonly block?: { readonly startPage: number; readonly pages: number };
}

/** What sources of every kind may have. */
export interface ResolvedSourceSpeed {
  /** Share of the guest's CPU time that the source needs to keep its rate, below 1. Absent: all of it. */
  readonly cpuRatio?: number;
  /** Threads that make its accesses. Absent: an access that waits for a page stops a virtual CPU. */
  readonly threads?: ResolvedThreads;
  /** Traffic that the source is tied to. Absent: none. */
  readonly while?: ResolvedTie;
}

/** Threads that share the rates of one or several sources. */
export interface ResolvedThreads {
  readonly count: number;
  /** Sources with the same name share the threads. Absent: they are of this source alone. */
  readonly group?: string;
  /** Whether a thread that waits for a page keeps its virtual CPU. */
  readonly holdVcpu: boolean;
}

/** One flow of a peer, or all flows with it. */
export interface ResolvedTie {
  readonly peer: string;
  /** Index in the peer's list, from 0. Absent: all of them. */
  readonly flow?: number;
}

/** How much a source writes. */
export interface ResolvedWriteRate {
  /** Page writes per second of guest time; 0 for a source that writes for messages or bytes. */
  readonly writesPerSecond: number;
  /** Of a source tied to traffic: page writes per message delivered. */
  readonly writesPerMessage?: number;
  /** Of a source tied to traffic: bytes of pages written per byte delivered. */
  readonly bytesWrittenPerByte?: number;
}

/** One source of page writes, by `kind`, with its region of the guest's memory. */
export type ResolvedSource = ResolvedSourceSpeed & ResolvedSourceKind;

/** Page reads beside a source's writes, drawn from their region as the writes are from theirs. */
export interface ResolvedReads {
  readonly readsPerSecond: number;
  readonly pages: number;
  readonly startPage: number;
}

export type ResolvedSourceKind =
  | (ResolvedRegion &
      ResolvedWriteRate & {
        readonly kind: "uniform";
        readonly meanRunPages: number;
        readonly reads?: ResolvedReads;
      })
  | (ResolvedRegion &
      ResolvedWriteRate & {
        readonly kind: "zipf" | "power-law";
        readonly exponent: number;
        readonly meanRunPages: number;
        readonly reads?: ResolvedReads;
      })
  | (ResolvedRegion &
      ResolvedWriteRate & {
        readonly kind: "sweep";
        readonly stridePages: number;
        readonly offsetPages: number;
      })
  | (ResolvedRegion & { readonly kind: "burst"; readonly periodSeconds: number })
  | {
      readonly kind: "trace";
      readonly file?: string;
      /** Whether the trace starts again after its duration. */
      readonly repeat: boolean;
      readonly durationSeconds: number;
      /** Present if writes were merged: of those to one page within such a bin, the first and the last are kept. */
      readonly binSeconds?: number;
      /** Number of writes before merging. */
      readonly recordedWrites?: number;
      /** Time and page of each write. Each access makes a copy. */
      readonly seconds: readonly number[];
      readonly pages: readonly number[];
    }
  | { readonly kind: "phases"; readonly repeat: boolean; readonly offsetSeconds: number; readonly phases: readonly ResolvedPhase[] };

/** A phase. The last one may have no duration if the phases do not repeat; it then never ends. */
export interface ResolvedPhase {
  readonly durationSeconds?: number;
  readonly workload: readonly ResolvedSource[];
}
