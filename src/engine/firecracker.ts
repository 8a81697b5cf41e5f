/**
 * Firecracker: no live migration, but a snapshot of a paused guest (docs/sources/firecracker.md).
 *
 * Plain: pause, copy all memory, resume at the destination. With `diffSnapshot`: pause, copy all memory, run on at the source;
 * `betweenSeconds` later pause again and copy the pages dirtied since. Modelling decisions: both snapshots are copied straight
 * over the link (Firecracker writes files and leaves the copy to others). The first pause ends at the source, so it is not
 * downtime: its round counts as live with `throttleRatio` 1, and the stop detail says how long it was. Peers' messages wait
 * meanwhile, and channels stay as they are.
 *
 * With `rounds` a tool of one's own takes diff snapshots until one is small or the last allowed. With `copy: running` the guest
 * runs on while a snapshot is copied; the pause in which it is written takes no time, as no figure of it is published.
 */

import type { StopReport } from "../result/result.js";
import { showBytes, showCount, showSeconds } from "../result/words.js";
import type { FirecrackerParameters } from "../scenario/resolved/engine-parameters.js";
import type { SentRound } from "./action.js";
import { BARE_WIRE } from "./bare-wire.js";
import type { Engine, EngineProcess, MigrationFacts } from "./engine.js";
import { clean, dropFreePages, enableLog, handOver, pause, peek, send, suspend, throttle } from "./steps.js";

export function firecrackerEngine(parameters: FirecrackerParameters): Engine {
  return {
    name: parameters.preset,
    ...BARE_WIRE,
    migrate: (facts) => migrate(parameters, facts),
  };
}

function* migrate(parameters: FirecrackerParameters, facts: MigrationFacts): EngineProcess {
  yield* enableLog(0, 0);
  if (parameters.diffSnapshot) {
    yield* suspend(yield* snapshots(parameters, facts));
    yield* clean();
    if (parameters.trackDirtyPages === false) yield* markResident();
  } else {
    yield* suspend({ kind: "snapshot", converged: false, detail: "The guest was paused while all of its memory was copied." });
  }
  yield* send({ live: false, dirtyPageRule: "send", holes: "passed over" });
  yield* handOver(parameters.stateBytes, parameters.roundTrips);
}

/** Firecracker 1.13, docs/snapshotting/snapshot-support.md: without a dirty log every page that mincore reports is written again. */
function* markResident(): EngineProcess {
  yield* enableLog(0, 0);
  yield* dropFreePages();
}

/** The full snapshot and the diff snapshots before the last, after each of which the guest runs on. Returns why the next is the last. */
function* snapshots(parameters: FirecrackerParameters, facts: MigrationFacts): EngineProcess<StopReport> {
  const { copy, betweenSeconds, rounds, stopBelowBytes } = parameters;
  let stoodStillSeconds = 0;
  for (let round = 1; ; round++) {
    const { durationSeconds } = yield* copySnapshot(copy);
    if (copy === "paused") stoodStillSeconds += durationSeconds;
    yield* pause(betweenSeconds, "liveSeconds");
    if (rounds === 1) return oneDiffStop(parameters, stoodStillSeconds);
    const diffBytes = (yield* peek()).dirtyPages * facts.pageBytes;
    if (diffBytes <= stopBelowBytes || round === rounds) return roundsStop(parameters, round, diffBytes, stoodStillSeconds);
    yield* clean();
  }
}

/** Copies a snapshot after which the guest runs on, or already runs. */
function* copySnapshot(copy: FirecrackerParameters["copy"]): EngineProcess<SentRound> {
  if (copy === "paused") yield* throttle(1);
  const round = yield* send({ live: true, dirtyPageRule: "send", holes: "passed over" });
  if (copy === "paused") yield* throttle(0);
  return round;
}

function oneDiffStop({ copy, betweenSeconds, trackDirtyPages = true }: FirecrackerParameters, stoodStillSeconds: number): StopReport {
  const first =
    copy === "paused"
      ? `The guest stood still for ${showSeconds(stoodStillSeconds)} at the source, for the full snapshot`
      : "The guest ran on while its full snapshot was copied";
  const last = copy === "paused" ? "downtime counts this second pause alone" : "downtime counts this pause alone";
  const pages = trackDirtyPages ? "the pages dirtied since" : "all resident pages again, as its writes were not tracked";
  const detail = `${first}, ran on for ${showSeconds(betweenSeconds)}, and was paused for ${pages}: ${last}.`;
  return { kind: "snapshot", converged: false, detail };
}

function roundsStop({ stopBelowBytes }: FirecrackerParameters, round: number, diffBytes: number, stoodStillSeconds: number): StopReport {
  const before = stoodStillSeconds > 0 ? ` The guest stood still for ${showSeconds(stoodStillSeconds)} at the source before it.` : "";
  const size = `Diff snapshot ${round} had ${showBytes(diffBytes)}`;
  if (diffBytes <= stopBelowBytes) {
    const detail = `${size}, not more than ${showBytes(stopBelowBytes)}: it was the last.${before}`;
    return { kind: "dirty-threshold", converged: true, detail };
  }
  const limit = showCount(round, "diff snapshot");
  const detail = `${size}, more than ${showBytes(stopBelowBytes)}, but no more than ${limit} may be taken.${before}`;
  return { kind: "max-iterations", converged: false, detail };
}
