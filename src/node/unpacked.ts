/** Bytes of a file, decompressed if they are gzip. */
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";

const GZIP_MAGIC = [0x1f, 0x8b];

/** The bytes, decompressed if they are gzip, whatever the name of their file. */
export async function* unpacked(chunks: AsyncGenerator<Uint8Array>, pieceBytes: number): AsyncGenerator<Uint8Array> {
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
