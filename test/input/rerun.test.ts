/** A result's scenario runs again, whatever way it went since. */
import { readdirSync, readFileSync } from "node:fs";
import { MessageChannel } from "node:worker_threads";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scenarios } from "../../scripts/fuzz/generate-scenarios.js";
import { ConfigError, type ConfigIssue, compare, type ResolvedScenario, simulate } from "../../src/index.js";
import { parseScenario } from "../../src/input/parse-scenario.js";
import * as text from "../../src/text.js";
import { jsonOf } from "../support/result-text.js";

/** A scenario without the symbols that fast-check leaves at its values. */
const plain = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value));

const EXAMPLES = new URL("../../examples/", import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, EXAMPLES), "utf8");

describe("any scenario that was resolved", () => {
  const again = (resolved: ResolvedScenario, given: object | string): void => {
    const json = JSON.stringify(resolved);
    const scenario = typeof given === "string" ? text.parseScenario(given) : parseScenario(given);
    expect(JSON.stringify(scenario)).toBe(json);
  };

  it("resolves to the same again: spread, from JSON, as a clone and as a text", () => {
    fc.assert(
      fc.property(scenarios, (given) => {
        const resolved = parseScenario(plain(given));
        again(resolved, { ...resolved });
        again(resolved, structuredClone(resolved));
        again(resolved, JSON.stringify(resolved));
      }),
      { seed: 20_261_129, numRuns: 200 },
    );
  });

  it("gives the same bytes of a result", async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, async (given) => {
        const first = await simulate({ ...plain(given), fidelity: "expected", runs: 1, timeout: "100 s" } as never).catch(() => undefined);
        if (first === undefined) return;
        const second = await simulate(JSON.parse(jsonOf(first)).scenario);
        expect(jsonOf(second)).toBe(jsonOf(first));
      }),
      { seed: 20_261_130, numRuns: 40 },
    );
  });

  it.each(readdirSync(EXAMPLES).filter((name) => name.endsWith(".yaml")))("examples/%s", (name) => {
    const resolved = text.parseScenario(read(name), { loadText: read });
    again(resolved, { ...resolved });
    again(resolved, JSON.stringify(resolved, undefined, 2));
  });
});

const WRITTEN = {
  version: 1,
  vm: { memory: "64 MiB" },
  workload: [
    { kind: "uniform", size: "4 MiB", rate: "5 k/s" },
    { kind: "zipf", size: "4 MiB", rate: "5 k/s", layout: "scattered" },
  ],
  link: { bandwidth: "1 Gbit/s" },
  engine: { preset: "qemu-10.0", maxBandwidth: 0, downtimeLimit: "100 s", autoConverge: { initial: 0.3 } },
} as const;

describe("the scenario of a result", () => {
  it("runs again after a message to another thread", async () => {
    const first = await simulate(WRITTEN);
    const { port1, port2 } = new MessageChannel();
    const arrived = new Promise<{ scenario: ResolvedScenario }>((resolve) => port2.once("message", resolve));
    port1.postMessage(first);
    const { scenario } = await arrived;
    port1.close();
    expect(jsonOf(await simulate(scenario))).toBe(jsonOf(first));
  });

  it("runs with fields changed, under its own names or as users write them", async () => {
    const { scenario } = await simulate(WRITTEN);
    const changed = { ...scenario, seed: 7, link: { ...scenario.link, bandwidthBitsPerSecond: 2e9, goodputBytesPerSecond: undefined } };
    expect((await simulate(plain(changed) as object as ResolvedScenario)).scenario).toEqual(
      parseScenario({ ...WRITTEN, seed: 7, link: { bandwidth: "2 Gbit/s" } }),
    );
    const mixed = { ...scenario, engine: "xen-4.10", link: { bandwidth: "2 Gbit/s" } } as object;
    // The result names its host, so another engine brings neither one along nor the copy's cost in Dom0.
    const { host } = scenario;
    expect(parseScenario(mixed)).toEqual(
      parseScenario({
        ...WRITTEN,
        engine: "xen-4.10",
        link: { bandwidth: "2 Gbit/s" },
        host: { preset: host.preset, copyCpu: host.copyCpuSeconds },
      }),
    );
  });

  it("is taken out of the whole result, and out of a comparison", async () => {
    const result = await simulate(WRITTEN);
    const notices: string[] = [];
    expect(parseScenario(plain(result), { onNotice: (notice) => notices.push(notice) })).toEqual(result.scenario);
    expect(notices).toEqual(["this is a result: the scenario in it is taken"]);
    const comparison = await compare(WRITTEN, { engines: ["xen-4.10", "qemu-10.0"], runs: 2 });
    expect(text.parseScenario(JSON.stringify(comparison))).toEqual(comparison.scenario);
  });

  it("is compared with engines and channels like any other, whatever its bandwidth, policy and flows", async () => {
    const slow = parseScenario({
      ...WRITTEN,
      engine: "qemu-10.0",
      policy: { name: "nova", downtime: "100 s" },
      link: { bandwidth: "500 kbit/s" },
      peers: [{ name: "a", place: "source", flows: [{ message: 1, send: "10 B/s" }] }],
      fidelity: "expected",
      timeout: "1 s",
    });
    const { variants } = await compare(slow, { engines: ["qemu-8.2", "qemu-10.0"], runs: 1 });
    expect(variants.map(({ label }) => label)).toEqual(["qemu-8.2", "qemu-10.0"]);
  });

  it("takes overrides under the names that users write", () => {
    const resolved = parseScenario(WRITTEN);
    const overrides = ["link.bandwidth=10 Gbit/s", "workload[0].rate=7", "engine.preset=qemu-8.2", "vm.memory=128 MiB"];
    const { vm, workload, engine } = WRITTEN;
    const expected = parseScenario({
      ...WRITTEN,
      vm: { ...vm, memory: "128 MiB" },
      link: { bandwidth: "10 Gbit/s" },
      workload: [{ ...workload[0], rate: 7 }, workload[1]],
      engine: { ...engine, preset: "qemu-8.2" },
    });
    expect(text.parseScenario(JSON.stringify(resolved), { overrides })).toEqual(expected);
    expect(text.parseScenario(JSON.stringify({ generator: {}, scenario: resolved }), { overrides })).toEqual(expected);
  });
});

describe("bad values in the scenario of a result", () => {
  const faultsOf = (given: object | string, options: text.ParseTextOptions = {}): readonly ConfigIssue[] => {
    try {
      text.parseScenario(given, options);
    } catch (error) {
      if (error instanceof ConfigError) return error.issues;
      throw error;
    }
    return [];
  };
  type Mutable = Record<string, Record<string, unknown>> & { workload: Record<string, unknown>[] };
  const withChange = (change: (scenario: Mutable) => void): Mutable => {
    const scenario = plain(parseScenario(WRITTEN)) as unknown as Mutable;
    change(scenario);
    return scenario;
  };

  it.each<[string, (scenario: Mutable) => void, readonly string[]]>([
    ["a size of no pages", ({ vm }) => Object.assign(vm as object, { memoryBytes: 2 ** 26 + 1 }), ["vm.memoryBytes"]],
    ["a text for a number", ({ vm }) => Object.assign(vm as object, { memoryBytes: "many" }), ["vm.memoryBytes"]],
    ["nothing for a number", ({ vm }) => Object.assign(vm as object, { memoryBytes: null }), ["vm.memoryBytes"]],
    ["two names for one field", ({ vm }) => Object.assign(vm as object, { memory: "4 GiB" }), ["vm.memory"]],
    ["a key of no meaning", ({ link }) => Object.assign(link as object, { mtu: 1500 }), ["link.mtu"]],
    ["a goodput of another link", ({ link }) => Object.assign(link as object, { efficiencyRatio: 0.5 }), ["link.goodputBytesPerSecond"]],
    ["half a page", ({ workload }) => Object.assign(workload[0] as object, { pages: 1.5 }), ["workload[0].pages"]],
    ["pages as a text", ({ workload }) => Object.assign(workload[0] as object, { pages: "few" }), ["workload[0].pages"]],
    ["a region beyond memory", ({ workload }) => Object.assign(workload[0] as object, { startPage: 16_000 }), ["workload[0].startPage"]],
    ["a rate below 0", ({ workload }) => Object.assign(workload[1] as object, { writesPerSecond: -1 }), ["workload[1].writesPerSecond"]],
    [
      "a block around another region",
      ({ workload }) => Object.assign(workload[1] as object, { block: { startPage: 0, pages: 5 } }),
      ["workload[1].block"],
    ],
    ["an engine of another family", ({ engine }) => Object.assign(engine as object, { family: "xen-stream" }), ["engine.family"]],
    ["no engine", ({ engine }) => Object.assign(engine as object, { preset: "qemu-11" }), ["engine.preset"]],
    [
      "an engine's limit as a list",
      ({ engine }) => Object.assign(engine as object, { downtimeLimitSeconds: [] }),
      ["engine.downtimeLimitSeconds"],
    ],
    ["a key of no engine", ({ engine }) => Object.assign(engine as object, { maxFactor: 3 }), ["engine.maxFactor"]],
    [
      "a feature's share out of range",
      ({ engine }) => Object.assign(engine?.autoConverge as object, { initialRatio: 2, spare: 1 }),
      ["engine.autoConverge.initialRatio", "engine.autoConverge.spare"],
    ],
    [
      "what another feature takes away",
      ({ engine }) => Object.assign(engine as object, { xbzrle: { cacheBytes: 3, changedBytes: 64, changedRunBytes: 64 } }),
      ["engine.xbzrle.cacheBytes"],
    ],
    ["a limit of time", (scenario) => Object.assign(scenario, { timeoutSeconds: -1 }), ["timeoutSeconds"]],
  ])("%s", (_, change, paths) => {
    expect(faultsOf(withChange(change)).map(({ path }) => path)).toEqual(paths);
  });

  it("have their place in the text of the result", () => {
    const scenario = withChange(({ link }) => Object.assign(link as object, { latencySeconds: -1 }));
    const json = JSON.stringify({ version: 2, generator: {}, scenario, runs: [] }, undefined, 1);
    const line = json.split("\n").findIndex((row) => row.includes("latencySeconds")) + 1;
    expect(faultsOf(json)).toMatchObject([{ path: "scenario.link.latencySeconds", line }]);
  });

  it("that an override set have the override's path and no place", () => {
    const json = JSON.stringify(parseScenario(WRITTEN));
    const [fault, ...others] = faultsOf(json, { overrides: ["link.latency=-1"] });
    expect([fault?.path, fault?.line, others]).toEqual(["link.latency", undefined, []]);
  });

  it("of the columns of a trace are found row by row", () => {
    const trace = { kind: "trace", file: "a.csv", seconds: [0, 1, 0.5, 2], pages: [1, 2, 3, 99_999] };
    const resolved = parseScenario(WRITTEN);
    expect(faultsOf({ ...resolved, workload: [trace] }).map(({ path }) => path)).toEqual(["workload[0].pages[2]", "workload[0].pages[3]"]);
    expect(faultsOf({ ...resolved, workload: [{ ...trace, seconds: [0] }] })).toHaveLength(3);
    const good = { ...trace, repeat: true, durationSeconds: 2.5, seconds: [0, 1, 1, 2], pages: [1, 2, 3, 4] };
    expect(parseScenario({ ...resolved, workload: [good] } as object).workload).toEqual([good]);
  });

  it("do not hide that names of results are no names of what users write", () => {
    expect(faultsOf({ ...WRITTEN, timeoutSeconds: 10 }).map(({ path }) => path)).toEqual(["timeoutSeconds"]);
  });
});
