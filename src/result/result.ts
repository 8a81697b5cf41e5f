/** The result of a simulation, version 1: what `--json` prints. Absent means "does not apply". */
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import type { RulingLimit } from "./ruling.js";

/** What `simulate` resolves with: the scenario with every default filled in, each run, and a summary over the runs. */
export interface MigrationResult {
  readonly version: 2;
  readonly generator: Generator;
  readonly scenario: ResolvedScenario;
  readonly runs: readonly RunResult[];
  /** One entry per total that every run has. */
  readonly summary: Summary;
}

/** The totals over the runs, under the names that they have in each run. */
export type Summary = { readonly [Name in keyof Totals]: SummaryEntry };

export interface Generator {
  readonly name: "xenvmc-sim";
  readonly version: string;
  /** Identifies the bytes of the core that ran; `reference` or `expected` where it was not the core. */
  readonly core: string;
}

/** One replication: why it stopped, what it came to, and its rounds. */
export interface RunResult {
  readonly seed: number;
  readonly run: number;
  /** Name of the engine that ran: the scenario's, or that of an engine of the caller's own. */
  readonly engine: string;
  readonly stop: StopReport;
  readonly totals: Totals;
  readonly phases: Phases;
  /** The limits that set the pace and the end, the longest in force first. */
  readonly ruledBy: readonly RulingLimit[];
  readonly rounds: readonly Round[];
  /** How the guest fared in post-copy; absent where there was none. */
  readonly postcopy?: PostcopyReport;
  /** What the channel to other guests did; absent for a guest that talks to nobody. */
  readonly channel?: ChannelReport;
}

/** The guest at the destination, until it had all of its pages. */
export interface PostcopyReport {
  /** Pages that a virtual CPU waited for: each counts once. */
  readonly faults: number;
  /** Pages that came because they were asked for; fewer than the faults, where some were on their way already. */
  readonly pagesByFault: number;
  readonly pagesBySweep: number;
  /** Seconds that virtual CPUs waited until the last page was there, summed over all of them. */
  readonly stallSeconds: number;
  /** From a fault to the virtual CPU running again; absent where there was none. */
  readonly faultSeconds?: FaultSeconds;
  /** Those times by powers of two. */
  readonly histogram: readonly FaultHistogramBin[];
}

export interface FaultSeconds {
  readonly mean: number;
  readonly median: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

export interface FaultHistogramBin {
  /** A power of two in microseconds, above all times in the bin and at most twice the least of them. */
  readonly upToSeconds: number;
  readonly faults: number;
}

/** The traffic of the migrating guest, from the request to migrate to the last byte or the last change. */
export interface ChannelReport {
  readonly kind: "netfront" | "xenvmc" | "xenvmc-modified";
  /** The channel's name for texts; says so where it is a reconstruction. */
  readonly label: string;
  readonly bytesMoved: number;
  /** Sum over the harvests of the pages that the channel writes; absent under `expected`. */
  readonly pagesDirtied?: number;
  /** Delivered in both directions, on average from the request to the end of the migration. */
  readonly throughputBytesPerSecond: number;
  /** Of a message of mean size before the migration begins. */
  readonly roundTripSeconds: number;
  /** Dom0 processors that the traffic took before the copy began: 1 is one processor. */
  readonly dom0CpuCount: number;
  /** Simulated second at which the last flow of fixed volume was through; absent where there is none, or it never is. */
  readonly completedSeconds?: number;
  /** Present where guests of this engine have no such channel: why the report is a what-if. */
  readonly whatIf?: string;
  /** What happened because a channel was not torn down in time. */
  readonly fault?: string;
  /** Before, during and after: a sample at every change. */
  readonly series: readonly ChannelSample[];
  /** States of each pair, in XenVMC's words. */
  readonly events: readonly ChannelEvent[];
}

export interface ChannelSample {
  readonly seconds: number;
  /** What the migration did then. */
  readonly phase: "before" | "copying" | "switching" | "paused" | "after";
  /** `switching` if any pair is, `local` if any is on one host with the guest, whatever the channel. */
  readonly mode: "local" | "switching" | "remote";
  readonly sendBytesPerSecond: number;
  readonly receiveBytesPerSecond: number;
  /** Of a message of mean size; absent while the guest is paused. */
  readonly roundTripSeconds?: number;
  /** Goodput of the link that is left for the copy. */
  readonly copyBytesPerSecond?: number;
}

export interface ChannelEvent {
  readonly seconds: number;
  readonly peer: string;
  readonly state: string;
  readonly message: string;
}

/**
 * Why the live phase ended.
 * - `dirty-threshold`: few enough pages were left;  `no-pages-left`: none were;
 * - `max-iterations`, `sent-cap`: the engine's limits;  `growth`: a round at full rate sent more than the one before;
 * - `downtime-met`: what was left could be sent within the downtime limit;  `no-progress`: it would never have been;
 * - `post-copy`: the guest went over to fetch the rest;  `snapshot`: there is no live phase;
 * - `policy`: a policy of the user's own said so;  `cancelled`: it or the caller gave the migration up;
 * - `forced`: the engine's own time was over, and it paused the guest whatever was left;
 * - `timeout`: the scenario's time limit struck, `round-limit`: 100,000 rounds were made; the guest stays where it is.
 */
export type StopKind =
  | "dirty-threshold"
  | "no-pages-left"
  | "max-iterations"
  | "sent-cap"
  | "growth"
  | "policy"
  | "cancelled"
  | "timeout"
  | "round-limit"
  | "downtime-met"
  | "forced"
  | "no-progress"
  | "postcopy"
  | "snapshot"
  | "suspend-timeout";

/** Why the live phase of a run ended. */
export interface StopReport {
  readonly kind: StopKind;
  /** True where the live phase ended because little enough was left, false where it was cut. */
  readonly converged: boolean;
  /** One sentence for a person. */
  readonly detail: string;
}

/** What one run came to. Pages count once each time they are sent. */
export interface Totals {
  /** From the request to the guest running at the destination with nothing left to copy; where given up, to that moment. */
  readonly totalSeconds: number;
  /** From the call that pauses the guest to the guest running at the destination; where given up in between, to that moment. */
  readonly downtimeSeconds: number;
  /** Every send pass, the stop-and-copy included. */
  readonly rounds: number;
  /** Pages whose content crossed the wire, zero pages included. */
  readonly pagesSent: number;
  readonly pagesSkipped: number;
  /** pagesSent - distinct pages sent. */
  readonly pagesResent: number;
  readonly zeroPages: number;
  readonly wireBytes: number;
  /** pagesSent / allocated pages. */
  readonly resendRatio: number;
  /** Sum over the harvests of the distinct pages each found. */
  readonly pagesDirtied: number;
  /** QEMU's `dirty-sync-count`: the sync of the set-up and the one behind the stop included. */
  readonly dirtySyncCount?: number;
  /** QEMU's `expected-downtime`, as last shown. */
  readonly expectedDowntimeSeconds?: number;
  /** Downtime limit in force at the end of the live phase, for engines and policies that have one. */
  readonly downtimeLimitSeconds?: number;
  /** Post-copy: faults of the guest at the destination that waited for a page, and their mean waiting time. */
  readonly postcopyFaults?: number;
  readonly meanFaultSeconds?: number;
}

/** Seconds of each phase of a run, in order; they add up to the total time. A phase that did not happen has 0. */
export interface Phases {
  readonly setupSeconds: number;
  readonly liveSeconds: number;
  /** Between the last live round and the call that pauses the guest. */
  readonly switchSeconds: number;
  readonly suspendSeconds: number;
  readonly stopAndCopySeconds: number;
  /** Machine state on the wire, and the handshakes that follow it. */
  readonly stateSeconds: number;
  readonly resumeSeconds: number;
  readonly postcopySeconds: number;
}

/** One pass over the pages to send. `live` is false for the stop-and-copy. */
export interface Round {
  readonly index: number;
  readonly live: boolean;
  readonly startSeconds: number;
  readonly durationSeconds: number;
  readonly pagesToSend: number;
  readonly pagesSent: number;
  readonly pagesSkipped: number;
  readonly zeroPages: number;
  readonly wireBytes: number;
  /** Distinct pages found dirty when the log was harvested at the end of this round; absent where it was not harvested. */
  readonly pagesDirtied?: number;
  /** Share of the guest's time taken away, 0 .. 1, on average over the round. */
  readonly throttleRatio: number;
  /** Pages that went as what had changed in them (XBZRLE); counted in `pagesSent` too. */
  readonly deltaPages?: number;
  /** Pages listed without content because the guest had written them again (Xen 4.2's first round). */
  readonly pagesAllocatedOnly?: number;
  /** Pages that could not be sent while the guest ran. */
  readonly pagesDeferred?: number;
  /** The limiter's rate, where the engine has one. */
  readonly limitBytesPerSecond?: number;
}

/** One figure over the runs of a result, in the unit of the figure. */
export interface SummaryEntry {
  readonly mean: number;
  /** Of the sample (n - 1); absent for a single run. */
  readonly standardDeviation?: number;
  readonly min: number;
  readonly median: number;
  readonly max: number;
  /** Student's t interval of the mean; absent for a single run. */
  readonly confidence95?: readonly [number, number];
}
