import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { parseScenario } from "../../src/input/parse-scenario.js";
import { parseScenarioText } from "../../src/input/parse-text.js";
import { ConfigError } from "../../src/scenario/config-error.js";
import { applyOverrides } from "../../src/scenario/overrides.js";

const SCENARIO = { version: 1, vm: { memory: "64 MiB" }, link: { bandwidth: "1 Gbit/s" } };

function faultsOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.issues.map(({ path, expected, received }) => `${path}: ${expected}; ${received}`);
  }
  return [];
}

const PLAIN = "plain data: texts, numbers, true, false, null, lists and mappings";

class Host {
  suspend = "9 s";
}

function withGetter(): object {
  return Object.defineProperty({}, "suspend", { get: () => "9 s", enumerable: true });
}

function holdingItself(): object {
  const list: unknown[] = [];
  list.push({ list });
  return list;
}

function nested(levels: number): object {
  let inside: object = {};
  for (let level = 1; level < levels; level++) inside = level % 2 === 0 ? { a: inside } : [inside];
  return inside;
}

describe("parts of an object that would be lost are faults", () => {
  it.each<[value: unknown, fault: string]>([
    [new Map([["suspend", "9 s"]]), `host: ${PLAIN}; an object of class Map`],
    [new Set(["suspend"]), `host: ${PLAIN}; an object of class Set`],
    [new Date(0), `host: ${PLAIN}; an object of class Date`],
    [/suspend/, `host: ${PLAIN}; an object of class RegExp`],
    [Promise.resolve({}), `host: ${PLAIN}; an object of class Promise`],
    [new Uint8Array(3), `host: ${PLAIN}; an object of class Uint8Array`],
    [Object(3), `host: ${PLAIN}; an object of class Number`],
    [new Host(), `host: ${PLAIN}; an object of class Host`],
    [Object.create({ suspend: "9 s" }), `host: ${PLAIN}; an object with inherited fields`],
    [Object.create(Object.create(null, { suspend: { value: "9 s" } })), `host: ${PLAIN}; an object with inherited fields`],
    [() => "9 s", `host: ${PLAIN}; a function`],
    [Symbol("host"), `host: ${PLAIN}; a symbol`],
    [9n, `host: ${PLAIN}; a bigint`],
    [{ suspend: 9n }, `host.suspend: ${PLAIN}; a bigint`],
    [withGetter(), "host.suspend: a field with a value; one computed by a getter"],
    [Object.defineProperty({}, "suspend", { value: "9 s" }), "host.suspend: a field that is enumerable; a hidden one"],
    [{ [Symbol("suspend")]: "9 s" }, "host: names as keys; the key Symbol(suspend)"],
    [new Proxy({}, { ownKeys: () => fail() }), `host: ${PLAIN}; an object that cannot be read`],
    [new Proxy({}, { getPrototypeOf: () => fail() }), `host: ${PLAIN}; an object that cannot be read`],
    [holdingItself(), `host[0].list: ${PLAIN}; a value that contains itself`],
  ])("%#", (host, fault) => {
    expect(faultsOf(() => parseScenario({ ...SCENARIO, host } as object))).toContain(fault);
    expect(faultsOf(() => parseScenarioText({ ...SCENARIO, host } as object, { overrides: ["seed=3"] }))).toContain(fault);
    expect(faultsOf(() => applyOverrides({ ...SCENARIO, host }, ["seed=3"]))).toContain(fault);
  });

  it.each<[workload: unknown, fault: string]>([
    // biome-ignore lint/suspicious/noSparseArray: the gap is what is tested.
    [[, { kind: "preset", name: "quake3" }], "workload: a list without gaps and without fields; a list of 2 with 1 fields"],
    [Object.assign([], { name: "x" }), "workload: a list without gaps and without fields; a list of 0 with 1 fields"],
    [new (class Sources extends Array {})(), `workload: ${PLAIN}; an object of class Sources`],
    [[new Host()], `workload[0]: ${PLAIN}; an object of class Host`],
  ])("in a list: %#", (workload, fault) => {
    expect(faultsOf(() => parseScenario({ ...SCENARIO, workload } as object))).toEqual([fault]);
  });

  it.each<[row: unknown]>([[new Proxy([], { get: () => fail() })], [{ 0: 1, 1: 2 }], [[1, "2"]], [[1, 2n]], [new Float64Array(2)]])(
    "in the events of a trace: %#",
    (row) => {
      const faults = faultsOf(() => parseScenario({ ...SCENARIO, workload: [{ kind: "trace", events: [[0, 1], row] }] } as object));
      expect(faults).toHaveLength(1);
      expect(faults[0]).toMatch(/^workload\[0\]\.events\[1\]: /);
    },
  );

  it("together with all other faults of the scenario", () => {
    const faults = faultsOf(() => parseScenario({ ...SCENARIO, vm: new Map(), host: new Map(), seed: -1, fidelity: "x" } as object));
    expect(faults.map((fault) => fault.split(":")[0])).toEqual(["vm", "host", "seed", "fidelity"]);
  });
});

describe("plain data", () => {
  it("is accepted from another realm, without a prototype, frozen, and with undefined fields", () => {
    const other = runInNewContext(`({ version: 1, vm: { memory: "64 MiB" }, link: { bandwidth: "1 Gbit/s" }, peers: [] })`) as object;
    const bare = Object.assign(Object.create(null), SCENARIO) as object;
    for (const scenario of [other, bare, Object.freeze({ ...SCENARIO }), { ...SCENARIO, name: undefined }]) {
      expect(parseScenario(scenario)).toEqual(parseScenario(SCENARIO));
    }
  });
});

describe("limits", () => {
  it("of depth", () => {
    const expected = "at most 64 levels of lists and mappings";
    expect(faultsOf(() => applyOverrides(nested(64), []))).toEqual([]);
    expect(faultsOf(() => applyOverrides(nested(65), []))).toHaveLength(1);
    for (const levels of [66, 100_000]) {
      const deep = { ...SCENARIO, host: nested(levels) };
      expect(faultsOf(() => applyOverrides(deep, ["seed=3"])).join()).toContain(expected);
      expect(faultsOf(() => parseScenario(deep)).join()).toContain(expected);
    }
  });

  it("of values, shared or not", () => {
    let bomb: object = [];
    for (let level = 0; level < 60; level++) bomb = [bomb, bomb];
    const fault = ": at most 65536 values, the events of traces and the runs of results not counted; more";
    expect(faultsOf(() => parseScenario({ ...SCENARIO, workload: bomb }))).toEqual([fault]);
    expect(faultsOf(() => applyOverrides({ ...SCENARIO, workload: bomb }, []))).toEqual([fault]);
    expect(faultsOf(() => parseScenario({ ...SCENARIO, workload: Array(70_000).fill(3) }))).toEqual([fault]);
  });

  it("of faults", () => {
    const error = caught(() => parseScenario({ ...SCENARIO, workload: Array.from({ length: 10_000 }, () => 3n) }));
    expect([error.issues.length, error.unlistedIssues]).toEqual([50, 9_950]);
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

function fail(): never {
  throw new Error("not to be read");
}
