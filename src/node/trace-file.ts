/** Reads trace files in pieces, decompressing gzip. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { readTrace, type Trace, type TraceSetting } from "../index.js";
import { unpacked } from "./unpacked.js";

/** Progress of reading. `fileBytes` is 0 for a pipe. */
export interface TraceProgress {
  readonly readBytes: number;
  readonly fileBytes: number;
  readonly writes: number;
}

export interface TraceFileOptions extends TraceSetting {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TraceProgress) => void) | undefined;
  /** Bytes read at once. Default: 1 MiB. */
  readonly pieceBytes?: number | undefined;
}

/** Reads a trace file, decompressed if its content is gzip, whatever its name. @throws errors of the system and of `readTrace`. */
export async function readTraceFile(path: string, options: TraceFileOptions = {}): Promise<Trace> {
  const { signal, onProgress, pieceBytes = 2 ** 20, ...setting } = options;
  const { size: fileBytes } = await stat(path);
  let readBytes = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of createReadStream(path, { highWaterMark: pieceBytes, signal }) as AsyncIterable<Uint8Array>) {
      readBytes += chunk.length;
      yield chunk;
    }
  };
  return readTrace(unpacked(counted(), pieceBytes), {
    ...setting,
    signal,
    onProgress: (writes) => onProgress?.({ readBytes, fileBytes, writes }),
  });
}
