import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PageSet } from "../../../src/simulation/postcopy/page-set.js";

describe("a set of pages", () => {
  it("finds the next page cyclically, as a list would", () => {
    const pages = fc.uniqueArray(fc.nat(79), { minLength: 1 });
    fc.assert(
      fc.property(pages, fc.array(fc.nat(80), { minLength: 1 }), (present, from) => {
        const bits = new Uint8Array(10);
        for (const page of present) bits[page >>> 3] = (bits[page >>> 3] as number) | (1 << (page & 7));
        const set = new PageSet(bits);
        const left = [...present].sort((a, b) => a - b);
        for (const start of from) {
          expect(set.size).toBe(left.length);
          if (left.length === 0) break;
          const expected = left.find((page) => page >= start) ?? (left[0] as number);
          expect(set.nextFrom(start)).toBe(expected);
          expect(set.has(expected)).toBe(true);
          set.delete(expected);
          expect(set.has(expected)).toBe(false);
          left.splice(left.indexOf(expected), 1);
        }
        const removed = new PageSet(set.removedFrom(bits));
        expect(removed.size).toBe(present.length - left.length);
        expect(left.some((page) => removed.has(page))).toBe(false);
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  it("does not change the bits it was made of", () => {
    const bits = Uint8Array.of(0xff);
    new PageSet(bits).delete(3);
    expect(bits).toEqual(Uint8Array.of(0xff));
  });
});
