/** How a command ends other than well: which exit code, and which words. */
import { CommanderError } from "commander";
import { ConfigError, PolicyError } from "../index.js";
import { FileError } from "../node/files.js";

export const EXIT_DONE = 0;
export const EXIT_FAILED = 1;
export const EXIT_BAD_INPUT = 2;
export const EXIT_INTERRUPTED = 130;

/** Options that contradict each other or make no sense together. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The work was done, and what it found is a failure; the result has been put out by the time this is thrown. */
export class FailureFoundError extends Error {
  override readonly name = "FailureFoundError";
}

/** The user interrupted; what was finished has been put out by the time this is thrown. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

export interface Ending {
  readonly exitCode: number;
  /** For standard error; empty where everything has been said. */
  readonly message: string;
}

export function endingOf(error: unknown): Ending {
  if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? EXIT_DONE : EXIT_BAD_INPUT, message: "" };
  if (error instanceof InterruptedError) return { exitCode: EXIT_INTERRUPTED, message: error.message };
  if (error instanceof Error && error.name === "AbortError")
    return { exitCode: EXIT_INTERRUPTED, message: "interrupted before anything was finished" };
  if (error instanceof ConfigError || error instanceof UsageError || error instanceof FileError || error instanceof PolicyError) {
    return { exitCode: EXIT_BAD_INPUT, message: error.message };
  }
  if (error instanceof FailureFoundError) return { exitCode: EXIT_FAILED, message: error.message };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { exitCode: EXIT_FAILED, message: `an error of the program itself, please report it:\n${text}` };
}
