/** Reads logs of migrations from files, in pieces, decompressing gzip. */
import { createReadStream } from "node:fs";
import { LogError, type LogReading, readLog } from "../logs.js";
import { FileError } from "./files.js";
import { reasonOf } from "./reasons.js";
import { unpacked } from "./unpacked.js";

const PIECE_BYTES = 2 ** 20;

/** Reads a log. @throws FileError in one line, with the line of the log that cannot be read */
export async function readLogFile(path: string, signal?: AbortSignal): Promise<LogReading> {
  return readLogBytes(createReadStream(path, { highWaterMark: PIECE_BYTES, ...(signal && { signal }) }), path, signal);
}

/** Reads a log from chunks of bytes; `name` stands for it in errors. @throws FileError */
export async function readLogBytes(chunks: AsyncIterable<Uint8Array>, name: string, signal?: AbortSignal): Promise<LogReading> {
  try {
    return await readLog(decoded(chunks));
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof LogError) throw new FileError(`${name}:${error.line}: ${error.detail}`);
    throw new FileError(`cannot read ${name}: ${reasonOf(error)}`);
  }
}

async function* decoded(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of unpacked(iterated(chunks), PIECE_BYTES)) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

async function* iterated(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
