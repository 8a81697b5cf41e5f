/** The scan in the order of the pages. Where sweeps are, they are met where they are. */
import type { Pace } from "../simulation/pages.js";
import type { GuestPages, GuestPiece } from "./guest-pages.js";
import { NEGLIGIBLE_PAGES, type Scan } from "./scan.js";
import { addTurn, bookTurn, createTurn, decideTurn } from "./turn.js";

export function createAscendingScan(guest: GuestPages): Scan {
  const { pieces, allocatedPages } = guest;
  const odds = { toSend: 0, escapes: 0, toSendAndEscapes: 0 };
  const turn = createTurn();
  let page = 0;
  let index = 0;
  let cutCount = guest.cutCount;

  /** The piece of the next page. */
  function pieceHere(): GuestPiece {
    if (cutCount !== guest.cutCount) {
      index = 0;
      cutCount = guest.cutCount;
    }
    while (index < pieces.length - 1 && page >= (pieces[index] as GuestPiece).endPage) index++;
    return pieces[index] as GuestPiece;
  }

  function isSteady(piece: GuestPiece, pace: Pace): boolean {
    if (piece.isDeferred && pace.live) return false;
    if (pace.dirtyPageRule === "send") return !guest.tracksZero;
    return !piece.isWritten && !guest.isScattered;
  }

  return {
    get passedPages() {
      return page;
    },
    get done() {
      return page >= allocatedPages;
    },
    restart() {
      page = 0;
      index = 0;
    },
    steadyEntries(pace) {
      let entries = 0;
      let from = page;
      if (from >= allocatedPages) return 0;
      pieceHere();
      for (let ahead = index; ahead < pieces.length; ahead++) {
        const piece = pieces[ahead] as GuestPiece;
        if (!isSteady(piece, pace)) break;
        const isPassedOver = piece.isMarked && pace.dirtyPageRule !== "send";
        if (isPassedOver) break;
        entries += guest.pagesToSend(piece, from, piece.endPage);
        from = piece.endPage;
      }
      return entries;
    },
    take(pace, entries, batch) {
      const wanted = batch.entries + entries;
      while (page < allocatedPages && wanted - batch.entries > NEGLIGIBLE_PAGES) {
        const piece = pieceHere();
        guest.readPage(piece, page, odds);
        decideTurn(pace, piece, odds, turn);
        const edge = guest.nextEdge(piece, page);
        const needed = turn.entries > 0 ? (wanted - batch.entries) / turn.entries : Infinity;
        const pages = Math.min(edge - page, needed);
        turn.zeroPages = guest.tracksZero && turn.contents > 0 ? guest.zeroPages(piece, page, page + pages) / pages : 0;
        addTurn(batch, turn, pages);
        bookTurn(piece, turn, pages);
        page = pages < edge - page - NEGLIGIBLE_PAGES ? page + pages : edge;
      }
    },
  };
}
