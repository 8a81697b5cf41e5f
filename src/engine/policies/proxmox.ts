/**
 * Proxmox VE: polls the migration, and doubles QEMU's downtime limit after six polls at which more was left than at the one before
 * (phase2 of src/PVE/QemuMigrate.pm). It never cancels. QEMU's own rule stays in force.
 */

import { DOWNTIME_LIMIT_MAX_SECONDS, type ReasonedDecision, type StopPolicy } from "../policy.js";
import { Interval, type MonitoredStatistics, monitored } from "./monitor.js";

/** The sleep between polls, until little is left and then for good. */
const POLL_SECONDS = 1;
const FAST_POLL_SECONDS = 0.1;
/** The limit is doubled when more polls than this have seen no progress. */
const POLLS_WITHOUT_PROGRESS = 5;
/** QEMU's windows are as long as a fast poll: one that ends a rounding error early is not missed. */
const ROUNDING_SECONDS = 1e-6;

export function proxmoxPolicy(): StopPolicy {
  const monitor = new Monitor();
  return (statistics) => monitor.ask(monitored("proxmox", statistics, "transferredBytes"));
}

class Monitor {
  #poll = new Interval(POLL_SECONDS - ROUNDING_SECONDS);
  #polls = 0;
  #transferredBytes = 0;
  #remainingBytes = 0;
  #pollsWithoutProgress = 0;

  ask(now: MonitoredStatistics & { readonly transferredBytes: number }): "continue" | ReasonedDecision {
    if (!this.#poll.strikes(now.elapsedSeconds)) return "continue";
    this.#polls++;
    const meanBytes = this.#transferredBytes / this.#polls;
    const hasMoved = now.transferredBytes !== this.#transferredBytes;
    this.#transferredBytes = now.transferredBytes;
    if (!hasMoved) return "continue";
    if (now.remainingBytes < meanBytes) {
      this.#poll = new Interval(FAST_POLL_SECONDS - ROUNDING_SECONDS, now.elapsedSeconds + FAST_POLL_SECONDS - ROUNDING_SECONDS);
    }
    const isMore = this.#remainingBytes > 0 && now.remainingBytes > this.#remainingBytes;
    if (isMore || now.remainingBytes === 0) this.#pollsWithoutProgress++;
    this.#remainingBytes = now.remainingBytes;
    if (this.#pollsWithoutProgress <= POLLS_WITHOUT_PROGRESS) return "continue";
    this.#pollsWithoutProgress = 0;
    return this.#double(now.downtimeLimitSeconds);
  }

  /** QEMU refuses limits above its highest one, which Proxmox VE only logs. */
  #double(limitSeconds: number): "continue" | ReasonedDecision {
    const downtimeLimitSeconds = 2 * limitSeconds;
    return downtimeLimitSeconds > DOWNTIME_LIMIT_MAX_SECONDS ? "continue" : { decision: "continue", settings: { downtimeLimitSeconds } };
  }
}
