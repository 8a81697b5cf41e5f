/** Draws among the missing pages of a source, each with the source's probability. */
import { powerLawShare, zipfShare, zipfSum } from "../../pages/grade.js";
import type { Generator } from "../../pages/random.js";
import type { DrawnSource } from "../../pages/write-draws.js";

export interface MissingTable {
  readonly size: number;
  /** Fraction of the source's accesses that go to pages of the table. */
  readonly shareRatio: number;
  /** Draws an index of the region. */
  draw(generator: Generator): number;
  /** A table of only those indices for which `keeps` is true. */
  narrowed(keeps: (index: number) => boolean): MissingTable;
}

/** Largest table: 2^24 pages take 256 MiB for a graded source. */
const TABLE_PAGES_MAX = 2 ** 24;

type ShareOf = (index: number) => number;

function shareOfPages(source: DrawnSource): ShareOf {
  const { pages } = source.region;
  if (source.kind === "uniform") return () => 1 / pages;
  if (source.kind === "power-law") return (index) => powerLawShare(index, 1 / source.exponent, pages);
  const sum = zipfSum(pages, source.exponent);
  return (index) => zipfShare(index, source.exponent, sum);
}

/** The table of the indices for which `keeps` is true; undefined if there are too many. */
export function createMissingTable(source: DrawnSource, keeps: (index: number) => boolean): MissingTable | undefined {
  const { pages } = source.region;
  let count = 0;
  for (let index = 0; index < pages; index++) if (keeps(index)) count++;
  if (count > TABLE_PAGES_MAX) return undefined;
  const indices = new Uint32Array(count);
  let entry = 0;
  for (let index = 0; entry < count; index++) if (keeps(index)) indices[entry++] = index;
  return source.kind === "uniform" ? uniformTable(indices, pages) : gradedTable(indices, shareOfPages(source));
}

function uniformTable(indices: Uint32Array, pages: number): MissingTable {
  return {
    size: indices.length,
    shareRatio: indices.length / pages,
    draw: (generator) => indices[Math.floor(generator.unit() * indices.length)] as number,
    narrowed: (keeps) => uniformTable(indices.filter(keeps), pages),
  };
}

/**
 * Inversion with a guide table (H.-C. Chen and Y. Asau, AIIE Transactions 6, 1974): the range of the shares is cut into as many
 * equal parts as there are entries; each part knows the first entry that reaches into it, so a draw checks two entries on average.
 */
function gradedTable(indices: Uint32Array, shareOf: ShareOf): MissingTable {
  const { length } = indices;
  const sums = new Float64Array(length);
  let sum = 0;
  for (let entry = 0; entry < length; entry++) {
    sum += shareOf(indices[entry] as number);
    sums[entry] = sum;
  }
  const guide = new Uint32Array(length);
  for (let part = 0, entry = 0; part < length; part++) {
    while (entry < length - 1 && (sums[entry] as number) <= (part / length) * sum) entry++;
    guide[part] = entry;
  }
  return {
    size: length,
    shareRatio: sum,
    draw(generator) {
      const uniform = generator.unit();
      let entry = guide[Math.floor(uniform * length)] as number;
      while (entry < length - 1 && (sums[entry] as number) <= uniform * sum) entry++;
      return indices[entry] as number;
    },
    narrowed: (keeps) => gradedTable(indices.filter(keeps), shareOf),
  };
}
