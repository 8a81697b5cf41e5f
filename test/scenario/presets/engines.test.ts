import { describe, expect, it } from "vitest";
import { parseScenario } from "../../../src/input/parse-scenario.js";
import { scenarioJsonSchema } from "../../../src/scenario/json-schema.js";
import { ENGINE_PRESETS } from "../../../src/scenario/presets/engines.js";
import { engineFaults, engineOf } from "../../support/engine-faults.js";

const ALIASES = ENGINE_PRESETS.flatMap(({ name, aliases = [] }) => aliases.map((alias) => [alias, name] as const));

describe("engine presets", () => {
  it("have unique names, in a fixed order", () => {
    const names = ENGINE_PRESETS.map((preset) => preset.name);
    expect(new Set(names).size).toBe(names.length);
    expect([names[0], names[9], names.at(-1)]).toEqual(["xen-nsdi05", "qemu-0.12", "hyper-v"]);
  });

  it.each(ENGINE_PRESETS.map((preset) => [preset.name, preset] as const))(
    "%s resolves to itself, by name and as a mapping",
    (name, preset) => {
      expect(preset.parameters.preset).toBe(name);
      expect(engineOf(name)).toMatchObject({ ...preset.parameters });
      expect(engineOf(`{ preset: ${name} }`)).toEqual(engineOf(name));
      expect(preset.description.length).toBeGreaterThan(20);
      expect(preset.source).toMatch(/docs\/sources\//);
    },
  );

  it.each(ALIASES)("%s is another name of %s, and no result has it", async (alias, name) => {
    expect(engineOf(alias)).toEqual(engineOf(name));
    const changed = engineOf(`{ preset: ${name}, downtimeLimit: 7 s }`);
    expect(engineOf(`{ preset: ${alias}, downtimeLimit: 7 s }`)).toEqual(changed);
    expect(engineOf(alias).preset).toBe(name);
    expect(JSON.stringify(await scenarioJsonSchema())).toContain(JSON.stringify(alias));
    const resolved = parseScenario({ version: 1, vm: { memory: 2 ** 30 }, link: { bandwidth: 1e9 }, engine: name });
    expect(parseScenario({ ...resolved, engine: { ...resolved.engine, preset: alias } } as object as typeof resolved)).toEqual(resolved);
  });

  it("have other names that none has, and that no fault lists", () => {
    const names = [...ENGINE_PRESETS.map(({ name }) => name), ...ALIASES.map(([alias]) => alias)];
    expect(new Set(names).size).toBe(names.length);
    expect(ALIASES.map(([alias]) => alias)).toEqual(expect.arrayContaining(["qemu-8.2-kvm", "qemu-10.0-kvm"]));
    // So many names are counted, not listed; the suggestion is none of the aliases.
    const [fault = ""] = engineFaults("qemu-8.2-kmv");
    expect(fault).toContain(`expected one of ${ENGINE_PRESETS.length} names (xenvmc-sim presets lists them)`);
    expect(fault.replace("qemu-8.2-kmv", "")).not.toContain("-kvm");
  });

  it("have features if they are QEMU's", () => {
    for (const { parameters, features } of ENGINE_PRESETS) expect(features !== undefined).toBe(parameters.family === "qemu");
  });
});
