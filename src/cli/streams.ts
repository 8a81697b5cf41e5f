/** The streams of a process as commands write to them, and what becomes of those that fail. */
import { inBatches } from "../node/batches.js";
import { reasonOf } from "../node/reasons.js";
import { EXIT_FAILED } from "./errors.js";
import type { OutputStream } from "./io.js";

const DEFAULT_COLUMNS = 100;

/** As much of a process as this needs. */
export type StreamHost = Pick<NodeJS.Process, "stdout" | "stderr">;

/** The files behind the streams, by their numbers. */
export interface StreamFiles {
  /** Writes what it can; returns the number of bytes. */
  writeSync(descriptor: number, bytes: Uint8Array): number;
  /** True for terminals and devices, whose streams know more than their files. */
  isDevice(descriptor: number): boolean;
}

export interface OutputStreams {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Waits until all that was written has been taken. */
  flush(): Promise<void>;
}

/** One of the two streams of a process. */
interface ProcessStream {
  readonly descriptor: number;
  /** Opened when it is first needed: that takes Node two milliseconds or three. */
  readonly stream: Once<NodeJS.WriteStream>;
  fail(error: NodeJS.ErrnoException): void;
}

/**
 * Both streams. One that cannot be written to ends the process, in silence if its reader has gone (`| head`), else with one line. A text
 * for a file or a pipe goes there directly as long as the stream has not been opened.
 */
export function outputStreams(host: StreamHost, files: StreamFiles, end: (exitCode?: number) => void): OutputStreams {
  const stderr: ProcessStream = {
    descriptor: 2,
    stream: once(() => host.stderr.on("error", stderrFailed)),
    fail: stderrFailed,
  };
  function stderrFailed({ code }: NodeJS.ErrnoException): void {
    end(code === "EPIPE" ? undefined : EXIT_FAILED);
  }
  let isEnding = false;
  const stdout: ProcessStream = {
    descriptor: 1,
    stream: once(() => host.stdout.on("error", stdoutFailed)),
    fail: stdoutFailed,
  };
  function stdoutFailed(error: NodeJS.ErrnoException): void {
    if (error.code === "EPIPE") end();
    if (isEnding || error.code === "EPIPE") return;
    isEnding = true;
    stderr.stream.open().write(`xenvmc-sim: cannot write to standard output: ${reasonOf(error)}\n`, () => end(EXIT_FAILED));
  }
  return {
    stdout: outputStream(stdout, files),
    stderr: outputStream(stderr, files),
    async flush() {
      for (const { stream } of [stdout, stderr]) await flushed(stream.opened());
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

function outputStream({ descriptor, stream, fail }: ProcessStream, files: StreamFiles): OutputStream {
  const isDevice = once(() => files.isDevice(descriptor));
  return {
    write(text) {
      if (stream.opened() !== undefined || isDevice.open()) stream.open().write(text);
      else writeDirectly(text, descriptor, files, (rest) => stream.open().write(rest), fail);
    },
    async writeAll(pieces) {
      for (const text of inBatches(pieces)) {
        if (!stream.open().write(text)) await new Promise<void>((drained) => stream.open().once("drain", drained));
      }
    },
    get isTerminal() {
      return isDevice.open() && stream.open().isTTY === true;
    },
    get columns() {
      // A terminal that does not know its size reports 0.
      const columns = this.isTerminal ? stream.open().columns : 0;
      return columns > 0 ? columns : DEFAULT_COLUMNS;
    },
    get hasColour() {
      return this.isTerminal && !process.env.NO_COLOR && process.env.TERM !== "dumb";
    },
  };
}

/** Writes a text; `leave` is given the rest where the reader is slower than the writer and the file does not wait. */
function writeDirectly(
  text: string,
  descriptor: number,
  files: StreamFiles,
  leave: (rest: Uint8Array) => void,
  fail: (error: NodeJS.ErrnoException) => void,
): void {
  let rest: Uint8Array = new TextEncoder().encode(text);
  try {
    while (rest.length > 0) rest = rest.subarray(files.writeSync(descriptor, rest));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") leave(rest);
    else fail(error as NodeJS.ErrnoException);
  }
}

/** Never, if the last write has failed: whoever listens to the stream's errors ends the process. */
function flushed(stream: Pick<NodeJS.WriteStream, "write"> | undefined): Promise<void> | undefined {
  return stream && new Promise<void>((done) => stream.write("", (error) => error ?? done()));
}
