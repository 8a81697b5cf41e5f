/** Modules of the user's own, which may be wrong in any way: loaded, or refused in one sentence. */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { UsageError } from "../errors.js";
import type { CommandIo } from "../io.js";

/** Long enough for anything that a module reads or computes while it loads. */
const LOADING_SECONDS_MAX = 30;

/**
 * Loads the module that `option` names. From then on, what its timers and promises throw ends the command in one sentence too.
 * @throws UsageError if it cannot be loaded, or never ends loading.
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

/** Calls a function of the user's. @throws UsageError for whatever it throws. */
export function callUserFunction<Result>(name: string, call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    throw new UsageError(`${name} threw ${describeThrown(error)}`);
  }
}

/** Fails when a module can no longer end loading: nothing is left to wait for, or the time is up, or the user interrupts. */
function watchLoading(signal: AbortSignal): { readonly failed: Promise<never>; end(): void } {
  let fail: (reason: unknown) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(() => {});
  const nothingLeft = (): void => fail(new Error("it waits at its top level for something that never comes"));
  const interrupted = (): void => fail(signal.reason);
  const timer = setTimeout(() => fail(new Error(`it has not ended loading after ${LOADING_SECONDS_MAX} s`)), LOADING_SECONDS_MAX * 1000);
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

/** The message alone, and the line of a fault in the syntax. */
function loadingFault(path: string, error: unknown): string {
  if (!(error instanceof Error)) return `it threw ${describeThrown(error)}`;
  const line = error instanceof SyntaxError ? lineOfFault(path) : undefined;
  return line === undefined ? error.message : `line ${line}: ${error.message}`;
}

/** Node tells the line only where it prints the fault itself. */
function lineOfFault(path: string): string | undefined {
  const { stderr } = spawnSync(process.execPath, ["--check", path], { encoding: "utf8" });
  return stderr.match(/^.*:(\d+)\n/)?.[1];
}

/** What was thrown, for a person, whatever it is. */
function describeThrown(error: unknown): string {
  try {
    return String(error);
  } catch {
    return "something that has no text";
  }
}
