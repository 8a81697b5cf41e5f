/**
 * Xen 4.6 and later: send_domain_memory_live of xc_sr_save.c and xg_sr_save.c (docs/sources/xen.md#stream-loop), and XCP-ng's policy on it.
 *
 * No page is skipped: one written before its turn goes out and is found dirty again. The policy is asked before a round is
 * sent and again after it; the round that meets the target is still sent live, and what suspending dirtied goes out last.
 */

import type { StopReport } from "../result/result.js";
import type { XenStreamParameters } from "../scenario/resolved/engine-parameters.js";
import type { SentRound } from "./action.js";
import type { EngineProcess, MigrationFacts } from "./engine.js";
import { type Answer, askInRounds, policyStop, type StopPolicy } from "./policy.js";
import { roundStatistics } from "./statistics.js";
import { addDeferred, cancel, clean, enableLog, handOver, send, suspend } from "./steps.js";

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
  yield* clean();
  yield* addDeferred();
  yield* send({ live: false, dirtyPageRule: "send", holes: parameters.relistsHoles ? "listed" : "passed over" });
  yield* handOver(parameters.stateBytes, parameters.roundTrips);
}

/** simple_precopy_policy: fewer than 50 dirty pages, or five rounds. Before 4.10 exactly 50 was few enough too. */
function builtInPolicy(parameters: XenStreamParameters): StopPolicy {
  const target = parameters.minDirtyPages + (parameters.minDirtyInclusive ? 1 : 0);
  return ({ iteration, dirtyPages }) => {
    if (iteration > 0 && dirtyPages !== undefined && dirtyPages < target) return "stop";
    return parameters.maxIterations > 0 && iteration >= parameters.maxIterations ? "stop" : "continue";
  };
}

function stopReport(parameters: XenStreamParameters, iteration: number, dirtyPages: number | undefined): StopReport {
  if (dirtyPages === undefined) {
    return {
      kind: "max-iterations",
      converged: false,
      detail: `${iteration} live rounds were made and the guest was still dirtying pages.`,
    };
  }
  if (dirtyPages === 0) return { kind: "no-pages-left", converged: true, detail: `No page was dirty after ${iteration} rounds.` };
  const few = parameters.minDirtyInclusive ? "not more than" : "fewer than";
  return {
    kind: "dirty-threshold",
    converged: true,
    detail: `${dirtyPages} pages were dirty after ${iteration} rounds, ${few} ${parameters.minDirtyPages}.`,
  };
}
