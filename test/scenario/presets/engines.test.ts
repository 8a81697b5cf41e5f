import { describe, expect, it } from "vitest";
import { ENGINE_PRESETS } from "../../../src/scenario/presets/engines.js";
import { engineOf } from "../../support/engine-faults.js";

describe("engine presets", () => {
  it("have unique names, in a fixed order", () => {
    const names = ENGINE_PRESETS.map((preset) => preset.name);
    expect(new Set(names).size).toBe(names.length);
    expect([names[0], names[8], names.at(-1)]).toEqual(["xen-nsdi05", "qemu-0.12", "simgrid"]);
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

  it("have features if they are QEMU's", () => {
    for (const { parameters, features } of ENGINE_PRESETS) expect(features !== undefined).toBe(parameters.family === "qemu");
  });
});
