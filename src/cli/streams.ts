/** The output streams of a process, and the handling of write errors. */
import { inBatches } from "../node/batches.js";
import { reasonOf } from "../node/reasons.js";
import { EXIT_FAILED } from "./errors.js";
import type { OutputStream } from "./io.js";

const DEFAULT_COLUMNS = 100;

/** The parts of a process used here. */
export type StreamHost = Pick<NodeJS.Process, "stdout" | "stderr">;

/** File operations on the streams' descriptors. */
export interface StreamFiles {
  /** Writes as many bytes as possible and returns their number. */
  writeSync(descriptor: number, bytes: Uint8Array): number;
  /** True for terminals and devices, which must be written through their streams. */
  isDevice(descriptor: number): boolean;
}

export interface OutputStreams {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Waits until all output has been accepted by the reader. */
  flush(): Promise<void>;
}

/** One of the two streams of a process. */
interface ProcessStream {
  readonly descriptor: number;
  /** Opened on first use, since that takes Node 2 to 3 ms. */
  readonly stream: Once<NodeJS.WriteStream>;
  fail(error: NodeJS.ErrnoException): void;
}

/**
 * Both streams. A write error ends the process, silently if the reader has gone (`| head`), otherwise with one line. Text
 * for a file or a pipe is written directly to it while the stream is not open.
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
      // A terminal of unknown size reports 0.
      const columns = this.isTerminal ? stream.open().columns : 0;
      return columns > 0 ? columns : DEFAULT_COLUMNS;
    },
    get hasColour() {
      return this.isTerminal && !process.env.NO_COLOR && process.env.TERM !== "dumb";
    },
  };
}

/** Writes a text directly; `leave` receives the rest if a non-blocking file is full. */
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

/** Resolves when the stream has been flushed; never after a failed write, since the error handler ends the process. */
function flushed(stream: Pick<NodeJS.WriteStream, "write"> | undefined): Promise<void> | undefined {
  return stream && new Promise<void>((done) => stream.write("", (error) => error ?? done()));
}
