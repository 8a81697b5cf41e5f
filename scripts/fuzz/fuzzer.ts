/** A fuzzer: inputs drawn from a seed, and a check that counts each input under a verdict or throws what is wrong with it. */
import type { Arbitrary } from "fast-check";

export interface Fuzzer<Input> {
  readonly name: string;
  /** Inputs of a run without `--count`. */
  readonly count: number;
  /** Processor seconds that one input may take: more is a finding. */
  readonly limitSeconds: number;
  readonly inputs: Arbitrary<Input>;
  /** Returns the verdict that the input is counted under. What it throws is a finding. */
  readonly check: (input: Input) => string | Promise<string>;
  /** The input in one line, so that it can be pasted into a test. */
  readonly show: (input: Input) => string;
}

/** What a check throws where the program has broken a promise. */
export class Finding extends Error {
  override readonly name = "Finding";
}

/** Throws a finding unless the condition holds. */
export function claim(condition: boolean, message: () => string): asserts condition {
  if (!condition) throw new Finding(message());
}

/** An error in a few words, with the place it was thrown at where it is none of the errors that a check understands. */
export function describeError(error: unknown): string {
  if (error instanceof Finding) return error.message;
  if (!(error instanceof Error)) return `threw ${typeof error}`;
  const place = (error.stack ?? "").split("\n").find((line) => /^\s+at /.test(line));
  return `threw ${error.name}: ${shorten(error.message, 300)}${place === undefined ? "" : ` (${place.trim()})`}`;
}

export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}… (${text.length} characters)`;
}
