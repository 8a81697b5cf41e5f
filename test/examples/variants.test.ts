/** The variants of the examples: pages sent by each in the scenario that its file names. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { simulate } from "../../src/index.js";
import { parseScenario, parseVariants } from "../../src/text.js";

const FOLDER = new URL("../../examples/", import.meta.url);
const textOf = (path: string): string => readFileSync(new URL(path, FOLDER), "utf8");

/** Pages sent by the first run, and those of its last round. */
async function sentBy(file: string): Promise<Readonly<Record<string, readonly [number, number]>>> {
  const sent: Record<string, readonly [number, number]> = {};
  for (const { label, overrides } of parseVariants(textOf(file), file)) {
    const scenario = parseScenario(textOf("web-vm-leaves-database.yaml"), { overrides });
    const run = (await simulate(scenario)).runs[0];
    sent[label] = [run?.totals.pagesSent ?? 0, run?.rounds.at(-1)?.pagesSent ?? 0];
  }
  return sent;
}

describe("examples/variants/candidates.yaml", () => {
  it("has every candidate, and each sends what is pinned", async () => {
    expect(await sentBy("variants/candidates.yaml")).toEqual({
      netfront: [271_656, 796],
      XenVMC: [270_330, 945],
      M1: [269_673, 875],
      "M1 + M2": [269_607, 620],
      "M1 + M3": [269_589, 882],
      "M1 + M4": [269_673, 875],
      "M1 + M5": [268_879, 1168],
      "M1 + M6": [269_319, 620],
      M5: [268_898, 1207],
    });
  });
});
