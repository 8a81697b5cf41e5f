import { describe, expect, it } from "vitest";
import type { PagesConfig } from "../../src/pages/pages.js";
import { ALWAYS } from "../../src/pages/write-source.js";
import { chooseZeroPages } from "../../src/pages/zero-content.js";

function config(pages: number, where: "anywhere" | "outside the workload", run = 0): PagesConfig {
  const region = { firstPage: 100, pages: 400, layout: "contiguous" as const };
  const source = { kind: "uniform" as const, stream: 1, region, gate: ALWAYS, writesPerSecond: 1, meanRunPages: 1 };
  const rest = { deferredPages: 0, scanOrder: "ascending" as const, writes: "masks" as const, seed: 3, run };
  return { slots: 1100, allocatedPages: 1000, sources: [source], zero: { pages, where }, ...rest };
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
