import { describe, expect, it } from "vitest";
import { type ChannelChoice, channelVariants, type EngineChoice, engineVariants } from "../../src/analysis/variants.js";
import { ConfigError, parseScenario } from "../../src/index.js";
import type { ResolvedScenario } from "../../src/scenario/resolved/resolved.js";
import { scenarioWith } from "../support/scenarios.js";

const PEERS = [{ name: "database", place: "source", flows: [{ message: "4 KiB", send: "20 MB/s" }] }];
const TALKING = scenarioWith({ peers: PEERS, workload: [{ kind: "uniform", size: "4 MiB", rate: "5 k/s" }] });

describe("labels", () => {
  it.each<[ChannelChoice[], string[]]>([
    [
      ["netfront", "xenvmc"],
      ["netfront", "xenvmc"],
    ],
    [
      ["xenvmc", "xenvmc", "netfront", "xenvmc"],
      ["xenvmc", "xenvmc #2", "netfront", "xenvmc #3"],
    ],
    [
      [{ kind: "xenvmc" }, { kind: "xenvmc", teardown: undefined as unknown as "never" }],
      ["xenvmc", "xenvmc #2"],
    ],
    [[{ kind: "xenvmc", teardown: "never" }], ["xenvmc(teardown: never)"]],
    [[{ netfront: { localSegment: "32 KiB" } } as ChannelChoice], ["netfront(netfront: {localSegment: 32 KiB})"]],
    [
      [{ kind: "xenvmc", teardown: "never", xenvmc: { splitsLargeMessages: false, ringPages: 64 } } as ChannelChoice],
      ["xenvmc(teardown: never, xenvmc: {splitsLargeMessages: false, ringPages: 64})"],
    ],
  ])("of channels %j are %j", (choices, labels) => {
    expect(channelVariants(TALKING, choices).map(({ label }) => label)).toEqual(labels);
  });

  it.each<[EngineChoice[], string[]]>([
    [
      ["xen-4.10", "qemu-10.0"],
      ["xen-4.10", "qemu-10.0"],
    ],
    [
      [
        { preset: "qemu-10.0", downtimeLimit: "1 ms", cancelAfterSyncs: 40 },
        { preset: "qemu-10.0", cancelAfterSyncs: 40, downtimeLimit: "1 ms" },
      ],
      ["qemu-10.0(downtimeLimit: 1 ms, cancelAfterSyncs: 40)", "qemu-10.0(cancelAfterSyncs: 40, downtimeLimit: 1 ms)"],
    ],
    [
      [{ preset: "xen-4.10" }, "xen-4.10"],
      ["xen-4.10", "xen-4.10 #2"],
    ],
  ])("of engines %j are %j", (choices, labels) => {
    expect(engineVariants(TALKING, choices).map(({ label }) => label)).toEqual(labels);
  });
});

/** A guest of 64 pages. The engine brings the host along. */
function tinyScenario(fields: object): ResolvedScenario {
  return parseScenario({ version: 1, vm: { memory: "256 KiB" }, link: { bandwidth: "1 Gbit/s" }, workload: [], ...fields });
}

describe("variants", () => {
  it.each([
    ["qemu-10.0", "xen-4.10"],
    ["xen-4.10", "qemu-10.0"],
    ["xen-4.10", "xcp-ng"],
  ])("of a guest smaller than what suspend dirties have the host that a scenario of their own has: %s to %s", (from, to) => {
    const tiny = (engine: string) => tinyScenario({ engine });
    expect([tiny(from).host.preset, tiny(to).host.preset]).not.toContain("none");
    expect(engineVariants(tiny(from), [to])[0]?.scenario.host).toEqual(tiny(to).host);
  });

  it("keep what the scenario set of the host", () => {
    const host = { suspendDirtyPages: 10, resume: "7 ms" };
    const given = (engine: string) => tinyScenario({ engine, host });
    expect(engineVariants(given("xen-4.10"), ["qemu-10.0"])[0]?.scenario.host).toEqual(given("qemu-10.0").host);
  });

  it("have the scenario, and the channel or engine of the choice", () => {
    const { channel, ...rest } = TALKING;
    for (const [index, { scenario, isReconstruction }] of channelVariants(TALKING, ["netfront", "xenvmc", "xenvmc-modified"]).entries()) {
      const { channel: own, ...others } = scenario;
      expect(others).toEqual(rest);
      expect(own?.kind).toBe(["netfront", "xenvmc", "xenvmc-modified"][index]);
      expect(isReconstruction).toBe(index === 2);
    }
    const [qemu] = engineVariants(TALKING, ["qemu-10.0"]);
    // Only Xen's tools run in Dom0.
    const host = { ...TALKING.host, copyCpuSeconds: 0 };
    expect(qemu?.scenario).toEqual({ ...TALKING, host, engine: scenarioWith({ engine: "qemu-10.0" }).engine });
    expect(channel?.kind).toBe("netfront");
  });

  it("of engines are reconstructions if the guest talks over the modified protocol", () => {
    const isReconstruction = (fields: object) => engineVariants(scenarioWith(fields), ["xen-4.10"])[0]?.isReconstruction;
    expect(isReconstruction({ peers: PEERS, channel: "xenvmc-modified" })).toBe(true);
    expect(isReconstruction({ peers: PEERS, channel: "xenvmc" })).toBe(false);
    expect(isReconstruction({ channel: "xenvmc-modified" })).toBe(false);
    expect(isReconstruction({})).toBe(false);
  });

  it("of engines are refused where the scenario's policy does not suit them", () => {
    const scenario = scenarioWith({ engine: "qemu-10.0", policy: "kubevirt" });
    expect(engineVariants(scenario, ["qemu-9.2"])[0]?.scenario.policy).toEqual(scenario.policy);
    expect(() => engineVariants(scenario, ["qemu-9.2", "xen-4.10"])).toThrow(/engines\[1\] has 1 fault:\n.*policy/);
  });

  it.each([undefined, null])("that are %s are faults under their index", (choice) => {
    const faultOf = (make: () => unknown): unknown => {
      try {
        return make();
      } catch (error) {
        return error;
      }
    };
    const channel = faultOf(() => channelVariants(TALKING, ["netfront", choice as unknown as ChannelChoice]));
    expect(channel).toBeInstanceOf(ConfigError);
    expect((channel as Error).message).toMatch(/channels\[1\] has 1 fault:\n.*channel: /);
    const engine = faultOf(() => engineVariants(TALKING, [choice as unknown as EngineChoice]));
    expect(engine).toBeInstanceOf(ConfigError);
    expect((engine as Error).message).toMatch(/engines\[0\] has 1 fault:\n.*engine: /);
  });
});

describe("channels", () => {
  const OLD = { kind: "xenvmc", guest: "linux-2.6", calibration: "e2012", guestMode: "pvh", costs: { wake: "9 us" }, teardown: "never" };
  const old = scenarioWith({ peers: PEERS, channel: { ...OLD, dirtying: { netfront: { poolPages: 1500 }, peak: { unread: 8192 } } } });

  it("have the guest and the machine of the scenario's channel, whatever carries the bytes", () => {
    const [netfront, xenvmc, own] = channelVariants(old, ["netfront", "xenvmc", { kind: "xenvmc-modified", calibration: "e2024" }]).map(
      ({ scenario }) => scenario.channel,
    );
    expect(netfront).toMatchObject({ guest: "linux-2.6", calibration: "e2012", guestMode: "pvh", costs: { wakeSeconds: 9e-6 } });
    expect(netfront?.dirtying).toEqual({ netfront: { poolPages: 1500 } });
    expect(xenvmc).toEqual(old.channel);
    expect(own).toMatchObject({ guest: "linux-2.6", calibration: "e2024", teardown: "before-pause" });
  });

  it("of a scenario that names none have every default", () => {
    expect(channelVariants(TALKING, ["netfront"])[0]?.scenario.channel).toMatchObject({ guest: "linux-6.1", calibration: "e2016" });
  });
});
