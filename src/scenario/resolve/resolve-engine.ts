/** Resolves the engine with all its parameters, and checks properties of the VM that only some engines support. */

import { contradiction, type ReportIssue } from "../issues.js";
import type { EnginePreset } from "../presets/engine-preset.js";
import { enginePresetNamed } from "../presets/engines.js";
import type { EngineParameters } from "../resolved/engine-parameters.js";
import type { ResolvedVm } from "../resolved/resolved.js";
import type { CheckedEngine } from "../schema/engine.js";
import type { QemuSettings } from "./policy-settings.js";
import { resolveClassic } from "./resolve-classic.js";
import { resolveCloudHypervisor } from "./resolve-cloud-hypervisor.js";
import { resolveFirecracker } from "./resolve-firecracker.js";
import { resolveQemu } from "./resolve-qemu.js";
import { resolveRounds } from "./resolve-rounds.js";
import { resolveSimgrid } from "./resolve-simgrid.js";
import { resolveXenStream } from "./resolve-xen-stream.js";

/** The parts of the scenario on which parameters of some engine families depend. */
export interface FamilyContext {
  readonly pageBytes: number;
  readonly bandwidthBitsPerSecond: number;
  /** What the policy's system sets where the scenario does not. */
  readonly settings?: QemuSettings | undefined;
}

/** The parts of the scenario that engines depend on. */
export interface EngineContext extends Pick<FamilyContext, "settings"> {
  readonly vm: ResolvedVm;
  readonly bandwidthBitsPerSecond: number;
}

export function resolveEngine(engine: CheckedEngine, context: EngineContext, report: ReportIssue): EngineParameters {
  const name = typeof engine === "string" ? engine : engine.preset;
  const preset = enginePresetNamed(name);
  if (preset === undefined) throw new RangeError(`engine preset ${name} passed the schema and does not exist`);
  const { preset: _preset, ...overrides } = typeof engine === "string" ? { preset: engine } : engine;
  const given = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  const { vm, bandwidthBitsPerSecond, settings } = context;
  const family = { pageBytes: vm.pageBytes, bandwidthBitsPerSecond, settings };
  const parameters = resolveFamily(preset, given, family, report);
  if (parameters.family !== "xen-classic" && parameters.family !== "xen-stream") refuseSlots(name, vm, report);
  return parameters;
}

/** Resolves the parameters of the preset's family. The schema has checked that `given` has only these. */
export function resolveFamily(preset: EnginePreset, given: object, context: FamilyContext, report: ReportIssue): EngineParameters {
  const { parameters, features, newestRelease } = preset;
  switch (parameters.family) {
    case "xen-classic":
      return resolveClassic({ ...parameters, ...given }, { ...given }, report);
    case "xen-stream":
      return resolveXenStream({ ...parameters, ...given }, { ...given }, report);
    case "qemu":
      if (features === undefined || newestRelease === undefined) {
        throw new RangeError(`engine preset ${preset.name} says nothing of QEMU's features or release`);
      }
      return resolveQemu(parameters, { features, newestRelease }, given, context, report);
    case "cloud-hypervisor":
      return resolveCloudHypervisor(parameters, given, report);
    case "firecracker":
      return resolveFirecracker(parameters, given, report);
    case "simgrid":
      return resolveSimgrid(parameters, given, context.bandwidthBitsPerSecond);
    case "rounds":
      return resolveRounds(parameters, given, report);
  }
}

/** Refuses slots without a page and deferred pages for engines other than Xen's. */
function refuseSlots(name: string, { memoryBytes, slotsBytes, deferredPages }: ResolvedVm, report: ReportIssue): void {
  if (slotsBytes > memoryBytes) {
    const expected = `the memory, ${memoryBytes} bytes, with engine ${name}, which scans no slots without a page`;
    report(contradiction(["vm", "slots"], expected, `${slotsBytes} bytes`));
  }
  if (deferredPages > 0) {
    report(contradiction(["vm", "deferredPages"], `0 with engine ${name}, which defers no page`, String(deferredPages)));
  }
}
