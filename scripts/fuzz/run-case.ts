/** One input of a fuzzer, drawn from the seed of the run and its number, and checked. */
import fc from "fast-check";
import { describeError, type Fuzzer } from "./fuzzer.js";

/** A finding, ready to be printed. */
export interface Found {
  readonly index: number;
  readonly what: string;
  /** The smallest input found that shows it, as text. */
  readonly input: string;
}

/** Seconds spent on making an input smaller. */
const SHRINK_SECONDS = 10;

/** What findings of one kind have in common: their words without the figures. */
export function kindOf(what: string): string {
  return what.replace(/-?\d[\d.,e+-]*/g, "N").slice(0, 200);
}

/** Checks input `index` of the run with `seed`: the verdict, or what was found. An input that shows a kind known already is left as it is. */
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

/** The input itself, unchecked: for a case that cannot be checked in one's own process. */
export async function inputOfCase<Input>(fuzzer: Fuzzer<Input>, seed: number, index: number): Promise<string> {
  let shown = "";
  const property = fc.property(fuzzer.inputs, (input) => {
    shown = fuzzer.show(input);
  });
  await fc.check(property, caseParameters(seed, index));
  return shown;
}

/** Every second input is drawn without a leaning to small and extreme values. */
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
