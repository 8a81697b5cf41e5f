/** The result of a simulation, version 2: what `--json` prints. A field that does not apply is absent. */
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import type { SummaryEntry } from "../statistics/summarize.js";
import type { RulingLimit } from "./ruling.js";

export type { SummaryEntry } from "../statistics/summarize.js";

/** What `simulate` resolves with: the scenario with every default filled in, each run, and a summary over the runs. */
export interface MigrationResult {
  readonly version: 2;
  readonly generator: Generator;
  readonly scenario: ResolvedScenario;
  readonly runs: readonly RunResult[];
  /** One entry per total that every run has. */
  readonly summary: Summary;
}

/** Statistics of every total over the runs, under the names of the totals. */
export type Summary = { readonly [Name in keyof Totals]: SummaryEntry };

export interface Generator {
  readonly name: "xenvmc-sim";
  readonly version: string;
  /** Build id of the core that ran; `reference` or `expected` if another implementation ran. */
  readonly core: string;
}

/** One replication: its stop reason, totals, phases and rounds. */
export interface RunResult {
  readonly seed: number;
  readonly run: number;
  /** Name of the engine that ran: the scenario's preset, or an own engine's name. */
  readonly engine: string;
  readonly stop: StopReport;
  readonly totals: Totals;
  readonly phases: Phases;
  /** The limits that set the pace and the end, the longest in force first. */
  readonly ruledBy: readonly RulingLimit[];
  readonly rounds: readonly Round[];
  /** The guest's own speed, and the guest time that the migration took. */
  readonly guest: GuestReport;
  /** Faults and stalls in post-copy; absent without post-copy. */
  readonly postcopy?: PostcopyReport;
  /** Traffic with other guests; absent for a guest without peers. */
  readonly channel?: ChannelReport;
}

/** Seconds of guest time that the migration took, by cause: what the guest would have run at full speed less what it ran. */
export interface GuestTimeTaken {
  /** CPU time withheld at the source to slow the guest down. */
  readonly throttlingSeconds: number;
  /** Dirty pages were logged at the source: `host.loggedSpeed`, first writes apart. */
  readonly loggingSeconds: number;
  /** First writes to pages after the dirty log was cleared, `host.writeFault` for each. */
  readonly writeFaultSeconds: number;
  /** The guest was paused. The downtime begins earlier, at the call that pauses it. */
  readonly pauseSeconds: number;
  /** Post-copy: vCPUs waited for pages; a vCPU counts as its share of the guest. */
  readonly pageWaitSeconds: number;
}

/** What the migration cost those inside the guest. A source with a share of CPU time (`cpu`) loses nothing until its time is short. */
export interface GuestReport extends GuestTimeTaken {
  /** The guest's speed from the request to the end. One sample per change, at most 500: beyond, those within a bin of time are one. */
  readonly speed: readonly GuestSpeedSample[];
  /** What sources with threads did; absent without any. */
  readonly threads?: readonly ThreadsReport[];
}

/** What sources with the same threads did, from the request to the end. */
export interface ThreadsReport {
  /** Places in the resolved workload, ascending. */
  readonly workload: readonly number[];
  /** How many threads there are. */
  readonly threads: number;
  /** Post-copy: how often a thread waited for a page. */
  readonly waits: number;
  /** Seconds of these waits, summed over the threads. */
  readonly waitSeconds: number;
  /** Seconds of work lost, whatever the cause: at full rate the sources would have done in these what they did not do. */
  readonly lostSeconds: number;
  /** Their rate from the request to the end, of that at full speed, sampled as the guest's speed. */
  readonly speed: readonly GuestSpeedSample[];
}

/** The speed of a guest, or of sources with threads, from a simulated second on. */
export interface GuestSpeedSample {
  readonly seconds: number;
  /** Guest seconds, or seconds of the sources' work at full rate, per simulated second, 0 to 1: the mean up to the next sample; in the last one the speed at the end. */
  readonly speedRatio: number;
}

/** The guest at the destination, until its last page has arrived. */
export interface PostcopyReport {
  /** Pages that a vCPU waited for; each counts once. */
  readonly faults: number;
  /** Pages sent on request; fewer than the faults if some were already on the wire. */
  readonly pagesByFault: number;
  readonly pagesBySweep: number;
  /** Seconds that vCPUs waited for pages, summed over the vCPUs; of sources with threads, seconds of their threads. */
  readonly stallSeconds: number;
  /** Time from a fault to the vCPU running again; absent without faults. */
  readonly faultSeconds?: FaultSeconds;
  /** Histogram of the fault times, with bins at powers of two. */
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
  /** Upper edge of the bin: a power of two in microseconds. The lower edge is half of it. */
  readonly upToSeconds: number;
  readonly faults: number;
}

/** One figure of the traffic beyond the measured windows: the pages that it writes are extrapolated. */
export interface BeyondMeasured {
  /** `guest`: no window of this guest's kernel was measured. Rates are sums over the peers; `message` in bytes. */
  readonly quantity: "guest" | "sendBytesPerSecond" | "receiveBytesPerSecond" | "messageBytes" | "peers";
  /** The figure; absent for `guest`. */
  readonly value?: number;
  /** The nearest measured figure; absent if there is none. */
  readonly measured?: number;
  /** The words after "outside what was measured: ". */
  readonly detail: string;
}

/** The traffic of the migrating guest, from the request to migrate to the end of the last change. */
export interface ChannelReport {
  readonly kind: "netfront" | "xenvmc" | "xenvmc-modified";
  /** The channel's name for texts; it includes "reconstruction" if it is one. */
  readonly label: string;
  readonly bytesMoved: number;
  /** Dirty pages of the channel, summed over all readings of the dirty log; absent under `expected`. */
  readonly pagesDirtied?: number;
  /** Mean delivered rate, both directions, from the request to the end of the migration. */
  readonly throughputBytesPerSecond: number;
  /** Round trip of a message of mean size, before the migration begins. */
  readonly roundTripSeconds: number;
  /** Dom0 CPUs used by the traffic before the copy begins; 1 is one CPU. */
  readonly dom0CpuCount: number;
  /** Simulated second at which the last flow of fixed volume was completed; absent if there is none or it never is. */
  readonly completedSeconds?: number;
  /** Why the report is a what-if: present if guests of this engine have no such channel. */
  readonly whatIf?: string;
  /** What of the traffic lies outside the measured windows, so that its pages are extrapolated; absent if nothing does. */
  readonly beyondMeasured?: readonly BeyondMeasured[];
  /** Consequence of a channel that was not torn down in time. */
  readonly fault?: string;
  /** Each flow of each peer: what the applications at its ends see. */
  readonly flows: readonly FlowReport[];
  /** Samples before, during and after the migration: one at every change. */
  readonly series: readonly ChannelSample[];
  /** State changes of each pair of guests, in XenVMC's terms. */
  readonly events: readonly ChannelEvent[];
}

/** `during` the copy, `switching` from the request to suspend to the pause, `after` the guest runs again. */
export type FlowStage = "before" | "during" | "switching" | "after";

/** One flow between the migrating guest and a peer, both directions together. */
export interface FlowReport {
  readonly peer: string;
  /** Index of the flow in the peer's list, from 0. */
  readonly flow: number;
  readonly mode: "open" | "volume" | "closed";
  readonly messageBytes: number;
  /** Present if sources of the workload are tied to the flow. */
  readonly tied?: true;
  /** From the request to the end of the migration. */
  readonly deliveredBytes: number;
  /** Simulated second at which a volume was done; absent for other flows, and for a volume that never is. */
  readonly completedSeconds?: number;
  /**
   * Throughput in the stages that took time. `before` the rate at the request; of other stages the mean, of a volume over the part in
   * which it was under way; `after` of a flow without end is its rate at the last change.
   */
  readonly throughput: { readonly [Stage in FlowStage]?: FlowThroughput };
}

/** What a flow delivers, in both directions. */
export interface FlowThroughput {
  readonly bytesPerSecond: number;
  readonly messagesPerSecond: number;
}

export interface ChannelSample {
  readonly seconds: number;
  /** Phase of the migration at that time. */
  readonly phase: "before" | "copying" | "switching" | "paused" | "after";
  /** `switching` if any pair is switching; else `local` if any peer is on the guest's host, whatever the channel. */
  readonly mode: "local" | "switching" | "remote";
  readonly sendBytesPerSecond: number;
  readonly receiveBytesPerSecond: number;
  /** Round trip of a message of mean size; absent while the guest is paused. */
  readonly roundTripSeconds?: number;
  /** Goodput left for the copy. */
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
 * - `dirty-threshold`: fewer dirty pages than the engine's threshold;  `no-pages-left`: no dirty page;
 * - `max-iterations`, `sent-cap`: a limit of the engine;  `growth`: a round at full rate sent more than the one before;
 * - `downtime-met`: the pages left take less than the downtime limit;  `no-progress`: they never would;
 * - `postcopy`: switched to post-copy;  `snapshot`: there is no live phase;
 * - `policy`: decided by an own stop policy;  `cancelled`: cancelled by a policy, the engine or the caller;
 * - `forced`: a time limit of the engine or of a round passed, and it paused the guest whatever was left;
 * - `suspend-timeout`: the guest's channels were not drained in time;
 * - `timeout`: the scenario's time limit; `round-limit`: 100,000 rounds. The guest stays at the source.
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
  /** True if the live phase ended because few enough pages were left, false if a limit ended it. */
  readonly converged: boolean;
  /** One sentence for a person. */
  readonly detail: string;
}

/** Totals of one run. A page counts each time it is sent. */
export interface Totals {
  /** From the request to the guest running at the destination with no page left to copy; if cancelled, to that moment. */
  readonly totalSeconds: number;
  /** From the call that pauses the guest to the guest running at the destination; if cancelled in between, to that moment. */
  readonly downtimeSeconds: number;
  /** The downtime and the time until the guest's network reaches it; absent where that takes no time. */
  readonly outageSeconds?: number;
  /** Seconds of guest time that the migration took: throttling, the dirty log, the pause, waits for pages (`guest` has each). */
  readonly guestTimeTakenSeconds: number;
  /** Number of rounds, the stop-and-copy included. */
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
  /** Distinct dirty pages, summed over all readings of the dirty log. */
  readonly pagesDirtied: number;
  /** QEMU's `dirty-sync-count`: includes the sync of the set-up and the one after the stop. */
  readonly dirtySyncCount?: number;
  /** The downtime as the engine last estimated it: QEMU's `expected-downtime`, Cloud Hypervisor's rule. */
  readonly expectedDowntimeSeconds?: number;
  /** Downtime limit in force at the end of the live phase, for engines and policies that have one. */
  readonly downtimeLimitSeconds?: number;
  /** Post-copy: number of faults that waited for a page, and their mean waiting time. */
  readonly postcopyFaults?: number;
  readonly meanFaultSeconds?: number;
}

/** Seconds of each phase, in order; they add up to the total time. 0 for a phase that did not happen. */
export interface Phases {
  readonly setupSeconds: number;
  readonly liveSeconds: number;
  /** Between the last live round, or the request to suspend during one, and the call that pauses the guest. */
  readonly switchSeconds: number;
  /** From the call that pauses the guest to the guest being paused: a guest that suspends itself, or vCPUs that are stopped. */
  readonly suspendSeconds: number;
  /** Reading the dirty log of the paused guest. */
  readonly finalSyncSeconds: number;
  /** Post-copy: the list of pages that the destination drops, and the time it takes to. */
  readonly discardSeconds: number;
  /** Rounds with the guest paused, and the rest of a live round during which it was. */
  readonly stopAndCopySeconds: number;
  /** State of passed-through devices, and devices of other processes reached again. */
  readonly deviceSeconds: number;
  /** vCPU and device state on the wire, and the handshakes after it. */
  readonly stateSeconds: number;
  /** Devices loaded and started at the destination. */
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
  /** Distinct pages found dirty when the dirty log was read at the end of this round; absent if it was not read. */
  readonly pagesDirtied?: number;
  /** Fraction of the guest's CPU time withheld, 0 to 1, mean over the round. */
  readonly throttleRatio: number;
  /** Pages sent as differences (XBZRLE); also counted in `pagesSent`. */
  readonly deltaPages?: number;
  /** Pages listed without content because they were dirty again (first round of Xen 4.2). */
  readonly pagesAllocatedOnly?: number;
  /** Pages that could not be sent while the guest ran. */
  readonly pagesDeferred?: number;
  /** Rate limit of the round; absent without one. */
  readonly limitBytesPerSecond?: number;
}
