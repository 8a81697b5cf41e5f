/** Digests of results, for comparing them. `digestWords` has a twin in `bench/native/yardstick.c`. */
import { createHash } from "node:crypto";

/**
 * A digest of 32-bit words, as eight hexadecimal digits. A multiplication carries a difference only to higher bits, and drops one in the
 * highest bit: two such differences could cancel. The shift brings high bits down again.
 */
export function digestWords(words: Uint32Array): string {
  let hash = 0x811c9dc5;
  for (const word of words) {
    hash = Math.imul(hash ^ word, 0x85ebca6b);
    hash ^= hash >>> 15;
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** A bitmap of bytes as 32-bit words, the last one padded with zeros. */
export function wordsOf(bytes: Uint8Array): Uint32Array {
  const whole = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  whole.set(bytes);
  return new Uint32Array(whole.buffer);
}

/** The first 16 hexadecimal digits of the SHA-256 of a value's JSON. */
export function digestValue(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
}
