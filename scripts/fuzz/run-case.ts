/** Draws one input of a fuzzer from the run's seed and the input's number, and checks it. */
import fc from "fast-check";
import { describeError, type Fuzzer } from "./fuzzer.js";

/** A finding, ready to be printed. */
export interface Found {
  readonly index: number;
  readonly what: string;
  /** The smallest input found that reproduces the finding, as text. */
  readonly input: string;
}

/** Time limit for shrinking an input. */
const SHRINK_SECONDS = 10;

/** The kind of a finding: its text without numbers. */
export function kindOf(what: string): string {
  return what.replace(/-?\d[\d.,e+-]*/g, "N").slice(0, 200);
}

/** Checks input `index` of the run with `seed`. Returns the verdict or the finding; inputs of known kinds are not shrunk. */
export async function runCase<Input>(
  fuzzer: Fuzzer<Input>,
  seed: number,
  index: number,
  kinds = new Set<string>(),
): Promise<string | Found> {
  let verdict = "";
  const property = fc.asyncProperty(fuzzer.inputs, async (input) => {
    verdict = await fuzzer.check(input);
  });
  const parameters = caseParameters(seed, index);
  const first = await fc.check(property, { ...parameters, endOnFailure: true });
  if (!first.failed) return verdict;
  const what = describeError(first.errorInstance);
  if (kinds.has(kindOf(what))) return { index, what, input: "" };
  kinds.add(kindOf(what));
  const { counterexample, errorInstance } = await fc.check(property, { ...parameters, interruptAfterTimeLimit: SHRINK_SECONDS * 1000 });
  if (counterexample === null) return { index, what, input: "" };
  return { index, what: describeError(errorInstance), input: fuzzer.show(counterexample[0]) };
}

/** The input without a check, for inputs that crash or hang the process. */
export async function inputOfCase<Input>(fuzzer: Fuzzer<Input>, seed: number, index: number): Promise<string> {
  let shown = "";
  const property = fc.property(fuzzer.inputs, (input) => {
    shown = fuzzer.show(input);
  });
  await fc.check(property, caseParameters(seed, index));
  return shown;
}

/** Parameters of fast-check; every second input is drawn without its bias to small and extreme values. */
function caseParameters(seed: number, index: number): { seed: number; numRuns: number; unbiased: boolean } {
  return { seed: caseSeed(seed, index), numRuns: 1, unbiased: index % 2 === 1 };
}

/** A seed of 32 bits for each case: the finalizer of MurmurHash3 over both numbers. */
function caseSeed(seed: number, index: number): number {
  let bits = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
