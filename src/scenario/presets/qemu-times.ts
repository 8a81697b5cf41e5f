/** What QEMU's work takes in time, under KVM and under software emulation (docs/sources/qemu.md#costs, docs/sources/hosts.md). */
import type { QemuParameters } from "../resolved/engine-parameters.js";

type QemuTimes = Pick<
  QemuParameters,
  | "zeroPageSeconds"
  | "destinationPageSeconds"
  | "destinationZeroPageSeconds"
  | "syncPageSeconds"
  | "syncDevicePageSeconds"
  | "vhostDevices"
  | "clearPageSeconds"
  | "setupSeconds"
  | "setupPageSeconds"
  | "firstTouchSeconds"
>;

const PAGES_PER_GIB = 2 ** 18;

/**
 * A guest of 256 GiB with 24 vhost devices: a bitmap sync of 73 ms, of which KVM's own reading was 2.5 ms and the devices' the rest
 * (commit message of QEMU e8a6d158db). Write-protecting 1 GiB of dirty pages takes 1.5 ms (cloud-hypervisor issue 8899, item 28). Set-up
 * and zero pages: docs/sources/hosts.md#pipeline. One vhost device, a network card, is our modelling decision.
 */
export const KVM_TIMES = {
  zeroPageSeconds: 0.28e-6,
  destinationPageSeconds: 1.5e-6,
  destinationZeroPageSeconds: 1.05e-6,
  syncPageSeconds: 2.5e-3 / (256 * PAGES_PER_GIB),
  syncDevicePageSeconds: 70.5e-3 / (24 * 256 * PAGES_PER_GIB),
  vhostDevices: 1,
  clearPageSeconds: 1.5e-3 / PAGES_PER_GIB,
  setupSeconds: 4e-3,
  setupPageSeconds: 4e-3 / PAGES_PER_GIB,
  firstTouchSeconds: 0,
} as const satisfies QemuTimes;

/** From 11.0 on the same sync takes 12 ms (e8a6d158db): the devices' logs are read word by word. */
export const KVM_TIMES_11 = { ...KVM_TIMES, syncDevicePageSeconds: 9.5e-3 / (24 * 256 * PAGES_PER_GIB) } as const satisfies QemuTimes;

/**
 * Software emulation keeps its log in QEMU's own memory: the syncs of the measured guests took no measurable time. A page that the
 * destination never had takes it 11 us (docs/sources/qemu.md#measured-runs).
 */
export const TCG_TIMES = {
  zeroPageSeconds: 0.28e-6,
  destinationPageSeconds: 0,
  destinationZeroPageSeconds: 0,
  syncPageSeconds: 0,
  syncDevicePageSeconds: 0,
  vhostDevices: 0,
  clearPageSeconds: 0,
  setupSeconds: 0,
  setupPageSeconds: 0,
  firstTouchSeconds: 11e-6,
} as const satisfies QemuTimes;
