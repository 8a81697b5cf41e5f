/** Loads modules of the user; every failure becomes a one-sentence error. */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { UsageError } from "../errors.js";
import type { CommandIo } from "../io.js";

/** Time limit for loading a module, which may read files or compute at its top level. */
const LOADING_SECONDS_MAX = 30;

/**
 * Loads the module that `option` names. Errors that its timers and promises throw later end the command with one sentence too.
 * @throws UsageError if it cannot be loaded or does not finish loading
 */
export async function importUserModule(option: string, path: string, io: CommandIo): Promise<Readonly<Record<string, unknown>>> {
  io.onStrayError((error) => `${option} ${path}: outside of any call it threw ${describeThrown(error)}`);
  const watch = watchLoading(io.signal);
  try {
    return await Promise.race([import(pathToFileURL(resolve(path)).href), watch.failed]);
  } catch (error) {
    if (io.signal.aborted) throw io.signal.reason;
    throw new UsageError(`${option} ${path}: cannot be loaded: ${loadingFault(path, error)}`);
  } finally {
    watch.end();
  }
}

/** Calls a user's function. @throws UsageError for anything it throws */
export function callUserFunction<Result>(name: string, call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    throw new UsageError(`${name} threw ${describeThrown(error)}`);
  }
}

/** Fails if a module cannot finish loading: nothing is left to wait for, the time limit is over, or the user interrupts. */
function watchLoading(signal: AbortSignal): { readonly failed: Promise<never>; end(): void } {
  let fail: (reason: unknown) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(() => {});
  const nothingLeft = (): void => fail(new Error("its top-level await never completes"));
  const interrupted = (): void => fail(signal.reason);
  const timer = setTimeout(() => fail(new Error(`it did not finish loading within ${LOADING_SECONDS_MAX} s`)), LOADING_SECONDS_MAX * 1000);
  timer.unref();
  process.once("beforeExit", nothingLeft);
  signal.addEventListener("abort", interrupted, { once: true });
  return {
    failed,
    end() {
      clearTimeout(timer);
      process.removeListener("beforeExit", nothingLeft);
      signal.removeEventListener("abort", interrupted);
    },
  };
}

/** The error message, with the line number of a syntax error. */
function loadingFault(path: string, error: unknown): string {
  if (!(error instanceof Error)) return `it threw ${describeThrown(error)}`;
  const line = error instanceof SyntaxError ? lineOfFault(path) : undefined;
  return line === undefined ? error.message : `line ${line}: ${error.message}`;
}

/** Line of a syntax error; Node reports it only in its own output, so a child process checks the file. */
function lineOfFault(path: string): string | undefined {
  const { stderr } = spawnSync(process.execPath, ["--check", path], { encoding: "utf8" });
  return stderr.match(/^.*:(\d+)\n/)?.[1];
}

/** A readable text for any thrown value. */
function describeThrown(error: unknown): string {
  try {
    return String(error);
  } catch {
    return "a value that cannot be shown as text";
  }
}
