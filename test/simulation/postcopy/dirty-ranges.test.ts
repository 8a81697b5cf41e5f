import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dirtyRangesOf } from "../../../src/simulation/postcopy/dirty-ranges.js";

type Page = readonly [toSend: boolean, neverSent: boolean];

function bitmap(pages: readonly boolean[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(pages.length / 8));
  for (const [page, isSet] of pages.entries()) if (isSet) bytes[page >>> 3] = (bytes[page >>> 3] as number) | (1 << (page & 7));
  return bytes;
}

function dirtyRanges(pages: readonly Page[]) {
  const bitmaps = { "to-send": bitmap(pages.map(([toSend]) => toSend)), "never-sent": bitmap(pages.map(([, never]) => never)) };
  return dirtyRangesOf({ snapshot: (which) => bitmaps[which as keyof typeof bitmaps] });
}

describe("dirtyRangesOf", () => {
  it("counts runs across bytes once, and the pages that the destination has", () => {
    const page = (marks: string): Page => [marks.includes("d"), marks.includes("n")];
    // Runs: pages 0 to 1, 6 to 9, 15 to 16, and 20.
    const marks = ["d", "d", "", "n", "", "", "d", "dn", "dn", "d", "", "", "", "", "", "d", "d", "", "", "", "dn"];
    expect(dirtyRanges(marks.map(page))).toEqual({ ranges: 4, heldPages: 6 });
    expect(dirtyRanges([])).toEqual({ ranges: 0, heldPages: 0 });
  });

  it("agrees with a walk page by page", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.boolean()), { maxLength: 100 }), (pages) => {
        const ranges = pages.filter(([toSend], page) => toSend && !pages[page - 1]?.[0]).length;
        const heldPages = pages.filter(([toSend, never]) => toSend && !never).length;
        expect(dirtyRanges(pages)).toEqual({ ranges, heldPages });
      }),
      { seed: 11, numRuns: 300 },
    );
  });
});
