/**
 * Xen 2.0 to 4.5: the live loop of xc_linux_save (2.0 to 4.0, xc_linux_save.c) and xc_domain_save (xc_domain_save.c); see
 * docs/sources/xen.md.
 *
 * Three bitmaps as in the source. `to_send`: the dirty log as read and cleared (CLEAN) at the end of the last round. `to_skip`:
 * the live dirty log as PEEKed before each batch; a page in it is skipped and waits for the next round. `to_fix`: pages that
 * could not be sent while the guest ran; they go in the last round.
 */

import type { DirtyPageRule } from "../pages/pages.js";
import type { StopReport } from "../result/result.js";
import { rounded, showCount } from "../result/words.js";
import type { XenClassicParameters } from "../scenario/resolved/engine-parameters.js";
import type { SentRound } from "./action.js";
import type { EngineProcess, MigrationFacts } from "./engine.js";
import { askInRounds, policyStop, type RoundStatistics, type StopPolicy } from "./policy.js";
import { roundStatistics } from "./statistics.js";
import { addDeferred, cancel, clean, enableLog, handOver, peek, send, suspend } from "./steps.js";
import { limiterBytesPerSecond, nextRateMbit } from "./xen-rate-limiter.js";

/** to_skip: a page written again before its batch is built waits for the next round. */
const TO_SKIP: DirtyPageRule = "skip";

/** xc_domain_save. */
export function* xenClassic(parameters: XenClassicParameters, facts: MigrationFacts, policy?: StopPolicy): EngineProcess {
  let elapsedSeconds = yield* enableLog(parameters.setupSeconds, parameters.streamHeaderBytes);
  let rateMbit = parameters.rateStartMbit;
  let totalSent = 0;
  // sent_last_iter starts at p2m_size, so that the first round never counts as growth.
  let sentLastRound = Math.max(facts.slots, 2 ** 20);
  // Own policy: a stop decided after CLEAN lets one more live round send what CLEAN found.
  let stopAfterThis: StopReport | undefined;

  for (let iteration = 1; ; iteration++) {
    const round = yield* send({
      live: true,
      dirtyPageRule: dirtyPageRule(parameters, iteration),
      holes: "passed over",
      limitBytesPerSecond: limit(parameters, rateMbit),
    });
    const sent = countedAsSent(round);
    totalSent += sent;
    elapsedSeconds = round.nowSeconds;
    const standing = policy && { iteration, totalPagesSent: totalSent, elapsedSeconds, round };

    // NSDI'05 sets the next round's rate from a PEEK before the stop rules; the code applies them to the round just sent.
    if (parameters.rateControl === "paper") rateMbit = nextRateMbit(parameters, rateMbit, yield* peek(), facts.pageBytes);
    const end = { iteration, sent, skipped: round.pagesSkipped, sentLastRound, totalSent, rateMbit, slots: facts.slots };
    const stop = stopAfterThis ?? (standing ? askOwn(policy, roundStatistics(facts, standing)) : stopReason(parameters, end));
    if (stop?.kind === "cancelled") return yield* cancel(stop);
    if (stop) yield* suspend(stop);

    // xc_shadow_control(CLEAN): to_send = dirty log.
    const harvest = yield* clean();
    sentLastRound = sent;
    if (parameters.rateControl === "ratchet") rateMbit = nextRateMbit(parameters, rateMbit, harvest, facts.pageBytes);
    if (stop) break;
    if (standing) stopAfterThis = askOwn(policy, roundStatistics(facts, { ...standing, dirtyPages: harvest.dirtyPages }));
    if (stopAfterThis?.kind === "cancelled") return yield* cancel(stopAfterThis);
  }

  // last_iter: to_fix, and the pages dirtied on the way into suspend.
  yield* addDeferred();
  yield* send({
    live: false,
    dirtyPageRule: "send",
    holes: "passed over",
    limitBytesPerSecond: parameters.finalRoundUnlimited ? undefined : limit(parameters, rateMbit),
  });
  yield* handOver(parameters.stateBytes, parameters.roundTrips);
}

function dirtyPageRule(parameters: XenClassicParameters, iteration: number): DirtyPageRule {
  if (!parameters.skipDirtyPages) return "send";
  return parameters.allocateOnlyFirstRound && iteration === 1 ? "allocate-only" : TO_SKIP;
}

/** sent_this_iter: counts every page of a batch, those listed without content included. */
function countedAsSent(round: SentRound): number {
  return round.pagesSent + round.pagesAllocatedOnly;
}

function limit(parameters: XenClassicParameters, rateMbit: number): number | undefined {
  return parameters.rateLimitsLink && rateMbit > 0 ? limiterBytesPerSecond(rateMbit) : undefined;
}

interface RoundEnd {
  readonly iteration: number;
  readonly sent: number;
  readonly skipped: number;
  readonly sentLastRound: number;
  readonly totalSent: number;
  readonly rateMbit: number;
  readonly slots: number;
}

/** Tolerance for the rounding of expected counts; counts of whole pages are too small to be affected. */
const ROUNDING_RATIO = 1e-9;

function hasGrown({ sent, sentLastRound }: RoundEnd): boolean {
  return sent > sentLastRound * (1 + ROUNDING_RATIO);
}

/**
 * The stop rules at the end of a live round. They use the round just sent, not what was dirtied meanwhile. Details count
 * iterations from 1, as Xen's log does ("1: sent ..., skipped ..."); rounds of a result count from 0.
 */
function stopReason(parameters: XenClassicParameters, end: RoundEnd): StopReport | undefined {
  const left = end.sent + end.skipped;
  if (left < parameters.minDirtyPages) {
    return {
      kind: "dirty-threshold",
      converged: true,
      detail: `Iteration ${end.iteration} had ${showCount(left, "dirty page")}, below the threshold of ${parameters.minDirtyPages}.`,
    };
  }
  if (parameters.growthRule && end.rateMbit >= parameters.rateMaxMbit && hasGrown(end)) {
    return {
      kind: "growth",
      converged: false,
      detail: `Iteration ${end.iteration} sent more pages (${rounded(end.sent)}) than iteration ${end.iteration - 1} (${rounded(end.sentLastRound)}) at the highest rate.`,
    };
  }
  if (parameters.rateControl === "paper" && end.rateMbit > parameters.rateMaxMbit) {
    return {
      kind: "growth",
      converged: false,
      detail: `The rate needed after iteration ${end.iteration} exceeds ${parameters.rateMaxMbit} Mbit/s.`,
    };
  }
  if (end.iteration >= parameters.maxIterations) {
    return {
      kind: "max-iterations",
      converged: false,
      detail: `${showCount(end.iteration, "live round was", "live rounds were")} made, the most allowed.`,
    };
  }
  if (end.totalSent > parameters.maxFactor * end.slots) {
    return {
      kind: "sent-cap",
      converged: false,
      detail: `${showCount(end.totalSent, "page was", "pages were")} sent, more than ${parameters.maxFactor} times the ${end.slots} frames of the guest (p2m_size).`,
    };
  }
  return undefined;
}

function askOwn(policy: StopPolicy, statistics: RoundStatistics): StopReport | undefined {
  const answer = askInRounds(policy, statistics);
  return answer.decision === "continue" ? undefined : policyStop(answer, statistics.iteration);
}
