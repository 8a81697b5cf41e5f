/** Joins pieces of a text into larger ones, to save system calls. */

const BATCH_LENGTH = 2 ** 16;

/** The same text in pieces of 64 KiB or more; the last one may be shorter. No piece is empty. */
export function* inBatches(pieces: Iterable<string>): Generator<string> {
  let batch = "";
  for (const piece of pieces) {
    batch += piece;
    if (batch.length < BATCH_LENGTH) continue;
    yield batch;
    batch = "";
  }
  if (batch !== "") yield batch;
}
