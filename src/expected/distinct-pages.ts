/** Expected number of distinct pages that a set of sources writes in a window (docs/sources/workloads.md#distinct-pages). */
import type { FirstWrites, TraceSource, WriteSource } from "../pages/write-source.js";
import { type Clocks, createClocks, createReading, readClocks } from "./clocks.js";
import { createPieces, type Piece } from "./layer.js";
import { escapingPages } from "./window.js";

/**
 * Expected number of pages first written between two ages of a dirty log. A page under several contiguous sources, or under several
 * scattered ones, counts once. A page under a contiguous and a scattered source, or under a trace and another source, counts twice.
 */
export function expectedFirstWrites(sources: readonly WriteSource[]): FirstWrites {
  // The pieces are computed at the first call; most migrations make none.
  let firstWrites: FirstWrites | undefined;
  return (sinceGuestSeconds, fromAgeSeconds, toAgeSeconds) => {
    firstWrites ??= createFirstWrites(sources);
    return firstWrites(sinceGuestSeconds, fromAgeSeconds, toAgeSeconds);
  };
}

function createFirstWrites(sources: readonly WriteSource[]): FirstWrites {
  const drawn = sources.filter((source) => source.kind !== "trace");
  const clocks = createClocks(drawn);
  const lines = [piecesOf(drawn, "contiguous", clocks), piecesOf(drawn, "scattered", clocks)].flat();
  const traces = sources.filter((source) => source.kind === "trace").map(createTraceFirstWrites);
  const begin = createReading(clocks);
  const end = createReading(clocks);
  const unwrittenPages = (ageGuestSeconds: number): number => {
    readClocks(clocks, ageGuestSeconds, end);
    let pages = 0;
    for (const piece of lines) pages += escapingPages(piece, piece.firstPage, piece.endPage, begin, end);
    return pages;
  };
  return (sinceGuestSeconds, fromAgeSeconds, toAgeSeconds) => {
    readClocks(clocks, sinceGuestSeconds, begin);
    let pages = unwrittenPages(sinceGuestSeconds + fromAgeSeconds) - unwrittenPages(sinceGuestSeconds + toAgeSeconds);
    for (const firstWrites of traces) pages += firstWrites(sinceGuestSeconds, fromAgeSeconds, toAgeSeconds);
    return pages;
  };
}

function piecesOf(sources: readonly WriteSource[], layout: "contiguous" | "scattered", clocks: Clocks): Piece[] {
  const own = sources.filter((source) => source.region.layout === layout);
  const pages = Math.max(0, ...own.map(({ region }) => region.firstPage + region.pages));
  return pages === 0 ? [] : createPieces(pages, own, clocks).filter((piece) => piece.isWritten);
}

/** First writes of a trace: counts the recorded writes in a window whose page has no earlier write in it. */
function createTraceFirstWrites({ seconds, pages }: TraceSource): FirstWrites {
  const before = new Int32Array(pages.length);
  const last = new Map<number, number>();
  for (let write = 0; write < pages.length; write++) {
    const page = pages[write] as number;
    before[write] = last.get(page) ?? -1;
    last.set(page, write);
  }
  return (sinceGuestSeconds, fromAgeSeconds, toAgeSeconds) => {
    const first = firstAtOrAfter(seconds, sinceGuestSeconds);
    const end = firstAtOrAfter(seconds, sinceGuestSeconds + toAgeSeconds);
    let count = 0;
    for (let write = firstAtOrAfter(seconds, sinceGuestSeconds + fromAgeSeconds); write < end; write++) {
      if ((before[write] as number) < first) count++;
    }
    return count;
  };
}

function firstAtOrAfter(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
