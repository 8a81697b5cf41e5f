import { describe, expect, it } from "vitest";
import { attribute, type FactorialCells } from "../../src/analysis/attribution.js";
import type { Figures } from "../../src/analysis/comparison.js";

const run = (totals: Record<string, number>, completedSeconds?: number): Figures<number> => ({
  totals,
  phases: {},
  ...(completedSeconds === undefined ? {} : { channel: { completedSeconds } }),
});

/** Two runs per cell. Each cell has its own figures, so that none can stand for another. */
const CELLS: FactorialCells = {
  base: [
    run({ totalSeconds: 10, pagesSent: 1000, downtimeSeconds: 1 }, 100),
    run({ totalSeconds: 20, pagesSent: 3000, downtimeSeconds: 3 }, 300),
  ],
  otherPages: [
    run({ totalSeconds: 9, pagesSent: 900, downtimeSeconds: 1.5 }, 70),
    run({ totalSeconds: 19, pagesSent: 2700, downtimeSeconds: 3.5 }, 280),
  ],
  otherTimes: [
    run({ totalSeconds: 7, pagesSent: 960, downtimeSeconds: 1 }, 60),
    run({ totalSeconds: 16, pagesSent: 2960, downtimeSeconds: 3 }, 250),
  ],
  other: [
    run({ totalSeconds: 4, pagesSent: 800, downtimeSeconds: 0.5 }, 50),
    run({ totalSeconds: 15, pagesSent: 2600, downtimeSeconds: 3 }, 200),
  ],
};

const meansOf = (cells: FactorialCells) =>
  Object.fromEntries(
    Object.entries(attribute(cells)).map(([name, { difference, pages, speed, interaction }]) => [
      name,
      [difference, pages, speed, interaction].map(({ mean }) => mean),
    ]),
  );

describe("attribute", () => {
  it("takes both causes from the base, run by run, and calls the rest the interaction", () => {
    expect(meansOf(CELLS)).toEqual({
      // [difference, pages, speed, interaction]: the means of two runs each.
      totalSeconds: [-5.5, -1, -3.5, -1],
      pagesSent: [-300, -200, -40, -60],
      downtimeSeconds: [-0.25, 0.5, 0, -0.75],
      completedSeconds: [-75, -25, -45, -5],
    });
  });

  it("has the spread of single runs, and ratios to the mean of the base", () => {
    const { difference, pages, speed, interaction } = attribute(CELLS).totalSeconds ?? {};
    // Single runs: (-6, -5), (-1, -1), (-3, -4), (-2, 0).
    expect([difference, pages, speed, interaction].map((effect) => [effect?.min, effect?.max])).toEqual([
      [-6, -5],
      [-1, -1],
      [-4, -3],
      [-2, 0],
    ]);
    expect([difference, pages, speed, interaction].map((effect) => effect?.relativeRatio)).toEqual([
      -5.5 / 15,
      -1 / 15,
      -3.5 / 15,
      -1 / 15,
    ]);
  });

  it.each(["base", "otherPages", "otherTimes", "other"] as const)("leaves out a figure that one run of %s lacks", (name) => {
    const [first, second] = CELLS[name] as [Figures<number>, Figures<number>];
    const { pagesSent: _pagesSent, ...totals } = second.totals as Record<string, number>;
    expect(Object.keys(attribute({ ...CELLS, [name]: [first, run(totals)] }))).toEqual(["totalSeconds", "downtimeSeconds"]);
  });
});
