/**
 * Cloud Hypervisor: send_migration of vmm/src/lib.rs (docs/sources/cloud-hypervisor.md). Whole passes until the dirty pages fit
 * into the downtime (from release 52), or five passes (up to 51); or post-copy, by requests of the destination (from 53).
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
import { moveDevices } from "./devices.js";
import type { Engine, EngineProcess, MigrationFacts } from "./engine.js";
import { askInRounds, policyStop, type StopPolicy } from "./policy.js";
import { roundStatistics, type Standing } from "./statistics.js";
import { cancel, clean, dropFreePages, enableLog, handOver, pause, peek, pull, report, send, suspend } from "./steps.js";

/** Connections share a pass in chunks of this size: SendAdditionalConnections::CHUNK_SIZE of vmm/src/migration/transport.rs. */
const CHUNK_BYTES = 2 ** 26;

/** A bit of KVM's dirty log stands for so many bytes. */
const LOG_PAGE_BYTES = 4096;

export function cloudHypervisorEngine(parameters: CloudHypervisorParameters, policy?: StopPolicy): Engine {
  return {
    name: parameters.preset,
    ...BARE_WIRE,
    ...senderOf(parameters),
    migrate: (facts) => migrate(parameters, facts, policy),
  };
}

/** What all connections together carry, and what a pass of too few chunks for all of them has in its place. */
function senderOf({ connections, connectionBytesPerSecond }: CloudHypervisorParameters): Partial<Engine> {
  if (connectionBytesPerSecond === 0) return { connections };
  return {
    connections,
    bytesPerSecond: connections * connectionBytesPerSecond,
    senderName: connections === 1 ? "the one connection" : `the ${showCount(connections, "connection")}`,
    limitName: `passes with fewer chunks of ${showBytes(CHUNK_BYTES)} than the ${showCount(connections, "connection")}`,
  };
}

function* migrate(parameters: CloudHypervisorParameters, facts: MigrationFacts, policy?: StopPolicy): EngineProcess {
  if (parameters.memoryMode === "postcopy") return yield* moveFirst(parameters, facts);
  const startLogSeconds = parameters.startLogPageSeconds * logPages(facts.slots, facts);
  const startSeconds = yield* enableLog(parameters.setupSeconds + startLogSeconds, 0);
  const { stop, remainingPages, givesUp } = yield* copyLive(parameters, facts, startSeconds, policy);
  if (givesUp) return yield* cancel(stop);
  yield* suspend(stop);
  yield* sendRest(parameters, facts, remainingPages);
  yield* captureState(parameters, facts);
  yield* restore(parameters, facts);
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
  let [iteration, totalPagesSent, elapsedSeconds] = [0, 0, startSeconds];
  let dirtyPages = parameters.sparseFirstPass ? yield* dropEmptyPages() : facts.allocatedPages;
  let round: SentRound | undefined;

  for (;;) {
    const isThrough = parameters.rule === "passes" && !policy && iteration > parameters.maxPasses;
    if (isThrough) return { stop: passesStop(parameters, round), remainingPages: 0, givesUp: false };
    if (iteration > 0) {
      dirtyPages = (yield* clean()).dirtyPages;
      elapsedSeconds = yield* pause(logSeconds(parameters, facts, dirtyPages), "liveSeconds", "bitmap-sync");
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

/** Leaves the pages without backing out of the first pass: those that are still all zero. Returns the number of pages left. */
function* dropEmptyPages(): EngineProcess<number> {
  yield* peek();
  return yield* dropFreePages();
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
  yield* pause(logSeconds(parameters, facts, dirtyPages), "finalSyncSeconds", "bitmap-sync");
  yield* send(pass);
}

/**
 * The state of vCPUs and devices. From release 53 the log is read once more, for pages that capturing it dirtied (a drained vhost-user
 * backend): none here, where nothing writes while the guest is paused.
 */
function* captureState(parameters: CloudHypervisorParameters, facts: MigrationFacts): EngineProcess {
  yield* pause(parameters.snapshotSeconds, "stateSeconds");
  for (let reads = 1; reads < parameters.finalLogReads; reads++) {
    yield* pause(logSeconds(parameters, facts, 0), "finalSyncSeconds", "bitmap-sync");
  }
}

/** Sends the state, restores it and starts the guest at the destination. */
function* restore({ restoreSeconds, stateBytes, roundTrips }: CloudHypervisorParameters, { devices }: MigrationFacts): EngineProcess {
  yield* moveDevices(devices);
  yield* pause(restoreSeconds, "stateSeconds");
  yield* handOver(stateBytes, roundTrips);
}

/** Post-copy: the guest moves before any page, without a dirty log; the destination asks for one page after the other. */
function* moveFirst(parameters: CloudHypervisorParameters, facts: MigrationFacts): EngineProcess {
  yield* enableLog(parameters.setupSeconds, 0);
  yield* suspend({ kind: "postcopy", converged: false, detail: "The guest was moved first; its memory followed." });
  yield* pause(parameters.snapshotSeconds, "stateSeconds");
  yield* restore(parameters, facts);
  yield* pull({ requestSeconds: parameters.requestSeconds, accessesPerWrite: parameters.accessesPerWrite });
}

/** Seconds to read the dirty log, `dirtyPages` of the guest's pages in it. */
function logSeconds(parameters: CloudHypervisorParameters, facts: MigrationFacts, dirtyPages: number): number {
  return parameters.logPageSeconds * logPages(facts.slots, facts) + parameters.logDirtyPageSeconds * logPages(dirtyPages, facts);
}

/** Bits of the dirty log for a number of the guest's pages. */
function logPages(pages: number, { pageBytes }: MigrationFacts): number {
  return pages * (pageBytes / LOG_PAGE_BYTES);
}

/** A pass uses no more connections than it has chunks, at least one. Without a limit where it uses all of them. */
function connectionLimit(parameters: CloudHypervisorParameters, passBytes: number): { readonly limitBytesPerSecond?: number } {
  const { connections, connectionBytesPerSecond } = parameters;
  const used = Math.max(1, Math.ceil(passBytes / CHUNK_BYTES));
  return connectionBytesPerSecond === 0 || used >= connections ? {} : { limitBytesPerSecond: used * connectionBytesPerSecond };
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
  const last = round ? `; the last round sent ${showCount(round.pagesSent, "page")}` : "";
  const passes = showCount(maxPasses, "pass", "passes");
  return { kind: "max-iterations", converged: false, detail: `Stopped after ${passes} over dirty pages, the maximum${last}.` };
}

function askOwn(policy: StopPolicy, facts: MigrationFacts, standing: Standing): End | undefined {
  const answer = askInRounds(policy, roundStatistics(facts, standing));
  if (answer.decision === "continue") return undefined;
  return { stop: policyStop(answer, standing.iteration), givesUp: answer.decision === "abort" };
}
