/** The systems that advice is worded for, and the one that a scenario is of. */
import type { ResolvedScenario } from "../../scenario/resolved/resolved.js";
import { CLOUD_HYPERVISOR } from "./cloud-hypervisor.js";
import { KUBEVIRT } from "./kubevirt.js";
import { LIBVIRT } from "./libvirt.js";
import { NOVA } from "./nova.js";
import { PROXMOX } from "./proxmox.js";
import { QEMU } from "./qemu.js";
import type { System, SystemName } from "./system.js";
import { XL } from "./xl.js";

const SYSTEMS: Readonly<Record<SystemName, System>> = {
  libvirt: LIBVIRT,
  kubevirt: KUBEVIRT,
  nova: NOVA,
  proxmox: PROXMOX,
  qemu: QEMU,
  "cloud-hypervisor": CLOUD_HYPERVISOR,
  xl: XL,
};

/** Engines that each system migrates with. */
const FAMILIES: Readonly<Record<SystemName, readonly string[]>> = {
  libvirt: ["qemu"],
  kubevirt: ["qemu"],
  nova: ["qemu"],
  proxmox: ["qemu"],
  qemu: ["qemu"],
  "cloud-hypervisor": ["cloud-hypervisor"],
  xl: ["xen-classic", "xen-stream"],
};

export function systemNamed(name: SystemName): System {
  return SYSTEMS[name];
}

/** Whether a system migrates guests of this scenario's engine. */
export function supports(name: SystemName, { engine }: ResolvedScenario): boolean {
  return FAMILIES[name].includes(engine.family);
}

/** The system of the scenario's policy, else the usual one of its engine; undefined for an engine without settings. */
export function systemOf(scenario: ResolvedScenario): SystemName | undefined {
  const { policy, engine } = scenario;
  if (engine.family === "qemu") {
    if (policy?.name.startsWith("kubevirt")) return "kubevirt";
    return policy?.name === "nova" || policy?.name === "proxmox" ? policy.name : "libvirt";
  }
  if (engine.family === "cloud-hypervisor") return "cloud-hypervisor";
  return engine.family === "xen-classic" || engine.family === "xen-stream" ? "xl" : undefined;
}
