/**
 * The scan in Xen's ten-bit rotated order. It comes round to every part of the memory a thousand times, so that inside
 * one strip of the scan the pages of a piece stand for the whole piece.
 */
import type { Pace } from "../simulation/pages.js";
import type { Scan as ScanOrder } from "../simulation/placement.js";
import type { GuestPages, GuestPiece } from "./guest-pages.js";
import { NEGLIGIBLE_PAGES, type Scan } from "./scan.js";
import { countStripPages, STRIPS } from "./strips.js";
import { addTurn, createTurn, decideTurn, type Turn } from "./turn.js";

export function createRotatedScan(guest: GuestPages, slots: number, order: ScanOrder): Scan {
  const { pieces, allocatedPages } = guest;
  const odds = { toSend: 0, escapes: 0, toSendAndEscapes: 0 };
  let cutCount = -1;
  let stripPages: Float64Array = new Float64Array(0);
  let turns: Turn[] = [];
  /** The strip of the next page, and the share of it that is behind. */
  let strip = 0;
  let passedRatio = 0;

  function prepare(): void {
    if (cutCount === guest.cutCount) return;
    cutCount = guest.cutCount;
    stripPages = countStripPages(pieces, slots, order);
    turns = pieces.map(createTurn);
  }

  function decideAll(pace: Pace): void {
    for (let index = 0; index < pieces.length; index++) {
      const piece = pieces[index] as GuestPiece;
      guest.readPiece(piece, odds);
      const turn = turns[index] as Turn;
      decideTurn(pace, piece, odds, turn);
      const mayBeZero = guest.tracksZero && turn.contents > 0;
      turn.zeroPages = mayBeZero ? guest.zeroPages(piece, piece.firstPage, piece.endPage) / (piece.endPage - piece.firstPage) : 0;
    }
  }

  const pagesIn = (ofStrip: number, index: number): number => stripPages[ofStrip * pieces.length + index] as number;

  function entriesIn(ofStrip: number): number {
    let entries = 0;
    for (let index = 0; index < pieces.length; index++) entries += (turns[index] as Turn).entries * pagesIn(ofStrip, index);
    return entries;
  }

  /** Passes a share of the strip's pages. */
  function pass(ratio: number, batch: Turn): void {
    for (let index = 0; index < pieces.length; index++) {
      const pages = pagesIn(strip, index) * ratio;
      if (pages === 0) continue;
      const turn = turns[index] as Turn;
      addTurn(batch, pieces[index] as GuestPiece, turn, pages);
      batch.zeroPages += turn.zeroPages * pages;
    }
  }

  function isSteady(pace: Pace): boolean {
    const sends = pace.dirtyPageRule === "send" && !guest.tracksZero;
    const isIdle = !guest.isScattered && pieces.every((piece) => !piece.isWritten && !piece.isMarked);
    return (sends || isIdle) && !(pace.live && pieces.some((piece) => piece.isDeferred));
  }

  return {
    get passedPages() {
      return ((strip + passedRatio) / STRIPS) * allocatedPages;
    },
    get done() {
      return strip >= STRIPS;
    },
    restart() {
      strip = 0;
      passedRatio = 0;
    },
    steadyEntries(pace) {
      if (strip >= STRIPS || !isSteady(pace)) return 0;
      prepare();
      decideAll(pace);
      let entries = entriesIn(strip) * (1 - passedRatio);
      for (let ahead = strip + 1; ahead < STRIPS; ahead++) entries += entriesIn(ahead);
      return entries;
    },
    take(pace, entries, batch) {
      prepare();
      decideAll(pace);
      const wanted = batch.entries + entries;
      while (strip < STRIPS && wanted - batch.entries > NEGLIGIBLE_PAGES) {
        const here = entriesIn(strip);
        const needed = here > 0 ? (wanted - batch.entries) / here : Infinity;
        const ratio = Math.min(1 - passedRatio, needed);
        pass(ratio, batch);
        passedRatio += ratio;
        if (passedRatio < 1 - 1e-12) continue;
        strip++;
        passedRatio = 0;
      }
    },
  };
}
