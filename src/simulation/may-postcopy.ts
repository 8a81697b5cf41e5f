/** Engines whose guest may wait for single pages, and what they need. */
import { ConfigError } from "../scenario/config-error.js";
import type { EngineParameters } from "../scenario/resolved/engine-parameters.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";

/** Throws a ConfigError for expected counts with post-copy or a background snapshot, where the guest waits for single pages. */
export function requirePagesForPostcopy({ fidelity, engine }: ResolvedScenario): void {
  if (fidelity !== "expected" || !mayPostcopy(engine)) return;
  const what = engine.family === "qemu" && engine.mode === "background-snapshot" ? "a background snapshot" : "post-copy";
  const expected = `"pages" or "events" with ${what} (${engine.preset}): a guest that waits for a page needs pages that can be told apart`;
  throw new ConfigError([{ path: "fidelity", expected, received: '"expected"' }]);
}

/** True for an engine whose guest may wait for single pages. */
export function mayPostcopy(engine: EngineParameters): boolean {
  if (engine.family === "qemu") return engine.postcopy !== undefined || engine.mode === "background-snapshot";
  return engine.family === "cloud-hypervisor" && engine.memoryMode === "postcopy";
}
