import { expect, it } from "vitest";
import { nearestName } from "../../src/scenario/nearest.js";

import { ENGINE_PRESETS } from "../../src/scenario/scenario.js";

const NAMES = ["memory", "pageSize", "vcpus", "slots", "run", "rate", "bandwidth", "xen-4.10", "xen-4.6", "qemu-1.0", "qemu-10.0"];

it.each([
  ["memroy", "memory"],
  ["Memory", "memory"],
  ["pagesize", "pageSize"],
  ["vcpu", "vcpus"],
  ["slost", "slots"],
  ["runn", "run"],
  ["bandwith", "bandwidth"],
  ["bandwidthBits", "bandwidth"],
  ["xen-4.11", "xen-4.10"],
  ["rat", "rate"],
  ["qemu-10", "qemu-10.0"],
  ["qemu-1.1", "qemu-1.0"],
])("%s is nearest to %s", (name, expected) => {
  expect(nearestName(name, NAMES)).toBe(expected);
});

const ENGINES = ENGINE_PRESETS.map((preset) => preset.name);

it.each([
  ["qemu-11", /^qemu-1\d\.\d$/],
  ["qemu-11-kvm", /^qemu-1\d\.\d$/],
  ["qemu-9.9-tcg", "qemu-9.2-tcg"],
  ["qemu-6.0", "qemu-5.2"],
  ["qemu-8.0", "qemu-7.2"],
  ["qemu-0.9", "qemu-0.12"],
  ["QEMU", /^qemu-1\d\.\d$/],
  ["kvm", /^qemu-1\d\.\d$/],
  ["KVM-8.2", "qemu-8.2"],
  ["qemu-kvm", /^qemu-1\d\.\d$/],
  ["tcg", "qemu-10.0-tcg"],
  ["xen", "xen-4.10"],
  ["xen-4.17", "xen-4.10"],
  ["xen-4.5", "xen-4.2"],
  ["xen33", "xen-3.3"],
  ["cloud hypervisor", "cloud-hypervisor"],
  ["firecraker", "firecracker"],
])("%s means the engine %s", (name, expected) => {
  expect(nearestName(name, ENGINES)).toMatch(expected);
});

it.each(["colour", "", "x", "m".repeat(1000), "memorandum of it"])("%s is near to nothing", (name) => {
  expect(nearestName(name, NAMES)).toBeUndefined();
});
