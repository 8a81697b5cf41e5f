import { describe, expect, it } from "vitest";
import { parseScenario } from "../../../src/input/parse-scenario.js";
import type { Scenario } from "../../../src/scenario/scenario.js";

const engineOf = (engine: Scenario["engine"]) =>
  parseScenario({ version: 1, vm: { memory: "1 GiB" }, link: { bandwidth: 1e9 }, engine }).engine;

describe("a classic engine", () => {
  it("without rate control has no parameter that depends on a rate", () => {
    const off = { rateLimitsLink: false, growthRule: false, finalRoundUnlimited: true };
    expect(engineOf({ preset: "xen-nsdi05", rateControl: "none" })).toMatchObject(off);
    expect(engineOf({ preset: "xen-2.0", rateControl: "none", growthRule: false, finalRoundUnlimited: true })).toMatchObject(off);
  });

  it.each([
    { preset: "xen-2.0", rateLimitsLink: true, growthRule: false },
    { preset: "xen-2.0", rateLimitsLink: true, finalRoundUnlimited: false },
    { preset: "xen-3.3", rateControl: "ratchet", growthRule: true },
    // With the rate control of the paper's text, the live phase ends when the rate exceeds the highest.
    { preset: "xen-3.3", rateControl: "paper" },
    { preset: "xen-nsdi05", rateControl: "paper", rateMaxMbit: 781_250, rateStartMbit: 781_250, rateIncrementMbit: 781_250 },
    { preset: "xen-4.2", skipDirtyPages: false, allocateOnlyFirstRound: false },
  ] as const)("keeps parameters that have an effect: %j", (engine) => {
    expect(engineOf(engine)).toMatchObject(engine);
  });

  it("of the presets has no contradiction", () => {
    for (const preset of ["xen-nsdi05", "xen-2.0", "xen-3.0", "xen-3.3", "xen-4.2"] as const) {
      expect(engineOf({ preset })).toEqual(engineOf(preset));
    }
  });
});
