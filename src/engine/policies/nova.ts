/**
 * OpenStack Nova's libvirt driver: polls the migration every 500 ms, checks its timeout and raises QEMU's downtime limit by
 * the clock (downtime_steps, update_downtime, should_trigger_timeout_action of nova/virt/libvirt/migration.py).
 */

import { showBytes, showSeconds } from "../../result/words.js";
import type { NovaParameters } from "../../scenario/resolved/policy-parameters.js";
import type { ReasonedDecision, StopPolicy } from "../policy.js";
import { wholeMilliseconds } from "./kubevirt.js";
import { Interval, type MonitoredStatistics, memoryBytes, monitored } from "./monitor.js";

const POLL_SECONDS = 0.5;
/** _live_migration_data_gb: smallest size that a guest counts as. */
const LEAST_GIB = 2;

export interface DowntimeStep {
  /** The limit holds after this many seconds. */
  readonly afterSeconds: number;
  readonly downtimeSeconds: number;
}

/** downtime_steps, in whole seconds and milliseconds as in the source: from downtime / steps to the whole downtime in steps + 1 values. */
export function downtimeSteps({ downtimeSeconds, steps, delayPerGiBSeconds }: NovaParameters, dataGib: number): DowntimeStep[] {
  const downtimeMs = wholeMilliseconds(downtimeSeconds);
  const delaySeconds = Math.floor(delayPerGiBSeconds * dataGib);
  const baseMs = downtimeMs / steps;
  const offsetMs = (downtimeMs - baseMs) / steps;
  return Array.from({ length: steps + 1 }, (_, index) => ({
    afterSeconds: delaySeconds * index,
    downtimeSeconds: Math.floor(baseMs + offsetMs * index) / 1000,
  }));
}

export function novaPolicy(parameters: NovaParameters): StopPolicy {
  const poll = new Interval(POLL_SECONDS, 0);
  let current: number | undefined;
  let steps: readonly DowntimeStep[] | undefined;
  return (statistics) => {
    const now = monitored(parameters.name, statistics);
    if (!poll.strikes(now.elapsedSeconds)) return "continue";
    const dataGib = Math.max(LEAST_GIB, memoryBytes(now) / 2 ** 30);
    steps ??= downtimeSteps(parameters, dataGib);
    const end = timeoutAnswer(parameters, dataGib, now);
    if (end) return end;
    const step = steps.findLast(({ afterSeconds }) => now.elapsedSeconds > afterSeconds);
    if (step === undefined || step.downtimeSeconds === current) return "continue";
    current = step.downtimeSeconds;
    return { decision: "continue", settings: { downtimeLimitSeconds: current } };
  };
}

function timeoutAnswer(parameters: NovaParameters, dataGib: number, now: MonitoredStatistics): ReasonedDecision | undefined {
  const timeoutSeconds = Math.floor(parameters.completionTimeoutPerGiBSeconds * dataGib);
  if (timeoutSeconds === 0 || now.elapsedSeconds <= timeoutSeconds) return undefined;
  const over = `Nova's completion timeout of ${showSeconds(timeoutSeconds)} passed with ${showBytes(now.remainingBytes)} left`;
  if (parameters.timeoutAction === "abort") return { decision: "abort", detail: `${over}: aborted.` };
  if (parameters.permitPostCopy) return { decision: "postcopy", detail: `as ${over}` };
  return { decision: "stop", detail: `${over}: the guest was paused to send them.` };
}
