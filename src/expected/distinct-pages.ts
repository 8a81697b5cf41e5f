/** Expected number of distinct pages that a set of sources writes in a window (docs/sources/workloads.md#distinct-pages). */
import { activeSeconds } from "../pages/gate.js";
import { writesBefore } from "../pages/trace-order.js";
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

/** First writes of a trace: counts the writes in a window whose page has no earlier write in it. */
function createTraceFirstWrites(source: TraceSource): FirstWrites {
  const { length } = source.pages;
  const before = writesOfSamePage(source);
  return (sinceGuestSeconds, fromAgeSeconds, toAgeSeconds) => {
    const { gate } = source;
    const since = writesBefore(source, activeSeconds(gate, sinceGuestSeconds));
    const from = writesBefore(source, activeSeconds(gate, sinceGuestSeconds + fromAgeSeconds), since);
    // After a whole repetition no write is the first to its page.
    const end = Math.min(writesBefore(source, activeSeconds(gate, sinceGuestSeconds + toAgeSeconds), from), since + length);
    let count = 0;
    for (let write = from; write < end; write++) {
      const repetition = Math.floor(write / length);
      if (repetition * length + (before[write - repetition * length] as number) < since) count++;
    }
    return count;
  };
}

/** The write before each recorded one to the same page, counted from the first of its repetition: below 0 for one of the repetition before. */
function writesOfSamePage({ pages, region }: TraceSource): Int32Array {
  const before = new Int32Array(pages.length);
  const last = new Int32Array(region.pages);
  for (let write = 0; write < pages.length; write++) last[pages[write] as number] = write - pages.length;
  for (let write = 0; write < pages.length; write++) {
    const page = pages[write] as number;
    before[write] = last[page] as number;
    last[page] = write;
  }
  return before;
}
