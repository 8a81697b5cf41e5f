/**
 * Cloud Hypervisor: whole passes, until what is left fits into a downtime (since release 52: do_memory_iterations of vmm/src/lib.rs) or
 * five passes were made (up to release 51: send_migration). See docs/sources/cloud-hypervisor.md.
 *
 * The pass that fits is not sent live: the guest is paused with it in hand, and it goes out together with what was dirtied
 * meanwhile. The two lists are joined without a look at what they share, so a page of both goes twice: two rounds here, the
 * carried pages and then the new ones. A list has 16 bytes per range of pages; they are not counted (at most 0.4 %).
 */

import type { StopReport } from "../result/result.js";
import { showBytes, showBytesPerSecond, showCount, showSeconds } from "../result/words.js";
import type { CloudHypervisorParameters } from "../scenario/resolved/engine-parameters.js";
import type { SentRound } from "./action.js";
import { BARE_WIRE } from "./bare-wire.js";
import type { Engine, EngineProcess, MigrationFacts } from "./engine.js";
import { askInRounds, policyStop, type StopPolicy } from "./policy.js";
import { roundStatistics, type Standing } from "./statistics.js";
import { cancel, clean, enableLog, handOver, pause, peek, postcopy, report, send, suspend } from "./steps.js";

/** Connections share a pass in stretches of this size. */
const STRETCH_BYTES = 2 ** 26;

/**
 * Post-copy over one connection. No figure of Cloud Hypervisor's own is published, so these are those of the presets of QEMU:
 * 10.6 ms behind a full queue at 10 Gbit/s, 0.57 ms without one (docs/sources/qemu.md#postcopy), and two loads for each store.
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
  /** Pages of the table in hand, not sent yet. */
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

/** What is in hand and what was dirtied since, as one pass of all connections. */
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
  yield* suspend({ kind: "postcopy", converged: false, detail: "The guest moved first, and its memory followed." });
  yield* handOver(parameters.stateBytes, parameters.roundTrips);
  yield* postcopy({ ...POSTCOPY, limitBytesPerSecond: parameters.connectionBytesPerSecond || Infinity });
}

/** Each of a pass's stretches goes over one connection. */
function connectionLimit(parameters: CloudHypervisorParameters, passBytes: number): { readonly limitBytesPerSecond?: number } {
  const { connections, connectionBytesPerSecond } = parameters;
  if (connectionBytesPerSecond === 0) return {};
  const stretches = Math.max(1, Math.ceil(passBytes / STRETCH_BYTES));
  return { limitBytesPerSecond: Math.min(connections, stretches) * connectionBytesPerSecond };
}

type End = Omit<LiveEnd, "remainingPages">;

/** The engine's own rule, asked with a table in hand. */
function endOfLive(parameters: CloudHypervisorParameters, facts: MigrationFacts, standing: Standing): End | undefined {
  const { iteration, dirtyPages = 0, elapsedSeconds } = standing;
  if (dirtyPages === 0) {
    const detail = `No page was dirty after ${showCount(iteration, "round")}.`;
    return { stop: { kind: "no-pages-left", converged: true, detail }, givesUp: false };
  }
  if (parameters.rule === "passes") return undefined;
  const estimate = estimateOf(facts, standing);
  if (estimate && estimate.seconds <= parameters.downtimeSeconds) {
    const detail = `${estimate.words}, within the ${showSeconds(parameters.downtimeSeconds)} allowed.`;
    return { stop: { kind: "downtime-met", converged: true, detail }, givesUp: false };
  }
  return elapsedSeconds < parameters.timeoutSeconds ? undefined : timeoutEnd(parameters, estimate);
}

interface Estimate {
  readonly seconds: number;
  readonly words: string;
}

/** The table in hand at the speed of the pass before; none before the first. */
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
  const reason = `The ${showSeconds(timeoutSeconds)} of the migration were over`;
  const missed = estimate ? `: ${estimate.words}, more than the ${showSeconds(downtimeSeconds)} allowed` : "";
  if (timeoutStrategy === "cancel") {
    return { stop: { kind: "cancelled", converged: false, detail: `${reason}${missed}. The guest stays.` }, givesUp: true };
  }
  return { stop: { kind: "forced", converged: false, detail: `${reason}${missed}. The guest was paused all the same.` }, givesUp: false };
}

function passesStop({ maxPasses }: CloudHypervisorParameters, round: SentRound | undefined): StopReport {
  const last = round ? `, the last with ${showCount(round.pagesSent, "page")}` : "";
  const passes = showCount(maxPasses, "pass", "passes");
  return { kind: "max-iterations", converged: false, detail: `${passes} of dirty pages went out live, the most that are made${last}.` };
}

function askOwn(policy: StopPolicy, facts: MigrationFacts, standing: Standing): End | undefined {
  const answer = askInRounds(policy, roundStatistics(facts, standing));
  if (answer.decision === "continue") return undefined;
  return { stop: policyStop(answer, standing.iteration), givesUp: answer.decision === "abort" };
}
