/** State of devices that an engine moves beside memory (docs/sources/hosts.md#devices). */
import type { ResolvedDevice } from "../scenario/resolved/resolved-devices.js";
import type { EngineProcess } from "./engine.js";
import { pause, type Step, sendData } from "./steps.js";

/** State that devices give while they run. */
export function pendingBytes(devices: readonly ResolvedDevice[]): number {
  return devices.reduce((bytes, device) => bytes + (device.kind === "vfio" ? (device.pendingBytes ?? 0) : 0), 0);
}

/** Rate at which devices give their state while they run: that of the slowest which does, our modelling decision. */
function givingBytesPerSecond(devices: readonly ResolvedDevice[]): number {
  return devices.reduce(
    (rate, device) => (device.kind === "vfio" && device.pendingBytes ? Math.min(rate, device.bytesPerSecond) : rate),
    Infinity,
  );
}

/** State that they give when they are stopped. */
export function stopCopyBytes(devices: readonly ResolvedDevice[]): number {
  return devices.reduce((bytes, device) => bytes + (device.kind === "vfio" ? device.stopCopyBytes : 0), 0);
}

/** Seconds of the pause that a device takes. */
export function stoppedSeconds(device: ResolvedDevice): number {
  return device.kind === "vfio" ? device.stopCopyBytes / device.bytesPerSecond : device.reconnectSeconds;
}

/** Sends state that devices give while they run, or what they have left of it when they are stopped. Returns the simulated second reached. */
export function sendPending(devices: readonly ResolvedDevice[], bytes: number, phase: "liveSeconds" | "deviceSeconds"): Step<number> {
  return sendData(bytes, bytes / givingBytesPerSecond(devices), phase);
}

/** Moves the devices of a paused guest, one after the other (vfio_save_complete_precopy of QEMU's hw/vfio/migration.c). */
export function* moveDevices(devices: readonly ResolvedDevice[]): EngineProcess {
  for (const device of devices) {
    if (device.kind === "vfio") yield* sendData(device.stopCopyBytes, stoppedSeconds(device), "deviceSeconds");
    else yield* pause(stoppedSeconds(device), "deviceSeconds");
  }
}
