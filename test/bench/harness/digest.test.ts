import { describe, expect, it } from "vitest";
import { digestValue, digestWords, wordsOf } from "../../../bench/harness/digest.js";

describe("digestWords", () => {
  it("is eight hexadecimal digits, also for no words", () => {
    expect(digestWords(new Uint32Array(0))).toBe("811c9dc5");
    expect(digestWords(Uint32Array.of(0))).toMatch(/^[0-9a-f]{8}$/);
  });

  it("changes with any single bit of any word", () => {
    const words = new Uint32Array(4);
    const digests = Array.from({ length: 128 }, (_, bit) => {
      const changed = words.slice();
      changed[bit >>> 5] = 1 << (bit & 31);
      return digestWords(changed);
    });
    expect(new Set([...digests, digestWords(words)]).size).toBe(129);
  });

  it("does not let differences in the highest bits of two words cancel out", () => {
    const high = 0x80000000;
    expect(digestWords(Uint32Array.of(high, high, 5))).not.toBe(digestWords(Uint32Array.of(0, 0, 5)));
    expect(digestWords(Uint32Array.of(high, 0, 5))).not.toBe(digestWords(Uint32Array.of(0, high, 5)));
  });
});

describe("wordsOf", () => {
  it("pads the last word with zeros", () => {
    expect([...wordsOf(Uint8Array.of(1, 2, 3, 4, 5))]).toEqual([0x04030201, 5]);
  });
});

describe("digestValue", () => {
  it("depends on every part of a value", () => {
    expect(digestValue({ a: [1, 2] })).toBe(digestValue({ a: [1, 2] }));
    expect(digestValue({ a: [1, 2] })).not.toBe(digestValue({ a: [1, 3] }));
  });
});
