/**
 * The first inputs of every fuzzer, under one seed; `npm run fuzz` goes on from there. A failure prints the seed, the path and the
 * smallest input that shows it.
 */
import fc from "fast-check";
import { describe, it } from "vitest";
import { stepFuzzer } from "../../scripts/fuzz/fuzz-steps.js";
import { textFuzzer } from "../../scripts/fuzz/fuzz-texts.js";
import type { Fuzzer } from "../../scripts/fuzz/fuzzer.js";

const SEED = 20_261_128;

describe("the fuzzers' first inputs", () => {
  it("texts are refused in words, or read as what they say", () => holdFor(textFuzzer, 300));
  it("scenarios give the same bytes however they are stepped", () => holdFor(stepFuzzer, 12));
});

async function holdFor<Input>({ inputs, check }: Fuzzer<Input>, numRuns: number): Promise<void> {
  const property = fc.asyncProperty(inputs, async (input) => {
    await check(input);
  });
  await fc.assert(property, { seed: SEED, numRuns });
}
