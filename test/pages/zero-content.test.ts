import { describe, expect, it } from "vitest";
import type { ContentLayout, PagesConfig, ZeroContent } from "../../src/pages/pages.js";
import { checkPagesConfig } from "../../src/pages/pages-config.js";
import { ALWAYS } from "../../src/pages/write-source.js";
import { chooseZeroPages } from "../../src/pages/zero-content.js";

function config(pages: number, where: ZeroContent["where"], run = 0, layout?: ContentLayout): PagesConfig {
  const region = { firstPage: 100, pages: 400, layout: "contiguous" as const };
  const source = { kind: "uniform" as const, stream: 1, region, gate: ALWAYS, writesPerSecond: 1, meanRunPages: 1 };
  const rest = { deferredPages: 0, scanOrder: "ascending" as const, writes: "masks" as const, seed: 3, run };
  return { slots: 1100, allocatedPages: 1000, sources: [source], zero: { pages, where, ...(layout && { layout }) }, ...rest };
}

function chosen(of: PagesConfig): number[] {
  const pages: number[] = [];
  chooseZeroPages(of, (page) => pages.push(page));
  return pages;
}

describe("chooseZeroPages", () => {
  it.each([0, 1, 333, 1000])("chooses exactly %i allocated pages", (count) => {
    const pages = chosen(config(count, "anywhere"));
    expect(new Set(pages).size).toBe(count);
    expect(pages.every((page) => page >= 0 && page < 1000)).toBe(true);
  });

  it("avoids the workload if configured to", () => {
    expect(chosen(config(600, "outside the workload"))).toEqual(
      Array.from({ length: 600 }, (_, index) => (index < 100 ? index : index + 400)),
    );
    expect(chosen(config(300, "outside the workload")).every((page) => page < 100 || page >= 500)).toBe(true);
  });

  it("chooses other pages in another replication, and the same again in the same", () => {
    expect(chosen(config(300, "anywhere", 1))).not.toEqual(chosen(config(300, "anywhere", 0)));
    expect(chosen(config(300, "anywhere", 1))).toEqual(chosen(config(300, "anywhere", 1)));
  });

  it("refuses more pages than exist", () => {
    expect(() => chosen(config(601, "outside the workload"))).toThrow(/zero\.pages: expected at most 600/);
  });
});

/** Pages first .. end - 1. */
const range = (first: number, end: number): number[] => Array.from({ length: end - first }, (_, index) => first + index);

describe("a layout with data at the ends of memory", () => {
  const ends = (topRatio: number): ContentLayout => ({ kind: "ends", topRatio });

  it.each([
    // 1000 pages, 333 of them zero: 667 with data.
    { name: "data below", topRatio: 0, zero: range(667, 1000) },
    { name: "data above", topRatio: 1, zero: range(0, 333) },
    // 0.25 x 667 = 166.75, rounded to 167 pages at the top.
    { name: "data at both ends", topRatio: 0.25, zero: range(500, 833) },
    // 0.5 x 667 = 333.5, rounded up.
    { name: "half of it at each end", topRatio: 0.5, zero: range(333, 666) },
  ])("puts the zero pages in one run: $name", ({ topRatio, zero }) => {
    expect(chosen(config(333, "anywhere", 0, ends(topRatio)))).toEqual(zero);
  });

  it.each([
    // 600 candidates, 0 .. 99 and 500 .. 999, 450 of them zero: 150 with data.
    { topRatio: 0, zero: range(550, 1000) },
    { topRatio: 1, zero: [...range(0, 100), ...range(500, 850)] },
    { topRatio: 0.4, zero: [...range(90, 100), ...range(500, 940)] },
  ])("counts only pages outside the workload if configured to: $topRatio at the top", ({ topRatio, zero }) => {
    expect(chosen(config(450, "outside the workload", 0, ends(topRatio)))).toEqual(zero);
  });

  it("is the same for every seed and replication", () => {
    const of = (seed: number, run: number) => chosen({ ...config(400, "anywhere", run, ends(0.5)), seed });
    expect(of(9, 4)).toEqual(of(3, 0));
  });

  it.each([0, 0.5, 1])("chooses none or all of the pages: %d at the top", (topRatio) => {
    expect(chosen(config(0, "anywhere", 0, ends(topRatio)))).toEqual([]);
    expect(chosen(config(1000, "anywhere", 0, ends(topRatio)))).toEqual(range(0, 1000));
  });
});

describe("a layout in blocks", () => {
  const blocks = (blockPages: number): ContentLayout => ({ kind: "blocks", blockPages });
  /** Number of chosen pages in each block of memory. */
  const perBlock = (pages: readonly number[], blockPages: number): number[] => {
    const counts = new Array<number>(Math.ceil(1000 / blockPages)).fill(0);
    for (const page of pages) counts[Math.floor(page / blockPages)]! += 1;
    return counts;
  };

  it("makes whole blocks zero if they add up", () => {
    for (const run of range(0, 20)) {
      const pages = chosen(config(300, "anywhere", run, blocks(50)));
      expect(perBlock(pages, 50).toSorted((one, other) => one - other)).toEqual([
        ...range(0, 14).map(() => 0),
        ...range(0, 6).map(() => 50),
      ]);
    }
  });

  it("cuts one block if they do not, and takes its first pages", () => {
    for (const run of range(0, 20)) {
      const pages = chosen(config(330, "anywhere", run, blocks(50)));
      const cut = perBlock(pages, 50).flatMap((count, block) => (count % 50 === 0 ? [] : [[block, count] as const]));
      expect(pages).toHaveLength(330);
      expect(cut).toHaveLength(1);
      const [block, count] = cut[0] as readonly [number, number];
      expect(count).toBe(30);
      expect(pages.filter((page) => Math.floor(page / 50) === block)).toEqual(range(block * 50, block * 50 + 30));
    }
  });

  it("makes every page zero with the same probability, in a last block that is shorter too", () => {
    const runs = 4000;
    const counts = new Array<number>(1000).fill(0);
    for (const run of range(0, runs)) for (const page of chosen(config(330, "anywhere", run, blocks(150)))) counts[page]! += 1;
    // The mean of a block's pages: only the first pages of a cut block are zero.
    for (const first of range(0, 7).map((block) => block * 150)) {
      const size = Math.min(150, 1000 - first);
      const mean = counts.slice(first, first + size).reduce((sum, count) => sum + count, 0) / size / runs;
      // 99.99 % for each block, for a variance of at most 0.33 x 0.67 per replication.
      expect(Math.abs(mean - 0.33), `block at ${first}`).toBeLessThan(3.9 * Math.sqrt((0.33 * 0.67) / runs));
    }
  });

  it("keeps to the borders of memory's blocks outside the workload", () => {
    // Blocks of 80 pages: 1 (pages 80 .. 159) has 20 candidates, 6 (480 .. 559) has 60.
    const pages = chosen(config(300, "outside the workload", 5, blocks(80)));
    expect(pages).toHaveLength(300);
    expect(pages.every((page) => page < 100 || page >= 500)).toBe(true);
    const sizes = range(0, 13).map(
      (block) => range(block * 80, Math.min(1000, (block + 1) * 80)).filter((page) => page < 100 || page >= 500).length,
    );
    const cut = perBlock(pages, 80).filter((count, block) => count !== 0 && count !== sizes[block]);
    expect(cut.length).toBeLessThanOrEqual(1);
  });

  it("of one page is the spread layout, page for page", () => {
    for (const where of ["anywhere", "outside the workload"] as const) {
      expect(chosen(config(333, where, 2, blocks(1)))).toEqual(chosen(config(333, where, 2)));
      expect(chosen(config(333, where, 2, { kind: "spread" }))).toEqual(chosen(config(333, where, 2)));
    }
  });

  it("is another one in another replication, and the same again in the same", () => {
    expect(chosen(config(300, "anywhere", 1, blocks(50)))).not.toEqual(chosen(config(300, "anywhere", 0, blocks(50))));
    expect(chosen(config(300, "anywhere", 1, blocks(50)))).toEqual(chosen(config(300, "anywhere", 1, blocks(50))));
  });
});

it("the spread layout draws the pages it has always drawn", () => {
  expect(chosen(config(12, "anywhere"))).toEqual([40, 81, 88, 123, 309, 320, 421, 599, 647, 723, 762, 787]);
});

describe("a layout that no implementation can hold", () => {
  const faulty = (layout: ContentLayout) => () => checkPagesConfig(config(10, "anywhere", 0, layout));

  it.each([0, -1, 1.5, Number.NaN, 2 ** 29])("blocks of %d pages", (blockPages) => {
    expect(faulty({ kind: "blocks", blockPages })).toThrow(/^zero\.layout\.blockPages: expected an integer 1 \.\. 268435456, received /);
  });

  it.each([-0.1, 1.1, Number.NaN])("a share of %d at the top", (topRatio) => {
    expect(faulty({ kind: "ends", topRatio })).toThrow(/^zero\.layout\.topRatio: expected a number 0 \.\. 1, received /);
  });

  it("is none of those that exist", () => {
    for (const layout of [
      { kind: "spread" },
      { kind: "blocks", blockPages: 1 },
      { kind: "ends", topRatio: 0 },
      { kind: "ends", topRatio: 1 },
    ] as const) {
      expect(faulty(layout)).not.toThrow();
    }
  });
});
