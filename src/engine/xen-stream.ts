/**
 * Xen 4.6 and later: send_memory_live of xc_sr_save.c (xg_sr_save.c from 4.15); see docs/sources/xen.md. XCP-ng drives it from another
 * process: `xcp-ng.ts`.
 *
 * No page is skipped: one written before its turn is sent and found dirty again. The policy is asked before and after each
 * round; the round that meets the target is still sent live. suspend_and_send_dirty sends what suspending dirtied.
 */

import type { StopReport } from "../result/result.js";
import { showCount } from "../result/words.js";
import type { XenStreamParameters } from "../scenario/resolved/engine-parameters.js";
import type { SentRound } from "./action.js";
import type { EngineProcess, MigrationFacts } from "./engine.js";
import { type Answer, askInRounds, policyStop, type StopPolicy } from "./policy.js";
import { roundStatistics } from "./statistics.js";
import { addDeferred, cancel, clean, enableLog, handOver, send, suspend } from "./steps.js";

/** send_domain_memory_live: send_memory_live, then suspend_and_send_dirty. */
export function* xenStream(parameters: XenStreamParameters, facts: MigrationFacts, ownPolicy?: StopPolicy): EngineProcess {
  const policy = ownPolicy ?? builtInPolicy(parameters);
  let elapsedSeconds = yield* enableLog(parameters.setupSeconds, parameters.streamHeaderBytes);
  let [iteration, totalPagesSent] = [0, 0];
  let dirtyPages: number | undefined = facts.allocatedPages;
  let round: SentRound | undefined;
  const ask = () => askInRounds(policy, roundStatistics(facts, { iteration, totalPagesSent, elapsedSeconds, dirtyPages, round }));

  let answer: Answer;
  for (;;) {
    answer = ask();
    if (answer.decision === "abort") break;
    round = yield* send({ live: true, dirtyPageRule: "send", holes: iteration === 0 ? "listed" : "passed over" });
    if (answer.decision === "stop") break;
    iteration++;
    totalPagesSent += round.pagesSent;
    elapsedSeconds = round.nowSeconds;
    dirtyPages = undefined;
    answer = ask();
    if (answer.decision !== "continue") break;
    dirtyPages = (yield* clean()).dirtyPages;
  }

  const stop = ownPolicy ? policyStop(answer, iteration) : stopReport(parameters, iteration, dirtyPages);
  if (answer.decision === "abort") return yield* cancel(stop);
  yield* suspend(stop);
  yield* sendRest(parameters);
}

/** suspend_and_send_dirty once the guest is suspended, then its state. */
export function* sendRest(parameters: XenStreamParameters): EngineProcess {
  yield* clean();
  yield* addDeferred();
  yield* send({ live: false, dirtyPageRule: "send", holes: parameters.relistsHoles ? "listed" : "passed over" });
  yield* handOver(parameters.stateBytes, parameters.roundTrips);
}

/** simple_precopy_policy: stops below 50 dirty pages (SPP_TARGET_DIRTY_COUNT; 50 included before 4.10) or after 5 rounds (SPP_MAX_ITERATIONS). */
function builtInPolicy(parameters: XenStreamParameters): StopPolicy {
  return ({ iteration, dirtyPages }) => {
    if (iteration > 0 && dirtyPages !== undefined && isFew(parameters, dirtyPages)) return "stop";
    return parameters.maxIterations > 0 && iteration >= parameters.maxIterations ? "stop" : "continue";
  };
}

/** Whether few enough pages are dirty to end the live phase. */
export function isFew({ minDirtyPages, minDirtyInclusive }: XenStreamParameters, dirtyPages: number): boolean {
  return minDirtyInclusive ? dirtyPages <= minDirtyPages : dirtyPages < minDirtyPages;
}

function stopReport(parameters: XenStreamParameters, iteration: number, dirtyPages: number | undefined): StopReport {
  if (dirtyPages === undefined) {
    return {
      kind: "max-iterations",
      converged: false,
      detail: `${showCount(iteration, "live round was", "live rounds were")} made, the most allowed.`,
    };
  }
  return dirtyStop(parameters, iteration, dirtyPages);
}

/** The live phase ended with few dirty pages, or none. */
export function dirtyStop(parameters: XenStreamParameters, iteration: number, dirtyPages: number): StopReport {
  if (dirtyPages === 0)
    return { kind: "no-pages-left", converged: true, detail: `No page was dirty after ${showCount(iteration, "round")}.` };
  const few = parameters.minDirtyInclusive ? "not more than" : "fewer than";
  return {
    kind: "dirty-threshold",
    converged: true,
    detail: `${showCount(dirtyPages, "page was", "pages were")} dirty after ${showCount(iteration, "round")}, ${few} ${parameters.minDirtyPages}.`,
  };
}
