/**
 * SimGrid's live_migration plugin as rounds of bytes: no pages, dirtying in proportion to time (docs/sources/simgrid.md#model).
 *
 * With L = latencyFactor x latency, bw = min(V, bandwidthRatio x nominal link), D = intensity x V, a round of S bytes lasts
 * t(S) = L + S / bw, and the next has f(S) = min(D t(S), workingSet x memory). It goes on until f(S) <= downtime x S / t(S),
 * with S the memory at first. Nothing else ends it: where that never holds SimGrid goes on for ever, and the verdict here is
 * given as soon as it is certain. The link's efficiency has no say: SimGrid brings a ratio of its own. Nor has traffic, and
 * the scenario's workload is not looked at. SimGrid's last message comes when the guest runs already: its L is put in front of
 * everything, so that downtime and total are both SimGrid's.
 */

import { showBytes, showCount, showSeconds } from "../result/words.js";
import type { SimgridParameters } from "../scenario/resolved/engine-parameters.js";
import { BARE_WIRE } from "./bare-wire.js";
import type { Engine, EngineProcess, MigrationFacts } from "./engine.js";
import { cancel, enableLog, handOver, modelRound, suspend } from "./steps.js";

export function simgridEngine(parameters: SimgridParameters): Engine {
  return {
    name: parameters.preset,
    ...BARE_WIRE,
    migrate: (facts) => migrate(parameters, facts),
  };
}

/** A migration in SimGrid's terms. */
interface Course {
  readonly latencySeconds: number;
  readonly bytesPerSecond: number;
  readonly dirtyBytesPerSecond: number;
  /** What is dirty at most. */
  readonly capBytes: number;
  readonly maxDowntimeSeconds: number;
}

function* migrate(parameters: SimgridParameters, facts: MigrationFacts): EngineProcess {
  const memoryBytes = facts.allocatedPages * facts.pageBytes;
  const course = courseOf(parameters, facts, memoryBytes);
  yield* enableLog(course.latencySeconds, 0);
  let bytes = memoryBytes;
  for (let rounds = 1; ; rounds++) {
    const seconds = roundSeconds(course, bytes);
    const dirtiedBytes = Math.min(course.dirtyBytesPerSecond * seconds, course.capBytes);
    yield* modelRound({ live: true, bytes, seconds, dirtiedBytes });
    const thresholdBytes = course.maxDowntimeSeconds * (bytes / seconds);
    if (dirtiedBytes <= thresholdBytes) {
      const left = `${showBytes(dirtiedBytes)} were left after ${showCount(rounds, "round")}`;
      const detail = `${left}, not more than the ${showBytes(thresholdBytes)} that go in ${showSeconds(course.maxDowntimeSeconds)}.`;
      yield* suspend({ kind: "downtime-met", converged: true, detail });
      bytes = dirtiedBytes;
      break;
    }
    if (neverEnds(course, dirtiedBytes)) return yield* cancel(noProgress(course, dirtiedBytes, rounds));
    bytes = dirtiedBytes;
  }
  yield* modelRound({ live: false, bytes, seconds: roundSeconds(course, bytes) });
  yield* handOver(0, 0);
}

function courseOf(parameters: SimgridParameters, facts: MigrationFacts, memoryBytes: number): Course {
  return {
    latencySeconds: parameters.latencyFactor * facts.latencySeconds,
    bytesPerSecond: Math.min(parameters.speedBytesPerSecond, parameters.bandwidthRatio * facts.bandwidthBytesPerSecond),
    dirtyBytesPerSecond: parameters.intensityRatio * parameters.speedBytesPerSecond,
    capBytes: parameters.workingSetRatio * memoryBytes,
    maxDowntimeSeconds: parameters.maxDowntimeSeconds,
  };
}

function roundSeconds({ latencySeconds, bytesPerSecond }: Course, bytes: number): number {
  return latencySeconds + bytes / bytesPerSecond;
}

/** What a round leaves for the next in the long run: the fixed point of f below the memory. */
function settledBytes({ latencySeconds, bytesPerSecond, dirtyBytesPerSecond, capBytes }: Course): number {
  const shareRatio = dirtyBytesPerSecond / bytesPerSecond;
  return shareRatio < 1 ? Math.min(capBytes, (dirtyBytesPerSecond * latencySeconds) / (1 - shareRatio)) : capBytes;
}

/**
 * Whether no round from one of `bytes` on can end the live phase. f is increasing and below the memory, so that rounds shrink
 * towards the fixed point F. A round S ends it when D t(S)^2 - d S <= 0, which holds between two roots A <= B or nowhere: it
 * is over for S below A, and for F from B on. Where the fixed point is the cap, the round of the cap alone is to be looked at.
 */
function neverEnds(course: Course, bytes: number): boolean {
  const { latencySeconds, bytesPerSecond, dirtyBytesPerSecond, capBytes, maxDowntimeSeconds } = course;
  const settled = settledBytes(course);
  if (settled === capBytes) {
    const seconds = roundSeconds(course, capBytes);
    return capBytes > maxDowntimeSeconds * (capBytes / seconds);
  }
  const square = dirtyBytesPerSecond / bytesPerSecond ** 2;
  const linear = (2 * dirtyBytesPerSecond * latencySeconds) / bytesPerSecond - maxDowntimeSeconds;
  const discriminant = linear ** 2 - 4 * square * dirtyBytesPerSecond * latencySeconds ** 2;
  if (discriminant < 0 || linear >= 0) return true;
  const [least, most] = [-1, 1].map((sign) => (-linear + sign * Math.sqrt(discriminant)) / (2 * square)) as [number, number];
  return bytes < least || settled >= most;
}

function noProgress(course: Course, leftBytes: number, rounds: number) {
  const settled = settledBytes(course);
  const left = `${showBytes(leftBytes)} were left after ${showCount(rounds, "round")}`;
  const seconds = showSeconds(roundSeconds(course, settled));
  const reason = `what is left settles at ${showBytes(settled)} per round of ${seconds}, and the limit is ${showSeconds(course.maxDowntimeSeconds)}`;
  return {
    kind: "no-progress",
    converged: false,
    detail: `${left}, and it would never end: ${reason}. SimGrid itself would go on without end.`,
  } as const;
}
