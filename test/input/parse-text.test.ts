import { describe, expect, it } from "vitest";
import { parseScenario } from "../../src/input/parse-scenario.js";
import { ConfigError } from "../../src/scenario/config-error.js";
import type { ScenarioOrigin } from "../../src/scenario/origin.js";
import * as text from "../../src/text.js";

const SCENARIO = { version: 1, vm: { memory: "64 MiB" }, link: { bandwidth: "1 Gbit/s" } };

function faultsOf(parse: () => unknown): ConfigError {
  try {
    parse();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("the library's own parseScenario", () => {
  it("refuses a text and names the entry that reads it", () => {
    const read = parseScenario as (input: unknown) => unknown;
    expect(faultsOf(() => read(JSON.stringify(SCENARIO))).issues).toEqual([
      { path: "", expected: "an object: YAML and JSON text is read by parseScenario of xenvmc-sim/text", received: "a text" },
    ]);
  });

  it("lists the faults of an origin among its own, in the order of the text", () => {
    const found = { path: "link", expected: "a key once", received: "twice", line: 2, column: 1 };
    const locate: ScenarioOrigin["locate"] = (queries) => queries.map(({ steps }) => ({ line: steps[0] === "vm" ? 1 : 3, column: 1 }));
    const origin = { issues: [found], locate };
    const { issues } = faultsOf(() => parseScenario({ ...SCENARIO, vm: {}, seed: -1 }, { origin }));
    expect(issues.map(({ path, line }) => [path, line])).toEqual([
      ["vm.memory", 1],
      ["link", 2],
      ["seed", 3],
    ]);
  });
});

describe("parseScenario of xenvmc-sim/text", () => {
  it("parses JSON, YAML and objects to the same scenario", () => {
    const yaml = "version: 1\nvm: { memory: 64 MiB }\nlink: { bandwidth: 1 Gbit/s }\n";
    for (const input of [JSON.stringify(SCENARIO), yaml, SCENARIO]) expect(text.parseScenario(input)).toEqual(parseScenario(SCENARIO));
  });

  it("reports a text that holds only a string as not a mapping", () => {
    expect(faultsOf(() => text.parseScenario("hello")).issues).toEqual([
      { path: "", expected: "a mapping", received: '"hello"', line: 1, column: 1 },
    ]);
  });
});
