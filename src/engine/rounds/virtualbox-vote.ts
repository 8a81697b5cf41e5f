/** VirtualBox: pgmR3LiveVote and pgmR3LiveExec of PGMSavedState.cpp (docs/sources/other-engines.md#virtualbox). Its divisions are of whole numbers. */
import { showCount, showSeconds } from "../../result/words.js";
import type { StopRule } from "./stop-rule.js";

/** Entries of acDirtyPagesHistory, and what pgmR3LivePrep puts into each: UINT32_MAX / 2. */
const HISTORY_ROUNDS = 64;
const UNKNOWN_PAGES = 2 ** 31 - 1;
const SHORT_ROUNDS = 4;
/** Up to this pass page counts decide, afterwards times. */
const LAST_COUNTED_PASS = 10;
/** At the beginning of this pass the estimate of pages per second starts anew. */
const ESTIMATE_PASS = 7;
const MIN_DOWNTIME_MILLISECONDS = 32;

export function virtualboxVote(maxDowntimeSeconds: number): StopRule {
  const limitMilliseconds = Math.max(Math.floor(maxDowntimeSeconds * 1000), MIN_DOWNTIME_MILLISECONDS);
  const history = new Array<number>(HISTORY_ROUNDS).fill(UNKNOWN_PAGES);
  let [savedPages, saveStartSeconds] = [0, 0];
  return ({ rounds, pagesSent, dirtyPages, beganSeconds, nowSeconds }) => {
    const pass = rounds - 1;
    if (pass === 0 || pass === ESTIMATE_PASS) [savedPages, saveStartSeconds] = [0, beganSeconds];
    savedPages += pagesSent;
    history[pass % HISTORY_ROUNDS] = dirtyPages;
    const shortPages = meanOf(history, pass, SHORT_ROUNDS, SHORT_ROUNDS);
    const longPages = meanOf(history, pass, Math.min(rounds, HISTORY_ROUNDS), HISTORY_ROUNDS);
    if (!isSettled(dirtyPages, shortPages, longPages)) return undefined;
    const means = `${showCount(shortPages, "page was", "pages were")} dirty on average after the last ${SHORT_ROUNDS} rounds`;
    if (pass <= LAST_COUNTED_PASS) {
      if (!areFew(shortPages, longPages)) return undefined;
      return { kind: "dirty-threshold", converged: true, detail: `${means}: few enough after ${showCount(rounds, "round")}.` };
    }
    const pagesPerSecond = Math.floor(savedPages / (nowSeconds - saveStartSeconds));
    const [shortLeft, longLeft] = [shortPages, longPages].map((pages) => millisecondsOf(pages, pagesPerSecond)) as [number, number];
    if (!fits(shortLeft, longLeft, limitMilliseconds)) return undefined;
    const left = `${means}, which take ${showSeconds(shortLeft / 1000)}`;
    return { kind: "downtime-met", converged: true, detail: `${left}: they fit into ${showSeconds(limitMilliseconds / 1000)}.` };
  };
}

/** The sum of the last `rounds` entries divided by `divisor`: the long mean has 64 as its divisor from the first pass on. */
function meanOf(history: readonly number[], pass: number, rounds: number, divisor: number): number {
  let total = 0;
  for (let back = 0; back < rounds; back++) total += history[(pass + HISTORY_ROUNDS - back) % HISTORY_ROUNDS] as number;
  return Math.floor(total / divisor);
}

/** The dirty pages do not grow: neither in the short mean nor, by more than a little, in this pass. */
function isSettled(dirtyPages: number, shortPages: number, longPages: number): boolean {
  if (shortPages > longPages) return false;
  return dirtyPages <= shortPages || dirtyPages - shortPages < Math.min(Math.floor(shortPages / 8), 16);
}

function areFew(shortPages: number, longPages: number): boolean {
  return (shortPages <= 128 && longPages <= 1024) || longPages <= 256;
}

function millisecondsOf(pages: number, pagesPerSecond: number): number {
  return pages === 0 ? 0 : Math.floor((pages / pagesPerSecond) * 1000);
}

function fits(shortMilliseconds: number, longMilliseconds: number, limitMilliseconds: number): boolean {
  if (longMilliseconds <= limitMilliseconds && shortMilliseconds < limitMilliseconds) return true;
  // cMsMaxDowntime / 2 is a division of whole numbers.
  return shortMilliseconds < Math.floor(limitMilliseconds / 2);
}
