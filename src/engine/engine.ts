/**
 * A migration engine is a generator over a small set of actions: it decides, the stepping loop in `src/simulation` acts.
 *
 * Written this way an engine reads like the source it models: send a round, harvest the log, test, suspend, send the
 * rest. It never sees a page and never sees the clock run; it gets the counts of each round back from `yield*`.
 */
import type { DirtyPageRule, ScanOrder } from "../simulation/pages.js";
import type { StopReport } from "../simulation/result.js";

/** What an engine knows of the guest and the link before it starts. */
export interface MigrationFacts {
  readonly slots: number;
  readonly allocatedPages: number;
  readonly pageBytes: number;
  /** Goodput of the link. */
  readonly linkBytesPerSecond: number;
}

/** One pass over the pages to be sent. */
export interface SendAction {
  readonly kind: "send";
  readonly live: boolean;
  readonly dirtyPageRule: DirtyPageRule;
  /** The engine's own limit, below the link's; absent where there is none. */
  readonly limitBytesPerSecond?: number;
  /** Slots without a page: listed with an entry each (Xen 4.6 and later) or passed over. */
  readonly holes: "listed" | "passed over";
}

export type EngineAction =
  /** Log-dirty is enabled and every allocated page is to be sent. */
  | { readonly kind: "enable-log"; readonly seconds: number; readonly bytes: number }
  | SendAction
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

/** What the loop answers: a round for `send`, a harvest for `clean` and `peek`, nothing for the others. */
export type EngineAnswer = SentRound | Harvest | undefined;

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

export function* send(action: Omit<SendAction, "kind">): EngineProcess<SentRound> {
  return (yield { kind: "send", ...action }) as SentRound;
}

export function* clean(): EngineProcess<Harvest> {
  return (yield { kind: "clean" }) as Harvest;
}

export function* peek(): EngineProcess<Harvest> {
  return (yield { kind: "peek" }) as Harvest;
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
