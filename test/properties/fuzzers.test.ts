/**
 * The first inputs of every fuzzer, with a fixed seed; `npm run fuzz` runs more. A failure prints the seed, the path and the smallest
 * failing input.
 */
import fc from "fast-check";
import { describe, it } from "vitest";
import { argumentFuzzer } from "../../scripts/fuzz/fuzz-arguments.js";
import { logFuzzer } from "../../scripts/fuzz/fuzz-logs.js";
import { policyFuzzer } from "../../scripts/fuzz/fuzz-policies.js";
import { scenarioFuzzer } from "../../scripts/fuzz/fuzz-scenarios.js";
import { stepFuzzer } from "../../scripts/fuzz/fuzz-steps.js";
import { textFuzzer } from "../../scripts/fuzz/fuzz-texts.js";
import type { Fuzzer } from "../../scripts/fuzz/fuzzer.js";

const SEED = 20_261_128;

describe("the fuzzers' first inputs", () => {
  it("texts are refused in words, or parsed correctly", () => holdFor(textFuzzer, 300));
  it("results keep every invariant", () => holdFor(scenarioFuzzer, 60));
  it("stop policies that answer anything are answered in words", () => holdFor(policyFuzzer, 100));
  it("command lines are carried out, or refused with nothing written", () => holdFor(argumentFuzzer, 200));
  it("damaged logs are refused with their line, or read to figures in their ranges", () => holdFor(logFuzzer, 500));
  it("scenarios give the same bytes whatever the steps", () => holdFor(stepFuzzer, 12));
});

async function holdFor<Input>({ inputs, check }: Fuzzer<Input>, numRuns: number): Promise<void> {
  const property = fc.asyncProperty(inputs, async (input) => {
    await check(input);
  });
  await fc.assert(property, { seed: SEED, numRuns });
}
