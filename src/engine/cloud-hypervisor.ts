/**
 * Cloud Hypervisor: send_migration of vmm/src/lib.rs (docs/sources/cloud-hypervisor.md). Whole passes until the dirty pages fit
 * into the downtime (from release 52), or five passes (up to 51).
 *
 * The pass that fits is not sent live: the guest is paused with its table in hand, and it is sent together with what was
 * dirtied meanwhile. The two tables are joined without a check for common pages, so a page in both is sent twice: two rounds
 * here, the carried pages and then the new ones. The 16 bytes per range of a table are not counted (at most 0.4 %).
 */

import type { StopReport } from "../result/result.js";
import { capitalized, showBytes, showBytesPerSecond, showCount, showSeconds } from "../result/words.js";
import type { CloudHypervisorParameters } from "../scenario/resolved/engine-parameters.js";
import type { SentRound } from "./action.js";
import { BARE_WIRE } from "./bare-wire.js";
import type { Engine, EngineProcess, MigrationFacts } from "./engine.js";
import { askInRounds, policyStop, type StopPolicy } from "./policy.js";
import { roundStatistics, type Standing } from "./statistics.js";
import { cancel, clean, enableLog, handOver, pause, peek, postcopy, report, send, suspend } from "./steps.js";

/** Connections share a pass in chunks of this size. */
const STRETCH_BYTES = 2 ** 26;

/**
 * Post-copy over one connection. No figures of Cloud Hypervisor are published, so those of QEMU's presets are used:
 * 10.6 ms with a full queue at 10 Gbit/s, 0.57 ms without one (docs/sources/qemu.md#postcopy), and two loads for each store.
 */
const POSTCOPY = { preempt: false, queuedBytes: 11.5e6, faultSeconds: 0.5e-3, accessesPerWrite: 3 };

export function cloudHypervisorEngine(parameters: CloudHypervisorParameters, policy?: StopPolicy): Engine {
  return {
    name: parameters.preset,
    ...BARE_WIRE,
    limitName: `the limit of ${showCount(parameters.connections, "connection")}`,
    migrate: (facts) => migrate(parameters, facts, policy),
  };
}

function* migrate(parameters: CloudHypervisorParameters, facts: MigrationFacts, policy?: StopPolicy): EngineProcess {
  const startSeconds = yield* enableLog(parameters.setupSeconds, 0);
  if (parameters.memoryMode === "postcopy") return yield* moveFirst(parameters);
  const { stop, remainingPages, givesUp } = yield* copyLive(parameters, facts, startSeconds, policy);
  if (givesUp) return yield* cancel(stop);
  yield* suspend(stop);
  yield* sendRest(parameters, facts, remainingPages);
  yield* handOver(parameters.stateBytes, parameters.roundTrips);
}

interface LiveEnd {
  readonly stop: StopReport;
  /** Dirty pages of the last table, not sent yet. */
  readonly remainingPages: number;
  readonly givesUp: boolean;
}

function* copyLive(
  parameters: CloudHypervisorParameters,
  facts: MigrationFacts,
  startSeconds: number,
  policy?: StopPolicy,
): EngineProcess<LiveEnd> {
  const logSeconds = parameters.logPageSeconds * facts.slots;
  let [iteration, totalPagesSent, elapsedSeconds] = [0, 0, startSeconds];
  let round: SentRound | undefined;

  for (;;) {
    const isThrough = parameters.rule === "passes" && !policy && iteration > parameters.maxPasses;
    if (isThrough) return { stop: passesStop(parameters, round), remainingPages: 0, givesUp: false };
    let dirtyPages = facts.allocatedPages;
    if (iteration > 0) {
      dirtyPages = (yield* clean()).dirtyPages;
      elapsedSeconds = yield* pause(logSeconds, "liveSeconds", "bitmap-sync");
    }
    const standing = { iteration, totalPagesSent, elapsedSeconds, dirtyPages, round };
    if (parameters.rule === "downtime" && !policy) yield* reportDowntime(parameters, facts, standing);
    const end = policy ? askOwn(policy, facts, standing) : endOfLive(parameters, facts, standing);
    if (end) return { remainingPages: dirtyPages, ...end };
    round = yield* send({
      live: true,
      dirtyPageRule: "send",
      holes: "passed over",
      ...connectionLimit(parameters, dirtyPages * facts.pageBytes),
    });
    iteration++;
    totalPagesSent += round.pagesSent;
    elapsedSeconds = round.nowSeconds;
  }
}

/** The downtime that the rule expects at this table, beside its limit. */
function* reportDowntime({ downtimeSeconds }: CloudHypervisorParameters, facts: MigrationFacts, standing: Standing): EngineProcess {
  const estimate = estimateOf(facts, standing);
  yield* report({ downtimeLimitSeconds: downtimeSeconds, ...(estimate ? { expectedDowntimeSeconds: estimate.seconds } : {}) });
}

/** Stop-and-copy: the table in hand and what was dirtied since, as one pass over all connections. */
function* sendRest(parameters: CloudHypervisorParameters, facts: MigrationFacts, remainingPages: number): EngineProcess {
  const { dirtyPages } = yield* peek();
  const limit = connectionLimit(parameters, (remainingPages + dirtyPages) * facts.pageBytes);
  const pass = { live: false, dirtyPageRule: "send", holes: "passed over", ...limit } as const;
  if (remainingPages > 0) yield* send(pass);
  yield* clean();
  yield* pause(parameters.logPageSeconds * facts.slots, "stopAndCopySeconds", "bitmap-sync");
  yield* send(pass);
}

function* moveFirst(parameters: CloudHypervisorParameters): EngineProcess {
  yield* suspend({ kind: "postcopy", converged: false, detail: "The guest was moved first; its memory followed." });
  yield* handOver(parameters.stateBytes, parameters.roundTrips);
  yield* postcopy({ ...POSTCOPY, limitBytesPerSecond: parameters.connectionBytesPerSecond || Infinity });
}

/** A pass uses no more connections than it has chunks. */
function connectionLimit(parameters: CloudHypervisorParameters, passBytes: number): { readonly limitBytesPerSecond?: number } {
  const { connections, connectionBytesPerSecond } = parameters;
  if (connectionBytesPerSecond === 0) return {};
  const stretches = Math.max(1, Math.ceil(passBytes / STRETCH_BYTES));
  return { limitBytesPerSecond: Math.min(connections, stretches) * connectionBytesPerSecond };
}

type End = Omit<LiveEnd, "remainingPages">;

/** The engine's own stop rule, applied to each dirty table. */
function endOfLive(parameters: CloudHypervisorParameters, facts: MigrationFacts, standing: Standing): End | undefined {
  const { iteration, dirtyPages = 0, elapsedSeconds } = standing;
  if (dirtyPages === 0) {
    const detail = `No page was dirty after ${showCount(iteration, "round")}.`;
    return { stop: { kind: "no-pages-left", converged: true, detail }, givesUp: false };
  }
  if (parameters.rule === "passes") return undefined;
  const estimate = estimateOf(facts, standing);
  if (estimate && estimate.seconds <= parameters.downtimeSeconds) {
    const detail = `${capitalized(estimate.words)}, within the ${showSeconds(parameters.downtimeSeconds)} allowed.`;
    return { stop: { kind: "downtime-met", converged: true, detail }, givesUp: false };
  }
  return elapsedSeconds < parameters.timeoutSeconds ? undefined : timeoutEnd(parameters, estimate);
}

interface Estimate {
  readonly seconds: number;
  readonly words: string;
}

/** Time to send the dirty table at the speed of the last pass; undefined before the first. */
function estimateOf({ pageBytes }: MigrationFacts, { iteration, dirtyPages = 0, round }: Standing): Estimate | undefined {
  if (!round) return undefined;
  const bytes = dirtyPages * pageBytes;
  const seconds = downtimeEstimateSeconds(bytes, round.pagesSent * pageBytes, round.durationSeconds);
  const speed = showBytesPerSecond(bytes / seconds);
  const words = `${showBytes(bytes)} left after ${showCount(iteration, "round")} take ${showSeconds(seconds)} at the ${speed} of the last`;
  return { seconds, words };
}

/** Seconds that `bytes` take at the speed of the pass before, of `sentBytes` (docs/sources/cloud-hypervisor.md#rule-since-52). */
export function downtimeEstimateSeconds(bytes: number, sentBytes: number, transferSeconds: number): number {
  return bytes / (sentBytes / transferSeconds);
}

function timeoutEnd({ timeoutSeconds, timeoutStrategy, downtimeSeconds }: CloudHypervisorParameters, estimate?: Estimate): End {
  const reason = `The migration reached its time limit of ${showSeconds(timeoutSeconds)}`;
  const missed = estimate ? `: ${estimate.words}, more than the ${showSeconds(downtimeSeconds)} allowed` : "";
  if (timeoutStrategy === "cancel") {
    return { stop: { kind: "cancelled", converged: false, detail: `${reason}${missed}. The guest stays at the source.` }, givesUp: true };
  }
  return { stop: { kind: "forced", converged: false, detail: `${reason}${missed}. The guest was paused regardless.` }, givesUp: false };
}

function passesStop({ maxPasses }: CloudHypervisorParameters, round: SentRound | undefined): StopReport {
  const last = round ? `, the last with ${showCount(round.pagesSent, "page")}` : "";
  const passes = showCount(maxPasses, "pass", "passes");
  return { kind: "max-iterations", converged: false, detail: `${passes} over dirty pages were sent live, the maximum${last}.` };
}

function askOwn(policy: StopPolicy, facts: MigrationFacts, standing: Standing): End | undefined {
  const answer = askInRounds(policy, roundStatistics(facts, standing));
  if (answer.decision === "continue") return undefined;
  return { stop: policyStop(answer, standing.iteration), givesUp: answer.decision === "abort" };
}
