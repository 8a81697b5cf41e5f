/**
 * The vocabulary in which engines are written: one generator per action, which yields the action and returns the loop's
 * answer with its type. An engine calls each as `yield* send({...})`.
 */
import type { StopReport } from "../result/result.js";
import type {
  BeginRoundAction,
  Burst,
  BurstAction,
  EngineTotals,
  Harvest,
  ModelRoundAction,
  PausePhase,
  PauseReason,
  PostcopyAction,
  SendAction,
  SentRound,
  Sync,
} from "./action.js";
import type { EngineProcess } from "./engine.js";

/** Starts the dirty log and marks every allocated page to be sent; `bytes` is the stream header. Returns the simulated second reached. */
export function* enableLog(seconds: number, bytes: number): EngineProcess<number> {
  return (yield { kind: "enable-log", seconds, bytes }) as number;
}

/** Sends one round: a pass over the pages to be sent. */
export function* send({ live, dirtyPageRule, limitBytesPerSecond, holes }: Omit<SendAction, "kind">): EngineProcess<SentRound> {
  return (yield { kind: "send", live, dirtyPageRule, limitBytesPerSecond, holes }) as SentRound;
}

/** Reads and empties the dirty log; what it held is to be sent next. */
export function* clean(): EngineProcess<Harvest> {
  return (yield { kind: "clean" }) as Harvest;
}

/** Counts the dirty log and leaves it as it is. */
export function* peek(): EngineProcess<Harvest> {
  return (yield { kind: "peek" }) as Harvest;
}

/** Opens a round of bursts and pauses. */
export function* beginRound({ live, limitBytesPerSecond }: Omit<BeginRoundAction, "kind">): EngineProcess {
  yield { kind: "begin-round", live, limitBytesPerSecond };
}

/** Sends pages of the open round up to a limit of bytes or time. */
export function* burst({ batchPages, limitBytes, sliceSeconds, trailerBytes }: Omit<BurstAction, "kind">): EngineProcess<Burst> {
  return (yield { kind: "burst", batchPages, limitBytes, sliceSeconds, trailerBytes }) as Burst;
}

/** Sends nothing for a while. Returns the simulated second reached. */
export function* pause(seconds: number, phase: PausePhase, reason?: PauseReason): EngineProcess<number> {
  return (yield { kind: "pause", seconds, phase, reason }) as number;
}

/** Bitmap sync: adds the dirty log to the pages to be sent and closes the open round. */
export function* sync(): EngineProcess<Sync> {
  return (yield { kind: "sync" }) as Sync;
}

/** Closes the open round without reading the dirty log. */
export function* endRound(): EngineProcess {
  yield { kind: "end-round" };
}

/** Drops free pages from those to be sent. Returns the number of pages left. */
export function* dropFreePages(): EngineProcess<number> {
  return (yield { kind: "drop-free-pages" }) as number;
}

/** Empties the dirty rings: their pages are write-protected again. */
export function* reap(): EngineProcess {
  yield { kind: "reap" };
}

/** Throttles the guest: the fraction of CPU time withheld, 0 to 1 (1 stops it). */
export function* throttle(ratio: number): EngineProcess {
  yield { kind: "throttle", ratio };
}

/** Sends a round of bytes without pages. */
export function* modelRound({ live, bytes, seconds, dirtiedBytes }: Omit<ModelRoundAction, "kind">): EngineProcess {
  yield { kind: "model-round", live, bytes, seconds, ...(dirtiedBytes === undefined ? {} : { dirtiedBytes }) };
}

/** Sets totals of the engine's own in the result. */
export function* report(totals: EngineTotals): EngineProcess {
  yield { kind: "report", totals };
}

/** Tears the guest's channels down, then suspends it: ends the live phase. */
export function* suspend(stop: StopReport): EngineProcess {
  yield { kind: "leave-channels" };
  yield { kind: "suspend", stop };
}

/** Adds the pages that could not be sent live to those to be sent. */
export function* addDeferred(): EngineProcess {
  yield { kind: "add-deferred" };
}

/** Sends vCPU and device state, waits for `roundTrips` round trips, and starts the guest at the destination. */
export function* handOver(stateBytes: number, roundTrips: number): EngineProcess {
  yield { kind: "state", bytes: stateBytes, roundTrips };
  yield { kind: "resume" };
}

/** Post-copy, after `handOver`: pushes and fetches the missing pages until none is left. */
export function* postcopy(action: Omit<PostcopyAction, "kind">): EngineProcess {
  yield { kind: "postcopy", ...action };
}

/** Gives the migration up; the guest stays at the source. */
export function* cancel(stop: StopReport): EngineProcess {
  yield { kind: "cancel", stop };
}
