/** Resolves the guest's devices, and refuses those that the engine cannot move. */
import { contradiction, type ReportIssue } from "../issues.js";
import { enginePresetNamed } from "../presets/engines.js";
import { FIRST_RELEASE, hasInRelease, releaseInWords } from "../presets/qemu-releases.js";
import type { EngineParameters } from "../resolved/engine-parameters.js";
import type { ResolvedDevice } from "../resolved/resolved-devices.js";
import type { CheckedDevice } from "../schema/devices.js";

export function resolveDevice(device: CheckedDevice): ResolvedDevice {
  if (device.kind === "vhost-user") return { kind: "vhost-user", reconnectSeconds: device.reconnect };
  const { stopCopy, bandwidth, pending } = device;
  return {
    kind: "vfio",
    stopCopyBytes: stopCopy,
    bytesPerSecond: bandwidth,
    ...(pending === undefined ? {} : { pendingBytes: pending }),
  };
}

/** One fault for each device that the engine does not move. */
export function checkEngineDevices(engine: EngineParameters, devices: readonly ResolvedDevice[], report: ReportIssue): void {
  const { mode = "normal" } = engine.family === "qemu" ? engine : {};
  if (mode !== "normal" && devices.length > 0) {
    report(contradiction(["vm", "devices"], `no devices with mode: ${mode}, in which theirs is not modelled`, String(devices.length)));
    return;
  }
  for (const [index, { kind }] of devices.entries()) {
    const why = kind === "vfio" ? whyNoVfio(engine) : whyNoVhostUser(engine);
    if (why !== undefined) report(contradiction(["vm", "devices", index, "kind"], why, `${kind} with engine ${engine.preset}`));
  }
}

function whyNoVfio(engine: EngineParameters): string | undefined {
  const first = releaseInWords(FIRST_RELEASE.vfioPrecopy);
  if (engine.family !== "qemu") return `an engine that moves VFIO devices: QEMU with KVM from ${first} on`;
  const { newestRelease = 0 } = enginePresetNamed(engine.preset) ?? {};
  if (!hasInRelease("vfioPrecopy", newestRelease)) return `QEMU from ${first} on, the first to move a VFIO device's state while it runs`;
  if (engine.preset.endsWith("-tcg")) return "QEMU with KVM: software emulation passes no devices through";
  // vfio_save_prepare of hw/vfio/migration.c.
  if (engine.postcopy) return "no VFIO device with postcopy: QEMU refuses to begin";
  return undefined;
}

function whyNoVhostUser({ family }: EngineParameters): string | undefined {
  return family === "qemu" || family === "cloud-hypervisor" ? undefined : "an engine with vhost-user devices: QEMU or Cloud Hypervisor";
}
