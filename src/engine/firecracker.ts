/**
 * Firecracker: no live migration, but a snapshot of a paused guest (docs/sources/firecracker.md).
 *
 * Plain: pause, copy all memory, resume at the destination. With `diffSnapshot`: pause, copy all memory, run on at the source;
 * `betweenSeconds` later pause again and copy the pages dirtied since. Modelling decisions: both snapshots are copied straight
 * over the link (Firecracker writes files and leaves the copy to others). The first pause ends at the source, so it is not
 * downtime: its round counts as live with `throttleRatio` 1, and the stop detail says how long it was. Peers' messages wait
 * meanwhile, and channels stay as they are.
 */

import { showSeconds } from "../result/words.js";
import type { FirecrackerParameters } from "../scenario/resolved/engine-parameters.js";
import { BARE_WIRE } from "./bare-wire.js";
import type { Engine, EngineProcess } from "./engine.js";
import { clean, enableLog, handOver, pause, send, suspend, throttle } from "./steps.js";

export function firecrackerEngine(parameters: FirecrackerParameters): Engine {
  return {
    name: parameters.preset,
    ...BARE_WIRE,
    migrate: () => migrate(parameters),
  };
}

function* migrate(parameters: FirecrackerParameters): EngineProcess {
  yield* enableLog(0, 0);
  const detail = parameters.diffSnapshot ? yield* fullSnapshot(parameters) : "The guest was paused while all of its memory was copied.";
  yield* suspend({ kind: "snapshot", converged: false, detail });
  if (parameters.diffSnapshot) yield* clean();
  yield* send({ live: false, dirtyPageRule: "send", holes: "passed over" });
  yield* handOver(parameters.stateBytes, parameters.roundTrips);
}

/** The full snapshot of the paused guest, which then runs on. Returns the stop detail. */
function* fullSnapshot({ betweenSeconds }: FirecrackerParameters): EngineProcess<string> {
  yield* throttle(1);
  const { durationSeconds } = yield* send({ live: true, dirtyPageRule: "send", holes: "passed over" });
  yield* throttle(0);
  yield* pause(betweenSeconds, "liveSeconds");
  const first = `The guest stood still for ${showSeconds(durationSeconds)} at the source, for the full snapshot`;
  return `${first}, ran on for ${showSeconds(betweenSeconds)}, and was paused for the pages dirtied since: downtime counts this second pause alone.`;
}
