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
  const again = toSend.map((bits, index) => bits & ~(neverSent[index] as number));
  const count = (bitmap: Uint8Array) => countByCell(bitmap, allocatedPages, pagesPerCell);
  return {
    pages: allocatedPages,
    pagesPerCell,
    toSend: count(toSend),
    toSendAgain: count(again),
    sent: count(neverSent).map((unsent, cell) => Math.min(pagesPerCell, allocatedPages - cell * pagesPerCell) - unsent),
    dirty: count(pages.snapshot("log")),
    zero: count(pages.snapshot("zero")),
    channel: count(bitmapOf(channelPages, pages.config.slots)),
  };
}

/** By words of 32 pages where cells consist of them: a guest of 1 TiB has 32 MiB in each bitmap. */
function countByCell(bitmap: Uint8Array, pages: number, pagesPerCell: number): Uint32Array {
  const hasWords = pagesPerCell >= 32 && bitmap.length % 4 === 0;
  const units = hasWords ? new Uint32Array(bitmap.buffer, bitmap.byteOffset, bitmap.length / 4) : bitmap;
  const unitsPerCell = pagesPerCell / (hasWords ? 32 : 8);
  const counts = new Uint32Array(Math.ceil(pages / pagesPerCell));
  for (let cell = 0, unit = 0; cell < counts.length; cell++) {
    let count = 0;
    for (const end = Math.min(units.length, (cell + 1) * unitsPerCell); unit < end; unit++) count += setBits(units[unit] as number);
    counts[cell] = count;
  }
  return counts;
}

function setBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
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
