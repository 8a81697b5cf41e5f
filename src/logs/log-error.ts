/** A log that cannot be read, with the line that says so. */
import { cutText, escapeUnprintable } from "../scenario/unprintable.js";

const LONGEST_DETAIL = 400;

/** Thrown for a log that cannot be read: `line` and `detail` as data, `message` in one line. */
export class LogError extends Error {
  override readonly name = "LogError";
  /** Counted from 1. */
  readonly line: number;
  /** What is wrong, without the line. */
  readonly detail: string;

  constructor(line: number, detail: string) {
    // An escape is longer than its character.
    const short = cutText(escapeUnprintable(cutText(detail, LONGEST_DETAIL)), 2 * LONGEST_DETAIL);
    super(`line ${line}: ${short}`);
    this.line = line;
    this.detail = short;
  }
}
