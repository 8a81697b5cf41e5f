/** Books of what limited a migration: seconds of sending by what set the pace, bitmap syncs, guest time withheld. */
import { stoppedSeconds } from "../engine/devices.js";
import type { Engine } from "../engine/engine.js";
import type { Phases, Totals } from "../result/result.js";
import type { LimitFacts, PaceLimit, PaceSeconds } from "../result/ruling.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import { columnsOf, type ResolvedTrace } from "../scenario/trace/recorded-source.js";
import { devicesOn } from "./devices-on.js";
import { FRAME_BYTES, type Stages, zeroFrameSeconds } from "./stages.js";

export class Limits {
  readonly #paceSeconds: { -readonly [Kind in PaceLimit]: number } = { link: 0, sender: 0, receiver: 0, "bandwidth-limit": 0, dom0: 0 };
  #kind: PaceLimit | undefined;
  #sinceSeconds = 0;
  #throttleRatio = 0;
  #throttledSinceSeconds = 0;
  bitmapSyncSeconds = 0;
  /** CPU seconds withheld from the guest. */
  withheldSeconds = 0;
  /** Pages that were asked for one after the other, and the seconds that took. */
  requestedPages: number | undefined;
  requestSeconds: number | undefined;
  /** Largest bandwidth limit that was in force. */
  limitBytesPerSecond: number | undefined;

  get paceSeconds(): PaceSeconds {
    return this.#paceSeconds;
  }

  /** From a simulated second on `kind` sets the pace of the copy; undefined while nothing is sent. */
  setPace(kind: PaceLimit | undefined, seconds: number): void {
    if (this.#kind !== undefined) this.#paceSeconds[this.#kind] += Math.max(0, seconds - this.#sinceSeconds);
    this.#kind = kind;
    this.#sinceSeconds = seconds;
  }

  /** Seconds in which a limiter lets nothing through count as sending at its rate. */
  addRateLimitPause(seconds: number): void {
    this.#paceSeconds["bandwidth-limit"] += seconds;
  }

  noteLimit(bytesPerSecond: number): void {
    this.limitBytesPerSecond = Math.max(this.limitBytesPerSecond ?? 0, bytesPerSecond);
  }

  /** From a simulated second on a fraction of the guest's CPU time is withheld. */
  setThrottle(ratio: number, seconds: number): void {
    this.withheldSeconds += (seconds - this.#throttledSinceSeconds) * this.#throttleRatio;
    this.#throttleRatio = ratio;
    this.#throttledSinceSeconds = seconds;
  }
}

/** What the books say when a migration has ended. */
export interface EndedMigration {
  readonly limits: Limits;
  readonly totals: Totals;
  readonly phases: Phases;
  readonly scenario: ResolvedScenario;
  readonly engine: Engine;
  readonly stages: Stages;
}

export function limitFactsOf({ limits, totals, phases, scenario, engine, stages }: EndedMigration): LimitFacts {
  const { limitName = "the engine's bandwidth limit" } = engine;
  const { senderBytesPerSecond, senderName, receiverBytesPerSecond, sentZeroFrameSeconds } = stages;
  const frameBytes = FRAME_BYTES + engine.entryBytes;
  const zeroSeconds = zeroFrameSeconds(stages, scenario.link.goodputBytesPerSecond, frameBytes);
  const guestSeconds = phases.setupSeconds + phases.liveSeconds + phases.switchSeconds + phases.suspendSeconds;
  const { paceSeconds, limitBytesPerSecond, requestedPages, requestSeconds, bitmapSyncSeconds, withheldSeconds } = limits;
  return {
    paceSeconds,
    linkBytesPerSecond: scenario.link.goodputBytesPerSecond,
    limitBytesPerSecond,
    limitName,
    senderBytesPerSecond,
    senderName,
    receiverBytesPerSecond,
    zeroPageSeconds: totals.zeroPages * zeroSeconds * (scenario.vm.pageBytes / FRAME_BYTES),
    zeroPages: totals.zeroPages,
    isZeroByReceiver: zeroSeconds > sentZeroFrameSeconds,
    dom0CpuCount: scenario.host.dom0Cpus,
    copyCpuSeconds: scenario.host.copyCpuSeconds,
    requestedPages,
    requestSeconds,
    bitmapSyncSeconds,
    bitmapSyncs: totals.dirtySyncCount,
    devices: devicesOn(scenario).map((device) => ({
      kind: device.kind,
      bytes: device.kind === "vfio" ? device.stopCopyBytes : 0,
      seconds: stoppedSeconds(device),
    })),
    withheldSeconds,
    withheldRatio: guestSeconds > 0 ? withheldSeconds / guestSeconds : 0,
    downtimeLimitSeconds: totals.downtimeLimitSeconds,
    expectedDowntimeSeconds: totals.expectedDowntimeSeconds,
    guestSeconds: guestSeconds - withheldSeconds,
    traceEndSeconds: scenario.workload.flatMap((source) => (source.kind === "trace" ? endOfTrace(source) : [])),
  };
}

/** None for a trace that repeats, or that has no write. */
function endOfTrace(trace: ResolvedTrace): number[] {
  return trace.repeat || columnsOf(trace).seconds.length === 0 ? [] : [trace.durationSeconds];
}
