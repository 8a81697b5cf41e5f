#!/usr/bin/env node
/** The process around the command line: its streams, its signals, its exit code. */
import { readFileSync } from "node:fs";
import { EXIT_INTERRUPTED } from "./errors.js";
import { main } from "./main.js";
import { endOnFailedStreams, outputStream } from "./streams.js";

const interruption = new AbortController();
process.on("SIGINT", () => {
  // The first interruption lets the run in progress end in an orderly way; a user who asks twice does not want to wait.
  if (interruption.signal.aborted) process.exit(EXIT_INTERRUPTED);
  interruption.abort();
});
endOnFailedStreams(process);

process.exitCode = await main(process.argv.slice(2), {
  stdout: outputStream(process.stdout),
  stderr: outputStream(process.stderr),
  readStandardInput: async function* () {
    const { addAbortSignal } = await import("node:stream");
    yield* addAbortSignal(interruption.signal, process.stdin);
  },
  readPackageFile: (name) => readFileSync(new URL(name, import.meta.url), "utf8"),
  descriptors: { input: 0, output: 1 },
  signal: interruption.signal,
});
