/** How a command ends other than well: which exit code, and which words. */

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

/** By name: the classes of the library, and of files loaded later, are not loaded here. */
const EXIT_CODES: Readonly<Record<string, number>> = {
  UsageError: EXIT_BAD_INPUT,
  FileError: EXIT_BAD_INPUT,
  ConfigError: EXIT_BAD_INPUT,
  PolicyError: EXIT_BAD_INPUT,
  FailureFoundError: EXIT_FAILED,
  OutOfMemoryError: EXIT_FAILED,
  InterruptedError: EXIT_INTERRUPTED,
};

/** V8 reserves 10 GiB of addresses for each memory of WebAssembly, so that it need not check bounds; without, it takes what is used. */
const ADDRESS_SPACE = "Under a limit of address space (ulimit -v), NODE_OPTIONS=--disable-wasm-trap-handler reserves less of it.";

export interface Ending {
  readonly exitCode: number;
  /** For standard error; empty where everything has been said. */
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
