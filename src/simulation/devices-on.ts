import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import type { ResolvedDevice } from "../scenario/resolved/resolved-devices.js";

/** The guest's devices, each no faster than the link and than one connection of the stream. */
export function devicesOn({ vm, link }: Pick<ResolvedScenario, "vm" | "link">): ResolvedDevice[] {
  const { devices = [] } = vm;
  return devices.map((device) =>
    device.kind === "vfio"
      ? { ...device, bytesPerSecond: Math.min(device.bytesPerSecond, link.goodputBytesPerSecond, link.connectionBytesPerSecond) }
      : device,
  );
}
