/** Placement: the order of the scan, and the pages of scattered regions. All functions are bijections. */
import type { ScanOrder } from "./pages.js";
import { type DrawAddress, mixWord } from "./random.js";
import { placementKey } from "./streams.js";
import type { Region } from "./write-source.js";

/** The order of a scan, as a bijection of positions and pages, both 0 .. slots - 1. */
export interface Scan {
  /** True if position = page for all pages. */
  readonly ascending: boolean;
  positionOf(page: number): number;
  pageAt(position: number): number;
}

const ROTATION_BITS = 10;

/** Bits needed for `count` distinct values: the smallest n with 2^n >= count. */
function bitsFor(count: number): number {
  return count <= 1 ? 0 : 32 - Math.clz32(count - 1);
}

/**
 * Creates the scan of `slots` slots. `rotated` rotates a position's bits by ten places, repeatedly until the result is a slot (permute()
 * of Xen 2.0-3.2, docs/sources/xen.md#rotated-scan); with at most 2^10 slots that is the ascending order.
 */
export function createScan(slots: number, order: ScanOrder): Scan {
  const bits = bitsFor(slots);
  if (order !== "rotated" || bits <= ROTATION_BITS) {
    return { ascending: true, positionOf: (page) => page, pageAt: (position) => position };
  }
  const mask = (1 << bits) - 1;
  const rest = bits - ROTATION_BITS;
  return {
    ascending: false,
    positionOf(page) {
      let position = page;
      do position = ((position >>> ROTATION_BITS) | (position << rest)) & mask;
      while (position >= slots);
      return position;
    },
    pageAt(position) {
      let page = position;
      do page = ((page >>> rest) | (page << ROTATION_BITS)) & mask;
      while (page >= slots);
      return page;
    },
  };
}

const FEISTEL_ROUNDS = 6;

/**
 * A pseudo-random permutation of 0 .. count - 1: an alternating Feistel network on the fewest bits that hold `count` values, repeated
 * until the value is below `count` (cycle walking).
 */
export function createPermutation(count: number, key: DrawAddress): (index: number) => number {
  const bits = bitsFor(count);
  const lowBits = bits >> 1;
  const lowMask = (1 << lowBits) - 1;
  const highMask = (1 << (bits - lowBits)) - 1;
  return (index) => {
    let value = index;
    do {
      let low = value & lowMask;
      let high = value >>> lowBits;
      for (let round = 0; round < FEISTEL_ROUNDS; round += 2) {
        high ^= mixWord(mixWord(low ^ key.high) + key.low + round) & highMask;
        low ^= mixWord(mixWord(high ^ key.low) + key.high + round) & lowMask;
      }
      value = (high << lowBits) | low;
    } while (value >= count);
    return value;
  };
}

/**
 * Returns the page of each region index 0 .. pages - 1. Scattered regions are consecutive parts of one permutation of all allocated
 * pages, or of the pages of their block.
 */
export function createRegionPages(region: Region, allocatedPages: number, seed: number): (index: number) => number {
  const { firstPage, block = { firstPage: 0, pages: allocatedPages } } = region;
  if (region.layout === "contiguous") return (index) => firstPage + index;
  const permute = createPermutation(block.pages, placementKey(seed));
  const firstIndex = firstPage - block.firstPage;
  return (index) => block.firstPage + permute(firstIndex + index);
}
