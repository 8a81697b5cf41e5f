/** What an engine asks the stepping loop to do, and what the loop answers. The functions of `steps.ts` make and type each pair. */
import type { DirtyPageRule } from "../pages/pages.js";
import type { StopReport } from "../result/result.js";

/** One pass over the pages to be sent. Answered with a `SentRound`. */
export interface SendAction {
  readonly kind: "send";
  /** False for the stop-and-copy. */
  readonly live: boolean;
  /** What happens to a page that the live dirty log shows written again before its batch is built. */
  readonly dirtyPageRule: DirtyPageRule;
  /** The engine's own limit, below the link's goodput; absent for none. */
  readonly limitBytesPerSecond?: number | undefined;
  /** Slots without a page: listed with an entry each (Xen 4.6 and later) or passed over. */
  readonly holes: "listed" | "passed over";
  /**
   * Asks the guest to suspend while the round is sent: so many seconds after its beginning, 0 at once, and not at all if the round is over by
   * then. Channels are torn down and the host's suspend time passes beside the copy, through later rounds too; `await-suspended` waits
   * for what is left. The live phase ends with `stop`.
   */
  readonly suspendAfter?: { readonly seconds: number; readonly stop: StopReport } | undefined;
}

/** The guest at the end of a round: it runs, has been asked to suspend and still runs, or is paused. */
export type GuestState = "running" | "suspending" | "suspended";

/** Opens a round of bursts and pauses. The copy holds its share of the link until the round is closed, pauses included. */
export interface BeginRoundAction {
  readonly kind: "begin-round";
  readonly live: boolean;
  /** Mean rate that the round's bursts and pauses cannot exceed, for those who share the link; absent for no limit below the link's. */
  readonly limitBytesPerSecond?: number | undefined;
}

/**
 * Sends pages of the open round until a limit of bytes or time is reached or no page is left, and again as long as `more` says so. Answered
 * with the last `Burst`.
 */
export interface BurstAction {
  readonly kind: "burst";
  /** The byte limit is checked once per `batchPages` pages. */
  readonly batchPages: number;
  /** Bytes of pages in this burst beyond which it ends; Infinity for no limit. */
  readonly limitBytes: number;
  /** Seconds after which it ends, checked every 64 pages; Infinity for no limit. */
  readonly sliceSeconds: number;
  /** Trailer bytes counted at the end of the burst; they take no time. */
  readonly trailerBytes: number;
  /**
   * Told of each burst when it has ended: the byte limit of one more that begins at once, or undefined for none. This is quicker than one
   * action per burst. After a burst that took no time there is no other. Default: a single burst.
   */
  readonly more?: ((burst: Burst) => number | undefined) | undefined;
}

/** A round of bytes without pages, for models that keep no pages. */
export interface ModelRoundAction {
  readonly kind: "model-round";
  readonly live: boolean;
  readonly bytes: number;
  readonly seconds: number;
  /** Bytes to be sent in the next round. */
  readonly dirtiedBytes?: number;
}

/** Fields of an `Engine` that post-copy may replace. */
export interface PostcopyWire {
  readonly connections?: number;
  readonly contentRatio?: number;
  readonly contentHeaderBytes?: number;
  readonly zeroPageBytes?: number;
  readonly zeroPageSeconds?: number;
  readonly receivedZeroFrameSeconds?: number;
  readonly bytesPerSecond?: number;
}

/** Post-copy: the guest runs at the destination; missing pages are pushed in address order and fetched on demand. */
export interface PostcopyAction {
  readonly kind: "postcopy";
  /** Requested pages overtake the queued ones (QEMU's `postcopy-preempt`). */
  readonly preempt: boolean;
  /** With `preempt`, the background push continues after a requested page, once it has used the last such hint. Default false. */
  readonly hints?: boolean;
  /**
   * The guest runs on at the source, on memory that is saved page by page (QEMU's background snapshot): a page that it waits for is there
   * when it has been saved, without the link's latency. Default false.
   */
  readonly isLocal?: boolean;
  /** What differs on the wire from the engine's other pages. */
  readonly wire?: PostcopyWire;
  /** Bytes already queued ahead of a requested page without `preempt`. */
  readonly queuedBytes: number;
  /** Cost of a fault beside waiting for the page. */
  readonly faultSeconds: number;
  /** Seconds of the destination to place a page, and a zero page. Default 0. */
  readonly placePageSeconds?: number;
  readonly placeZeroPageSeconds?: number;
  /** Page accesses per page write. */
  readonly accessesPerWrite: number;
  /** Limit of the background push; requested pages go at the link's speed. Infinity for no limit. */
  readonly limitBytesPerSecond: number;
}

/** What a switch to post-copy has the destination drop: pages to be sent again, or for the first time. */
export interface DirtyRanges {
  /** Runs of pages to be sent, in address order. */
  readonly ranges: number;
  /** Of those pages, the ones that were sent before: the destination holds an older content of them. */
  readonly heldPages: number;
}

/**
 * Post-copy with one outstanding request: the guest runs at the destination, where one thread asks for missing pages one by one,
 * faulted pages first, else in address order, each as a whole page.
 */
export interface PullAction {
  readonly kind: "pull";
  /** Cost of a request at both ends, beside the link's latency and the bytes of the page. */
  readonly requestSeconds: number;
  /** Page accesses per page write. */
  readonly accessesPerWrite: number;
}

/** Totals that an engine adds to those of every run. */
export interface EngineTotals {
  /** QEMU's `dirty-sync-count`: it counts the sync of the set-up and the one after the stop too. */
  readonly dirtySyncCount?: number;
  /** QEMU's `expected-downtime` as last reported. */
  readonly expectedDowntimeSeconds?: number;
  /** Downtime limit in force. */
  readonly downtimeLimitSeconds?: number;
}

/** Why nothing is sent: a rate limiter lets nothing through, or the dirty bitmap is read. */
export type PauseReason = "rate-limit" | "bitmap-sync";

/** Phase that a pause is counted under. */
export type PausePhase =
  | "setupSeconds"
  | "liveSeconds"
  | "finalSyncSeconds"
  | "discardSeconds"
  | "stopAndCopySeconds"
  | "deviceSeconds"
  | "stateSeconds";

/** A step of an engine: what it asks the simulation to do next. The functions of `steps.ts` (`send`, `clean`, `suspend` and others) make them. */
export type EngineAction =
  /** Starts the dirty log and marks every allocated page to be sent. Answered with the simulated second reached. */
  | { readonly kind: "enable-log"; readonly seconds: number; readonly bytes: number }
  | SendAction
  | BeginRoundAction
  | BurstAction
  /** Sends nothing for a while. Answered with the simulated second reached. */
  | { readonly kind: "pause"; readonly seconds: number; readonly phase: PausePhase; readonly reason?: PauseReason | undefined }
  /** Sends bytes that are no pages, for `seconds` or as long as they take on the link, whichever is longer. Answered with the simulated second reached. */
  | { readonly kind: "send-data"; readonly bytes: number; readonly seconds: number; readonly phase: PausePhase }
  /** Bitmap sync: adds the dirty log to the pages to be sent and closes the open round. Answered with a `Sync`. */
  | { readonly kind: "sync" }
  /** Closes the open round without reading the dirty log. */
  | { readonly kind: "end-round" }
  /** Drops free pages from those to be sent. Answered with the number of pages left. */
  | { readonly kind: "drop-free-pages" }
  /** Empties the dirty rings: their pages are write-protected again; the next sync counts what they held. */
  | { readonly kind: "reap" }
  /** Throttles the guest: the fraction of CPU time withheld, 0 to 1 (1 stops it). */
  | { readonly kind: "throttle"; readonly ratio: number }
  /** Counts the pages to be sent as ranges. Answered with `DirtyRanges`. */
  | { readonly kind: "list-ranges" }
  | PostcopyAction
  | PullAction
  | ModelRoundAction
  /** Sets totals of the engine's own in the result. The engine may change them until its next report: they are read then, or when the migration has ended. */
  | { readonly kind: "report"; readonly totals: EngineTotals }
  /** Reads and empties the dirty log; what it held is to be sent next (Xen's CLEAN). Answered with a `Harvest`. */
  | { readonly kind: "clean" }
  /** Counts the dirty log and leaves it as it is (Xen's PEEK). Answered with a `Harvest`. */
  | { readonly kind: "peek" }
  /** Asks the guest to suspend: its channels are drained and torn down while it still runs. */
  | { readonly kind: "leave-channels" }
  /** Suspends the guest: it runs on for the host's suspend time, then it is paused. Ends the live phase. */
  | { readonly kind: "suspend"; readonly stop: StopReport }
  /** Waits until the guest is paused that was asked to suspend while a round was sent (`suspendAfter`). */
  | { readonly kind: "await-suspended" }
  /** Adds the pages that could not be sent live to those to be sent. */
  | { readonly kind: "add-deferred" }
  /** Sends vCPU and device state, then waits for `roundTrips` round trips. */
  | { readonly kind: "state"; readonly bytes: number; readonly roundTrips: number }
  /** Starts the guest at the destination. */
  | { readonly kind: "resume" }
  /** Gives the migration up; the guest stays at the source. */
  | { readonly kind: "cancel"; readonly stop: StopReport };

/** What the round just finished did. */
export interface SentRound {
  readonly index: number;
  readonly pagesToSend: number;
  readonly pagesSent: number;
  readonly pagesSkipped: number;
  readonly pagesAllocatedOnly: number;
  readonly wireBytes: number;
  readonly durationSeconds: number;
  /** Simulated second reached, since the migration was requested. */
  readonly nowSeconds: number;
  /** `suspending` and `suspended` during live rounds only where `suspendAfter` asked for it. */
  readonly guest: GuestState;
}

/** The contents of the dirty log when it was read. */
export interface Harvest {
  /** Distinct pages written since the log was last cleared. */
  readonly dirtyPages: number;
  /** Simulated seconds since the log was last cleared, at most since the start of the first round: setup is not counted, as in Xen's statistics. */
  readonly sinceSeconds: number;
}

/** What a burst did. */
export interface Burst {
  readonly pagesSent: number;
  readonly zeroPages: number;
  readonly wireBytes: number;
  /** Simulated second reached. */
  readonly nowSeconds: number;
  /** Pages left to be sent. */
  readonly pagesLeft: number;
}

/** What a bitmap sync found. */
export interface Sync {
  /** Dirty pages that were not waiting to be sent already. */
  readonly newDirtyPages: number;
  readonly pagesLeft: number;
  readonly nowSeconds: number;
}

/** What an engine's step is answered with; which of these, the kind of the step decides. */
export type EngineAnswer = SentRound | Harvest | Burst | Sync | DirtyRanges | number | undefined;
