/**
 * QEMU's migration thread: migration/migration.c and migration/ram.c (docs/sources/qemu.md).
 *
 * Pages are sent in windows of 100 ms, each with a byte quota. At the start of a window, after a slice of 50 ms and when no
 * page is left, the pages left are compared with the threshold: the bandwidth of the last window x the downtime limit. Below
 * it the dirty bitmap is synced; if the pages left are still below it, the guest is stopped.
 */

import type { StopReport } from "../../result/result.js";
import { showSeconds } from "../../result/words.js";
import type { PostcopyParameters, QemuParameters } from "../../scenario/resolved/engine-parameters.js";
import type { Burst, BurstAction } from "../action.js";
import { moveDevices, sendPending } from "../devices.js";
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
  type Step,
  suspend,
  sync,
  throttle,
} from "../steps.js";
import { DirtyRing } from "./dirty-ring.js";
import { discardDirtyPages } from "./discard-list.js";
import { fileBitmapBytes, stopIntoFile } from "./mapped-ram.js";
import { backgroundSnapshot, restartInPlace } from "./modes.js";
import { QemuProgress } from "./progress.js";
import { afterSyncs as afterSyncsInWords, cancelledAfter, downtimeMet, switchedToPostcopy } from "./stops.js";
import { ThrottleController } from "./throttle-controller.js";
import { burstPages, ITERATION_BYTES, mainConnectionOf, PAGE_HEADER_BYTES, uncountedBytes, wireOf } from "./wire.js";

export function qemuEngine(parameters: QemuParameters, policy?: StopPolicy): Engine {
  return { name: parameters.preset, ...wireOf(parameters), migrate: (facts) => processOf(parameters, facts, policy) };
}

function processOf(parameters: QemuParameters, facts: MigrationFacts, policy?: StopPolicy): EngineProcess {
  switch (parameters.mode) {
    case "background-snapshot":
      return backgroundSnapshot(parameters, facts);
    case "cpr-reboot":
    case "cpr-transfer":
      return restartInPlace(parameters);
    default:
      return migrate(parameters, facts, policy);
  }
}

/** State of the live phase: settings, counters, throttling, dirty rings and the stop policy on top. */
class LivePhase {
  readonly throttling: ThrottleController;
  readonly ring: DirtyRing;

  constructor(
    readonly parameters: QemuParameters,
    readonly facts: MigrationFacts,
    readonly progress: QemuProgress,
    readonly policy: StopPolicy | undefined,
  ) {
    this.throttling = new ThrottleController(parameters, facts, progress.nowSeconds);
    this.ring = new DirtyRing(parameters, facts, progress.nowSeconds);
  }

  /** Whether all that a window's end does now is to count. */
  get isQuiet(): boolean {
    const { nowSeconds, hasReported } = this.progress;
    if (!hasReported || this.policy !== undefined || this.parameters.postcopy !== undefined) return false;
    return this.throttling.isQuiet(nowSeconds) && this.ring.isQuiet(nowSeconds);
  }
}

/** How the live phase ends. */
interface LiveEnd {
  readonly how: "completion" | "postcopy" | "cancel";
  readonly stop: StopReport;
}

/** migration_thread. */
function* migrate(parameters: QemuParameters, facts: MigrationFacts, policy?: StopPolicy): EngineProcess {
  yield* enableLog(parameters.setupSeconds + parameters.setupPageSeconds * facts.allocatedPages, 0);
  // ram_save_setup, ram_init_bitmaps: the first bitmap sync.
  const progress = new QemuProgress(parameters, facts, yield* sync());
  // virtio-balloon: qemu_guest_free_page_hint.
  if (parameters.freePageHints) progress.pagesLeft = yield* dropFreePages();
  const phase = new LivePhase(parameters, facts, progress, policy);
  const end = postcopySwitch(phase) ?? (yield* live(phase));
  if (end.how === "cancel") {
    yield* reportSyncs(progress);
    return yield* cancel(end.stop);
  }
  // migration_stop_vm, then ram_save_complete or ram_postcopy_send_discard_bitmap: the final bitmap sync.
  yield* suspend(parameters.mappedRam ? stopIntoFile(end.stop, facts) : end.stop);
  const final = yield* sync();
  const finalSyncSeconds = syncSeconds(parameters, facts, final.newDirtyPages);
  if (finalSyncSeconds > 0) yield* pause(finalSyncSeconds, "finalSyncSeconds", "bitmap-sync");
  progress.addSync(final);
  const postcopySettings = end.how === "postcopy" ? parameters.postcopy : undefined;
  if (postcopySettings) yield* discardDirtyPages(postcopySettings);
  else yield* complete(parameters, facts, progress);
  yield* reportSyncs(progress);
  // qemu_savevm_state_complete_precopy_non_iterable, in post-copy the package of postcopy_start.
  // vfio_save_complete_precopy: also what a device had left to give while it ran.
  if (progress.devicePendingBytes > 0) yield* sendPending(facts.devices, progress.devicePendingBytes, "deviceSeconds");
  yield* moveDevices(facts.devices);
  const bitmapBytes = parameters.mappedRam ? fileBitmapBytes(facts) : 0;
  yield* handOver(parameters.stateBytes + bitmapBytes, parameters.roundTrips);
  if (postcopySettings) yield* fetchRest(parameters, postcopySettings);
}

/** The loop of migration_thread: migration_iteration_run while the quota lasts, then migration_rate_limit. */
function* live(phase: LivePhase): EngineProcess<LiveEnd> {
  const { parameters, progress, throttling } = phase;
  const { window } = progress;
  yield* beginRound({ live: true, limitBytesPerSecond: progress.maxBandwidthBytesPerSecond || undefined });
  for (;;) {
    const forced = yield* forcedSync(phase);
    if (forced) return forced;
    if (progress.quotaLeftBytes >= 0) {
      const isSyncDue = needsSync(phase);
      const end = isSyncDue ? yield* syncLive(phase) : undefined;
      if (end) return end;
      if ((isSyncDue || parameters.passes === "continuous") && progress.isLittleLeft) return { how: "completion", stop: stopOf(phase) };
      // qemu_savevm_state_iterate: ram_save_iterate.
      yield* burst(burstsOf(phase));
      yield* sendDeviceState(phase, isSyncDue);
    }
    // migration_update_counters.
    if (progress.endWindow()) {
      throttling.tick(progress.nowSeconds);
      if (phase.ring.isDue(progress.nowSeconds)) yield* reap();
      const end = yield* consult(phase);
      if (end) return end;
    } else if (progress.quotaLeftBytes < 0) {
      // The timer of forced syncs runs in the main loop, while this thread sleeps.
      const seconds = Math.min(window.secondsToSleep(progress.nowSeconds), throttling.secondsToTick(progress.nowSeconds));
      progress.nowSeconds = yield* pause(seconds, "liveSeconds", "rate-limit");
    }
  }
}

/** VFIO_MIG_DEFAULT_DATA_BUFFER_SIZE of hw/vfio/migration.c. */
const DEVICE_CHUNK_BYTES = 2 ** 20;

/**
 * vfio_save_iterate, called once per iteration when no page is left (qemu_savevm_state_iterate). When nothing is left but what devices give in
 * the pause, QEMU looks again and again; here it looks once per window, our modelling decision.
 */
function* sendDeviceState({ progress, facts }: LivePhase, hasSynced: boolean): EngineProcess {
  if (progress.pagesLeft > 0) return;
  const bytes = Math.min(DEVICE_CHUNK_BYTES, progress.devicePendingBytes);
  if (bytes > 0) progress.addDeviceState(bytes, yield* sendPending(facts.devices, bytes, "liveSeconds"));
  else if (progress.isStopCopyLeft && (hasSynced || !progress.isSyncDue)) {
    progress.nowSeconds = yield* pause(progress.window.secondsToSleep(progress.nowSeconds), "liveSeconds");
  }
}

/** cpu_throttle_dirty_sync_timer_tick: a sync in the main loop, after which the thread may make one of its own. */
function* forcedSync(phase: LivePhase): EngineProcess<LiveEnd | undefined> {
  const { progress, throttling } = phase;
  return throttling.isSyncDue(progress.syncs, progress.nowSeconds) ? yield* syncLive(phase) : undefined;
}

/**
 * Whether migration_iteration_run asks for an exact sync: `pending_size < threshold_size`, `<=` from 11.1 on; the threshold is 0 in the
 * first window. Strict passes (before 1.0) sync only when every page has been sent.
 */
function needsSync({ parameters, progress }: LivePhase): boolean {
  return parameters.passes === "strict" ? progress.pagesLeft === 0 : progress.isSyncDue;
}

/** ram_state_pending_exact, migration_bitmap_sync_precopy: syncs while the guest runs. Returns how the live phase ends, if it does. */
function* syncLive(phase: LivePhase): EngineProcess<LiveEnd | undefined> {
  const { progress, throttling, facts } = phase;
  const { cancelAfterSyncs, relax } = phase.parameters;
  const found = yield* sync();
  const period = progress.addSync(found);
  if (cancelAfterSyncs !== undefined && progress.syncs >= cancelAfterSyncs) {
    return { how: "cancel", stop: cancelledAfter(progress.syncs, progress.leftBytes) };
  }
  yield* beginRound({ live: true, limitBytesPerSecond: progress.maxBandwidthBytesPerSecond || undefined });
  const seconds = syncSeconds(phase.parameters, facts, found.newDirtyPages);
  if (seconds > 0) progress.nowSeconds = yield* pause(seconds, "liveSeconds", "bitmap-sync");
  if (period) throttling.judge(period, progress.nowSeconds);
  if (progress.syncs === relax?.afterSyncs) progress.apply({ downtimeLimitSeconds: relax.downtimeLimitSeconds });
  return yield* consult(phase);
}

/** memory_global_dirty_log_sync: KVM's log and those of the vhost devices are read; KVM's legacy log is write-protected again with it. */
function syncSeconds(parameters: QemuParameters, { allocatedPages }: MigrationFacts, newDirtyPages: number): number {
  const { syncPageSeconds, syncDevicePageSeconds, vhostDevices, clearPageSeconds, log } = parameters;
  const clearSeconds = log === "manual-protect" ? 0 : clearPageSeconds * newDirtyPages;
  return (syncPageSeconds + vhostDevices * syncDevicePageSeconds) * allocatedPages + clearSeconds;
}

/** Asks the stop policy, sets the throttle (mig_throttle_guest_down) and decides on the switch to post-copy. */
function* consult({ parameters, progress, throttling, policy }: LivePhase): EngineProcess<LiveEnd | undefined> {
  // Reported at every step, since the scenario's timeout may end the migration at any moment.
  yield* reportSyncs(progress);
  const answer = policy ? askPolicy(policy, progress.statistics()) : undefined;
  if (answer?.settings) {
    progress.apply(answer.settings);
    throttling.setOwn(answer.settings.throttleRatio);
  }
  if (throttling.ratio !== progress.throttleRatio) {
    progress.throttleRatio = throttling.ratio;
    yield* throttle(throttling.ratio);
  }
  if (answer && answer.decision !== "continue") return endBy(parameters, progress, answer);
  return postcopySwitch({ parameters, progress, policy });
}

/** The switch to post-copy set in the scenario, as migrate_start_postcopy would ask for it. A stop policy decides on it itself. */
function postcopySwitch({ parameters, progress, policy }: Pick<LivePhase, "parameters" | "progress" | "policy">): LiveEnd | undefined {
  if (!parameters.postcopy || policy) return undefined;
  const { afterSyncs = Infinity, afterSeconds = Infinity, beforeCompletion } = parameters.postcopy;
  if (progress.syncs < afterSyncs && progress.nowSeconds < afterSeconds) return undefined;
  // migration_iteration_run tests for completion first, up to 10.0.
  if (!beforeCompletion && progress.isLittleLeft) return undefined;
  const why = progress.syncs >= afterSyncs ? afterSyncsInWords(progress.syncs) : `after ${showSeconds(afterSeconds)}`;
  return { how: "postcopy", stop: switchedToPostcopy(why, progress.leftBytes) };
}

/** How the live phase ends by a policy's decision. */
function endBy({ postcopy }: QemuParameters, progress: QemuProgress, answer: Answer): LiveEnd {
  if (answer.decision === "abort") return { how: "cancel", stop: policyStop(answer, progress.syncs) };
  if (answer.decision === "stop") return { how: "completion", stop: policyStop(answer, progress.syncs) };
  if (!postcopy)
    throw new PolicyError("stop policy: post-copy needs an engine with postcopy set, as in { preset: qemu-10.0, postcopy: {} }.");
  return { how: "postcopy", stop: switchedToPostcopy(answer.detail ?? "because the stop policy said so", progress.leftBytes) };
}

/** migration_completion_precopy, ram_save_complete: sends all pages left at the link's speed, or as fast as the destination places them. */
function* complete(parameters: QemuParameters, facts: MigrationFacts, progress: QemuProgress): EngineProcess {
  // Pages the destination has never touched. Free pages dropped by hints are never sent, so no more than the pages left can be new.
  const newPages = Math.min(progress.pagesLeft, Math.max(0, facts.allocatedPages - progress.totalPagesSent));
  const pageSeconds = (facts.pageBytes + PAGE_HEADER_BYTES) / facts.linkBytesPerSecond;
  const placingSeconds = newPages * Math.max(0, parameters.firstTouchSeconds - pageSeconds);
  yield* beginRound({ live: false });
  yield* burst({ batchPages: burstPages(parameters), limitBytes: Infinity, sliceSeconds: Infinity, trailerBytes: ITERATION_BYTES });
  yield* pause(parameters.completionSeconds + placingSeconds, "stopAndCopySeconds");
  yield* endRound();
}

/** postcopy_start and after: the background push (ram_save_iterate) and requested pages (ram_save_host_page_urgent). */
function* fetchRest(parameters: QemuParameters, settings: PostcopyParameters): EngineProcess {
  const { afterSyncs: _1, afterSeconds: _2, beforeCompletion: _3, ...rest } = settings;
  const limitBytesPerSecond = parameters.maxPostcopyBandwidthBytesPerSecond || Infinity;
  const wire = parameters.multifd ? { wire: mainConnectionOf(parameters) } : {};
  yield* postcopy({ ...rest, limitBytesPerSecond, ...wire });
}

/** ram_save_iterate measures its slice in whole milliseconds and stops when it has taken more than MAX_WAIT. */
const CLOCK_SECONDS = 0.001;

/** Calls of ram_save_iterate, through as many windows as nothing else is to be done. */
function burstsOf(phase: LivePhase): Omit<BurstAction, "kind"> {
  const { parameters, progress } = phase;
  const batchPages = burstPages(parameters);
  const countedLateBytes = uncountedBytes(parameters);
  return {
    batchPages,
    limitBytes: progress.quotaLeftBytes + countedLateBytes,
    sliceSeconds: parameters.sliceSeconds + CLOCK_SECONDS,
    trailerBytes: ITERATION_BYTES,
    more: (sent) => (isNextAtOnce(phase, sent) ? progress.quotaLeftBytes + countedLateBytes : undefined),
  };
}

/** Counts a burst. Returns whether `live` would do nothing but count before the next one. */
function isNextAtOnce(phase: LivePhase, sent: Burst): boolean {
  const { parameters, progress } = phase;
  progress.addBurst(sent);
  if (progress.pagesLeft === 0 || !phase.isQuiet) return false;
  if (progress.endWindow()) progress.updateTotals();
  if (progress.quotaLeftBytes < 0 || needsSync(phase)) return false;
  return !(parameters.passes === "continuous" && progress.isLittleLeft);
}

function stopOf({ parameters, progress }: LivePhase): StopReport {
  const { pendingBytes: leftBytes, thresholdBytes, downtimeLimitSeconds: limitSeconds, syncs } = progress;
  const isBandwidthSet = parameters.availSwitchoverBandwidthBytesPerSecond > 0;
  return downtimeMet({ leftBytes, thresholdBytes, limitSeconds, syncs, isBandwidthSet });
}

function reportSyncs(progress: QemuProgress): Step<undefined> {
  return report(progress.takeTotals());
}
