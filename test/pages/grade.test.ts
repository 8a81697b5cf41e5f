import { describe, expect, it } from "vitest";
import { powerLawShare, zipfShare, zipfSum } from "../../src/pages/grade.js";

describe("zipfSum", () => {
  it.each([0, 0.5, 0.99, 1, 1.2, 3])("equals the sum term by term at exponent %f", (exponent) => {
    for (const count of [1, 2, 4096, 4097, 100_000]) {
      let sum = 0;
      for (let i = count; i >= 1; i--) sum += i ** -exponent;
      expect(zipfSum(count, exponent) / sum).toBeCloseTo(1, 12);
    }
  });
});

describe("shares", () => {
  it("add up to one", () => {
    const pages = 10_000;
    const indices = Array.from({ length: pages }, (_, index) => index);
    for (const exponent of [0.3, 0.99, 2.5]) {
      const sum = zipfSum(pages, exponent);
      expect(indices.reduce((total, index) => total + zipfShare(index, exponent, sum), 0)).toBeCloseTo(1, 10);
      expect(indices.reduce((total, index) => total + powerLawShare(index, 1 / exponent, pages), 0)).toBeCloseTo(1, 10);
    }
  });

  it("follow the definitions", () => {
    expect(zipfShare(3, 1, zipfSum(4, 1))).toBeCloseTo(0.25 / (1 + 1 / 2 + 1 / 3 + 1 / 4), 14);
    expect(powerLawShare(0, 1 / 4, 16)).toBeCloseTo(0.5, 14);
    expect(powerLawShare(15, 1 / 4, 16)).toBeCloseTo(1 - (15 / 16) ** 0.25, 14);
  });
});
