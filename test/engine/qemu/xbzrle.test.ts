import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deltaPageBytes, encodeDelta } from "../../../src/engine/qemu/xbzrle.js";

const PAGE_BYTES = 4096;
const SEED = 20260731;

/** Decodes what `encodeDelta` wrote, as the destination does: an independent implementation, from the format's description. */
function decodeDelta(before: Uint8Array, encoded: Uint8Array): Uint8Array {
  const page = before.slice();
  let read = 0;
  let position = 0;
  const length = (): number => {
    const low = encoded[read++] as number;
    return low < 128 ? low : (low & 127) + 128 * (encoded[read++] as number);
  };
  while (read < encoded.length) {
    position += length();
    for (let left = length(); left > 0; left--) page[position++] = encoded[read++] as number;
  }
  return page;
}

/** A page with `changes` applied, each given as first byte and new bytes. */
function changed(before: Uint8Array, changes: readonly (readonly [number, readonly number[]])[]): Uint8Array {
  const after = before.slice();
  for (const [first, bytes] of changes) after.set(bytes.slice(0, PAGE_BYTES - first), first);
  return after;
}

describe("a page as its difference", () => {
  it("is the 24 bytes of QEMU's own documentation", () => {
    const run = Array.from({ length: 15 }, (_, index) => 0x41 + index);
    const after = changed(new Uint8Array(PAGE_BYTES), [
      [1001, run],
      [1001 + 15 + 3, [0x67]],
      [1001 + 15 + 3 + 1 + 1, [0x69]],
    ]);
    const encoded = encodeDelta(new Uint8Array(PAGE_BYTES), after);
    expect([...(encoded ?? [])]).toEqual([0xe9, 0x07, 0x0f, ...run, 0x03, 0x01, 0x67, 0x01, 0x01, 0x69]);
    expect(encoded).toHaveLength(24);
  });

  it("is empty if nothing changed", () => {
    expect(encodeDelta(new Uint8Array(PAGE_BYTES), new Uint8Array(PAGE_BYTES))).toHaveLength(0);
  });

  it("is not made if it would be longer than the page", () => {
    const before = new Uint8Array(PAGE_BYTES);
    expect(
      encodeDelta(
        before,
        before.map(() => 1),
      ),
    ).toBeUndefined();
    expect(
      encodeDelta(
        before,
        before.map((_, index) => index & 1),
      ),
    ).toBeUndefined();
    // Every third byte changed costs three bytes each: exactly as long as the page.
    expect(
      encodeDelta(
        before,
        before.map((_, index) => Number(index % 3 === 2 && index < 4095)),
      ),
    ).toHaveLength(4095);
  });

  it("has lengths of one byte up to 127, of two from 128 on", () => {
    const before = new Uint8Array(PAGE_BYTES);
    const run = (length: number): number[] => Array.from({ length }, () => 7);
    const encoded = (first: number, length: number) => [...(encodeDelta(before, changed(before, [[first, run(length)]])) ?? [])];
    expect(encoded(127, 127)).toEqual([127, 127, ...run(127)]);
    expect(encoded(128, 128)).toEqual([0x80, 1, 0x80, 1, ...run(128)]);
    expect(encoded(129, 1)).toEqual([0x81, 1, 1, 7]);
    // A run at the very end and one at the very start.
    expect(encoded(4095, 1)).toEqual([0xff, 0x1f, 1, 7]);
    expect(encoded(0, 1)).toEqual([0, 1, 7]);
  });

  it("is made up to the length of the page, and not a byte beyond", () => {
    const before = new Uint8Array(PAGE_BYTES);
    // One run from the start costs three bytes more than it changes: 4093 changed bytes are 4096 encoded, 4094 are 4097.
    expect(encodeDelta(before, new Uint8Array(PAGE_BYTES).fill(1, 0, 4093))).toHaveLength(4096);
    expect(encodeDelta(before, new Uint8Array(PAGE_BYTES).fill(1, 0, 4094))).toBeUndefined();
  });

  it("decodes to the page", () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const page = fc.nat().map((start) => new Uint8Array(PAGE_BYTES).map((_, index) => (start + index * index) & 255));
    const runs = fc.array(fc.tuple(fc.integer({ min: 0, max: PAGE_BYTES - 1 }), fc.array(byte, { minLength: 1, maxLength: 300 })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(page, runs, (before, changes) => {
        const after = changed(before, changes);
        const encoded = encodeDelta(before, after);
        fc.pre(encoded !== undefined);
        expect(decodeDelta(before, encoded)).toEqual(after);
      }),
      { seed: SEED, numRuns: 100 },
    );
  });
});

describe("the bytes of a changed page", () => {
  it.each([
    // Four counters of one byte, one per KiB: (1 + 1 + 1) + 3 x (2 + 1 + 1), after three bytes of header.
    [4, 1, 3 + 15],
    [0, 1, 3],
    [8, 8, 3 + 1 + 1 + 8],
    // Two runs, the second shorter: 8 bytes at 0, 2 at 2048.
    [10, 8, 3 + (1 + 1 + 8) + (2 + 1 + 2)],
    // Three runs, at 0, 1365 and 2730.
    [3, 1, 3 + (1 + 1 + 1) + 2 * (2 + 1 + 1)],
    [PAGE_BYTES, PAGE_BYTES, PAGE_BYTES],
  ])("%i bytes in runs of %i take %i", (changedBytes, changedRunBytes, bytes) => {
    expect(deltaPageBytes({ cacheBytes: 2 ** 26, changedBytes, changedRunBytes })).toBe(bytes);
  });
});
