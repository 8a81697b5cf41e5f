/** Fuzzer of valid scenarios: every simulated result must satisfy every invariant. */
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

/** Simulates a scenario and checks the invariants. Returns the fidelity and the stop kind as verdict. */
export async function checkScenario(written: WrittenScenario): Promise<string> {
  // fast-check marks drawn values with a symbol, which scenarios may not have; a clone lacks it.
  const scenario = parseScenario(structuredClone(written));
  try {
    const result = await simulate(scenario);
    checkResult(result);
    return `${scenario.fidelity}, ${result.runs[0]?.stop.kind}`;
  } catch (error) {
    // Some combinations are refused only at the start of a simulation: `expected` with post-copy.
    if (error instanceof ConfigError) return `${scenario.fidelity}, refused: ${error.issues.map(({ path }) => path).join(", ")}`;
    throw error;
  }
}
