/**
 * Translates sources into what is evaluated chunk by chunk: methods, rates and places as plain numbers, the same for every implementation
 * of Pages. Sources that have to be replayed write by write are kept apart (`eager-writes.ts`).
 */
import {
  CHUNK_PAGES,
  METHOD_BURST,
  METHOD_LISTED_RATES,
  METHOD_LISTED_SWEEP,
  METHOD_POWER_LAW,
  METHOD_SWEEP,
  METHOD_UNIFORM,
  METHOD_ZIPF,
} from "../../assembly/abi.js";
import { powerLawShare, zipfShare, zipfSum } from "./grade.js";
import type { PagesConfig } from "./pages.js";
import { createRegionPages, type Scan } from "./placement.js";
import type { DrawAddress } from "./random.js";
import { logContinueOf } from "./runs.js";
import { streamKey } from "./streams.js";
import type { Gate, PowerLawSource, SweepSource, WriteSource, ZipfSource } from "./write-source.js";

/** Pages of a region grouped by chunk of the scan: chunk c has entries starts[c] .. starts[c + 1] - 1. */
export interface PageList {
  readonly starts: Uint32Array;
  /** Position within the chunk. */
  readonly places: Uint16Array;
  /** Page writes per active second; for a sweep, the index of its first write to the page. */
  readonly values: Float64Array;
}

export interface PlannedSource {
  /** A METHOD_ code of `assembly/abi.ts`. */
  readonly method: number;
  readonly key: DrawAddress;
  readonly gate: Gate;
  /** Positions firstPosition .. endPosition - 1 contain all of the source's pages. */
  readonly firstPosition: number;
  readonly endPosition: number;
  /** Pages of the region; for a listed sweep, the writes per period. */
  readonly pages: number;
  /** Per active second: writes to each page (uniform), to all pages (zipf, power law), or steps (sweep). */
  readonly rate: number;
  /** The exponent of Zipf's law, or the inverse exponent of the power law. */
  readonly exponent: number;
  /** `zipfSum` of the region. */
  readonly zipfSum: number;
  readonly meanRunPages: number;
  /** See `logContinueOf`. */
  readonly logContinue: number;
  readonly offsetPages: number;
  readonly periodSeconds: number;
  /** Bitmap of the region's positions, if they are not a range. */
  readonly members?: Uint32Array;
  readonly list?: PageList;
}

export interface WritePlan {
  readonly chunkwise: readonly PlannedSource[];
  /** Sources replayed write by write. */
  readonly eager: readonly WriteSource[];
}

const NOTHING = {
  pages: 0,
  rate: 0,
  exponent: 0,
  zipfSum: 1,
  meanRunPages: 1,
  logContinue: -Infinity,
  offsetPages: 0,
  periodSeconds: Infinity,
};

/** True for a source that has to be replayed write by write. */
function isEager(source: WriteSource, contiguous: boolean, events: boolean): boolean {
  if (source.kind === "trace") return true;
  if (source.kind === "sweep" || source.kind === "burst") return false;
  return events || (source.meanRunPages > 1 && !contiguous);
}

type PositionOf = (index: number) => number;

function memberBitmap(source: WriteSource, slots: number, positionOf: PositionOf): Uint32Array {
  const members = new Uint32Array(Math.ceil(slots / CHUNK_PAGES) * (CHUNK_PAGES / 32));
  for (let index = 0; index < source.region.pages; index++) {
    const position = positionOf(index);
    members[position >>> 5] = (members[position >>> 5] as number) | (1 << (position & 31));
  }
  return members;
}

/** Groups the pages by chunk in index order; a page whose value is negative is left out. */
function listPages(pages: number, slots: number, positionOf: PositionOf, value: PositionOf): PageList {
  const starts = new Uint32Array(Math.ceil(slots / CHUNK_PAGES) + 1);
  let count = 0;
  for (let index = 0; index < pages; index++) {
    if (value(index) < 0) continue;
    const after = Math.floor(positionOf(index) / CHUNK_PAGES) + 1;
    starts[after] = (starts[after] as number) + 1;
    count++;
  }
  for (let chunk = 1; chunk < starts.length; chunk++) starts[chunk] = (starts[chunk] as number) + (starts[chunk - 1] as number);
  const next = starts.slice();
  const places = new Uint16Array(count);
  const values = new Float64Array(count);
  for (let index = 0; index < pages; index++) {
    const own = value(index);
    if (own < 0) continue;
    const position = positionOf(index);
    const chunk = Math.floor(position / CHUNK_PAGES);
    const entry = next[chunk] as number;
    next[chunk] = entry + 1;
    places[entry] = position % CHUNK_PAGES;
    values[entry] = own;
  }
  return { starts, places, values };
}

/** The index of the sweep's first write to each page (-1 if the stride never reaches it), and the sweep's period in writes. */
function sweepRanks(source: SweepSource): { readonly ranks: Float64Array; readonly period: number } {
  const { pages } = source.region;
  const ranks = new Float64Array(pages).fill(-1);
  const stride = source.stridePages % pages;
  let index = source.offsetPages % pages;
  let period = 0;
  while (ranks[index] === -1) {
    ranks[index] = period++;
    index = (index + stride) % pages;
  }
  return { ranks, period };
}

function planGraded(
  source: ZipfSource | PowerLawSource,
  contiguous: boolean,
  slots: number,
  positionOf: PositionOf,
): Partial<PlannedSource> {
  const { pages } = source.region;
  const zipf = source.kind === "zipf";
  const exponent = zipf ? source.exponent : 1 / source.exponent;
  const sum = zipf ? zipfSum(pages, exponent) : 1;
  const rate = source.writesPerSecond;
  const runs = { meanRunPages: source.meanRunPages, logContinue: logContinueOf(source.meanRunPages) };
  if (contiguous) return { ...runs, method: zipf ? METHOD_ZIPF : METHOD_POWER_LAW, pages, rate, exponent, zipfSum: sum };
  const rateOf = (index: number) => rate * (zipf ? zipfShare(index, exponent, sum) : powerLawShare(index, exponent, pages));
  return { method: METHOD_LISTED_RATES, pages, list: listPages(pages, slots, positionOf, rateOf) };
}

function planSweep(source: SweepSource, contiguous: boolean, slots: number, positionOf: PositionOf): Partial<PlannedSource> {
  const { pages } = source.region;
  const rate = source.writesPerSecond;
  if (contiguous && source.stridePages % pages === 1 % pages) {
    return { method: METHOD_SWEEP, pages, rate, offsetPages: source.offsetPages % pages };
  }
  const { ranks, period } = sweepRanks(source);
  return { method: METHOD_LISTED_SWEEP, pages: period, rate, list: listPages(pages, slots, positionOf, (index) => ranks[index] as number) };
}

function planSource(
  source: Exclude<WriteSource, { kind: "trace" }>,
  contiguous: boolean,
  slots: number,
  positionOf: PositionOf,
): Partial<PlannedSource> {
  if (source.kind === "zipf" || source.kind === "power-law") return planGraded(source, contiguous, slots, positionOf);
  if (source.kind === "sweep") return planSweep(source, contiguous, slots, positionOf);
  const { pages } = source.region;
  const members = contiguous ? {} : { members: memberBitmap(source, slots, positionOf) };
  if (source.kind === "burst") return { ...members, method: METHOD_BURST, pages, periodSeconds: source.periodSeconds };
  const { meanRunPages } = source;
  const rate = source.writesPerSecond / pages;
  return { ...members, method: METHOD_UNIFORM, pages, rate, meanRunPages, logContinue: logContinueOf(meanRunPages) };
}

/** Plans all sources of a configuration for its scan order. */
export function planWrites(config: PagesConfig, scan: Scan): WritePlan {
  const chunkwise: PlannedSource[] = [];
  const eager: WriteSource[] = [];
  for (const source of config.sources) {
    const { region, gate } = source;
    const contiguous = region.layout === "contiguous" && scan.ascending;
    if (source.kind === "trace" || isEager(source, contiguous, config.writes === "events")) {
      eager.push(source);
      continue;
    }
    const pageOf = createRegionPages(region, config.allocatedPages, config.seed);
    const places = contiguous
      ? { firstPosition: region.firstPage, endPosition: region.firstPage + region.pages }
      : { firstPosition: 0, endPosition: config.slots };
    const plan = planSource(source, contiguous, config.slots, (index) => scan.positionOf(pageOf(index)));
    const key = streamKey(config.seed, config.run, source.stream);
    chunkwise.push({ ...NOTHING, method: METHOD_UNIFORM, ...places, ...plan, key, gate });
  }
  return { chunkwise, eager };
}
