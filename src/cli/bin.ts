#!/usr/bin/env node
/** The process around the command line: its streams, its signals, its exit code. */
import { addAbortSignal } from "node:stream";
import { buffer } from "node:stream/consumers";
import { EXIT_INTERRUPTED } from "./errors.js";
import type { OutputStream } from "./io.js";
import { main } from "./main.js";

const DEFAULT_COLUMNS = 100;

const interruption = new AbortController();
process.on("SIGINT", () => {
  // The first interruption lets the run in progress end in an orderly way; a user who asks twice does not want to wait.
  if (interruption.signal.aborted) process.exit(EXIT_INTERRUPTED);
  interruption.abort();
});
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // The reader has gone (`| head`): there is nobody left to tell anything.
    if (error.code === "EPIPE") process.exit();
    throw error;
  });
}

process.exitCode = await main(process.argv.slice(2), {
  stdout: outputStream(process.stdout),
  stderr: outputStream(process.stderr),
  readStandardInput: () => buffer(addAbortSignal(interruption.signal, process.stdin)),
  signal: interruption.signal,
});

function outputStream(stream: NodeJS.WriteStream): OutputStream {
  const isTerminal = stream.isTTY === true;
  return {
    write: (text) => void stream.write(text),
    isTerminal,
    columns: stream.columns ?? DEFAULT_COLUMNS,
    hasColour: isTerminal && !process.env.NO_COLOR && process.env.TERM !== "dumb",
  };
}
