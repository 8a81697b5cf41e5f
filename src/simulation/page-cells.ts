/** The state of memory, counted by cells of pages that follow each other. */
import type { Pages } from "../pages/pages.js";
import { createScan } from "../pages/placement.js";
import type { MarkedPages } from "../traffic/environment.js";

/** Pages by state, counted by cells; every list has a number for each cell. A page may have several of these states. */
export interface PageCells {
  /** Pages that the guest owns. */
  readonly pages: number;
  /** Pages of a cell, a power of two from 8 on; the last cell may have fewer. */
  readonly pagesPerCell: number;
  /** Pages that the round in progress has still to send, or has to pass over. */
  readonly toSend: Uint32Array;
  /** Those of `toSend` whose content was sent before: they are sent again. */
  readonly toSendAgain: Uint32Array;
  /** Pages whose content was sent at least once. */
  readonly sent: Uint32Array;
  /**
   * Pages in the dirty log. Under fidelity `events`, and for traces, that is every page written since the log was last cleared, as of the last
   * batch. Under `pages` writes are drawn when an engine reads the log: a page written since then is not in it.
   */
  readonly dirty: Uint32Array;
  /** Pages that are all zero. */
  readonly zero: Uint32Array;
  /** Pages that the guest's channel writes. */
  readonly channel: Uint32Array;
}

/** Set bits of each byte. */
const SET_BITS = Uint8Array.from({ length: 256 }, (_, byte) => {
  let count = 0;
  for (let bits = byte; bits !== 0; bits &= bits - 1) count++;
  return count;
});
/** Cells begin at whole bytes of a bitmap. */
const LEAST_PAGES_PER_CELL = 8;

/** `arrived`: pages in the bitmaps that were sent another way meanwhile. */
export function pageCells(
  pages: Pages,
  channelPages: readonly MarkedPages[],
  arrived: Uint8Array | undefined,
  cellsMost: number,
): PageCells {
  const { allocatedPages } = pages.config;
  let pagesPerCell = LEAST_PAGES_PER_CELL;
  while (allocatedPages > pagesPerCell * cellsMost) pagesPerCell *= 2;
  const toSend = pages.snapshot("to-send");
  takeOutScanned(toSend, pages);
  const neverSent = pages.snapshot("never-sent");
  for (const [index, bits] of (arrived ?? []).entries()) {
    toSend[index] = (toSend[index] as number) & ~bits;
    neverSent[index] = (neverSent[index] as number) & ~bits;
  }
  const cells = Math.ceil(allocatedPages / pagesPerCell);
  const countBy = (byteAt: (index: number) => number): Uint32Array => {
    const counts = new Uint32Array(cells);
    for (let index = 0; index < allocatedPages / 8; index++) {
      const cell = Math.floor((index * 8) / pagesPerCell);
      counts[cell] = (counts[cell] as number) + (SET_BITS[byteAt(index)] as number);
    }
    return counts;
  };
  const countIn = (bitmap: Uint8Array): Uint32Array => countBy((index) => bitmap[index] as number);
  const unsent = countIn(neverSent);
  return {
    pages: allocatedPages,
    pagesPerCell,
    toSend: countIn(toSend),
    toSendAgain: countBy((index) => (toSend[index] as number) & ~(neverSent[index] as number)),
    sent: unsent.map((count, cell) => Math.min(pagesPerCell, allocatedPages - cell * pagesPerCell) - count),
    dirty: countIn(pages.snapshot("log")),
    zero: countIn(pages.snapshot("zero")),
    channel: countIn(bitmapOf(channelPages, pages.config.slots)),
  };
}

/** A pass over slots keeps the pages that it has passed among those to send, up to its end. */
function takeOutScanned(toSend: Uint8Array, { config, progress }: Pages): void {
  if (config.scanOrder === "cyclic") return;
  const scan = createScan(config.slots, config.scanOrder);
  const { cursor } = progress;
  if (scan.ascending) toSend.fill(0, 0, cursor >>> 3);
  for (let position = scan.ascending ? cursor & ~7 : 0; position < cursor; position++) {
    const page = scan.pageAt(position);
    toSend[page >>> 3] = (toSend[page >>> 3] as number) & ~(1 << (page & 7));
  }
}

function bitmapOf(ranges: readonly MarkedPages[], slots: number): Uint8Array {
  const bitmap = new Uint8Array(Math.ceil(slots / 8));
  for (const { firstPage, pages } of ranges) {
    for (let page = firstPage; page < firstPage + pages; page++) {
      bitmap[page >>> 3] = (bitmap[page >>> 3] as number) | (1 << (page & 7));
    }
  }
  return bitmap;
}
