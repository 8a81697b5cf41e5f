/** The streams of a process as commands write to them, and what becomes of those that fail. */
import { inBatches } from "../node/batches.js";
import { reasonOf } from "../node/reasons.js";
import { EXIT_FAILED } from "./errors.js";
import type { OutputStream } from "./io.js";

const DEFAULT_COLUMNS = 100;

/** As much of a process as this needs. */
export type StreamHost = Pick<NodeJS.Process, "stdout" | "stderr">;

export interface OutputStreams {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Waits until all that was written has been taken. */
  flush(): Promise<void>;
}

/**
 * Both streams, opened when they are first used: that takes a millisecond each. A stream that cannot be written to ends the process,
 * in silence if its reader has gone (`| head`), else with one line.
 */
export function outputStreams(host: StreamHost, end: (exitCode?: number) => void): OutputStreams {
  const stderr = once(() => host.stderr.on("error", ({ code }: NodeJS.ErrnoException) => end(code === "EPIPE" ? undefined : EXIT_FAILED)));
  let isEnding = false;
  const stdout = once(() =>
    host.stdout.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") return end();
      if (isEnding) return;
      isEnding = true;
      stderr.open().write(`xenvmc-sim: cannot write to standard output: ${reasonOf(error)}\n`, () => end(EXIT_FAILED));
    }),
  );
  return {
    stdout: outputStream(stdout.open),
    stderr: outputStream(stderr.open),
    async flush() {
      for (const { opened } of [stdout, stderr]) await flushed(opened());
    },
  };
}

interface Once<Value> {
  open(): Value;
  opened(): Value | undefined;
}

function once<Value>(make: () => Value): Once<Value> {
  let made: Value | undefined;
  return {
    open() {
      made ??= make();
      return made;
    },
    opened: () => made,
  };
}

function outputStream(open: () => Pick<NodeJS.WriteStream, "isTTY" | "columns" | "write" | "once">): OutputStream {
  return {
    write: (text) => void open().write(text),
    async writeAll(pieces) {
      for (const text of inBatches(pieces)) {
        if (!open().write(text)) await new Promise<void>((drained) => open().once("drain", drained));
      }
    },
    get isTerminal() {
      return open().isTTY === true;
    },
    get columns() {
      // A terminal that does not know its size reports 0.
      const { columns } = open();
      return columns > 0 ? columns : DEFAULT_COLUMNS;
    },
    get hasColour() {
      return this.isTerminal && !process.env.NO_COLOR && process.env.TERM !== "dumb";
    },
  };
}

/** Never, if the last write has failed: whoever listens to the stream's errors ends the process. */
function flushed(stream: Pick<NodeJS.WriteStream, "write"> | undefined): Promise<void> | undefined {
  return stream && new Promise<void>((done) => stream.write("", (error) => error ?? done()));
}
