/** From parameters to an engine. */
import type { EngineParameters } from "../scenario/engine-parameters.js";
import type { Engine } from "./engine.js";
import type { StopPolicy } from "./policy.js";
import { xenClassic } from "./xen-classic.js";
import { xenStream } from "./xen-stream.js";

/** The engine of a resolved scenario; `policy` replaces its own stop rule. */
export function createEngine(parameters: EngineParameters, policy?: StopPolicy): Engine {
  const { preset: name, batchPages, batchHeaderBytes, entryBytes, batchSeconds, slotSeconds, holeSeconds } = parameters;
  const wire = { name, batchPages, batchHeaderBytes, entryBytes, batchSeconds, slotSeconds, holeSeconds };
  switch (parameters.family) {
    case "xen-classic":
      return {
        ...wire,
        scanOrder: parameters.scanOrder,
        listsDeferredPages: false,
        migrate: (facts) => xenClassic(parameters, facts, policy),
      };
    case "xen-stream":
      return { ...wire, scanOrder: "ascending", listsDeferredPages: true, migrate: (facts) => xenStream(parameters, facts, policy) };
  }
}
