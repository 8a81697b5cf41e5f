/** Fuzzer of damaged logs: each is refused with its line, or read to figures in their ranges, the same in pieces as whole. */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { LogError, type LogReading, readLog } from "../../src/logs.js";
import { KNOWN_LOGS } from "../../test/logs/expected.js";
import { claim, type Fuzzer } from "./fuzzer.js";
import { type Mutation, mutate, mutations } from "./mutate-text.js";

interface LogInput {
  readonly log: string;
  readonly other: string;
  readonly changes: readonly Mutation[];
  /** Number-like words put in place of numbers: share of the text, word. */
  readonly numbers: readonly (readonly [number, string])[];
  readonly pieceLength: number;
}

/** What stands where a number should in logs that were seen, and what would overflow one. */
const NUMBERS = [
  "-nan",
  "nan",
  "inf",
  "-1",
  "0",
  "18446744073709547520",
  "18446744073709551612",
  "9007199254740993",
  "1e308",
  "-0",
  "1e-9",
  "0x10",
  "",
  "7".repeat(400),
];
const TEXT_LENGTH_MAX = 200_000;

export const logFuzzer: Fuzzer<LogInput> = {
  name: "logs",
  count: 200_000,
  limitSeconds: 2,
  inputs: fc.record({
    log: fc.constantFrom(...KNOWN_LOGS.map(({ name }) => name)),
    other: fc.constantFrom(...KNOWN_LOGS.map(({ name }) => name)),
    changes: fc.array(mutations, { maxLength: 4 }),
    numbers: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), fc.constantFrom(...NUMBERS)), {
      maxLength: 3,
    }),
    pieceLength: fc.integer({ min: 1, max: 500 }),
  }),
  show: (input) => JSON.stringify(input),
  check: async (input) => {
    const text = textOf(input);
    const whole = await outcomeOf([text]);
    const pieces = await outcomeOf(piecesOf(text, input.pieceLength));
    claim(isDeepStrictEqual(pieces, whole), () => "read otherwise in pieces than whole");
    if (typeof whole === "string") return "refused";
    claim(whole.migrations.length > 0, () => "read without a migration");
    return whole.warnings.length > 0 ? "read with warnings" : "read";
  },
};

function textOf({ log, other, changes, numbers }: LogInput): string {
  const find = (name: string): string => KNOWN_LOGS.find((each) => each.name === name)?.text ?? "";
  const changed = changes.reduce((text, change) => mutate(text, change, find(other)), find(log));
  return numbers.reduce((text, [share, word]) => withNumber(text, share, word), changed.slice(0, TEXT_LENGTH_MAX));
}

function withNumber(text: string, share: number, word: string): string {
  const parts = text.split(/(\d+)/);
  const chosen = 2 * Math.floor((share * (parts.length - 1)) / 2) + 1;
  if (parts[chosen] !== undefined) parts[chosen] = word;
  return parts.join("");
}

function* piecesOf(text: string, length: number): Generator<string> {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
}

/** The reading, or the message of the error that refuses the log. */
async function outcomeOf(pieces: Iterable<string>): Promise<LogReading | string> {
  try {
    const reading = await readLog(pieces);
    claimFigures(reading, "");
    return reading;
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    claim(Number.isInteger(error.line) && error.line >= 1, () => `line ${error.line}`);
    claim(
      error.message.length <= 3000 && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(error.message),
      () => `message ${JSON.stringify(error.message)}`,
    );
    return error.message;
  }
}

function claimFigures(value: unknown, path: string): void {
  if (typeof value === "number") claim(Number.isFinite(value) && value >= 0 && value <= 2 ** 53, () => `${path} is ${value}`);
  if (typeof value !== "object" || value === null) return;
  for (const [name, each] of Object.entries(value)) claimFigures(each, path === "" ? name : `${path}.${name}`);
}
