/**
 * The scan in Xen's ten-bit rotated order. It comes round to every part of the memory a thousand times, so that one
 * strip of the scan after the other has its share of every piece.
 */
import type { Pace } from "../simulation/pages.js";
import type { Scan as ScanOrder } from "../simulation/placement.js";
import type { GuestPages, GuestPiece } from "./guest-pages.js";
import { NEGLIGIBLE_PAGES, type Scan } from "./scan.js";
import { countStripPages, STRIPS, type StripSamples, sampleStrips } from "./strips.js";
import { addTurn, bookTurn, clearTurn, createTurn, decideTurn, type Turn } from "./turn.js";

export function createRotatedScan(guest: GuestPages, slots: number, order: ScanOrder): Scan {
  const { pieces, allocatedPages } = guest;
  const odds = { toSend: 0, escapes: 0, toSendAndEscapes: 0 };
  const pageTurn = createTurn();
  let cutCount = -1;
  let stripPages: Float64Array = new Float64Array(0);
  /** Of the pieces that sweeps write to: there it matters which pages come up. */
  let samples: (StripSamples | undefined)[] = [];
  /** What becomes of a page of each piece, at the moment of the look, in the strip looked at. */
  let turns: Turn[] = [];
  /** The strip of the next page, and the share of it that is behind. */
  let strip = 0;
  let passedRatio = 0;

  function prepare(): void {
    if (cutCount === guest.cutCount) return;
    cutCount = guest.cutCount;
    stripPages = countStripPages(pieces, slots, order);
    samples = pieces.map((piece) => (piece.sweeps.length > 0 ? sampleStrips(piece, slots, order) : undefined));
    turns = pieces.map(createTurn);
  }

  /** Decides for the pieces whose pages are all alike. */
  function decideAlike(pace: Pace): void {
    for (let index = 0; index < pieces.length; index++) {
      if (samples[index]) continue;
      const piece = pieces[index] as GuestPiece;
      const turn = turns[index] as Turn;
      guest.readPage(piece, piece.firstPage, odds);
      decideTurn(pace, piece, odds, turn);
      turn.zeroPages = zeroRatio(piece, turn, piece.firstPage);
    }
  }

  /** Decides for the other pieces in one strip: the mean over the pages that stand for it. */
  function decideStrip(pace: Pace, ofStrip: number): void {
    for (let index = 0; index < pieces.length; index++) {
      const sampled = samples[index];
      if (!sampled) continue;
      const piece = pieces[index] as GuestPiece;
      const turn = turns[index] as Turn;
      const begin = sampled.starts[ofStrip] as number;
      const end = sampled.starts[ofStrip + 1] as number;
      clearTurn(turn);
      for (let sample = begin; sample < end; sample++) {
        const page = sampled.pages[sample] as number;
        guest.readPage(piece, page, odds);
        decideTurn(pace, piece, odds, pageTurn);
        pageTurn.zeroPages = zeroRatio(piece, pageTurn, page);
        addTurn(turn, pageTurn, 1 / (end - begin));
      }
    }
  }

  function zeroRatio(piece: GuestPiece, turn: Turn, page: number): number {
    return guest.tracksZero && turn.contents > 0 ? guest.zeroPages(piece, page, page + 1) : 0;
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
      addTurn(batch, turns[index] as Turn, pages);
      bookTurn(pieces[index] as GuestPiece, turns[index] as Turn, pages);
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
      decideAlike(pace);
      let entries = 0;
      for (let ahead = strip; ahead < STRIPS; ahead++) {
        decideStrip(pace, ahead);
        entries += entriesIn(ahead) * (ahead === strip ? 1 - passedRatio : 1);
      }
      return entries;
    },
    take(pace, entries, batch) {
      prepare();
      decideAlike(pace);
      const wanted = batch.entries + entries;
      while (strip < STRIPS && wanted - batch.entries > NEGLIGIBLE_PAGES) {
        decideStrip(pace, strip);
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
