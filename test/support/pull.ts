/** Migrations by post-copy with one outstanding request only, without an engine: the guest moves at once, with every page missing. */
import type { PullAction } from "../../src/engine/action.js";
import { BARE_WIRE } from "../../src/engine/bare-wire.js";
import type { Engine } from "../../src/engine/engine.js";
import { enableLog, handOver, pull, suspend } from "../../src/engine/steps.js";

/** An engine that moves the guest at once and pulls its pages. */
export function pullEngine(action: Partial<PullAction> = {}, fields: Partial<Engine> = {}): Engine {
  return {
    name: "pull alone",
    ...BARE_WIRE,
    *migrate() {
      yield* enableLog(0, 0);
      yield* suspend({ kind: "postcopy", converged: false, detail: "It always goes over at once." });
      yield* handOver(0, 0);
      yield* pull({ requestSeconds: 0, accessesPerWrite: 1, ...action });
    },
    ...fields,
  };
}
