/** Stop policies: a rule in place of an engine's own, on statistics like those of Xen's precopy_policy callback. */

import type { StopReport } from "../result/result.js";
import { showCount } from "../result/words.js";
import { showValue } from "../scenario/show-value.js";

/** Statistics of a migration in progress, at a decision. */
export interface RoundStatistics {
  /** Live rounds finished so far; 0 before the first. QEMU: bitmap syncs without that of the set-up, `dirty-sync-count` - 1. */
  readonly iteration: number;
  /**
   * Pages sent in all rounds so far. Xen's `total_written` counts round 0 with p2m_size, the holes included: add slots - allocatedPages to
   * port a precopy_policy.
   */
  readonly totalPagesSent: number;
  /** Pages found dirty when the dirty log was just read; absent before that. QEMU: pages left to send, at all times. */
  readonly dirtyPages?: number;
  /** Pages sent and skipped in the round just finished, and how long it took; absent before the first. */
  readonly pagesSent?: number;
  readonly pagesSkipped?: number;
  readonly durationSeconds?: number;
  /** Allocated pages of the guest, and the link's goodput. */
  readonly allocatedPages: number;
  readonly linkBytesPerSecond: number;
  /** Simulated seconds since the request, and the guest's page size. */
  readonly elapsedSeconds?: number;
  readonly pageBytes?: number;
  /** Bytes of the pages left to send; absent while the dirty log has not been read. */
  readonly remainingBytes?: number;
  /** Bytes sent per second: in the window just ended (QEMU), or of page content in the round just finished. */
  readonly bandwidthBytesPerSecond?: number;
  /** The rest is reported by QEMU's engines alone, which ask at every bitmap sync and at the end of every 100 ms window. */
  /** Bytes sent so far, headers included. */
  readonly transferredBytes?: number;
  /** Bytes of newly dirty pages per second, over the last period between syncs that were at least a second apart. */
  readonly dirtyBytesPerSecond?: number;
  readonly downtimeLimitSeconds?: number;
  readonly maxBandwidthBytesPerSecond?: number;
  /** Fraction of the guest's CPU time withheld, 0 to 1. */
  readonly throttleRatio?: number;
}

/**
 * `continue` the live phase, `stop` it (suspend and send the rest), `abort` the migration, or switch to post-copy (`postcopy`; engines
 * of QEMU with `postcopy` set, an error elsewhere).
 */
export type Decision = "continue" | "stop" | "abort" | "postcopy";

/** Settings of a QEMU engine that a policy may change while it runs. */
export interface EngineSettings {
  readonly downtimeLimitSeconds?: number;
  /** 0 for no limit. */
  readonly maxBandwidthBytesPerSecond?: number;
  /** 0 .. 0.99. */
  readonly throttleRatio?: number;
}

/** A decision with its reason. `converged`: for `stop`, whether few enough pages are left; false by default. */
export interface ReasonedDecision {
  readonly decision: Decision;
  readonly converged?: boolean;
  /** Why, in a sentence for a person. */
  readonly detail?: string;
  /** Settings to change from now on. */
  readonly settings?: EngineSettings;
}

/**
 * Called after each live round and each time the dirty log is read (Xen), before each live round (XCP-ng, whose emu-manager it replaces:
 * on a `stop` the guest is suspended while that round is sent), with each dirty table (Cloud Hypervisor), at every
 * bitmap sync and at the end of every window (QEMU, whose own rule stays in force). On a `stop` after the dirty log was read,
 * Xen still sends the pages just found live before the guest is suspended. A policy with state needs one instance per migration.
 */
export type StopPolicy = (statistics: RoundStatistics) => Decision | ReasonedDecision;

/** A policy that cannot be followed: an invalid answer, an exception, or an engine that it does not suit. */
export class PolicyError extends TypeError {
  override readonly name = "PolicyError";
}

/** A decision with every default filled in. */
export type Answer = ReasonedDecision & { readonly converged: boolean };

const DECISIONS: readonly string[] = ["continue", "stop", "abort", "postcopy"] satisfies Decision[];

/**
 * Asks a policy on a copy of the statistics and reads its answer once.
 * @throws PolicyError for an invalid decision, settings out of range, and whatever the policy or its answer throws.
 */
export function askPolicy(policy: StopPolicy, statistics: RoundStatistics): Answer {
  try {
    return readAnswer(policy({ ...statistics }));
  } catch (error) {
    if (isPolicyError(error)) throw error;
    throw new PolicyError(`stop policy: it threw ${describeThrown(error)}`, { cause: error });
  }
}

function readAnswer(answer: Decision | ReasonedDecision): Answer {
  if (typeof answer !== "object" || answer === null || answer instanceof Promise) {
    return { decision: checkedDecision(answer), converged: false };
  }
  const { decision, converged = false, detail, settings } = answer;
  return {
    decision: checkedDecision(decision),
    converged: checkedConverged(converged),
    ...(detail === undefined ? {} : { detail: checkedDetail(detail) }),
    ...(settings === undefined ? {} : { settings: checkedSettings(settings) }),
  };
}

function checkedDecision(decision: unknown): Decision {
  if (DECISIONS.includes(decision as string)) return decision as Decision;
  const words = DECISIONS.map((word) => `"${word}"`).join(", ");
  throw new PolicyError(`stop policy: expected one of ${words}, received ${describeValue(decision)}`);
}

function checkedConverged(converged: unknown): boolean {
  if (typeof converged === "boolean") return converged;
  throw new PolicyError(`stop policy: converged: expected true or false, received ${describeValue(converged)}`);
}

function checkedDetail(detail: unknown): string {
  if (typeof detail === "string" && detail.trim() !== "") return detail;
  throw new PolicyError(`stop policy: detail: expected a sentence, received ${describeValue(detail)}`);
}

function describeValue(value: unknown): string {
  if (value instanceof Promise) {
    // This fault already reports the promise, so its rejection is ignored.
    value.catch(() => undefined);
    return "a promise: a policy answers at once";
  }
  return value === undefined ? "undefined" : showValue(value);
}

/** True for a PolicyError; false also for values that cannot be inspected, such as a proxy whose traps throw. */
function isPolicyError(error: unknown): boolean {
  try {
    return error instanceof PolicyError;
  } catch {
    return false;
  }
}

/** What was thrown, whatever it is: an error by its name and message, else the value in a few words. */
export function describeThrown(error: unknown): string {
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : showValue(error);
  } catch {
    return "a value that cannot be read";
  }
}

/** MAX_MIGRATE_DOWNTIME_SECONDS of QEMU's options.c: it refuses higher limits. */
export const DOWNTIME_LIMIT_MAX_SECONDS = 2000;

/** Largest value of each setting; the smallest is 0. */
const SETTINGS_MAX: Readonly<Record<keyof EngineSettings, number>> = {
  downtimeLimitSeconds: DOWNTIME_LIMIT_MAX_SECONDS,
  maxBandwidthBytesPerSecond: Number.MAX_VALUE,
  throttleRatio: 0.99,
};

function checkedSettings(settings: unknown): EngineSettings {
  if (typeof settings !== "object" || settings === null) {
    throw new PolicyError(`stop policy: settings: expected an object, received ${describeValue(settings)}`);
  }
  const entries = Object.entries(settings).filter(([, value]) => value !== undefined);
  for (const [key, value] of entries) checkSetting(key, value);
  return Object.fromEntries(entries);
}

function checkSetting(key: string, value: unknown): void {
  if (!Object.hasOwn(SETTINGS_MAX, key)) {
    throw new PolicyError(`stop policy: settings: expected ${Object.keys(SETTINGS_MAX).join(", ")}, received ${key}`);
  }
  const max = SETTINGS_MAX[key as keyof EngineSettings];
  if (typeof value === "number" && value >= 0 && value <= max) return;
  const upper = max === Number.MAX_VALUE ? "" : ` and <= ${max}`;
  throw new PolicyError(`stop policy: settings.${key}: expected a number >= 0${upper}, received ${describeValue(value)}`);
}

/** A policy for one run. @throws PolicyError where the maker throws, or makes something else. */
export function makePolicy(createPolicy: () => StopPolicy): StopPolicy {
  const policy = made(createPolicy);
  if (typeof policy === "function") return policy;
  throw new PolicyError(`createPolicy: expected a function (statistics) => decision, received ${describeValue(policy)}`);
}

function made(createPolicy: () => StopPolicy): StopPolicy {
  try {
    return createPolicy();
  } catch (error) {
    if (isPolicyError(error)) throw error;
    throw new PolicyError(`createPolicy: it threw ${describeThrown(error)}`, { cause: error });
  }
}

/** `askPolicy` for engines that work in whole rounds. @throws PolicyError for what they cannot do: post-copy and changes of settings. */
export function askInRounds(policy: StopPolicy, statistics: RoundStatistics): Answer {
  const answer = askPolicy(policy, statistics);
  if (answer.decision === "postcopy") throw new PolicyError('stop policy: "postcopy" is for engines of QEMU whose postcopy is set');
  if (answer.settings === undefined) return answer;
  const [setting] = Object.keys(answer.settings);
  if (setting !== undefined) throw new PolicyError(`stop policy: settings.${setting} is for engines of QEMU: this one has nothing to set`);
  return answer;
}

/** The stop report when a policy ends the live phase or cancels the migration. */
export function policyStop({ decision, converged, detail }: Answer, rounds: number): StopReport {
  if (decision === "abort") {
    return {
      kind: "cancelled",
      converged: false,
      detail: detail ?? `The stop policy cancelled the migration after ${showCount(rounds, "round")}.`,
    };
  }
  return { kind: "policy", converged, detail: detail ?? `The stop policy ended the live phase after ${showCount(rounds, "round")}.` };
}
