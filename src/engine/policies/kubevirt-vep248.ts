/**
 * KubeVirt's stall detection (VEP 248; migration monitor and stall detector of virt-launcher). At every bitmap sync it checks
 * whether the bytes left are still falling. After a stall it asks QEMU to switch over if the pause is short enough, cancels if
 * it is too long, or switches to post-copy. QEMU's own rule stays in force.
 */

import { showBytes, showSeconds } from "../../result/words.js";
import type { KubevirtVep248Parameters } from "../../scenario/resolved/policy-parameters.js";
import type { Decision, EngineSettings, ReasonedDecision, StopPolicy } from "../policy.js";
import { completionSeconds, initialDowntimeSeconds, POLL_SECONDS } from "./kubevirt.js";
import { Interval, type MonitoredStatistics, memoryBytes, monitored } from "./monitor.js";
import { StallDetector } from "./stall-detector.js";

export function kubevirtVep248Policy(parameters: KubevirtVep248Parameters): StopPolicy {
  const monitor = new Monitor(parameters);
  return (statistics) => monitor.ask(monitored(parameters.name, statistics));
}

class Monitor {
  readonly #parameters: KubevirtVep248Parameters;
  readonly #detector: StallDetector;
  readonly #poll = new Interval(POLL_SECONDS);
  #isBegun = false;
  #iteration = 0;
  #bandwidthBytesPerSecond: number | undefined;
  /** Bytes left at the last bitmap sync. */
  #remainingBytes = 0;
  #isSwitching = false;
  #deadlineSeconds: number | undefined;

  constructor(parameters: KubevirtVep248Parameters) {
    this.#parameters = parameters;
    this.#detector = new StallDetector(parameters);
  }

  ask(now: MonitoredStatistics): Decision | ReasonedDecision {
    if (!this.#isBegun) {
      this.#isBegun = true;
      this.#remainingBytes = memoryBytes(now);
      return { decision: "continue", settings: { downtimeLimitSeconds: initialDowntimeSeconds(this.#parameters.maxDowntimeSeconds) } };
    }
    const isSync = now.iteration > this.#iteration;
    this.#iteration = now.iteration;
    if (isSync) {
      // A sync restarts the poll interval: there is no poll between syncs that follow each other faster than that.
      this.#poll.set(now.elapsedSeconds);
      return this.#atSync(now) ?? this.#atTimeout(now) ?? "continue";
    }
    if (!this.#poll.strikes(now.elapsedSeconds)) return "continue";
    this.#sample(now.bandwidthBytesPerSecond);
    return this.#atTimeout(now) ?? "continue";
  }

  #sample(bytesPerSecond: number | undefined): void {
    if (bytesPerSecond === undefined) return;
    const { ewmaAlphaRatio } = this.#parameters;
    const before = this.#bandwidthBytesPerSecond ?? bytesPerSecond;
    this.#bandwidthBytesPerSecond = ewmaAlphaRatio * bytesPerSecond + (1 - ewmaAlphaRatio) * before;
  }

  /** Pause, in seconds, to send the bytes left at the last sync. */
  get #impliedSeconds(): number | undefined {
    return this.#bandwidthBytesPerSecond ? this.#remainingBytes / this.#bandwidthBytesPerSecond : undefined;
  }

  #atSync(now: MonitoredStatistics): ReasonedDecision | undefined {
    this.#remainingBytes = now.remainingBytes;
    const impliedSeconds = this.#impliedSeconds;
    if (impliedSeconds === undefined || this.#isSwitching) return undefined;
    const isMoment = this.#detector.add({ elapsedSeconds: now.elapsedSeconds, remainingBytes: now.remainingBytes });
    if (!isMoment || !this.#fits(now, impliedSeconds)) return undefined;
    const { allowPostCopy, allowWorkloadDisruption, maxDowntimeSeconds, precopyPossibleFactor } = this.#parameters;
    const stall = `the bytes left stopped falling at ${showBytes(now.remainingBytes)}, ${showSeconds(impliedSeconds)} of pause`;
    if (allowWorkloadDisruption && allowPostCopy) return { decision: "postcopy", detail: `as ${stall}` };
    if (allowWorkloadDisruption) return forceSwitch(stall);
    if (impliedSeconds <= maxDowntimeSeconds * precopyPossibleFactor) return this.#switchWithin(maxDowntimeSeconds, now);
    const limit = `${precopyPossibleFactor} times the ${showSeconds(maxDowntimeSeconds)} allowed`;
    return { decision: "abort", detail: `KubeVirt cancelled: ${stall}, more than ${limit}.` };
  }

  #switchWithin(downtimeLimitSeconds: number, now: MonitoredStatistics): ReasonedDecision {
    const settings: EngineSettings = { downtimeLimitSeconds };
    this.#isSwitching = true;
    this.#deadlineSeconds = Math.floor(now.elapsedSeconds) + this.#parameters.switchoverTimeoutSeconds;
    return { decision: "continue", settings };
  }

  /** Whether the pause would end within the time that a forced completion has. */
  #fits(now: MonitoredStatistics, impliedSeconds: number): boolean {
    const { completionTimeoutFactor } = this.#parameters;
    return impliedSeconds <= Math.floor(this.#completionSeconds(now) * completionTimeoutFactor) - Math.floor(now.elapsedSeconds);
  }

  #completionSeconds(now: MonitoredStatistics): number {
    return completionSeconds(this.#parameters.completionTimeoutPerGiBSeconds, memoryBytes(now));
  }

  #atTimeout(now: MonitoredStatistics): ReasonedDecision | undefined {
    const completion = this.#completionSeconds(now);
    if (completion === 0 || Math.floor(now.elapsedSeconds) <= (this.#deadlineSeconds ?? completion)) return undefined;
    const { allowPostCopy, allowWorkloadDisruption } = this.#parameters;
    const impliedSeconds = this.#impliedSeconds;
    const over = `KubeVirt's completion timeout of ${showSeconds(completion)} passed with ${showBytes(now.remainingBytes)} left`;
    if (!this.#isSwitching && impliedSeconds !== undefined && this.#fits(now, impliedSeconds)) {
      if (allowPostCopy) return { decision: "postcopy", detail: `as ${over}` };
      if (allowWorkloadDisruption) return forceSwitch(over);
    }
    if (!this.#isSwitching) return { decision: "abort", detail: `${over}: cancelled.` };
    const waited = showSeconds(this.#parameters.switchoverTimeoutSeconds);
    return {
      decision: "abort",
      detail: `KubeVirt cancelled: QEMU had not switched over ${waited} after the request, with ${showBytes(now.remainingBytes)} left.`,
    };
  }
}

/** KubeVirt sets QEMU's largest downtime limit, 2000 s: QEMU stops the guest whatever is left. */
function forceSwitch(why: string): ReasonedDecision {
  return { decision: "stop", converged: false, detail: `KubeVirt forced the switchover: ${why}.` };
}
