import { describe, expect, it } from "vitest";
import { engineFaults, engineOf } from "../../support/engine-faults.js";

const head = (vm: string) => `version: 1\nvm: { memory: 1 GiB, ${vm} }\nlink: { bandwidth: 1 Gbit/s }\n`;
const OTHERS = ["qemu-10.0", "cloud-hypervisor", "firecracker", "simgrid"];

describe("slots without a page and deferred pages", () => {
  it.each(["xen-3.3", "xen-4.10", "xcp-ng", "xcp-ng-8.2"])("are accepted by %s", (name) => {
    expect(engineFaults(name, head("slots: 2 GiB, deferredPages: 3"))).toEqual([]);
  });

  it.each(OTHERS)("are refused by %s", (name) => {
    expect(engineFaults(name, head("slots: 2 GiB, deferredPages: 3"))).toEqual([
      `vm.slots: expected the memory, 1073741824 bytes, with engine ${name}, which scans no slots without a page, received 2147483648 bytes`,
      `vm.deferredPages: expected 0 with engine ${name}, which defers no page, received 3`,
    ]);
    expect(engineFaults(name, head("slots: 1 GiB, deferredPages: 0"))).toEqual([]);
  });

  it("are reported once if invalid by themselves", () => {
    expect(engineFaults("qemu-10.0", head("slots: 512 MiB"))).toEqual([
      "vm.slots: expected at least the memory, 1073741824 bytes, received 536870912 bytes",
    ]);
  });
});

describe("a parameter of another family", () => {
  it.each([
    ["{ preset: qemu-10.0, maxIterations: 5 }", "engine.maxIterations"],
    ["{ preset: xen-4.10, maxBandwidth: 1 }", "engine.maxBandwidth"],
    ["{ preset: simgrid, maxBandwidth: 1 }", "engine.maxBandwidth"],
    ["{ preset: cloud-hypervisor, downtimeLimit: 1 }", "engine.downtimeLimit"],
    ["{ preset: firecracker, autoConverge: true }", "engine.autoConverge"],
  ])("%s is an unknown key", (engine, path) => {
    const faults = engineFaults(engine);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^${path}: expected (no such key|one of the keys )`));
  });
});

it("large pages are accepted by every engine", () => {
  for (const name of ["xen-4.10", ...OTHERS]) expect(engineOf(name, head("pageSize: 2 MiB"))).toMatchObject({ preset: name });
});
