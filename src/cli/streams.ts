/** The streams of a process as commands write to them, and what becomes of those that fail. */
import { inBatches } from "../node/batches.js";
import { reasonOf } from "../node/reasons.js";
import { EXIT_FAILED } from "./errors.js";
import type { OutputStream } from "./io.js";

const DEFAULT_COLUMNS = 100;

export function outputStream(stream: Pick<NodeJS.WriteStream, "isTTY" | "columns" | "write" | "once">): OutputStream {
  const isTerminal = stream.isTTY === true;
  return {
    write: (text) => void stream.write(text),
    async writeAll(pieces) {
      for (const text of inBatches(pieces)) {
        if (!stream.write(text)) await new Promise<void>((drained) => stream.once("drain", drained));
      }
    },
    isTerminal,
    // A terminal that does not know its size reports 0.
    columns: stream.columns > 0 ? stream.columns : DEFAULT_COLUMNS,
    hasColour: isTerminal && !process.env.NO_COLOR && process.env.TERM !== "dumb",
  };
}

/** As much of a process as this needs. */
export type StreamHost = Pick<NodeJS.Process, "stdout" | "stderr" | "exit">;

/** Ends the process where one of its streams cannot be written to: in silence where the reader has gone, else with one line. */
export function endOnFailedStreams(host: StreamHost): void {
  const { stdout, stderr } = host;
  let isEnding = false;
  stderr.on("error", (error: NodeJS.ErrnoException) => host.exit(error.code === "EPIPE" ? undefined : EXIT_FAILED));
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    // The reader has gone (`| head`): there is nobody left to tell anything.
    if (error.code === "EPIPE") return host.exit();
    if (isEnding) return;
    isEnding = true;
    stderr.write(`xenvmc-sim: cannot write to standard output: ${reasonOf(error)}\n`, () => host.exit(EXIT_FAILED));
  });
}
