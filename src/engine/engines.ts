/** From parameters to an engine. */
import type { EngineParameters, XenWireParameters } from "../scenario/engine-parameters.js";
import { cloudHypervisorEngine } from "./cloud-hypervisor.js";
import type { Engine } from "./engine.js";
import { firecrackerEngine } from "./firecracker.js";
import type { StopPolicy } from "./policy.js";
import { qemuEngine } from "./qemu/qemu.js";
import { simgridEngine } from "./simgrid.js";
import { xenClassic } from "./xen-classic.js";
import { xenStream } from "./xen-stream.js";

/** What every engine of Xen has of the wire. */
function xenWire(parameters: XenWireParameters) {
  const { batchPages, batchHeaderBytes, entryBytes, batchSeconds, slotSeconds, holeSeconds } = parameters;
  return { batchPages, batchHeaderBytes, entryBytes, batchSeconds, slotSeconds, holeSeconds };
}

/** The engine of a resolved scenario; `policy` replaces its own stop rule. */
export function createEngine(parameters: EngineParameters, policy?: StopPolicy): Engine {
  const { preset: name } = parameters;
  switch (parameters.family) {
    case "xen-classic":
      return {
        name,
        ...xenWire(parameters),
        scanOrder: parameters.scanOrder,
        listsDeferredPages: false,
        migrate: (facts) => xenClassic(parameters, facts, policy),
      };
    case "xen-stream":
      return {
        name,
        ...xenWire(parameters),
        scanOrder: "ascending",
        listsDeferredPages: true,
        migrate: (facts) => xenStream(parameters, facts, policy),
      };
    case "qemu":
      return qemuEngine(parameters, policy);
    case "cloud-hypervisor":
      return cloudHypervisorEngine(parameters, policy);
    case "firecracker":
      return firecrackerEngine(parameters);
    case "simgrid":
      return simgridEngine(parameters);
  }
}
