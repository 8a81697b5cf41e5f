#!/usr/bin/env node
/** The process around the command line: its streams, its signals, its exit code. */
import { readFileSync, writeSync } from "node:fs";
import { EXIT_BAD_INPUT, EXIT_FAILED, EXIT_INTERRUPTED } from "./errors.js";
import { main } from "./main.js";
import { outputStreams } from "./streams.js";

const STANDARD_ERROR = 2;
/** Exit codes from here on stand for signals. */
const FIRST_SIGNAL_CODE = 128;

let isDone = false;
const interruption = new AbortController();
const streams = outputStreams(process, end);

process.on("SIGINT", () => {
  // The first interruption lets the run in progress end in an orderly way; a user who asks twice does not want to wait.
  if (interruption.signal.aborted) {
    process.removeAllListeners("SIGINT");
    end(EXIT_INTERRUPTED);
  }
  interruption.abort();
});
process.on("exit", (code) => {
  if (isDone || code > FIRST_SIGNAL_CODE) return;
  writeSync(STANDARD_ERROR, "xenvmc-sim: the process was ended from inside before the work was done\n");
  process.exitCode = code || EXIT_FAILED;
});

const exitCode = await main(process.argv.slice(2), {
  ...streams,
  readStandardInput: async function* () {
    const { addAbortSignal } = await import("node:stream");
    yield* addAbortSignal(interruption.signal, process.stdin);
  },
  readPackageFile: (name) => readFileSync(new URL(name, import.meta.url), "utf8"),
  descriptors: { input: 0, output: 1 },
  onStrayError(describe) {
    for (const event of ["uncaughtException", "unhandledRejection"]) {
      process.removeAllListeners(event);
      process.on(event, (error: unknown) => {
        streams.stderr.write(`xenvmc-sim: ${describe(error)}\n`);
        end(EXIT_BAD_INPUT);
      });
    }
  },
  signal: interruption.signal,
});
await streams.flush();
// Said outright: a timer of a module of the user's is no reason to go on.
end(exitCode);

function end(code?: number): never {
  isDone = true;
  process.exit(code);
}
