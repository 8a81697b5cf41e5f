import { expect, it } from "vitest";
import { nearestName } from "../../src/scenario/nearest.js";

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

it.each(["colour", "", "x", "m".repeat(1000), "memorandum of it"])("%s is near to nothing", (name) => {
  expect(nearestName(name, NAMES)).toBeUndefined();
});
