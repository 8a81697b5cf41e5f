/**
 * Xen 2.0 to 4.5: the save loop of xc_linux_save.c and xc_domain_save.c (docs/sources/xen.md#classic-loop).
 *
 * A round sends what the last harvest found, except pages that the live log shows written again when their batch is
 * built: those wait for the next round (to_skip). Pages without a frame wait for the last round (to_fix).
 */

import type { DirtyPageRule } from "../pages/pages.js";
import type { StopReport } from "../result/result.js";
import type { XenClassicParameters } from "../scenario/resolved/engine-parameters.js";
import type { SentRound } from "./action.js";
import type { EngineProcess, MigrationFacts } from "./engine.js";
import { askInRounds, policyStop, type RoundStatistics, type StopPolicy } from "./policy.js";
import { roundStatistics } from "./statistics.js";
import { addDeferred, cancel, clean, enableLog, handOver, peek, send, suspend } from "./steps.js";
import { limiterBytesPerSecond, nextRateMbit } from "./xen-rate-limiter.js";

export function* xenClassic(parameters: XenClassicParameters, facts: MigrationFacts, policy?: StopPolicy): EngineProcess {
  let elapsedSeconds = yield* enableLog(parameters.setupSeconds, parameters.streamHeaderBytes);
  let rateMbit = parameters.rateStartMbit;
  let totalSent = 0;
  // The code compares the first round with the whole of the guest's slots, so that it can never count as growth.
  let sentLastRound = Math.max(facts.slots, 2 ** 20);
  // A policy of the user's own that stops on a harvest lets what it found go out live first.
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

    // The paper's text plans the next round before it decides; the code decides on the round that is over.
    if (parameters.rateControl === "paper") rateMbit = nextRateMbit(parameters, rateMbit, yield* peek(), facts.pageBytes);
    const end = { iteration, sent, skipped: round.pagesSkipped, sentLastRound, totalSent, rateMbit, slots: facts.slots };
    const stop = stopAfterThis ?? (standing ? askOwn(policy, roundStatistics(facts, standing)) : stopReason(parameters, end));
    if (stop?.kind === "cancelled") return yield* cancel(stop);
    if (stop) yield* suspend(stop);

    const harvest = yield* clean();
    sentLastRound = sent;
    if (parameters.rateControl === "ratchet") rateMbit = nextRateMbit(parameters, rateMbit, harvest, facts.pageBytes);
    if (stop) break;
    if (standing) stopAfterThis = askOwn(policy, roundStatistics(facts, { ...standing, dirtyPages: harvest.dirtyPages }));
    if (stopAfterThis?.kind === "cancelled") return yield* cancel(stopAfterThis);
  }

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
  return parameters.allocateOnlyFirstRound && iteration === 1 ? "allocate-only" : "skip";
}

/** The source counts every page of a batch, also one that is listed without content. */
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

/** Expected counts are sums of real numbers: what differs by their rounding alone has not grown. Counts of pages are not that large. */
const ROUNDING_RATIO = 1e-9;

function hasGrown({ sent, sentLastRound }: RoundEnd): boolean {
  return sent > sentLastRound * (1 + ROUNDING_RATIO);
}

/** Looks at the round just finished, not at what was dirtied meanwhile: even a handful of pages goes out live before the suspend. */
function stopReason(parameters: XenClassicParameters, end: RoundEnd): StopReport | undefined {
  const left = end.sent + end.skipped;
  if (left < parameters.minDirtyPages) {
    return {
      kind: "dirty-threshold",
      converged: true,
      detail: `Round ${end.iteration - 1} had ${left} pages to deal with, fewer than ${parameters.minDirtyPages}.`,
    };
  }
  if (parameters.growthRule && end.rateMbit >= parameters.rateMaxMbit && hasGrown(end)) {
    return {
      kind: "growth",
      converged: false,
      detail: `Round ${end.iteration - 1} sent more pages (${end.sent}) than the round before (${end.sentLastRound}) at the highest rate.`,
    };
  }
  if (parameters.rateControl === "paper" && end.rateMbit > parameters.rateMaxMbit) {
    return {
      kind: "growth",
      converged: false,
      detail: `The rate needed after round ${end.iteration - 1} exceeds ${parameters.rateMaxMbit} Mbit/s.`,
    };
  }
  if (end.iteration >= parameters.maxIterations) {
    return {
      kind: "max-iterations",
      converged: false,
      detail: `${end.iteration} live rounds were made and pages were still being dirtied.`,
    };
  }
  if (end.totalSent > parameters.maxFactor * end.slots) {
    return {
      kind: "sent-cap",
      converged: false,
      detail: `${end.totalSent} pages were sent, more than ${parameters.maxFactor} times the ${end.slots} slots of the guest.`,
    };
  }
  return undefined;
}

function askOwn(policy: StopPolicy, statistics: RoundStatistics): StopReport | undefined {
  const answer = askInRounds(policy, statistics);
  return answer.decision === "continue" ? undefined : policyStop(answer, statistics.iteration);
}
