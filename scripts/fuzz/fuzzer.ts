/** A fuzzer: inputs drawn from a seed, and a check that returns a verdict for each input or throws a finding. */
import type { Arbitrary } from "fast-check";

export interface Fuzzer<Input> {
  readonly name: string;
  /** Default number of inputs. */
  readonly count: number;
  /** Maximum CPU seconds per input; more is a finding. */
  readonly limitSeconds: number;
  readonly inputs: Arbitrary<Input>;
  /** Returns the verdict under which the input is counted. Anything thrown is a finding. */
  readonly check: (input: Input) => string | Promise<string>;
  /** The input in one line, so that it can be pasted into a test. */
  readonly show: (input: Input) => string;
}

/** The error that a check throws if an invariant is violated. */
export class Finding extends Error {
  override readonly name = "Finding";
}

/** Throws a finding unless the condition holds. */
export function claim(condition: boolean, message: () => string): asserts condition {
  if (!condition) throw new Finding(message());
}

/** A short text for an error, with its stack position unless it is a finding. */
export function describeError(error: unknown): string {
  if (error instanceof Finding) return error.message;
  if (!(error instanceof Error)) return `threw ${typeof error}`;
  const place = (error.stack ?? "").split("\n").find((line) => /^\s+at /.test(line));
  return `threw ${error.name}: ${shorten(error.message, 300)}${place === undefined ? "" : ` (${place.trim()})`}`;
}

export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}… (${text.length} characters)`;
}
