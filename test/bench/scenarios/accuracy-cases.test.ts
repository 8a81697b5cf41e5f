import { describe, expect, it } from "vitest";
import { measuredCases, simgridGuestOf, simgridScenarioOf, textbookGuestOf } from "../../../bench/scenarios/accuracy-cases.js";
import { parseScenario, type Scenario } from "../../../src/index.js";

const SCENARIO: Scenario = {
  version: 1,
  vm: { memory: "512 MiB" },
  workload: [
    { kind: "hot-cold", hot: { size: "4 MiB", rate: 3000 }, cold: { size: "40 MiB", rate: 1000 } },
    {
      kind: "phases",
      repeat: true,
      phases: [
        { duration: 1, workload: [{ kind: "sweep", size: "8 MiB", rate: 4096 }] },
        { duration: 3, workload: [] },
      ],
    },
  ],
  link: { bandwidth: "10 Gbit/s", efficiency: 1 },
  engine: { preset: "qemu-10.0-tcg", maxBandwidth: 64 * 2 ** 20, downtimeLimit: 0.2 },
};

describe("measuredCases", () => {
  it("leaves out features, and migrations that were cancelled or disturbed", () => {
    const cases = measuredCases();
    expect(cases.length).toBeGreaterThan(30);
    for (const { name, scenario, measured } of cases) {
      expect(name).not.toMatch(/^(ac|xbzrle|multifd)-/);
      expect(Object.keys(scenario.engine as object)).not.toContain("autoConverge");
      for (const { totalSeconds, pagesSent } of measured) expect(totalSeconds * pagesSent).toBeGreaterThan(0);
    }
  });
});

describe("textbookGuestOf", () => {
  it("converts sources to working sets, phases at their mean rate", () => {
    const guest = textbookGuestOf(SCENARIO);
    expect(guest).toMatchObject({ pages: 131_072, pagesPerSecond: 16_384, downtimeLimitSeconds: 0.2 });
    expect(guest.workingSets).toEqual([
      { pages: 1024, writesPerSecond: 3000 },
      { pages: 10_240, writesPerSecond: 1000 },
      { pages: 2048, writesPerSecond: 1024 },
    ]);
  });
});

describe("simgridGuestOf", () => {
  it("gives the written bytes as a share of the quota, in whole per cent", () => {
    const dirtyPercent = Math.round((5024 / 16_384) * 100);
    expect(simgridGuestOf(SCENARIO)).toEqual({ ramMebibytes: 512, bandwidthBytesPerSecond: 1.25e9, speedMebibytes: 64, dirtyPercent });
  });

  it("converts it to a scenario", () => {
    const { engine } = parseScenario(simgridScenarioOf(SCENARIO));
    expect(engine).toMatchObject({ family: "simgrid", intensityRatio: 0.31, speedBytesPerSecond: 64 * 2 ** 20, maxDowntimeSeconds: 0.2 });
  });
});
