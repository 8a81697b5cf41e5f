/** What a format is: how its logs are recognised, and a reader of them. */
import type { Ledger, Warn } from "./ledger.js";

/** A longer line, in characters, is none that a person or a hypervisor wrote. */
export const LINE_LENGTH_MAX: number = 2 ** 22;

/** Where a reader puts what it finds. */
export interface Findings {
  /** The ledger of the log's only guest, or of one of several by name. */
  ledger(name?: string): Ledger;
  readonly warn: Warn;
}

export interface LineReader {
  /** Reads a line, counted from 1. False if it says nothing of a migration. @throws LogError */
  line(text: string, number: number): boolean;
  /** The log is over: `number` is its last line. @throws LogError */
  end?(number: number): void;
}

/** A format of logs. */
export interface LogFormat {
  /** Short name, as in JSON. */
  readonly name: string;
  /** In words, for people. */
  readonly title: string;
  /** True of a line that only this format has. */
  readonly signature: RegExp;
  /** Longest line that the reader is given, in characters; default 4096. Others are left out. */
  readonly lineLengthMax?: number;
  /** How to get the numbers of a migration out of this system; absent where the format has them all. */
  readonly advice?: string;
  read(findings: Findings): LineReader;
}

/** What shows a format stands near the beginning of a line: the rest is not searched, which could take long. */
const LOOKED_AT = 4096;

/** The first of `lines` that shows the format; -1 without one. */
export function recognises({ signature }: LogFormat, lines: readonly string[]): number {
  return lines.findIndex((line) => signature.test(line.length > LOOKED_AT ? line.slice(0, LOOKED_AT) : line));
}
