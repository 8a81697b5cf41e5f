/**
 * SimGrid's live_migration plugin as rounds of bytes (docs/sources/simgrid.md): no pages, and a dirty rate proportional to time.
 *
 * With L = latencyFactor x latency, bw = min(V, bandwidthRatio x nominal link), D = intensity x V, a round of S bytes takes
 * t(S) = L + S / bw, and the next has f(S) = min(D t(S), workingSet x memory). Live rounds end once f(S) <= downtime x S / t(S);
 * S is the memory at first. SimGrid has no other rule: if that never holds it runs for ever, and this engine stops as soon as
 * that is certain. The link's efficiency is not used (SimGrid has a ratio of its own), nor are traffic and the scenario's
 * workload. SimGrid's last message arrives when the guest already runs: its L is put first here, so that downtime and total
 * time both equal SimGrid's.
 */

import { capitalized, showBytes, showCount, showSeconds } from "../result/words.js";
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
  /** Largest number of dirty bytes. */
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
      const detail = `${capitalized(left)}, not more than the ${showBytes(thresholdBytes)} that go in ${showSeconds(course.maxDowntimeSeconds)}.`;
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

/** Bytes per round in the long run: the fixed point of f below the memory. */
function settledBytes({ latencySeconds, bytesPerSecond, dirtyBytesPerSecond, capBytes }: Course): number {
  const shareRatio = dirtyBytesPerSecond / bytesPerSecond;
  return shareRatio < 1 ? Math.min(capBytes, (dirtyBytesPerSecond * latencySeconds) / (1 - shareRatio)) : capBytes;
}

/**
 * Whether no round can end the live phase, starting with one of `bytes`. f increases and stays below the memory, so rounds
 * shrink towards the fixed point F. A round S ends it if D t(S)^2 - d S <= 0, which holds between two roots A <= B or nowhere:
 * it never ends for S below A, nor for F at or above B. If F is the cap, only a round of the cap matters.
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
  const reason = `rounds settle at ${showBytes(settled)} in ${seconds}, and the downtime limit is ${showSeconds(course.maxDowntimeSeconds)}`;
  return {
    kind: "no-progress",
    converged: false,
    detail: `${capitalized(left)}, and the migration would never end: ${reason}. SimGrid itself would run for ever.`,
  } as const;
}
