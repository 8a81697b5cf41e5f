#!/usr/bin/env node
/** Runs the command line as a process: streams, signals, exit code. */
import { EXIT_BAD_INPUT, EXIT_FAILED, EXIT_INTERRUPTED } from "./errors.js";
import { main } from "./main.js";
import { outputStreams } from "./streams.js";

/** Loaded on demand: it loads streams and promises, which take a tenth of the time of `--help`. */
const files = () => process.getBuiltinModule("node:fs");
const STANDARD_ERROR = 2;
/** Exit code of a process ended by signal n is this plus n. */
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
  // The first interruption lets the command finish in an orderly way; the second ends the process at once.
  if (interruption.signal.aborted) {
    process.removeAllListeners("SIGINT");
    end(EXIT_INTERRUPTED);
  }
  interruption.abort();
});
process.on("exit", (code) => {
  if (isDone || code > FIRST_SIGNAL_CODE) return;
  files().writeSync(STANDARD_ERROR, "xenvmc-sim: the process exited before the work was done\n");
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
// Exits explicitly: timers of a user's module must not keep the process alive.
end(exitCode);

function end(code?: number): never {
  isDone = true;
  process.exit(code);
}
