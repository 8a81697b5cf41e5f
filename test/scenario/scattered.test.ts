import { describe, expect, it } from "vitest";
import { parseScenario } from "../../src/input/parse-scenario.js";

function workloadOf(source: object) {
  return parseScenario({ version: 1, vm: { memory: "64 MiB" }, link: { bandwidth: "1 Gbit/s" }, workload: [source] } as never).workload;
}

describe("a scattered region", () => {
  it("is spread over memory without a start", () => {
    expect(workloadOf({ kind: "power-law", size: "1 MiB", rate: 100, exponent: 4, layout: "scattered" })).toMatchObject([
      { startPage: 0, layout: "scattered" },
    ]);
    expect(workloadOf({ kind: "power-law", size: "1 MiB", rate: 100, exponent: 4, layout: "scattered" })[0]).not.toHaveProperty("block");
  });

  it("is shuffled within itself with a start", () => {
    const [source] = workloadOf({ kind: "power-law", size: "1 MiB", rate: 100, exponent: 4, start: 512, layout: "scattered" });
    expect(source).toMatchObject({ startPage: 512, block: { startPage: 512, pages: 256 } });
  });

  it("shares its block with the other temperatures", () => {
    const hot = { size: "1 MiB", rate: 100 };
    const cold = { size: "3 MiB", rate: 10 };
    const block = { startPage: 512, pages: 1024 };
    expect(workloadOf({ kind: "hot-cold", hot, cold, start: 512, layout: "scattered" })).toMatchObject([
      { startPage: 512, block },
      { startPage: 768, block },
    ]);
  });
});
