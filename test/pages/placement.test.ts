import { describe, expect, it } from "vitest";
import { createPermutation, createRegionPages, createScan } from "../../src/pages/placement.js";
import { placementKey } from "../../src/pages/streams.js";
import { deviation } from "../support/statistics.js";

const SIZES = [1, 2, 3, 63, 64, 65, 1000, 1023, 1024, 1025, 2047, 2048, 2049, 5000, 8192, 12_345];

describe("createScan", () => {
  it.each(SIZES)("visits each of %i slots once, and inverts the order", (slots) => {
    for (const order of ["ascending", "rotated"] as const) {
      const scan = createScan(slots, order);
      const pages = Array.from({ length: slots }, (_, position) => scan.pageAt(position));
      expect(new Set(pages).size).toBe(slots);
      expect(Math.max(...pages)).toBe(slots - 1);
      expect(pages.every((page, position) => scan.positionOf(page) === position)).toBe(true);
    }
  });

  it("rotates positions by ten bits: 2^12 slots are visited in steps of 2^10", () => {
    const scan = createScan(4096, "rotated");
    expect([0, 1, 2, 3, 4, 5, 4095].map((position) => scan.pageAt(position))).toEqual([0, 1024, 2048, 3072, 1, 1025, 4095]);
    expect(scan.ascending).toBe(false);
  });

  it("is ascending with at most 2^10 slots", () => {
    expect(createScan(1024, "rotated").ascending).toBe(true);
    expect(createScan(1025, "rotated").ascending).toBe(false);
  });

  it("works with 2^28 slots, the maximum", () => {
    const scan = createScan(2 ** 28, "rotated");
    for (const page of [0, 1, 12_345_678, 2 ** 28 - 1]) expect(scan.pageAt(scan.positionOf(page))).toBe(page);
  });
});

describe("createPermutation", () => {
  it.each(SIZES)("maps 0 .. %i - 1 onto itself", (count) => {
    const permute = createPermutation(count, placementKey(7));
    const images = Array.from({ length: count }, (_, index) => permute(index));
    expect(new Set(images).size).toBe(count);
    expect(images.every((image) => Number.isInteger(image) && image >= 0 && image < count)).toBe(true);
  });

  it("spreads neighbours evenly and follows its key", () => {
    const count = 65_536;
    const [permute, other] = [createPermutation(count, placementKey(7)), createPermutation(count, placementKey(8))];
    let below = 0;
    let same = 0;
    for (let index = 0; index < 4096; index++) {
      if (permute(index) < count / 2) below++;
      if (permute(index) === other(index)) same++;
    }
    expect(Math.abs(deviation(below, 2048, 1024))).toBeLessThan(5);
    expect(same).toBeLessThan(6);
  });
});

describe("createRegionPages", () => {
  it("keeps scattered regions disjoint if their ranges are, and the same in every replication", () => {
    const one = createRegionPages({ firstPage: 0, pages: 300, layout: "scattered" }, 1000, 5);
    const two = createRegionPages({ firstPage: 300, pages: 700, layout: "scattered" }, 1000, 5);
    const pages = [...Array.from({ length: 300 }, (_, index) => one(index)), ...Array.from({ length: 700 }, (_, index) => two(index))];
    expect(new Set(pages).size).toBe(1000);
  });

  it("starts a contiguous region at its first page", () => {
    const block = { firstPage: 100, pages: 50 };
    const hot = createRegionPages({ firstPage: 100, pages: 10, layout: "scattered", block }, 1000, 5);
    const cold = createRegionPages({ firstPage: 110, pages: 40, layout: "scattered", block }, 1000, 5);
    const pages = [...Array.from({ length: 10 }, (_, index) => hot(index)), ...Array.from({ length: 40 }, (_, index) => cold(index))];
    expect([...pages].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => 100 + index));
    expect(pages.slice(0, 10)).not.toEqual(Array.from({ length: 10 }, (_, index) => 100 + index));
    expect([0, 9].map(createRegionPages({ firstPage: 40, pages: 10, layout: "contiguous" }, 100, 5))).toEqual([40, 49]);
  });
});
