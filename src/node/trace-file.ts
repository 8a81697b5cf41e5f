/** Reads trace files in pieces, decompressing gzip. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { readTrace, type Trace, type TraceSetting } from "../index.js";

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

const GZIP_MAGIC = [0x1f, 0x8b];

/** The bytes, decompressed if they are gzip. */
async function* unpacked(chunks: AsyncGenerator<Uint8Array>, pieceBytes: number): AsyncGenerator<Uint8Array> {
  const head: Uint8Array[] = [];
  let headBytes = 0;
  while (headBytes < GZIP_MAGIC.length) {
    const { value, done } = await chunks.next();
    if (done === true) break;
    head.push(value);
    headBytes += value.length;
  }
  const first = Buffer.concat(head);
  const whole = async function* (): AsyncGenerator<Uint8Array> {
    yield first;
    yield* chunks;
  };
  if (!GZIP_MAGIC.every((byte, index) => first[index] === byte)) return yield* whole();
  const gunzip = createGunzip({ chunkSize: pieceBytes });
  // An error of the file destroys `gunzip`, which the loop below then throws.
  pipeline(Readable.from(whole()), gunzip, () => {});
  yield* gunzip as AsyncIterable<Uint8Array>;
}
