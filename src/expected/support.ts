import type { EngineParameters } from "../scenario/engine-parameters.js";
import type { PagesConfig } from "../simulation/pages.js";

/** Why expected counts cannot stand for this configuration, as one sentence; undefined where they can. */
export function expectedCannotSimulate(config: Pick<PagesConfig, "sources" | "writes">): string | undefined {
  if (config.sources.some((source) => source.kind === "trace")) {
    return "A recorded trace has no expected counts: its writes are given one by one. Simulate it with the fidelity `pages`.";
  }
  if (config.writes === "events") {
    return "Drawing every single write has no expected counts: `events` is a fidelity of its own.";
  }
  return undefined;
}

/** True for an engine whose post-copy expected counts cannot follow: a guest waits for a page, and they know none. */
export function mayPostCopy(engine: EngineParameters): boolean {
  if (engine.family === "qemu") return engine.postcopy !== undefined;
  return engine.family === "cloud-hypervisor" && engine.memoryMode === "postcopy";
}
