/** Counts of pages as the library gives them, as the page keeps them. */
import type { PageCells } from "../src/index.js";
import type { CellCounts, Frame, Ground } from "./protocol.js";

/** How many pages of each cell were to be sent again at once, up to now: those that no longer are were sent again. */
export class History {
  #most: Uint32Array | undefined;

  /** Pages that were to be sent again and no longer are. */
  resent(again: Uint32Array): Uint32Array {
    const most = (this.#most ?? again).map((before, cell) => Math.max(before, again[cell] as number));
    this.#most = most;
    return most.map((count, cell) => count - (again[cell] as number));
  }
}

interface Standing {
  readonly nowSeconds: number;
  readonly rounds: { readonly length: number };
}

export function toFrame({ nowSeconds, rounds }: Standing, cells: PageCells, history: History): Frame {
  const { toSend, toSendAgain, sent, dirty } = cells;
  const counts = narrowed(cells);
  return {
    seconds: nowSeconds,
    rounds: rounds.length,
    first: counts(toSend.map((count, cell) => count - (toSendAgain[cell] as number))),
    again: counts(toSendAgain),
    resent: counts(history.resent(toSendAgain)),
    sent: counts(sent),
    dirty: counts(dirty),
  };
}

export function toGround(cells: PageCells, pageBytes: number): Ground {
  const { pages, pagesPerCell, zero, channel } = cells;
  const counts = narrowed(cells);
  return { firstPage: 0, pages, pageBytes, pagesPerCell, zero: counts(zero), channel: counts(channel) };
}

/** Some cells of a list that follow each other. */
export function cellsOf(cells: PageCells, from: number, count: number): PageCells {
  const part = (counts: Uint32Array) => counts.slice(from, from + count);
  const { pages, pagesPerCell, toSend, toSendAgain, sent, dirty, zero, channel } = cells;
  return {
    pages: Math.min(pages - from * pagesPerCell, count * pagesPerCell),
    pagesPerCell,
    toSend: part(toSend),
    toSendAgain: part(toSendAgain),
    sent: part(sent),
    dirty: part(dirty),
    zero: part(zero),
    channel: part(channel),
  };
}

function narrowed({ pagesPerCell }: PageCells): (counts: Uint32Array) => CellCounts {
  if (pagesPerCell < 2 ** 8) return (counts) => Uint8Array.from(counts);
  return pagesPerCell < 2 ** 16 ? (counts) => Uint16Array.from(counts) : (counts) => counts;
}

/** Memory of frames goes to the page without a copy. */
export function buffersOf({ first, again, resent, sent, dirty }: Frame): Transferable[] {
  return [first, again, resent, sent, dirty].map(({ buffer }) => buffer as ArrayBuffer);
}
