/**
 * QEMU's migration thread: migration_thread of migration.c and the RAM handlers of ram.c (docs/sources/qemu.md#migration-thread).
 *
 * Pages go out in windows of 100 ms with a quota each. When a window begins, a slice of 50 ms is over or nothing is left, what
 * is left is compared with what the bandwidth of the last window carries within the downtime limit. If it is less the log is
 * read at once, what is left is carried over, and if it is still less the guest is stopped.
 */

import type { StopReport } from "../../result/result.js";
import type { PostcopyParameters, QemuParameters } from "../../scenario/resolved/engine-parameters.js";
import type { BurstAction } from "../action.js";
import type { Engine, EngineProcess, MigrationFacts } from "../engine.js";
import { type Answer, askPolicy, PolicyError, policyStop, type StopPolicy } from "../policy.js";
import {
  beginRound,
  burst,
  cancel,
  dropFreePages,
  enableLog,
  endRound,
  handOver,
  pause,
  postcopy,
  reap,
  report,
  suspend,
  sync,
  throttle,
} from "../steps.js";
import { DirtyRing } from "./dirty-ring.js";
import { Pressure } from "./pressure.js";
import { QemuProgress } from "./progress.js";
import { afterSyncs as afterSyncsInWords, cancelledAfter, downtimeMet, wentOver } from "./stops.js";
import { burstPages, ITERATION_BYTES, PAGE_HEADER_BYTES, uncountedBytes, wireOf } from "./wire.js";

export function qemuEngine(parameters: QemuParameters, policy?: StopPolicy): Engine {
  return { name: parameters.preset, ...wireOf(parameters), migrate: (facts) => migrate(parameters, facts, policy) };
}

/** What the live phase goes by. */
class LivePhase {
  readonly pressure: Pressure;
  readonly ring: DirtyRing;

  constructor(
    readonly parameters: QemuParameters,
    readonly facts: MigrationFacts,
    readonly progress: QemuProgress,
    readonly policy: StopPolicy | undefined,
  ) {
    this.pressure = new Pressure(parameters, facts, progress.nowSeconds);
    this.ring = new DirtyRing(parameters, facts, progress.nowSeconds);
  }
}

/** How the live phase ends. */
interface LiveEnd {
  readonly how: "completion" | "postcopy" | "cancel";
  readonly stop: StopReport;
}

function* migrate(parameters: QemuParameters, facts: MigrationFacts, policy?: StopPolicy): EngineProcess {
  yield* enableLog(parameters.setupSeconds, 0);
  const progress = new QemuProgress(parameters, facts, yield* sync());
  if (parameters.freePageHints) progress.pagesLeft = yield* dropFreePages();
  const phase = new LivePhase(parameters, facts, progress, policy);
  const end = timeToGoOver(phase) ?? (yield* live(phase));
  if (end.how === "cancel") {
    yield* reportSyncs(progress);
    return yield* cancel(end.stop);
  }
  yield* suspend(end.stop);
  progress.addSync(yield* sync());
  if (end.how === "completion") yield* complete(parameters, facts, progress);
  yield* reportSyncs(progress);
  yield* handOver(parameters.stateBytes, parameters.roundTrips);
  if (end.how === "postcopy" && parameters.postcopy) yield* fetchRest(parameters, parameters.postcopy);
}

function* live(phase: LivePhase): EngineProcess<LiveEnd> {
  const { parameters, progress, pressure } = phase;
  const { window } = progress;
  yield* beginRound({ live: true, limitBytesPerSecond: progress.maxBandwidthBytesPerSecond || undefined });
  for (;;) {
    if (window.quotaLeft(progress.maxBandwidthBytesPerSecond) >= 0) {
      const isSyncDue = pressure.isSyncDue(progress.syncs, progress.nowSeconds) || needsSync(phase);
      const end = isSyncDue ? yield* syncLive(phase) : undefined;
      if (end) return end;
      if ((isSyncDue || parameters.passes === "continuous") && progress.isLittleLeft) return { how: "completion", stop: stopOf(phase) };
      progress.addBurst(yield* burst(burstOf(parameters, progress)));
    }
    if (progress.endWindow()) {
      pressure.tick(progress.nowSeconds);
      if (phase.ring.isDue(progress.nowSeconds)) yield* reap();
      const end = yield* consult(phase);
      if (end) return end;
    } else if (window.quotaLeft(progress.maxBandwidthBytesPerSecond) < 0) {
      progress.nowSeconds = yield* pause(window.secondsToSleep(progress.nowSeconds), "liveSeconds", "rate-limit");
    }
  }
}

/** Strict passes go to their end; else less than the threshold is little enough, and that is 0 in the first window. */
function needsSync({ parameters, progress }: LivePhase): boolean {
  return parameters.passes === "strict" ? progress.pagesLeft === 0 : progress.leftBytes < progress.thresholdBytes;
}

/** Reads the log while the guest runs. An answer ends the live phase. */
function* syncLive(phase: LivePhase): EngineProcess<LiveEnd | undefined> {
  const { progress, pressure, facts } = phase;
  const { cancelAfterSyncs, relax, syncPageSeconds } = phase.parameters;
  const period = progress.addSync(yield* sync());
  if (cancelAfterSyncs !== undefined && progress.syncs >= cancelAfterSyncs) {
    return { how: "cancel", stop: cancelledAfter(progress.syncs, progress.leftBytes) };
  }
  yield* beginRound({ live: true, limitBytesPerSecond: progress.maxBandwidthBytesPerSecond || undefined });
  if (syncPageSeconds > 0) progress.nowSeconds = yield* pause(syncPageSeconds * facts.allocatedPages, "liveSeconds", "bitmap-sync");
  if (period) pressure.judge(period, progress.nowSeconds);
  if (progress.syncs === relax?.afterSyncs) progress.apply({ downtimeLimitSeconds: relax.downtimeLimitSeconds });
  return yield* consult(phase);
}

/** Asks the policy on top, slows the guest down as far as it is to be, and looks whether it is time to go over. */
function* consult({ parameters, progress, pressure, policy }: LivePhase): EngineProcess<LiveEnd | undefined> {
  // Told as it goes: a time limit of the scenario may end the migration at any moment.
  yield* reportSyncs(progress);
  const answer = policy ? askPolicy(policy, progress.statistics()) : undefined;
  if (answer?.settings) {
    progress.apply(answer.settings);
    pressure.setOwn(answer.settings.throttleRatio);
  }
  if (pressure.ratio !== progress.throttleRatio) {
    progress.throttleRatio = pressure.ratio;
    yield* throttle(pressure.ratio);
  }
  if (answer && answer.decision !== "continue") return endBy(parameters, progress, answer);
  return timeToGoOver({ parameters, progress, policy });
}

/** The engine's own time to go over by post-copy. A policy decides by itself when that is. */
function timeToGoOver({ parameters, progress, policy }: Pick<LivePhase, "parameters" | "progress" | "policy">): LiveEnd | undefined {
  if (!parameters.postcopy || policy) return undefined;
  const { afterSyncs = Infinity, afterSeconds = Infinity } = parameters.postcopy;
  if (progress.syncs < afterSyncs && progress.nowSeconds < afterSeconds) return undefined;
  const why = progress.syncs >= afterSyncs ? afterSyncsInWords(progress.syncs) : `after ${afterSeconds} s`;
  return { how: "postcopy", stop: wentOver(why, progress.leftBytes) };
}

/** A policy's last word. */
function endBy({ postcopy }: QemuParameters, progress: QemuProgress, answer: Answer): LiveEnd {
  if (answer.decision === "abort") return { how: "cancel", stop: policyStop(answer, progress.syncs) };
  if (answer.decision === "stop") return { how: "completion", stop: policyStop(answer, progress.syncs) };
  if (!postcopy)
    throw new PolicyError("stop policy: post-copy needs an engine with postcopy set, as in { preset: qemu-10.0, postcopy: {} }.");
  return { how: "postcopy", stop: wentOver(answer.detail ?? "because the stop policy said so", progress.leftBytes) };
}

/** Everything left goes, as fast as the link takes it and the destination places it. */
function* complete(parameters: QemuParameters, facts: MigrationFacts, progress: QemuProgress): EngineProcess {
  // Free pages that were left out are never sent, so that no more than what is left can be new.
  const newPages = Math.min(progress.pagesLeft, Math.max(0, facts.allocatedPages - progress.totalPagesSent));
  const pageSeconds = (facts.pageBytes + PAGE_HEADER_BYTES) / facts.linkBytesPerSecond;
  const placingSeconds = newPages * Math.max(0, parameters.firstTouchSeconds - pageSeconds);
  yield* beginRound({ live: false });
  yield* burst({ batchPages: burstPages(parameters), limitBytes: Infinity, sliceSeconds: Infinity, trailerBytes: ITERATION_BYTES });
  yield* pause(parameters.completionSeconds + placingSeconds, "stopAndCopySeconds");
  yield* endRound();
}

function* fetchRest({ maxPostcopyBandwidthBytesPerSecond }: QemuParameters, settings: PostcopyParameters): EngineProcess {
  const { preempt, queuedBytes, faultSeconds, accessesPerWrite } = settings;
  const limitBytesPerSecond = maxPostcopyBandwidthBytesPerSecond || Infinity;
  yield* postcopy({ preempt, queuedBytes, faultSeconds, accessesPerWrite, limitBytesPerSecond });
}

/** The time of a slice is taken in whole milliseconds, and has to be more. */
const CLOCK_SECONDS = 0.001;

function burstOf(parameters: QemuParameters, progress: QemuProgress): Omit<BurstAction, "kind"> {
  const quotaBytes = progress.window.quotaLeft(progress.maxBandwidthBytesPerSecond);
  return {
    batchPages: burstPages(parameters),
    limitBytes: quotaBytes + uncountedBytes(parameters),
    sliceSeconds: parameters.sliceSeconds + CLOCK_SECONDS,
    trailerBytes: ITERATION_BYTES,
  };
}

function stopOf({ parameters, progress }: LivePhase): StopReport {
  const { leftBytes, thresholdBytes, downtimeLimitSeconds: limitSeconds, syncs } = progress;
  const isBandwidthSet = parameters.availSwitchoverBandwidthBytesPerSecond > 0;
  return downtimeMet({ leftBytes, thresholdBytes, limitSeconds, syncs, isBandwidthSet });
}

/** The sync of the set-up counts in QEMU's own figure. */
function* reportSyncs({ syncs, expectedDowntimeSeconds, downtimeLimitSeconds }: QemuProgress): EngineProcess {
  const dirtySyncCount = syncs + 1;
  yield* report({ dirtySyncCount, downtimeLimitSeconds, ...(expectedDowntimeSeconds === undefined ? {} : { expectedDowntimeSeconds }) });
}
