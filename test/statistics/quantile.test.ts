import { describe, expect, it } from "vitest";
import { quantile, quantileOfSorted } from "../../src/statistics/quantile.js";

describe("quantile", () => {
  it("is the nearest rank", () => {
    expect(quantile([5, 1, 4, 2, 3, 10, 9, 8, 7, 6], 0.9)).toBe(9);
    expect(quantile([3, 1, 2], 0.5)).toBe(2);
    expect(quantile([4, 3, 1, 2], 0.5)).toBe(2);
    expect(quantile([7], 0.9)).toBe(7);
    expect(quantile([], 0.5)).toBeUndefined();
  });

  it("is the minimum at 0 and the maximum at 1, and does not reorder the values", () => {
    const values = [3, 1, 2];
    expect([quantile(values, 0), quantile(values, 1)]).toEqual([1, 3]);
    expect(values).toEqual([3, 1, 2]);
  });

  it("of sorted values accepts any list of numbers", () => {
    expect(quantileOfSorted(Float64Array.of(1, 2, 3, 4), 0.75)).toBe(3);
  });
});
