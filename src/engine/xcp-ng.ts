/**
 * XCP-ng and XenServer: xenguest's send_memory_live under the emu-manager, a process of its own; see docs/sources/xen.md#xcp-ng.
 *
 * xenguest reports before each round, and every half second within one; by itself it stops only where no page is dirty. The
 * emu-manager decides on these reports, once, and has the guest suspended while the round goes on.
 */
import type { StopReport } from "../result/result.js";
import { showCount, showSeconds } from "../result/words.js";
import type { XenStreamParameters } from "../scenario/resolved/engine-parameters.js";
import type { SendAction, SentRound } from "./action.js";
import type { EngineProcess, MigrationFacts } from "./engine.js";
import { askInRounds, policyStop, type StopPolicy } from "./policy.js";
import { roundStatistics, type Standing } from "./statistics.js";
import { awaitSuspended, cancel, clean, enableLog, send, suspend } from "./steps.js";
import { dirtyStop, isFew, sendRest } from "./xen-stream.js";

/** send_memory_live with the policy of xenguest's emp.c, and emu_manager_save of xcp-emu-manager's emu.c. */
export function* xcpNg(parameters: XenStreamParameters, facts: MigrationFacts, ownPolicy?: StopPolicy): EngineProcess {
  const manager = ownPolicy ? ownManager(ownPolicy, facts) : emuManager(parameters);
  let elapsedSeconds = yield* enableLog(parameters.setupSeconds, parameters.streamHeaderBytes);
  let totalPagesSent = 0;
  let dirtyPages = facts.allocatedPages;
  let round: SentRound | undefined;

  for (let iteration = 0; ; iteration++) {
    const isAsked: boolean = round !== undefined && round.guest !== "running";
    const { suspendAfter, cancelled } = isAsked ? NOTHING : manager({ iteration, totalPagesSent, elapsedSeconds, dirtyPages, round });
    if (cancelled) return yield* cancel(cancelled);
    round = yield* send({ live: true, dirtyPageRule: "send", holes: iteration === 0 ? "listed" : "passed over", suspendAfter });
    if (dirtyPages === 0 || isStopped(parameters, round)) {
      if (round.guest !== "running") yield* awaitSuspended();
      else yield* suspend(dirtyStop(parameters, iteration, dirtyPages));
      break;
    }
    totalPagesSent += round.pagesSent;
    elapsedSeconds = round.nowSeconds;
    dirtyPages = (yield* clean()).dirtyPages;
  }
  yield* sendRest(parameters);
}

/** xenguest's stop flag after a round: set when the guest is asked (1.2.1), or when xenopsd reports it suspended (before). */
function isStopped({ roundsWhileSuspending }: XenStreamParameters, { guest }: SentRound): boolean {
  return guest === "suspended" || (guest === "suspending" && !roundsWhileSuspending);
}

/** What comes of a report: nothing, a suspend during the round that it announces, or the end of the migration. */
interface Decision {
  readonly suspendAfter?: SendAction["suspendAfter"];
  readonly cancelled?: StopReport;
}

const NOTHING: Decision = {};

/** Decides on the report before a round. */
type Manager = (standing: Standing & { readonly dirtyPages: number }) => Decision;

/**
 * emu_client_event_cb_emp: iteration > 0 && (remaining <= 50 || iteration >= 4). A report within a round has -1 for `remaining`, which
 * passes for few.
 */
function emuManager(parameters: XenStreamParameters): Manager {
  const { maxIterations, progressSeconds } = parameters;
  return ({ iteration, dirtyPages }) => {
    if (iteration === 0) return NOTHING;
    if (isFew(parameters, dirtyPages)) return { suspendAfter: { seconds: 0, stop: dirtyStop(parameters, iteration, dirtyPages) } };
    if (maxIterations > 0 && iteration >= maxIterations) return { suspendAfter: { seconds: 0, stop: iterationStop(iteration) } };
    return progressSeconds > 0 ? { suspendAfter: { seconds: progressSeconds, stop: progressStop(iteration, progressSeconds) } } : NOTHING;
  };
}

/** A policy in the emu-manager's place: asked before each round, as nothing else has a count of dirty pages. */
function ownManager(policy: StopPolicy, facts: MigrationFacts): Manager {
  return (standing) => {
    const answer = askInRounds(policy, roundStatistics(facts, standing));
    if (answer.decision === "continue") return NOTHING;
    const stop = policyStop(answer, standing.iteration);
    return answer.decision === "abort" ? { cancelled: stop } : { suspendAfter: { seconds: 0, stop } };
  };
}

function iterationStop(iteration: number): StopReport {
  const detail = `${showCount(iteration, "live round was", "live rounds were")} made, the most before the guest is suspended during the next.`;
  return { kind: "max-iterations", converged: false, detail };
}

function progressStop(iteration: number, seconds: number): StopReport {
  const detail = `Iteration ${iteration} had lasted ${showSeconds(seconds)}: a progress report within it has no count of dirty pages, which the emu-manager takes for few.`;
  return { kind: "forced", converged: false, detail };
}
