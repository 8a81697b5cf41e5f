/** Errors of commands: their exit codes and messages. */

export const EXIT_DONE = 0;
export const EXIT_FAILED = 1;
export const EXIT_BAD_INPUT = 2;
export const EXIT_INTERRUPTED = 130;

/** Invalid or contradictory options. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The command finished and its result is a failure; thrown after the result has been written. */
export class FailureFoundError extends Error {
  override readonly name = "FailureFoundError";
}

/** The user interrupted; thrown after the finished part has been written. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

/** Exit codes by error name, because the classes of the library are not loaded here. */
const EXIT_CODES: Readonly<Record<string, number>> = {
  UsageError: EXIT_BAD_INPUT,
  FileError: EXIT_BAD_INPUT,
  ConfigError: EXIT_BAD_INPUT,
  PolicyError: EXIT_BAD_INPUT,
  FailureFoundError: EXIT_FAILED,
  OutOfMemoryError: EXIT_FAILED,
  QueueError: EXIT_FAILED,
  InterruptedError: EXIT_INTERRUPTED,
};

/** V8 reserves 10 GiB of addresses per WebAssembly memory to avoid bounds checks; with this option it reserves only what is used. */
const ADDRESS_SPACE = "Under a limit of address space (ulimit -v), NODE_OPTIONS=--disable-wasm-trap-handler reserves less of it.";

export interface Ending {
  readonly exitCode: number;
  /** Text for standard error; empty if the error has already been reported. */
  readonly message: string;
}

export function endingOf(error: unknown): Ending {
  if (!(error instanceof Error)) return unexpected(String(error));
  const { name, message } = error;
  if (name === "AbortError") return { exitCode: EXIT_INTERRUPTED, message: "interrupted before anything was finished" };
  const exitCode = EXIT_CODES[name];
  if (exitCode === undefined) return unexpected(error.stack ?? message);
  return { exitCode, message: name === "OutOfMemoryError" ? `${message}\n${ADDRESS_SPACE}` : message };
}

function unexpected(text: string): Ending {
  return { exitCode: EXIT_FAILED, message: `an error of the program itself, please report it:\n${text}` };
}

/** Control and format characters, and halves of a surrogate pair, as escapes such as `\u{1b}`: arguments and file names may hold any. */
export function escapeUnprintable(text: string): string {
  return text.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
