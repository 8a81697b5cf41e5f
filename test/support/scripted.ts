/** An engine driven by rounds that are written down beforehand: for its decisions, without pages. */
import type { EngineAction, EngineAnswer, Harvest, SentRound } from "../../src/engine/action.js";
import type { EngineProcess } from "../../src/engine/engine.js";

/** What one round sends, and what the dirty log holds after it. */
export interface ScriptedRound {
  readonly sent: number;
  readonly skipped?: number;
  readonly allocatedOnly?: number;
  /** Dirty pages at the next PEEK or CLEAN, over this time. */
  readonly dirty?: number;
  readonly sinceSeconds?: number;
}

/** Answers every action and returns all of them, to the end of the process. The last round is repeated where there are no more. Each takes a second. */
export function follow(process: EngineProcess, rounds: readonly ScriptedRound[]): EngineAction[] {
  const actions: EngineAction[] = [];
  let [index, nowSeconds] = [-1, 0];
  const round = (): ScriptedRound => rounds[Math.min(Math.max(index, 0), rounds.length - 1)] as ScriptedRound;
  const answerTo = (action: EngineAction): EngineAnswer => {
    if (action.kind === "send") {
      index++;
      nowSeconds += 1;
      return sentRound(round(), index, nowSeconds);
    }
    if (action.kind === "clean" || action.kind === "peek") return harvest(round());
    if (action.kind === "enable-log" || action.kind === "pause") {
      nowSeconds += action.seconds;
      return nowSeconds;
    }
    return undefined;
  };
  for (let step = process.next(); !step.done; step = process.next(answerTo(step.value))) {
    actions.push(step.value);
    if (actions.length > 10_000) throw new Error("the engine does not end");
  }
  return actions;
}

function sentRound({ sent, skipped = 0, allocatedOnly = 0 }: ScriptedRound, index: number, nowSeconds: number): SentRound {
  return {
    index,
    pagesToSend: sent + skipped + allocatedOnly,
    pagesSent: sent,
    pagesSkipped: skipped,
    pagesAllocatedOnly: allocatedOnly,
    wireBytes: sent * 4104,
    durationSeconds: 1,
    nowSeconds,
    guest: "running",
  };
}

function harvest({ dirty = 0, sinceSeconds = 1 }: ScriptedRound): Harvest {
  return { dirtyPages: dirty, sinceSeconds };
}

/** The stop report among the actions, and the number of live rounds before it. */
export function endOf(actions: readonly EngineAction[]) {
  const end = actions.find((action) => action.kind === "suspend" || action.kind === "cancel");
  if (end?.kind !== "suspend" && end?.kind !== "cancel") throw new Error("the engine neither suspends nor cancels");
  return { ...end.stop, action: end.kind, liveRounds: actions.filter((action) => action.kind === "send" && action.live).length };
}
