import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/scenario/config-error.js";
import { parseScenario } from "../../src/text.js";
import { faultOf, goodScenario, interfere, MALFORMED_SCENARIOS, PLANTS, type Plant, plant } from "../support/malformed.js";

/** The paths of all faults, each once, sorted. Fails if there is no fault, or another error. */
function faultsOf(input: string | object): string[] {
  try {
    parseScenario(input, { loadText: () => missing() });
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    const { issues } = error as ConfigError;
    for (const issue of issues) {
      expect(issue.expected).not.toBe("");
      expect(issue.received).not.toBe("");
    }
    return [...new Set(issues.map((issue) => issue.path))].sort();
  }
  return [];
}

function missing(): never {
  throw new Error("no such file");
}

describe("malformed scenarios", () => {
  it("start from a valid one", () => {
    expect(faultsOf(goodScenario())).toEqual([]);
    expect(faultsOf(JSON.stringify(goodScenario()))).toEqual([]);
  });

  it("are at least 200, and all different", () => {
    expect(MALFORMED_SCENARIOS.length).toBeGreaterThanOrEqual(200);
    expect(new Set(MALFORMED_SCENARIOS.map((scenario) => scenario.text)).size).toBe(MALFORMED_SCENARIOS.length);
  });

  it.each(MALFORMED_SCENARIOS.map((scenario) => [scenario.name, scenario] as const))("%s", (_, scenario) => {
    expect(faultsOf(scenario.text)).toEqual(scenario.faults);
  });

  it.each(PLANTS.map((each) => [faultOf(each), JSON.stringify(each.value), each] as const))("%s = %s, as an object", (fault, _, each) => {
    const scenario = goodScenario();
    plant(scenario, each);
    expect(faultsOf(scenario)).toEqual([fault]);
  });
});

describe("properties", () => {
  const several = fc.uniqueArray(fc.constantFrom(...PLANTS), { minLength: 2, maxLength: 8, comparator: interfere });

  it("every planted fault is reported, and nothing else", () => {
    fc.assert(
      fc.property(several, (plants: Plant[]) => {
        const scenario = goodScenario();
        for (const each of plants) plant(scenario, each);
        expect(faultsOf(scenario)).toEqual(plants.map(faultOf).sort());
      }),
      { seed: 20_240_601, numRuns: 150 },
    );
  });

  it("faults in one source or one mapping are reported together if the schema finds them", () => {
    const scenario = goodScenario();
    const planted: Plant[] = [
      { path: ["workload", 0, "size"], value: "1 Mib" },
      { path: ["workload", 0, "rate"], value: true },
      { path: ["workload", 0, "layot"], value: 1 },
      { path: ["workload", 0, "runn"], value: 1 },
      { path: ["vm", "vcpus"], value: 0 },
      { path: ["vm", "content", "zero"], value: 2 },
      { path: ["engine", "entryBytes"], value: -1 },
      { path: ["engine", "batch"], value: 1 },
    ];
    for (const each of planted) plant(scenario, each);
    expect(faultsOf(scenario)).toEqual(planted.map(faultOf).sort());
  });

  it("faults in several peers, and in several flows of one, are reported together", () => {
    const scenario = goodScenario();
    const planted: Plant[] = [
      { path: ["peers", 0, "flows", 0, "message"], value: "1 Mib" },
      { path: ["peers", 0, "flows", 1, "message"], value: "200 KiB" },
      { path: ["peers", 0, "flows", 2], value: { message: 1, mode: "volume" } },
      { path: ["peers", 1, "name"], value: "database" },
      { path: ["peers", 1, "place"], value: "host" },
    ];
    for (const each of planted) plant(scenario, each);
    expect(faultsOf(scenario)).toEqual(planted.map(faultOf).sort());
  });

  it("an unknown key is a fault in every mapping, whatever its name", () => {
    const mappings = [
      [],
      ["vm"],
      ["vm", "content"],
      ["workload", 0],
      ["workload", 1, "cold"],
      ["link"],
      ["engine"],
      ["host"],
      ["peers", 0],
      ["peers", 1, "flows", 0],
      ["channel"],
      ["channel", "switching"],
    ];
    fc.assert(
      fc.property(fc.constantFrom(...mappings), fc.string({ minLength: 1 }), fc.jsonValue(), (path, key, value) => {
        const scenario = goodScenario();
        const unknown = `${key}?`;
        plant(scenario, { path: [...path, unknown], value: value ?? 1 });
        expect(faultsOf(scenario)).toHaveLength(1);
      }),
      { seed: 20_240_602, numRuns: 100 },
    );
  });

  it("any value anywhere gives a scenario or a ConfigError", () => {
    const paths = [...new Map(PLANTS.map((each) => [faultOf(each), each.path])).values(), []];
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }), (path, value) => {
        const scenario = goodScenario();
        plant(scenario, { path, value });
        faultsOf(scenario);
      }),
      { seed: 20_240_603, numRuns: 200 },
    );
  });

  it("any text gives a scenario or a ConfigError", () => {
    const good = JSON.stringify(goodScenario(), null, 1);
    const damaged = fc
      .tuple(fc.nat(good.length), fc.nat(20), fc.string({ unit: "binary", maxLength: 5 }))
      .map(([at, removed, inserted]) => good.slice(0, at) + inserted + good.slice(at + removed));
    fc.assert(
      fc.property(fc.oneof(damaged, fc.string({ unit: "binary" })), (text) => {
        faultsOf(text);
      }),
      { seed: 20_240_604, numRuns: 80 },
    );
  });
});
