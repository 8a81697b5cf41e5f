import { describe, expect, it } from "vitest";
import { Generator } from "../../src/pages/random.js";
import { streamKey } from "../../src/pages/streams.js";
import { createDrawnRuns, isDrawn } from "../../src/pages/write-draws.js";
import { sourceOf } from "../support/pages-cases.js";

const generator = () => new Generator(streamKey(3, 0, 1), 0);

describe("single writes of random sources", () => {
  it("are runs of one page at the source's rate if runs are not longer", () => {
    const source = sourceOf(100, 50, { kind: "uniform", writesPerSecond: 700, meanRunPages: 1 });
    if (!isDrawn(source)) throw new Error("A uniform source draws.");
    const runs = createDrawnRuns(source);
    expect(runs.startsPerSecond).toBe(700);
    const draws = generator();
    const counts = new Uint32Array(50);
    for (let draw = 0; draw < 50_000; draw++) {
      expect(runs.draw(draws)).toBe(1);
      const index = runs.indexAt(0);
      counts[index] = (counts[index] as number) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(4.5 * Math.sqrt(1000));
  });

  it("cover as many pages per second as the source writes, and stay inside their block", () => {
    // Pages 900 .. 2147: blocks of 124, 1024 and 100 pages.
    const source = sourceOf(900, 1248, { kind: "zipf", writesPerSecond: 1000, exponent: 0, meanRunPages: 60 });
    if (!isDrawn(source)) throw new Error("A source of Zipf's law draws.");
    const runs = createDrawnRuns(source);
    const draws = generator();
    const starts = 40_000;
    let pages = 0;
    for (let start = 0; start < starts; start++) {
      const length = runs.draw(draws);
      pages += length;
      if (length === 0) continue;
      const blocks = new Set([0, length - 1].map((step) => Math.floor((900 + runs.indexAt(step)) / 1024)));
      expect(blocks.size).toBe(1);
    }
    expect((pages * runs.startsPerSecond) / starts / 1000).toBeCloseTo(1, 1);
  });

  it("do not exist for deterministic sources", () => {
    expect(isDrawn(sourceOf(0, 1, { kind: "burst", periodSeconds: 1 }))).toBe(false);
  });
});
