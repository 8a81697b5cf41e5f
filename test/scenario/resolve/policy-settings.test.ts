import { describe, expect, it } from "vitest";
import { parseScenario, type ResolvedScenario, type Scenario, simulate } from "../../../src/index.js";
import type { QemuParameters } from "../../../src/scenario/resolved/engine-parameters.js";

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const BASE = { version: 1, vm: { memory: "3 GiB" }, link: { bandwidth: "10 Gbit/s" }, engine: "qemu-10.0" } as const;

const resolved = (fields: Partial<Scenario>): ResolvedScenario => parseScenario({ ...BASE, ...fields } as Scenario);
const engineOf = (fields: Partial<Scenario>) => resolved(fields).engine as QemuParameters;
const fieldsBrought = ({ policy }: ResolvedScenario) => policy?.brought?.map(({ field }) => field);
const wordsOf = (fields: Partial<Scenario>) =>
  resolved(fields)
    .policy?.brought?.map(({ detail }) => detail)
    .join(", ");

describe("the settings that a policy brings", () => {
  it.each([
    ["kubevirt", "no bandwidth limit, multifd with 8 channels, transport kubevirt-proxy, host kubevirt"],
    ["kubevirt-vep248", "no bandwidth limit, multifd with 8 channels, transport kubevirt-proxy, host kubevirt"],
    ["kubevirt-vep291", "no bandwidth limit, multifd with 8 channels, transport kubevirt-proxy, host kubevirt"],
    ["nova", "no bandwidth limit, transport tcp, host nova"],
    [
      "proxmox",
      "a bandwidth limit of 16 GiB/s, a downtime limit of 100 ms, auto-converge, XBZRLE with a cache of 512 MiB, transport ssh, host libvirt-kvm",
    ],
    ["libvirt", "no bandwidth limit, transport tcp, host libvirt-kvm"],
  ] as const)("%s: %s", (policy, words) => {
    expect(wordsOf({ policy })).toBe(words);
  });

  it("are in force", () => {
    const { engine, link, host } = resolved({ policy: "proxmox" });
    expect(engine).toMatchObject({ maxBandwidthBytesPerSecond: 16 * GIB, downtimeLimitSeconds: 0.1, xbzrle: { cacheBytes: 512 * MIB } });
    expect((engine as QemuParameters).autoConverge).toEqual(engineOf({ engine: { preset: "qemu-10.0", autoConverge: true } }).autoConverge);
    expect(link).toMatchObject({ transport: "ssh", connectionBytesPerSecond: 806.6 * MIB });
    expect(host).toEqual(resolved({ host: "libvirt-kvm" }).host);
    expect(resolved({ policy: "kubevirt" })).toMatchObject({
      engine: { maxBandwidthBytesPerSecond: 0, multifd: { channels: 8 } },
      link: { connectionBytesPerSecond: 0.7e9 },
    });
    expect(resolved({ policy: "nova" }).host.networkSeconds).toBe(4.7);
  });

  it("are none for cloud-hypervisor, a rule without a system", () => {
    const { policy, ...others } = resolved({ policy: "cloud-hypervisor" });
    expect(policy).not.toHaveProperty("brought");
    expect(others).toEqual(resolved({}));
  });

  it("have a cache of a tenth of the memory for Proxmox VE, rounded up to a power of two", () => {
    const cacheOf = (vm: Scenario["vm"]) => engineOf({ vm, policy: "proxmox" }).xbzrle?.cacheBytes;
    expect(["640 MiB", "641 MiB", "10 GiB", "16 KiB"].map((memory) => cacheOf({ memory }))).toEqual([64 * MIB, 128 * MIB, GIB, 4096]);
    expect(cacheOf({ memory: "8 MiB", pageSize: "2 MiB" })).toBe(2 * MIB);
  });

  it("have multifd for Nova with parallel connections", () => {
    expect(engineOf({ policy: { name: "nova", parallelConnections: 1 } }).multifd).toBeUndefined();
    expect(engineOf({ policy: { name: "nova", parallelConnections: 2 } }).multifd).toMatchObject({ channels: 2 });
  });

  it("have post-copy for a policy that may switch to it, and then no multifd before 10.1, which QEMU refuses beside it", () => {
    const policies = [
      { name: "kubevirt", allowPostCopy: true },
      { name: "nova", permitPostCopy: true, timeoutAction: "force-complete", parallelConnections: 4 },
      { name: "libvirt", timeout: "60 s", timeoutAction: "postcopy" },
    ] as const;
    for (const policy of policies) {
      const { postcopy, multifd } = engineOf({ policy });
      expect([postcopy !== undefined, multifd]).toEqual([true, undefined]);
    }
    const channelsOf = (policy: Scenario["policy"]) => engineOf({ policy, engine: "qemu-10.1" }).multifd?.channels;
    expect(policies.map(channelsOf)).toEqual([8, 4, undefined]);
    expect(engineOf({ policy: { name: "kubevirt", allowPostCopy: true, vfio: true } })).not.toHaveProperty("postcopy");
  });
});

describe("a field that the scenario sets", () => {
  it("wins, and is not told", () => {
    const scenario = resolved({
      policy: "kubevirt",
      engine: { preset: "qemu-10.0", maxBandwidth: "64 MiB/s", multifd: false },
      link: { bandwidth: "10 Gbit/s", transport: "tls" },
      host: "none",
    });
    expect(scenario.engine).toMatchObject({ maxBandwidthBytesPerSecond: 64 * MIB });
    expect(scenario.engine).not.toHaveProperty("multifd");
    expect(scenario.link).toMatchObject({ transport: "tls", connectionBytesPerSecond: 300e6 });
    expect(scenario.host.preset).toBe("none");
    expect(fieldsBrought(scenario)).toEqual([]);
  });

  it("may be the preset's own value", () => {
    const engine = { preset: "qemu-10.0", maxBandwidth: "128 MiB/s", multifd: { channels: 2 } } as const;
    expect(engineOf({ policy: "kubevirt", engine })).toEqual(engineOf({ engine }));
  });

  it("excludes what QEMU refuses beside it", () => {
    const limited = engineOf({ policy: "proxmox", engine: { preset: "qemu-10.0", dirtyLimit: true, log: "dirty-ring" } });
    expect(limited).not.toHaveProperty("autoConverge");
    expect(limited).toHaveProperty("xbzrle");
    const parallel = engineOf({ policy: "proxmox", engine: { preset: "qemu-10.0", multifd: true } });
    expect(parallel).not.toHaveProperty("xbzrle");
    expect(parallel).toHaveProperty("autoConverge");
    expect(engineOf({ policy: "kubevirt", engine: { preset: "qemu-10.0", xbzrle: true } })).not.toHaveProperty("multifd");
  });

  it("may be a cost of the host that the policy brings", () => {
    const scenario = resolved({ policy: "nova", host: { resume: "1 s" } });
    expect(scenario.host).toMatchObject({ preset: "nova", resumeSeconds: 1, networkSeconds: 4.7 });
    expect(fieldsBrought(scenario)).toContain("host");
  });

  it("is at fault only itself", () => {
    expect(() => resolved({ policy: "nova", engine: { preset: "qemu-postcopy", maxBandwidth: "1 GB/s" } })).toThrow(/engine\.maxBandwidth/);
    const policy = { name: "nova", permitPostCopy: true, timeoutAction: "force-complete" } as const;
    expect(() => resolved({ policy, engine: "qemu-postcopy" })).not.toThrow();
    expect(() => resolved({ policy, engine: { preset: "qemu-10.0", postcopy: false } })).toThrow(/an engine with postcopy/);
  });
});

describe("a result", () => {
  const SCENARIOS: readonly Partial<Scenario>[] = [
    { policy: "kubevirt" },
    { policy: "kubevirt", engine: { preset: "qemu-10.0", maxBandwidth: "128 MiB/s", multifd: false } },
    { policy: "kubevirt", engine: { preset: "qemu-10.0", multifd: true } },
    { policy: "kubevirt", engine: { preset: "qemu-10.0", multifd: { channels: 8, compression: "zstd" } } },
    { policy: "kubevirt", link: { bandwidth: "1 Gbit/s", transport: "tcp" }, host: { preset: "none", resume: "5 ms" } },
    { policy: "proxmox" },
    { policy: "proxmox", engine: { preset: "qemu-10.0", xbzrle: true, downtimeLimit: "300 ms", autoConverge: { initial: 0.3 } } },
    { policy: "proxmox", engine: { preset: "qemu-10.0", dirtyLimit: true, log: "dirty-ring", xbzrle: false } },
    { policy: { name: "nova", parallelConnections: 4 } },
    { policy: { name: "nova", permitPostCopy: true, timeoutAction: "force-complete" } },
    { policy: { name: "libvirt", timeout: "60 s", timeoutAction: "postcopy" }, engine: { preset: "qemu-10.0", maxBandwidth: 0 } },
    { policy: "libvirt", engine: { preset: "qemu-10.0", postcopy: true } },
  ];

  it.each(SCENARIOS)("reads back as it is: %j", (fields) => {
    const scenario = resolved(fields);
    const again = parseScenario(JSON.parse(JSON.stringify(scenario)));
    expect(again).toEqual(scenario);
    expect(parseScenario(JSON.parse(JSON.stringify(again)))).toEqual(scenario);
  });

  it("has what the policy brought", async () => {
    const { scenario } = await simulate({ ...BASE, vm: { memory: "16 MiB" }, workload: [], policy: "nova" }, { pages: "reference" });
    expect(scenario.policy?.brought).toEqual([
      { field: "engine.maxBandwidth", detail: "no bandwidth limit" },
      { field: "link.transport", detail: "transport tcp" },
      { field: "host", detail: "host nova" },
    ]);
  });
});

describe("libvirt without a time-out", () => {
  it("leaves the switch to post-copy to the engine", async () => {
    const scenario = { ...BASE, vm: { memory: "16 MiB" }, workload: [], engine: { preset: "qemu-10.0", postcopy: { afterSyncs: 0 } } };
    const { runs } = await simulate({ ...scenario, policy: "libvirt" } as Scenario, { pages: "reference" });
    expect(runs[0]?.stop.kind).toBe("postcopy");
  });
});
