/** From parameters to an engine. */
import type { EngineParameters, XenWireParameters } from "../scenario/resolved/engine-parameters.js";
import { cloudHypervisorEngine } from "./cloud-hypervisor.js";
import type { Engine } from "./engine.js";
import { firecrackerEngine } from "./firecracker.js";
import { PolicyError, type StopPolicy } from "./policy.js";
import { qemuEngine } from "./qemu/qemu.js";
import { roundsEngine } from "./rounds/rounds.js";
import { simgridEngine } from "./simgrid.js";
import { xcpNg } from "./xcp-ng.js";
import { xenClassic } from "./xen-classic.js";
import { xenStream } from "./xen-stream.js";

/** What every engine of Xen has of the wire. */
function xenWire(parameters: XenWireParameters) {
  const { batchPages, batchHeaderBytes, entryBytes, batchSeconds, slotSeconds, holeSeconds } = parameters;
  return { batchPages, batchHeaderBytes, entryBytes, batchSeconds, slotSeconds, holeSeconds };
}

/**
 * The engine of a resolved scenario; `policy` replaces its own stop rule, and is asked beside that of QEMU.
 * @throws PolicyError where the engine would never ask.
 */
export function createEngine(parameters: EngineParameters, policy?: StopPolicy): Engine {
  if (policy && !asksPolicies(parameters))
    throw new PolicyError(`stop policy: the engine ${parameters.preset} has nothing to ask one about`);
  const { preset: name } = parameters;
  switch (parameters.family) {
    case "xen-classic":
      return {
        name,
        ...xenWire(parameters),
        scanOrder: parameters.scanOrder,
        limitName: "Xen's rate limiter",
        listsDeferredPages: false,
        migrate: (facts) => xenClassic(parameters, facts, policy),
      };
    case "xen-stream":
      return {
        name,
        ...xenWire(parameters),
        scanOrder: "ascending",
        listsDeferredPages: true,
        migrate: (facts) => (parameters.suspendsDuringRound ? xcpNg : xenStream)(parameters, facts, policy),
      };
    case "qemu":
      return qemuEngine(parameters, policy);
    case "cloud-hypervisor":
      return cloudHypervisorEngine(parameters, policy);
    case "firecracker":
      return firecrackerEngine(parameters);
    case "simgrid":
      return simgridEngine(parameters);
    case "rounds":
      return roundsEngine(parameters, policy);
  }
}

/** False where there is no live phase that a policy could end. */
function asksPolicies(parameters: EngineParameters): boolean {
  if (parameters.family === "cloud-hypervisor") return parameters.memoryMode === "precopy";
  if (parameters.family === "qemu") return (parameters.mode ?? "normal") === "normal";
  return parameters.family !== "firecracker" && parameters.family !== "simgrid";
}
