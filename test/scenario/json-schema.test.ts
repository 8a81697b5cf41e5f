import { describe, expect, it } from "vitest";
import { parseScenario } from "../../src/input/parse-scenario.js";
import { scenarioJsonSchema } from "../../src/scenario/json-schema.js";
import { ENGINE_PRESETS } from "../../src/scenario/scenario.js";
import { goodScenario } from "../support/malformed.js";

type Schema = Readonly<Record<string, unknown>>;

/** The part of JSON Schema that ours uses: enough to validate a value. */
function accepts(schema: Schema, value: unknown): boolean {
  if ("const" in schema && schema.const !== value) return false;
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) return false;
  if (Array.isArray(schema.anyOf) && !schema.anyOf.some((option) => accepts(option as Schema, value))) return false;
  if (Array.isArray(schema.oneOf) && schema.oneOf.filter((option) => accepts(option as Schema, value)).length !== 1) return false;
  if (Array.isArray(schema.required) && !schema.required.every((key) => key in Object(value))) return false;
  switch (schema.type) {
    case "number":
    case "integer":
      return acceptsNumber(schema, value);
    case "string":
      return typeof value === "string" && (typeof schema.pattern !== "string" || new RegExp(schema.pattern, "u").test(value));
    case "boolean":
      return typeof value === "boolean";
    case "array":
      return Array.isArray(value) && value.every((item) => accepts((schema.items ?? {}) as Schema, item));
    case "object":
      return acceptsObject(schema, value);
    default:
      return true;
  }
}

function acceptsNumber(schema: Schema, value: unknown): boolean {
  if (typeof value !== "number" || (schema.type === "integer" && !Number.isInteger(value))) return false;
  if (typeof schema.minimum === "number" && value < schema.minimum) return false;
  if (typeof schema.maximum === "number" && value > schema.maximum) return false;
  return !(typeof schema.exclusiveMinimum === "number" && value <= schema.exclusiveMinimum);
}

function acceptsObject(schema: Schema, value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const properties = (schema.properties ?? {}) as Readonly<Record<string, Schema>>;
  const required = (schema.required ?? []) as readonly string[];
  if (!required.every((key) => key in value)) return false;
  return Object.entries(value).every(([key, child]) => {
    const property = properties[key];
    if (property !== undefined) return accepts(property, child);
    return schema.additionalProperties !== false;
  });
}

describe("the JSON Schema", () => {
  it("has every field, with the defaults and a description", async () => {
    const schema = await scenarioJsonSchema();
    expect(schema).toMatchObject({
      type: "object",
      required: ["version", "vm", "link"],
      additionalProperties: false,
      properties: { link: { properties: { efficiency: { default: 0.94, maximum: 1 } } } },
    });
    // The parser sets it only together with its switch; it is documented all the same.
    expect(JSON.stringify(schema)).toContain('"description":"Messages per event at most; affects events and CPU time only.","default":4');
    expect(JSON.stringify(schema)).toContain("rounded up to whole pages");
    for (const { name } of ENGINE_PRESETS) expect(JSON.stringify(schema)).toContain(JSON.stringify(name));
  });

  it("says of every field what it means, with a unit at every quantity, and a name for every mapping", async () => {
    const faults: string[] = [];
    let fields = 0;
    const visit = (schema: Schema, path: string): void => {
      const text = schema.description as string | undefined;
      if (text !== undefined && !/^[A-Za-z].*\.$/.test(text)) faults.push(`${path}: no sentence: ${text}`);
      if (text !== undefined && /\bdefault:/.test(text)) faults.push(`${path}: a default that is no sentence of its own: ${text}`);
      if (text?.includes("Default:") === true && "default" in schema) faults.push(`${path}: two defaults`);
      const alternatives = [...((schema.anyOf ?? []) as Schema[]), ...((schema.oneOf ?? []) as Schema[])].filter(
        (each) => !("required" in each && Object.keys(each).length === 1),
      );
      const isQuantity = alternatives.some(({ pattern }) => typeof pattern === "string");
      if (isQuantity && typeof schema["x-unit"] !== "string") faults.push(`${path}: no unit`);
      for (const each of alternatives) visit(each, path);
      if (schema.items) visit(schema.items as Schema, `${path}[]`);
      if (schema.type !== "object") return;
      // A mapping whose keys are the user's; its description is checked with those of its neighbours.
      if (schema.properties === undefined && schema.additionalProperties !== undefined) return;
      if (typeof schema.title !== "string" || text === undefined) faults.push(`${path}: a mapping without title or description`);
      for (const [key, child] of Object.entries(schema.properties as Record<string, Schema>)) {
        fields++;
        const inner = path === "" ? key : `${path}.${key}`;
        if (child.description === undefined) faults.push(`${inner}: no description`);
        visit(child, inner);
      }
    };
    visit(await scenarioJsonSchema(), "");
    expect(faults).toEqual([]);
    expect(fields).toBeGreaterThan(250);
  });

  it("accepts what the parser accepts", async () => {
    const schema = await scenarioJsonSchema();
    expect(accepts(schema, goodScenario())).toBe(true);
    expect(accepts(schema, { version: 1, vm: { memory: "1 GiB" }, link: { bandwidth: 1e9 }, engine: "xen-3.3", channel: "xenvmc" })).toBe(
      true,
    );
  });

  it.each([
    { kind: "uniform", size: "1 MiB", rate: "600 MB/s" },
    { kind: "zipf", size: "1 MiB", dirtyRate: "42 /s" },
    { kind: "sweep", size: "1 MiB", dirtyRate: { rate: "42 kB/s", window: "2 s" } },
  ])("accepts the source %j", async (source) => {
    const scenario = { version: 1, vm: { memory: "1 GiB" }, link: { bandwidth: 1e9 }, workload: [source] };
    expect(accepts(await scenarioJsonSchema(), scenario)).toBe(true);
    expect(parseScenario(scenario).workload).toHaveLength(1);
  });

  it.each([
    {
      preset: "qemu-10.0",
      maxBandwidth: "128 MiB/s",
      autoConverge: true,
      xbzrle: { cacheSize: "64 MiB" },
      relax: { afterSyncs: 3, downtimeLimit: 1 },
    },
    {
      preset: "qemu-10.0",
      log: "dirty-ring",
      dirtyLimit: { rate: "1 MB/s" },
      postcopy: false,
      multifd: { channels: 4, compression: "zstd" },
    },
    { preset: "qemu-hybrid", postcopy: { afterSyncs: 2, afterSeconds: "5 s", preempt: true, accessesPerWrite: 2 } },
    { preset: "cloud-hypervisor", downtime: "100 ms", timeoutStrategy: "ignore", connections: 4 },
    { preset: "firecracker", diffSnapshot: true, between: 5 },
    { preset: "simgrid", intensity: 0.5, speed: "119 MiB/s" },
  ])("and so does the parser: %j", async (engine) => {
    const scenario = { version: 1, vm: { memory: "1 GiB" }, link: { bandwidth: 1e9 }, engine };
    expect(accepts(await scenarioJsonSchema(), scenario)).toBe(true);
    expect(parseScenario(scenario).engine).toMatchObject({ preset: engine.preset });
  });

  it.each([
    { version: 2 },
    { vm: { memory: "1 Gib" } },
    { vm: { memory: "1 GiB", vcpus: 0 } },
    { vm: {} },
    { link: { bandwidth: 1e9, efficiency: 1.5 } },
    { engine: "xen-4.11" },
    { engine: { preset: "xen-4.10", maxFactor: 3 } },
    { workload: [{ kind: "unifrom" }] },
    { workload: [{ kind: "uniform", size: 1, rate: 1, stride: 2 }] },
    { workload: [{ kind: "uniform", size: 1 }] },
    { workload: [{ kind: "uniform", size: 1, rate: 1, dirtyRate: 1 }] },
    { workload: [{ kind: "uniform", size: 1, dirtyRate: { window: 1 } }] },
    { engine: "qemu" },
    { engine: { preset: "qemu-10.0", maxIterations: 3 } },
    { engine: { preset: "qemu-10.0", maxBandwidth: "1 Gbit" } },
    { engine: { preset: "qemu-10.0", autoConverge: { initial: 20 } } },
    { engine: { preset: "qemu-10.0", autoConverge: 0.2 } },
    { engine: { preset: "qemu-10.0", relax: { afterSyncs: 1 } } },
    { engine: { preset: "cloud-hypervisor", rule: "rounds" } },
    { engine: { preset: "simgrid", speed: 0 } },
    { hosts: {} },
    { peers: [{ name: "a", place: "here" }] },
    { peers: [{ name: "a", place: "source", flows: [{ message: 0, send: 1 }] }] },
    { peers: [{ name: "a", place: "source", flows: [{ mode: "closed", message: 1, send: 1 }] }] },
    { channel: "xenvm" },
    { channel: { kind: "xenvmc", rehome: true } },
    { channel: { kind: "xenvmc", switching: { poll: "1 MB" } } },
  ])("refuses %j", async (part) => {
    const schema = await scenarioJsonSchema();
    expect(accepts(schema, { ...goodScenario(), ...part })).toBe(false);
  });
});
