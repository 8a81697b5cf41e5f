/**
 * A migration engine is a generator over a small set of actions: it decides, the stepping loop in `src/simulation` acts.
 *
 * Written this way an engine reads like the source it models: send a round, harvest the log, test, suspend, send the
 * rest. It never sees a page and never sees the clock run; it gets the counts of each round back from `yield*`.
 */
import type { DirtyPageRule, ScanOrder } from "../pages/pages.js";
import type { StopReport } from "../result/result.js";

/** What an engine knows of the guest and the link before it starts. */
export interface MigrationFacts {
  readonly slots: number;
  readonly allocatedPages: number;
  readonly pageBytes: number;
  /** Goodput of the link, what it carries by name, and its one-way latency. */
  readonly linkBytesPerSecond: number;
  readonly bandwidthBytesPerSecond: number;
  readonly latencySeconds: number;
  readonly vcpus: number;
  /** Expected distinct pages that the guest writes in its next so many seconds of running: what a sampling of the dirty rate would show. */
  readonly distinctPages: (seconds: number) => number;
}

/** A round of bursts. What it takes of the link lasts until it is closed and something else follows: breaks between bursts are part of it. */
export interface BeginRoundAction {
  readonly kind: "begin-round";
  readonly live: boolean;
  /** What its bursts and breaks come to at most, for those who share the link; absent where there is no limit below the link's. */
  readonly limitBytesPerSecond?: number | undefined;
}

/** A stretch of sending in a round that was begun, until its bytes, its time or the pages are through. */
export interface BurstAction {
  readonly kind: "burst";
  /** The round's pages are looked at in steps of so many: only behind one of them the limit is seen. */
  readonly batchPages: number;
  /** Bytes of pages in this burst beyond which it ends; Infinity for no limit. */
  readonly limitBytes: number;
  /** Seconds after which it ends, seen whenever 64 pages' bytes have gone; Infinity for no limit. */
  readonly sliceSeconds: number;
  /** What closes the burst on the wire, in no time. */
  readonly trailerBytes: number;
}

/** Totals that an engine adds to those of every run. */
export interface EngineTotals {
  /** QEMU's `dirty-sync-count`: the sync of the set-up and the one behind the stop included. */
  readonly dirtySyncCount?: number;
  /** QEMU's `expected-downtime` as last shown. */
  readonly expectedDowntimeSeconds?: number;
}

/** One pass over the pages to be sent. */
export interface SendAction {
  readonly kind: "send";
  readonly live: boolean;
  readonly dirtyPageRule: DirtyPageRule;
  /** The engine's own limit, below the link's; absent where there is none. */
  readonly limitBytesPerSecond?: number | undefined;
  /** Slots without a page: listed with an entry each (Xen 4.6 and later) or passed over. */
  readonly holes: "listed" | "passed over";
}

export type EngineAction =
  /** Log-dirty is enabled and every allocated page is to be sent. */
  | { readonly kind: "enable-log"; readonly seconds: number; readonly bytes: number }
  | SendAction
  /** A round begins: bursts and pauses follow, and a sync or the end of the migration closes it. */
  | BeginRoundAction
  | BurstAction
  /** Nothing is sent for a while. */
  | { readonly kind: "pause"; readonly seconds: number; readonly phase: "setupSeconds" | "liveSeconds" | "stopAndCopySeconds" }
  /** The log is added to the pages to be sent, and the round under way is closed. */
  | { readonly kind: "sync" }
  /** The round under way is closed and no log is read. */
  | { readonly kind: "end-round" }
  /** Free pages are taken out of those to be sent: the answer is how many are left. */
  | { readonly kind: "drop-free-pages" }
  /** The rings of dirty pages are emptied: their pages are protected again, and fault again; what they hold is read by the next sync. */
  | { readonly kind: "reap" }
  /** Takes a share of its time away from the guest, 0 .. 1: at 1 it stands still. */
  | { readonly kind: "throttle"; readonly ratio: number }
  /** The guest runs at the destination, and what it has not got yet is sent and fetched until nothing is left. */
  | PostcopyAction
  | ModelRoundAction
  /** A total of the engine's own for the result, by its name in the result. */
  | { readonly kind: "report"; readonly totals: EngineTotals }
  /** The log is harvested: to-send := log, log := empty. */
  | { readonly kind: "clean" }
  /** The log is counted and left as it is. */
  | { readonly kind: "peek" }
  /** The guest is asked to suspend: its channels are drained and torn down while it runs on. */
  | { readonly kind: "leave-channels" }
  /** The guest suspends, goes on until it has, and is paused. Ends the live phase. */
  | { readonly kind: "suspend"; readonly stop: StopReport }
  /** Pages that could not be sent live are added to those to be sent. */
  | { readonly kind: "add-deferred" }
  /** vCPU and device state goes over, and the two sides shake hands. */
  | { readonly kind: "state"; readonly bytes: number; readonly roundTrips: number }
  /** The guest starts to run at the destination. */
  | { readonly kind: "resume" }
  /** The migration is given up; the guest stays. */
  | { readonly kind: "cancel"; readonly stop: StopReport };

/** A round of bytes without pages, as models have them that keep no pages. */
export interface ModelRoundAction {
  readonly kind: "model-round";
  readonly live: boolean;
  readonly bytes: number;
  readonly seconds: number;
  /** Bytes to be sent in the next round. */
  readonly dirtiedBytes?: number;
}

/** Post-copy from the moment the guest runs at the destination. */
export interface PostcopyAction {
  readonly kind: "post-copy";
  readonly preempt: boolean;
  readonly queuedBytes: number;
  readonly faultSeconds: number;
  readonly accessesPerWrite: number;
  /** Of the sweep; pages asked for go at the link's speed. Infinity for no limit. */
  readonly limitBytesPerSecond: number;
}

/** What a burst did, and where the round stands behind it. */
export interface Burst {
  readonly pagesSent: number;
  readonly zeroPages: number;
  readonly wireBytes: number;
  /** Simulated second reached. */
  readonly nowSeconds: number;
  /** Pages left to be sent. */
  readonly pagesLeft: number;
}

export interface Sync {
  /** Pages that were not to be sent before. */
  readonly newDirtyPages: number;
  readonly pagesLeft: number;
  readonly nowSeconds: number;
}

/** What the round just finished did. */
export interface SentRound {
  readonly index: number;
  readonly pagesToSend: number;
  readonly pagesSent: number;
  readonly pagesSkipped: number;
  readonly pagesAllocatedOnly: number;
  readonly wireBytes: number;
  readonly durationSeconds: number;
}

/** What the loop answers: see the functions below. */
export type EngineAnswer = SentRound | Harvest | Burst | Sync | number | undefined;

export interface Harvest {
  /** Distinct pages written since the harvest before. */
  readonly dirtyPages: number;
  /** Simulated seconds since the harvest before, or since the first round began: set-up does not count, as in Xen's own statistics. */
  readonly sinceSeconds: number;
}

export type EngineProcess<Result = void> = Generator<EngineAction, Result, EngineAnswer>;

export interface Engine {
  readonly name: string;
  readonly scanOrder: ScanOrder;
  /** Of a cyclic scan: see `PagesConfig`. */
  readonly clearPages?: number;
  readonly deltaCachePages?: number;
  /** Content bytes of a page that is all zero, where the engine looks: else a whole page goes. */
  readonly zeroPageBytes?: number;
  readonly zeroPageSeconds?: number;
  /** Content bytes of a page that is in the delta cache. */
  readonly deltaPageBytes?: number;
  /** Content of any other page on the wire, as a share of its size: compression. */
  readonly contentRatio?: number;
  /** Bytes that go with a page's content, and with no other page's entry. */
  readonly contentHeaderBytes?: number;
  /** Bytes per second that the sender makes at most, below the link's: compression, a single connection. */
  readonly bytesPerSecond?: number;
  readonly batchPages: number;
  readonly batchHeaderBytes: number;
  readonly entryBytes: number;
  readonly batchSeconds: number;
  /** Seconds every round takes to look at one slot. */
  readonly slotSeconds: number;
  /** Seconds to list one slot without a page, besides its bytes. */
  readonly holeSeconds: number;
  /** Whether a page that cannot be sent yet takes an entry in a batch (Xen 4.6 and later) or none (before). */
  readonly listsDeferredPages: boolean;
  /** The migration from the first action to the last. */
  migrate(facts: MigrationFacts): EngineProcess;
}

export function* enableLog(seconds: number, bytes: number): EngineProcess {
  yield { kind: "enable-log", seconds, bytes };
}

export function* send({ live, dirtyPageRule, limitBytesPerSecond, holes }: Omit<SendAction, "kind">): EngineProcess<SentRound> {
  return (yield { kind: "send", live, dirtyPageRule, limitBytesPerSecond, holes }) as SentRound;
}

export function* clean(): EngineProcess<Harvest> {
  return (yield { kind: "clean" }) as Harvest;
}

export function* peek(): EngineProcess<Harvest> {
  return (yield { kind: "peek" }) as Harvest;
}

export function* beginRound(live: boolean, limitBytesPerSecond?: number): EngineProcess {
  yield { kind: "begin-round", live, limitBytesPerSecond };
}

export function* burst({ batchPages, limitBytes, sliceSeconds, trailerBytes }: Omit<BurstAction, "kind">): EngineProcess<Burst> {
  return (yield { kind: "burst", batchPages, limitBytes, sliceSeconds, trailerBytes }) as Burst;
}

/** Answers the simulated second reached. */
export function* pause(seconds: number, phase: "setupSeconds" | "liveSeconds" | "stopAndCopySeconds"): EngineProcess<number> {
  return (yield { kind: "pause", seconds, phase }) as number;
}

export function* sync(): EngineProcess<Sync> {
  return (yield { kind: "sync" }) as Sync;
}

export function* suspend(stop: StopReport): EngineProcess {
  yield { kind: "leave-channels" };
  yield { kind: "suspend", stop };
}

export function* addDeferred(): EngineProcess {
  yield { kind: "add-deferred" };
}

export function* handOver(stateBytes: number, roundTrips: number): EngineProcess {
  yield { kind: "state", bytes: stateBytes, roundTrips };
  yield { kind: "resume" };
}

export function* cancel(stop: StopReport): EngineProcess {
  yield { kind: "cancel", stop };
}
