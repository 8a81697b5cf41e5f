/** Digests of results: equal results, equal digests. `bench/native/yardstick.c` computes the first one too. */
import { createHash } from "node:crypto";

/**
 * A digest of 32-bit words, as eight hexadecimal digits. A product carries a difference upwards only, and one in the highest bit
 * nowhere: two of these would cancel out. The shift brings it down again.
 */
export function digestWords(words: Uint32Array): string {
  let hash = 0x811c9dc5;
  for (const word of words) {
    hash = Math.imul(hash ^ word, 0x85ebca6b);
    hash ^= hash >>> 15;
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** A bitmap of bytes as words, the last one filled up with zeros. */
export function wordsOf(bytes: Uint8Array): Uint32Array {
  const whole = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  whole.set(bytes);
  return new Uint32Array(whole.buffer);
}

/** SHA-256 of a value's JSON, shortened. */
export function digestValue(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
}
