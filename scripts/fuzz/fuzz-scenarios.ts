/** Valid scenarios, simulated: every result keeps every invariant. */
import { ConfigError, parseScenario, simulate } from "../../src/index.js";
import { checkResult } from "./check-result.js";
import type { Fuzzer } from "./fuzzer.js";
import { scenarios, type WrittenScenario } from "./generate-scenarios.js";

export const scenarioFuzzer: Fuzzer<WrittenScenario> = {
  name: "scenarios",
  count: 20_000,
  limitSeconds: 60,
  inputs: scenarios,
  show: (scenario) => JSON.stringify(scenario),
  check: checkScenario,
};

/** Simulates a scenario, holds the result against the invariants, and counts it by fidelity and how it ended. */
export async function checkScenario(written: WrittenScenario): Promise<string> {
  // fast-check marks what it draws with a symbol, which no scenario may have: a clone has none.
  const scenario = parseScenario(structuredClone(written));
  try {
    const result = await simulate(scenario);
    checkResult(result);
    return `${scenario.fidelity}, ${result.runs[0]?.stop.kind}`;
  } catch (error) {
    // Some combinations are refused where pages are opened: `expected` under post-copy.
    if (error instanceof ConfigError) return `${scenario.fidelity}, refused: ${error.issues.map(({ path }) => path).join(", ")}`;
    throw error;
  }
}
