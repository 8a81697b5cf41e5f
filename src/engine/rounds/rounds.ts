/**
 * Strict live rounds over a bare wire: Propolis, bhyve, LXD, p.haul, VirtualBox and Hyper-V (docs/sources/other-engines.md).
 *
 * Every program sends all memory, then what was dirtied meanwhile, and so on; they differ in when they stop (`stop-rules.ts`). The guest
 * is then suspended and the pages dirtied in the last live round are sent. Headers and costs per page are unknown: none.
 */
import type { StopReport } from "../../result/result.js";
import type { RoundsParameters } from "../../scenario/resolved/engine-parameters.js";
import { BARE_WIRE } from "../bare-wire.js";
import type { Engine, EngineProcess, MigrationFacts } from "../engine.js";
import { askInRounds, policyStop, type StopPolicy } from "../policy.js";
import { roundStatistics } from "../statistics.js";
import { cancel, clean, enableLog, handOver, peek, send, suspend } from "../steps.js";
import { stopRuleOf } from "./stop-rules.js";

/** Every result of a closed program's engine says what its rules come from. */
function withProvenance(stop: StopReport, { rule }: RoundsParameters): StopReport {
  if (rule !== "pages-dirty") return stop;
  return {
    ...stop,
    detail: `${stop.detail} This is Hyper-V after public descriptions: the program is closed, and its threshold is assumed.`,
  };
}

/** pgmR3SaveRamPages: a zero page is a record type without content. */
const ZERO_RECORD = { zeroPageBytes: 1 } as const;

export function roundsEngine(parameters: RoundsParameters, policy?: StopPolicy): Engine {
  return {
    name: parameters.preset,
    ...BARE_WIRE,
    ...(parameters.rule === "vote" ? ZERO_RECORD : {}),
    migrate: (facts) => migrate(parameters, facts, policy),
  };
}

/** `policy` replaces the program's own rule; it is asked after each live round. */
export function* migrate(parameters: RoundsParameters, facts: MigrationFacts, policy?: StopPolicy): EngineProcess {
  const rule = stopRuleOf(parameters);
  let beganSeconds = yield* enableLog(0, 0);
  let totalPagesSent = 0;
  for (let rounds = 1; ; rounds++) {
    const round = yield* send({ live: true, dirtyPageRule: "send", holes: "passed over" });
    const { dirtyPages } = yield* peek();
    const { pagesSent, nowSeconds } = round;
    totalPagesSent += pagesSent;
    if (policy) {
      const standing = { iteration: rounds, totalPagesSent, elapsedSeconds: nowSeconds, dirtyPages, round };
      const answer = askInRounds(policy, roundStatistics(facts, standing));
      if (answer.decision === "abort") return yield* cancel(policyStop(answer, rounds));
      if (answer.decision === "stop") return yield* stopAndCopy(parameters, policyStop(answer, rounds));
    } else {
      const stop = rule({ rounds, pagesSent, allocatedPages: facts.allocatedPages, dirtyPages, beganSeconds, nowSeconds });
      if (stop) return yield* stopAndCopy(parameters, stop);
    }
    beganSeconds = nowSeconds;
    yield* clean();
  }
}

function* stopAndCopy(parameters: RoundsParameters, stop: StopReport): EngineProcess {
  const { stateBytes, roundTrips } = parameters;
  yield* suspend(withProvenance(stop, parameters));
  yield* clean();
  yield* send({ live: false, dirtyPageRule: "send", holes: "passed over" });
  yield* handOver(stateBytes, roundTrips);
}
