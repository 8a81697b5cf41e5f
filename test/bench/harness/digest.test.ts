import { describe, expect, it } from "vitest";
import { digestValue, digestWords, wordsOf } from "../../../bench/harness/digest.js";

describe("digestWords", () => {
  it("is FNV-1a's offset basis for nothing and its step for one word", () => {
    expect(digestWords(new Uint32Array(0))).toBe("811c9dc5");
    expect(digestWords(Uint32Array.of(0))).toBe((Math.imul(0x811c9dc5, 0x01000193) >>> 0).toString(16).padStart(8, "0"));
  });

  it("tells any single bit of any word", () => {
    const words = new Uint32Array(4);
    const digests = Array.from({ length: 128 }, (_, bit) => {
      const changed = words.slice();
      changed[bit >>> 5] = 1 << (bit & 31);
      return digestWords(changed);
    });
    expect(new Set([...digests, digestWords(words)]).size).toBe(129);
  });
});

describe("wordsOf", () => {
  it("fills the last word up with zeros", () => {
    expect([...wordsOf(Uint8Array.of(1, 2, 3, 4, 5))]).toEqual([0x04030201, 5]);
  });
});

describe("digestValue", () => {
  it("depends on every part of a value", () => {
    expect(digestValue({ a: [1, 2] })).toBe(digestValue({ a: [1, 2] }));
    expect(digestValue({ a: [1, 2] })).not.toBe(digestValue({ a: [1, 3] }));
  });
});
