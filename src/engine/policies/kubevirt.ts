/**
 * KubeVirt without stall detection: the monitor in virt-launcher polls the migration every 400 ms (handleLegacyConvergence;
 * VEP 291's downtime limit: tuneDowntime). QEMU's own rule stays in force.
 */

import { showBytes, showSeconds } from "../../result/words.js";
import type { KubevirtParameters, KubevirtTimeouts, KubevirtVep291Parameters } from "../../scenario/resolved/policy-parameters.js";
import { type Decision, DOWNTIME_LIMIT_MAX_SECONDS, type EngineSettings, type ReasonedDecision, type StopPolicy } from "../policy.js";
import { Interval, type MonitoredStatistics, memoryBytes, monitored } from "./monitor.js";

/** monitorSleepPeriodMS. */
export const POLL_SECONDS = 0.4;
/** QEMU's default downtime limit: QEMUDefaultTargetDowntimeMS. */
const QEMU_DOWNTIME_SECONDS = 0.3;

export function kubevirtPolicy(parameters: KubevirtParameters): StopPolicy {
  const poll = new Interval(POLL_SECONDS);
  const convergence = watchConvergence(parameters);
  return (statistics) => {
    const now = monitored(parameters.name, statistics);
    return poll.strikes(now.elapsedSeconds) ? convergence(now) : "continue";
  };
}

export function kubevirtVep291Policy(parameters: KubevirtVep291Parameters): StopPolicy {
  const poll = new Interval(POLL_SECONDS);
  const convergence = watchConvergence(parameters);
  const tuning = tuneDowntime(parameters);
  return (statistics) => {
    const now = monitored(parameters.name, statistics);
    const initial = tuning.initial(now);
    if (initial) return { decision: "continue", settings: initial };
    if (!poll.strikes(now.elapsedSeconds)) return "continue";
    const settings = tuning.next(now);
    const answer = convergence(now);
    const reasoned = typeof answer === "string" ? { decision: answer } : answer;
    // tuneDowntime comes first, so that a limit set by the time-out replaces its own.
    return settings ? { settings, ...reasoned } : reasoned;
  };
}

/** Completion timeout in seconds; KubeVirt rounds the size up to whole gigabytes. */
export function completionSeconds(perGigabyteSeconds: number, bytes: number): number {
  return perGigabyteSeconds * Math.ceil(bytes / 1e9);
}

/** handleLegacyConvergence; times in whole seconds, rounded down, as in the source. */
function watchConvergence(timeouts: KubevirtTimeouts): (now: MonitoredStatistics) => Decision | ReasonedDecision {
  let lastRemainingBytes = Infinity;
  let lastProgressSeconds = 0;
  let isForced = false;
  return (now) => {
    const { elapsedSeconds, remainingBytes } = now;
    // Progress is measured against the last poll only: bytes that rise and fall count as progress for ever.
    if (remainingBytes < lastRemainingBytes) lastProgressSeconds = elapsedSeconds;
    lastRemainingBytes = remainingBytes;
    const completion = completionSeconds(timeouts.completionTimeoutPerGiBSeconds, memoryBytes(now)) * (isForced ? 2 : 1);
    const isTooLong = completion > 0 && Math.floor(elapsedSeconds) > completion;
    if (isTooLong && timeouts.allowWorkloadDisruption && !isForced) {
      isForced = true;
      return force(timeouts, completion, remainingBytes);
    }
    const { progressTimeoutSeconds } = timeouts;
    if (progressTimeoutSeconds > 0 && Math.floor(elapsedSeconds - lastProgressSeconds) > progressTimeoutSeconds) {
      const detail = `KubeVirt cancelled: the ${showBytes(remainingBytes)} left had not decreased for ${showSeconds(progressTimeoutSeconds)}.`;
      return { decision: "abort", detail };
    }
    if (!isTooLong) return "continue";
    return {
      decision: "abort",
      detail: `KubeVirt cancelled after its completion timeout of ${showSeconds(completion)} with ${showBytes(remainingBytes)} left.`,
    };
  };
}

function force({ allowPostCopy, vfio }: KubevirtTimeouts, completion: number, remainingBytes: number): ReasonedDecision {
  // A pause would leave VFIO devices running: QEMU is to stop the guest itself.
  if (vfio) return { decision: "continue", settings: { downtimeLimitSeconds: Math.min(2 * completion, DOWNTIME_LIMIT_MAX_SECONDS) } };
  const over = `KubeVirt's completion timeout of ${showSeconds(completion)} passed with ${showBytes(remainingBytes)} left`;
  if (allowPostCopy) return { decision: "postcopy", detail: `as ${over}` };
  return { decision: "stop", detail: `${over}: the guest was paused to send them.` };
}

interface Tuning {
  /** Settings at the first poll; undefined later. */
  readonly initial: (now: MonitoredStatistics) => EngineSettings | undefined;
  readonly next: (now: MonitoredStatistics) => EngineSettings | undefined;
}

/** tuneDowntime, in whole milliseconds as in the source: 7 steps from 150 to 900 ms are 107 ms each. */
function tuneDowntime(parameters: KubevirtVep291Parameters): Tuning {
  const { steps, startAfterIteration, cooldownSeconds } = parameters;
  const maxMs = wholeMilliseconds(parameters.maxDowntimeSeconds);
  const initialMs = Math.min(wholeMilliseconds(parameters.initialDowntimeSeconds), maxMs);
  const stepMs = Math.max(1, Math.floor((maxMs - initialMs) / steps));
  const cooldown = new Interval(cooldownSeconds);
  let currentMs: number | undefined;
  const set = (milliseconds: number, nowSeconds: number): EngineSettings => {
    currentMs = milliseconds;
    cooldown.set(nowSeconds);
    return { downtimeLimitSeconds: milliseconds / 1000 };
  };
  return {
    initial: ({ elapsedSeconds }) => (currentMs === undefined ? set(initialMs, elapsedSeconds) : undefined),
    next({ iteration, elapsedSeconds }) {
      // QEMU's count begins at 1 with the sync of the set-up, which is not counted here.
      const isDue = iteration + 1 >= startAfterIteration && cooldown.isOver(elapsedSeconds);
      if (currentMs === undefined || currentMs >= maxMs || !isDue) return undefined;
      return set(Math.min(currentMs + stepMs, maxMs), elapsedSeconds);
    },
  };
}

export function wholeMilliseconds(seconds: number): number {
  return Math.floor(Math.round(seconds * 1e6) / 1000);
}

/** Downtime limit that KubeVirt sets first: QEMU's default, or the limit allowed if that is lower. */
export function initialDowntimeSeconds(maxDowntimeSeconds: number): number {
  return Math.min(maxDowntimeSeconds, QEMU_DOWNTIME_SECONDS);
}
