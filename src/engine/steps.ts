/**
 * The vocabulary in which engines are written: one function per action. An engine calls each as `yield* send({...})`, which
 * yields the action and returns the loop's answer with its type.
 */
import type { StopReport } from "../result/result.js";
import type {
  BeginRoundAction,
  Burst,
  BurstAction,
  DirtyRanges,
  EngineAction,
  EngineAnswer,
  EngineTotals,
  Harvest,
  ModelRoundAction,
  PausePhase,
  PauseReason,
  PostcopyAction,
  PullAction,
  SendAction,
  SentRound,
  Sync,
} from "./action.js";
import type { EngineProcess } from "./engine.js";

/** One action and its answer, for `yield*`. */
export type Step<Answer> = Iterable<EngineAction, Answer, EngineAnswer>;

/** An object in place of a generator: a round takes several steps, and a generator of its own for each would double its allocations. */
class OneStep<Answer> implements Iterator<EngineAction, Answer, EngineAnswer>, Step<Answer> {
  #action: EngineAction | undefined;

  constructor(action: EngineAction) {
    this.#action = action;
  }

  next(answer?: EngineAnswer): IteratorResult<EngineAction, Answer> {
    const action = this.#action;
    if (action === undefined) return { done: true, value: answer as Answer };
    this.#action = undefined;
    return { done: false, value: action };
  }

  [Symbol.iterator](): Iterator<EngineAction, Answer, EngineAnswer> {
    return this;
  }
}

/** Starts the dirty log and marks every allocated page to be sent; `bytes` is the stream header. Returns the simulated second reached. */
export function enableLog(seconds: number, bytes: number): Step<number> {
  return new OneStep({ kind: "enable-log", seconds, bytes });
}

/**
 * Sends one round: a pass over the pages to be sent. With `suspendAfter` another process asks the guest to suspend meanwhile, as XCP-ng's
 * emu-manager does: the answer's `guest` says how far that has come, and `awaitSuspended` takes the place of `suspend`.
 */
export function send({ live, dirtyPageRule, limitBytesPerSecond, holes, suspendAfter }: Omit<SendAction, "kind">): Step<SentRound> {
  return new OneStep({ kind: "send", live, dirtyPageRule, limitBytesPerSecond, holes, suspendAfter });
}

/** Reads and empties the dirty log; what it held is to be sent next. */
export function clean(): Step<Harvest> {
  return new OneStep({ kind: "clean" });
}

/** Counts the dirty log and leaves it as it is. */
export function peek(): Step<Harvest> {
  return new OneStep({ kind: "peek" });
}

/** Opens a round of bursts and pauses. */
export function beginRound({ live, limitBytesPerSecond }: Omit<BeginRoundAction, "kind">): Step<undefined> {
  return new OneStep({ kind: "begin-round", live, limitBytesPerSecond });
}

/** Sends pages of the open round up to a limit of bytes or time, and again as long as `more` says so. Returns the last burst. */
export function burst({ batchPages, limitBytes, sliceSeconds, trailerBytes, more }: Omit<BurstAction, "kind">): Step<Burst> {
  return new OneStep({ kind: "burst", batchPages, limitBytes, sliceSeconds, trailerBytes, more });
}

/** Sends nothing for a while. Returns the simulated second reached. */
export function pause(seconds: number, phase: PausePhase, reason?: PauseReason): Step<number> {
  return new OneStep({ kind: "pause", seconds, phase, reason });
}

/** Bitmap sync: adds the dirty log to the pages to be sent and closes the open round. */
export function sync(): Step<Sync> {
  return new OneStep({ kind: "sync" });
}

/** Closes the open round without reading the dirty log. */
export function endRound(): Step<undefined> {
  return new OneStep({ kind: "end-round" });
}

/** Drops free pages from those to be sent. Returns the number of pages left. */
export function dropFreePages(): Step<number> {
  return new OneStep({ kind: "drop-free-pages" });
}

/** Empties the dirty rings: their pages are write-protected again. */
export function reap(): Step<undefined> {
  return new OneStep({ kind: "reap" });
}

/** Throttles the guest: the fraction of CPU time withheld, 0 to 1 (1 stops it). */
export function throttle(ratio: number): Step<undefined> {
  return new OneStep({ kind: "throttle", ratio });
}

/** Sends a round of bytes without pages. */
export function modelRound({ live, bytes, seconds, dirtiedBytes }: Omit<ModelRoundAction, "kind">): Step<undefined> {
  return new OneStep({ kind: "model-round", live, bytes, seconds, ...(dirtiedBytes === undefined ? {} : { dirtiedBytes }) });
}

/** Sets totals of the engine's own in the result. The engine may change them until its next report: they are read then, or when the migration has ended. */
export function report(totals: EngineTotals): Step<undefined> {
  return new OneStep({ kind: "report", totals });
}

/** Tears the guest's channels down, then suspends it: ends the live phase. */
export function* suspend(stop: StopReport): EngineProcess {
  yield { kind: "leave-channels" };
  yield { kind: "suspend", stop };
}

/** Waits until the guest is paused that was asked to suspend while a round was sent (`suspendAfter` of `send`). */
export function awaitSuspended(): Step<undefined> {
  return new OneStep({ kind: "await-suspended" });
}

/** Adds the pages that could not be sent live to those to be sent. */
export function addDeferred(): Step<undefined> {
  return new OneStep({ kind: "add-deferred" });
}

/** Sends vCPU and device state, waits for `roundTrips` round trips, and starts the guest at the destination. */
export function* handOver(stateBytes: number, roundTrips: number): EngineProcess {
  yield { kind: "state", bytes: stateBytes, roundTrips };
  yield { kind: "resume" };
}

/** Counts the pages to be sent as ranges. */
export function listRanges(): Step<DirtyRanges> {
  return new OneStep({ kind: "list-ranges" });
}

/** Sends bytes that are no pages, for `seconds` or as long as they take on the link, whichever is longer. Returns the simulated second reached. */
export function sendData(bytes: number, seconds: number, phase: PausePhase): Step<number> {
  return new OneStep({ kind: "send-data", bytes, seconds, phase });
}

/** Post-copy, after `handOver`: pushes and fetches the missing pages until none is left. */
export function postcopy(action: Omit<PostcopyAction, "kind">): Step<undefined> {
  return new OneStep({ kind: "postcopy", ...action });
}

/** Post-copy with one outstanding request, after `handOver`: asks for the missing pages one by one until none is left. */
export function pull({ requestSeconds, accessesPerWrite }: Omit<PullAction, "kind">): Step<undefined> {
  return new OneStep({ kind: "pull", requestSeconds, accessesPerWrite });
}

/** Starts the guest, at the destination or again where it is. */
export function resume(): Step<undefined> {
  return new OneStep({ kind: "resume" });
}

/** Gives the migration up; the guest stays at the source. */
export function cancel(stop: StopReport): Step<undefined> {
  return new OneStep({ kind: "cancel", stop });
}
