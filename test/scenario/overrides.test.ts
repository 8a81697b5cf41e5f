import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/scenario/config-error.js";
import { applyOverrides, parseScenario } from "../../src/text.js";

const SCENARIO = {
  version: 1,
  vm: { memory: "1 GiB" },
  workload: [{ kind: "uniform", size: "1 MiB", rate: 1 }],
  link: { bandwidth: "1 Gbit/s" },
} as const;

describe("overrides", () => {
  it.each([
    ["link.bandwidth=10 Gbit/s", { link: { bandwidth: "10 Gbit/s" } }],
    ["vm.vcpus=4", { vm: { vcpus: 4 } }],
    ["host.suspend=5 ms", { host: { suspend: "5 ms" } }],
    ["vm.content.zero=0.5", { vm: { content: { zero: 0.5 } } }],
    ["workload[0].rate=5 k/s", { workload: [{ rate: "5 k/s" }] }],
    ["workload.0.rate=7", { workload: [{ rate: 7 }] }],
    ["workload[1]={ kind: preset, name: quake3 }", { workload: [{}, { name: "quake3" }] }],
    ["workload=[]", { workload: [] }],
    ["engine=xen-3.3", { engine: "xen-3.3" }],
    ["engine.maxIterations=9", { engine: { preset: "xen-4.10", maxIterations: 9 } }],
    ["channel=xenvmc", { channel: "xenvmc" }],
    ["channel.calibration=e2024", { channel: { kind: "netfront", calibration: "e2024" } }],
    ["peers=[{ name: a, place: source }]", { peers: [{ name: "a", place: "source" }] }],
    ["name=a=b", { name: "a=b" }],
    ["name='7'", { name: "7" }],
  ])("%s", (override, expected) => {
    expect(applyOverrides(SCENARIO, [override])).toMatchObject(expected);
  });

  it("are applied in order and do not change the given scenario", () => {
    const before = structuredClone(SCENARIO);
    expect(applyOverrides(SCENARIO, ["engine=xen-3.3", "engine.maxIterations=9", "engine.maxFactor=2"])).toMatchObject({
      engine: { preset: "xen-3.3", maxIterations: 9, maxFactor: 2 },
    });
    expect(SCENARIO).toEqual(before);
  });

  it("turn a channel's name into a mapping to set a parameter", () => {
    const overrides = ["channel=xenvmc-modified", "channel.rehome=true", "channel.modified.batching=false"];
    expect(parseScenario(SCENARIO, { overrides }).channel).toMatchObject({
      kind: "xenvmc-modified",
      modified: { rehome: true, batching: false },
    });
  });

  it("report every path that does not exist", () => {
    const overrides = ["seed", "=3", "a..b=1", "workload[2].rate=1", "workload.first=1", "vm[0]=1", "vm.memory.x=1", "name=[", "seed=4"];
    const failure = caught(() => applyOverrides(SCENARIO, overrides));
    expect(failure.issues).toHaveLength(8);
    expect(failure.issues.map((issue) => issue.path)).toEqual([
      "",
      "",
      "",
      "workload[2]",
      "workload.first",
      "vm[0]",
      "vm.memory.x",
      "name",
    ]);
  });

  it("are checked with the rest, and their values have no line", () => {
    const text = "version: 1\nvm: { memory: 1 GiB }\nlink: { bandwidth: 1 Gbit }\nseed: 3\n";
    const failure = caught(() => parseScenario(text, { overrides: ["seed=-1", "link.bandwith=3", "runs"] }));
    expect(failure.issues.map(({ path, line }) => [path, line])).toEqual([
      ["link.bandwidth", 3],
      ["", undefined],
      ["link.bandwith", undefined],
      ["seed", undefined],
    ]);
  });

  it.each([
    ["vmx.memory=3", "vmx"],
    ["vm.content.zeros.x=3", "vm.content.zeros"],
    ["workload[0].classes.x=1", "workload[0].classes"],
    ["name.x=1", "name"],
    ["workload[1].kind=sweep", "workload[1].size"],
    ["workload[1].kind=sweep", "workload[1].rate"],
  ])("%s: the fault at %s has no line, as the mapping around it is the override's own", (override, path) => {
    const text = "version: 1\nname:\nvm: { memory: 1 GiB }\nlink: { bandwidth: 1e9 }\nworkload: [{ kind: uniform, size: 4096, rate: 1 }]\n";
    const { issues } = caught(() => parseScenario(text, { overrides: [override] }));
    expect(issues.filter((issue) => issue.path === path).map(({ line }) => line)).toEqual([undefined]);
  });

  it("keep the position of a fault of the text", () => {
    const text = "version: 1\nlink: { bandwidth: 1e9 }\nvmx: { memory: 2 }\nvm: { memory: 1 GiB, slot: 2 }\nengine: xen-4.99\n";
    const { issues } = caught(() => parseScenario(text, { overrides: ["vmx.memory=3", "vm.vcpus=2", "engine.maxIterations=3"] }));
    expect(issues.map(({ path, line }) => [path, line])).toEqual([
      ["vmx", 3],
      ["vm.slot", 4],
      ["engine.preset", 5],
    ]);
  });

  it("cannot reach a prototype", () => {
    expect(() => parseScenario(SCENARIO, { overrides: ["__proto__.polluted=1"] })).toThrow(ConfigError);
    expect(() => parseScenario(SCENARIO, { overrides: ["constructor.prototype.polluted=1"] })).toThrow(ConfigError);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

function caught(run: () => unknown): ConfigError {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
