#!/usr/bin/env node
/** The process around the command line: its streams, its signals, its exit code. */
import { EXIT_BAD_INPUT, EXIT_FAILED, EXIT_INTERRUPTED } from "./errors.js";
import { main } from "./main.js";
import { outputStreams } from "./streams.js";

/** Loaded where it is needed: with it come streams and promises, a tenth of the time that `--help` takes. */
const files = () => process.getBuiltinModule("node:fs");
const STANDARD_ERROR = 2;
/** Exit codes from here on stand for signals. */
const FIRST_SIGNAL_CODE = 128;

let isDone = false;
const interruption = new AbortController();
const streams = outputStreams(
  process,
  {
    writeSync: (descriptor, bytes) => files().writeSync(descriptor, bytes),
    isDevice: (descriptor) => files().fstatSync(descriptor).isCharacterDevice(),
  },
  end,
);

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
  files().writeSync(STANDARD_ERROR, "xenvmc-sim: the process was ended from inside before the work was done\n");
  process.exitCode = code || EXIT_FAILED;
});

const exitCode = await main(process.argv.slice(2), {
  ...streams,
  readStandardInput: async function* () {
    const { addAbortSignal } = await import("node:stream");
    yield* addAbortSignal(interruption.signal, process.stdin);
  },
  readPackageFile: (name) => files().readFileSync(new URL(name, import.meta.url), "utf8"),
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
