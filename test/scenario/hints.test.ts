/** Faults about a key or a name that belongs elsewhere. */
import { describe, expect, it } from "vitest";
import { parseScenario } from "../../src/input/parse-scenario.js";
import { ConfigError, type ConfigIssue } from "../../src/scenario/scenario.js";

const GOOD = { version: 1, vm: { memory: "1 GiB" }, link: { bandwidth: "1 Gbit/s" } };

function faultsOf(part: object): readonly ConfigIssue[] {
  try {
    parseScenario({ ...GOOD, ...part });
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
  return [];
}

describe("a key of another kind", () => {
  it.each<[string, object, string, RegExp]>([
    [
      "a feature of QEMU under Xen",
      { engine: { preset: "xen-4.10", autoConverge: true } },
      "engine.autoConverge",
      /^no such key with preset xen-4\.10: a field of QEMU \(qemu-1\d\.\d and \d+ more\)$/,
    ],
    [
      "a parameter of classic Xen under migration v2",
      { engine: { preset: "xen-4.10", maxFactor: 3 } },
      "engine.maxFactor",
      /^no such key with preset xen-4\.10: a field of Xen up to 4\.5 \(xen-4\.2 and 4 more\)$/,
    ],
    [
      "a key of several engines",
      { engine: { preset: "firecracker", downtimeLimit: 1 } },
      "engine.downtimeLimit",
      /^no such key with preset firecracker: a field of QEMU \(.*\), SimGrid \(simgrid\) and strict rounds \(propolis, .*hyper-v\)$/,
    ],
    [
      "re-homing of rings that only the modified protocol does",
      { channel: { kind: "xenvmc", rehome: true } },
      "channel.rehome",
      /^no such key with kind xenvmc: a field of xenvmc-modified$/,
    ],
    [
      "rings of netfront",
      { channel: { xenvmc: {} } },
      "channel.xenvmc",
      /^no such key with kind netfront: a field of xenvmc and xenvmc-modified$/,
    ],
    [
      "a stride of uniform writes",
      { workload: [{ kind: "uniform", size: "1 MiB", rate: 1, stride: 2 }] },
      "workload[0].stride",
      /^no such key with kind uniform: a field of sweep$/,
    ],
    [
      "requests of an open flow",
      { peers: [{ name: "a", place: "source", flows: [{ message: 1, send: "1 MB/s", outstanding: 4 }] }] },
      "peers[0].flows[0].outstanding",
      /^no such key with mode open: a field of closed$/,
    ],
    [
      "steps of a policy without",
      { policy: { name: "kubevirt", steps: 4 } },
      "policy.steps",
      /^no such key with name kubevirt: a field of kubevirt-vep291 and nova$/,
    ],
  ])("%s", (_, part, path, expected) => {
    const fault = faultsOf(part).find((issue) => issue.path === path);
    expect(fault?.expected).toMatch(expected);
  });

  it("is suggested for a mistyped key too, after the keys of its own kind", () => {
    const [fault] = faultsOf({ engine: { preset: "xen-4.10", autoconverge: true } });
    expect(fault).toMatchObject({ path: "engine.autoconverge", suggestion: "autoConverge" });
    expect(fault?.expected).toMatch(/a field of QEMU/);
    expect(faultsOf({ engine: { preset: "xen-4.10", maxIteration: 3 } })).toMatchObject([
      { expected: "no such key", suggestion: "maxIterations" },
    ]);
  });
});

describe("a top-level key that belongs in a mapping", () => {
  it.each([
    ["memory", "a field of vm"],
    ["bandwidth", "a field of link"],
    ["dom0Cpus", "a field of host"],
    ["downtimeLimit", "a field of engine"],
    ["rehome", "a field of channel"],
  ])("%s is %s", (key, place) => {
    expect(faultsOf({ [key]: 1 })).toMatchObject([{ path: key, expected: `no such key here: ${place}` }]);
  });

  it("sweep is in the study", () => {
    expect(faultsOf({ sweep: {} })).toMatchObject([{ path: "sweep", expected: "no such key: what a study varies is in study.vary" }]);
  });
});

describe("a size", () => {
  it.each([
    ["4 GB", "4 KiB", "a whole number of pages of 4 KiB", "4 GiB (4294967296 B) or 4000002048 B"],
    ["4.5 GB", "4 KiB", "a whole number of pages of 4 KiB", "4.5 GiB (4831838208 B) or 4500000768 B"],
    ["4 GB", "2 MiB", "a whole number of pages of 2 MiB", "4 GiB (4294967296 B) or 3999268864 B"],
    ["1073741825 B", "4 KiB", "a whole number of pages of 4 KiB", "1073741824 B"],
  ])("memory: %s with pages of %s", (memory, pageSize, expected, suggestion) => {
    expect(faultsOf({ vm: { memory, pageSize } })).toMatchObject([{ path: "vm.memory", expected, suggestion }]);
  });

  it("of each suggestion is accepted", () => {
    for (const memory of ["4 GiB", "4294967296 B", "4000002048 B"]) expect(faultsOf({ vm: { memory } })).toEqual([]);
    expect(faultsOf({ vm: { memory: "1 TB" } })).toEqual([]);
  });

  it.each([
    ["16 TiB", "4 KiB", "at most 1 TiB with pages of 4 KiB (pageSize: 2 MiB allows 512 TiB)"],
    ["600 TiB", "4 KiB", "at most 1 TiB with pages of 4 KiB (pageSize: 1 GiB allows 256 PiB)"],
    ["600 TiB", "2 MiB", "at most 512 TiB with pages of 2 MiB (pageSize: 1 GiB allows 256 PiB)"],
  ])("memory: %s with pages of %s is too large", (memory, pageSize, expected) => {
    expect(faultsOf({ vm: { memory, pageSize } })).toMatchObject([{ path: "vm.memory", expected, received: memory }]);
    const larger = /pageSize: (\d \w+)/.exec(expected)?.[1];
    expect(faultsOf({ vm: { memory, pageSize: larger } })).toEqual([]);
  });
});

describe("a bare number that needs a unit", () => {
  const flow = (part: object) => ({ peers: [{ name: "a", place: "source", flows: [{ message: 1, ...part }] }] });
  it.each<[object, string, string]>([
    [{ link: { bandwidth: 10 } }, "link.bandwidth", "10 Gbit/s"],
    [{ link: { bandwidth: 1000 } }, "link.bandwidth", "1000 Mbit/s"],
    [{ link: { bandwidth: 1e9, latency: 5 } }, "link.latency", "5 ms"],
    [{ vm: { memory: 4 } }, "vm.memory", "4 GiB"],
    [{ vm: { memory: 4096 } }, "vm.memory", "4096 MiB"],
    [{ vm: { memory: "1 GiB", pageSize: 4 } }, "vm.pageSize", "4 KiB"],
    [{ vm: { memory: "1 GiB", pageSize: 2 } }, "vm.pageSize", "2 MiB"],
    [{ vm: { memory: "1 GiB", slots: 2 } }, "vm.slots", "2 GiB"],
    [{ host: { suspend: 200 } }, "host.suspend", "200 ms"],
    [{ workload: [{ kind: "uniform", size: 32, rate: 1 }] }, "workload[0].size", "32 MiB"],
    [{ engine: { preset: "qemu-10.0", downtimeLimit: 300 } }, "engine.downtimeLimit", "300 ms"],
    [{ engine: { preset: "qemu-10.0", maxBandwidth: 128 } }, "engine.maxBandwidth", "128 MiB/s"],
    [{ engine: { preset: "qemu-10.0", xbzrle: { cacheSize: 64 } } }, "engine.xbzrle.cacheSize", "64 MiB"],
    [{ engine: { preset: "cloud-hypervisor", downtime: 300 } }, "engine.downtime", "300 ms"],
    [{ engine: "qemu-10.0", policy: { name: "nova", downtime: 500 } }, "policy.downtime", "500 ms"],
    [flow({ send: 50 }), "peers[0].flows[0].send", "50 MB/s"],
    [flow({ send: 1e6, reader: 50 }), "peers[0].flows[0].reader", "50 MB/s"],
  ])("%j", (part, path, suggestion) => {
    const faults = faultsOf(part);
    expect(faults).toMatchObject([{ path, suggestion }]);
    expect(faults[0]?.expected).toMatch(/\(a bare number counts .*, at (?:least|most) \d+\)$/);
  });

  it("is accepted with a unit, and 0 is 0", () => {
    expect(faultsOf({ link: { bandwidth: "10 bit/s", latency: "5 s" } })).toEqual([]);
    expect(faultsOf({ engine: { preset: "qemu-10.0", maxBandwidth: 0, downtimeLimit: "300 s" } })).toEqual([]);
    expect(faultsOf({ link: { bandwidth: 1e6, latency: 1 }, host: { suspend: 60 } })).toEqual([]);
    expect(faultsOf(flow({ send: 1000, receive: 0, reader: 0 }))).toEqual([]);
  });

  it("gets no suggestion if no unit would help", () => {
    expect(faultsOf({ link: { bandwidth: -1 } })[0]).not.toHaveProperty("suggestion");
    expect(faultsOf({ link: { bandwidth: 1e16 } })[0]).not.toHaveProperty("suggestion");
  });
});
