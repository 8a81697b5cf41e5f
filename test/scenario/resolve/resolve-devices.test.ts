import { describe, expect, it } from "vitest";
import { parseScenario } from "../../../src/input/parse-scenario.js";
import { ConfigError } from "../../../src/scenario/config-error.js";
import { scenarioWith } from "../../support/scenarios.js";

const VFIO = { kind: "vfio", stopCopy: "64 MiB", bandwidth: "4 GiB/s", pending: "100 MiB" };
const VHOST = { kind: "vhost-user", reconnect: "30 ms" };

function faultsOf(fields: object): string[] {
  try {
    scenarioWith({ ...fields });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.issues.map(({ path, expected, received }) => `${path}: ${expected}; ${received}`);
  }
}

const withDevices = (engine: unknown, ...devices: object[]) => ({ engine, vm: { memory: "64 MiB", devices } });

describe("vm.devices", () => {
  it("are resolved to base units, in their order; none is no field", () => {
    expect(scenarioWith(withDevices("qemu-10.1", VFIO, VHOST)).vm.devices).toEqual([
      { kind: "vfio", stopCopyBytes: 2 ** 26, bytesPerSecond: 2 ** 32, pendingBytes: 100 * 2 ** 20 },
      { kind: "vhost-user", reconnectSeconds: 0.03 },
    ]);
    const { pending: _none, ...stopCopyOnly } = VFIO;
    expect(scenarioWith(withDevices("qemu-10.1", stopCopyOnly)).vm.devices).toEqual([
      { kind: "vfio", stopCopyBytes: 2 ** 26, bytesPerSecond: 2 ** 32 },
    ]);
    expect(scenarioWith(withDevices("qemu-10.1")).vm).not.toHaveProperty("devices");
  });

  it("run again from a result", () => {
    const scenario = scenarioWith(withDevices("qemu-10.1", VFIO, VHOST));
    expect(parseScenario(JSON.parse(JSON.stringify(scenario)))).toEqual(scenario);
  });

  it("have no defaults: each figure that is missing is a fault", () => {
    expect(faultsOf(withDevices("qemu-10.1", { kind: "vfio" }, { kind: "vhost-user" })).map((fault) => fault.split(":")[0])).toEqual([
      "vm.devices[0].stopCopy",
      "vm.devices[0].bandwidth",
      "vm.devices[1].reconnect",
    ]);
  });

  it.each([
    ["xen-4.10", "vfio with engine xen-4.10", "vhost-user with engine xen-4.10"],
    ["firecracker", "vfio with engine firecracker", "vhost-user with engine firecracker"],
    ["cloud-hypervisor-53", "vfio with engine cloud-hypervisor-53", undefined],
    ["qemu-10.0-tcg", "vfio with engine qemu-10.0-tcg", undefined],
    ["qemu-5.1", "vfio with engine qemu-5.1", undefined],
    ["qemu-8.2", undefined, undefined],
    [{ preset: "qemu-10.1", postcopy: {} }, "vfio with engine qemu-10.1", undefined],
  ])("are refused one by one where the engine does not move them: %j", (engine, ofVfio, ofVhost) => {
    const received = faultsOf(withDevices(engine, VFIO, VHOST)).map((fault) => fault.split("; ")[1]);
    expect(received).toEqual([ofVfio, ofVhost].filter((fault) => fault !== undefined));
  });

  it("say why", () => {
    expect(faultsOf(withDevices({ preset: "qemu-10.1", postcopy: {} }, VHOST, VFIO))).toEqual([
      "vm.devices[1].kind: no VFIO device with postcopy: QEMU refuses to begin; vfio with engine qemu-10.1",
    ]);
  });
});
