/**
 * Firecracker: no live migration, but a snapshot of a paused guest (docs/sources/firecracker.md#snapshots).
 *
 * Plain: pause, copy everything, resume at the destination. With `diffSnapshot` a full snapshot comes first: the guest stands
 * still, everything is copied, it goes on where it was; `betweenSeconds` later it is paused for the second one, of the pages
 * dirtied since. Both snapshots are copied straight over the link: a modelling decision, as Firecracker writes files and leaves
 * the rest to others. Our decision too: the first pause ends at the source, so that it is no part of the downtime; its round
 * counts as live, with all of the guest's time taken away (`throttleRatio` 1), and the report says how long it was. What its
 * peers send waits in it, and its channels stay as they are.
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

/** Everything, with the guest standing still; then it runs on. Answers what is to be said of it. */
function* fullSnapshot({ betweenSeconds }: FirecrackerParameters): EngineProcess<string> {
  yield* throttle(1);
  const { durationSeconds } = yield* send({ live: true, dirtyPageRule: "send", holes: "passed over" });
  yield* throttle(0);
  yield* pause(betweenSeconds, "liveSeconds");
  const first = `The guest stood still for ${showSeconds(durationSeconds)} at the source, for the full snapshot`;
  return `${first}, went on for ${showSeconds(betweenSeconds)}, and was paused for the pages dirtied since: downtime counts this second pause alone.`;
}
