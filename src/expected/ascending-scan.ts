/** The scan in page order. Sweeps are met at the pages where they are. */
import { exp } from "../pages/math.js";
import type { Pace } from "../pages/pages.js";
import type { GuestPages, GuestPiece, PageOdds } from "./guest-pages.js";
import { addOutcome, bookOutcome, createOutcome, decideOutcome, type PageOutcome } from "./page-outcome.js";
import { NEGLIGIBLE_PAGES, type Scan } from "./scan.js";

export class AscendingScan implements Scan {
  passedPages = 0;
  readonly #guest: GuestPages;
  readonly #odds: PageOdds = { toSend: 0, escapes: 0, toSendAndEscapes: 0 };
  readonly #outcome = createOutcome();
  #index = 0;
  #cutCount: number;

  constructor(guest: GuestPages) {
    this.#guest = guest;
    this.#cutCount = guest.cutCount;
  }

  get done(): boolean {
    return this.passedPages >= this.#guest.allocatedPages;
  }

  restart(): void {
    this.passedPages = 0;
    this.#index = 0;
  }

  steadyEntries(pace: Pace): number {
    const guest = this.#guest;
    const { pieces } = guest;
    if (this.done) return 0;
    let entries = 0;
    let from = this.passedPages;
    this.#pieceHere();
    for (let ahead = this.#index; ahead < pieces.length; ahead++) {
      const piece = pieces[ahead] as GuestPiece;
      if (!this.#isSteady(piece, pace)) break;
      const isPassedOver = piece.isMarked && pace.dirtyPageRule !== "send";
      if (isPassedOver) break;
      entries += guest.pagesToSend(piece, from, piece.endPage);
      from = piece.endPage;
    }
    return entries;
  }

  evenPages(pace: Pace): number {
    const piece = this.#pieceHere();
    // Pages that no source writes count as steady entries instead, and are taken at once.
    if (!piece.isWritten || !this.#guest.isEven(piece) || (piece.isDeferred && pace.live)) return 0;
    return this.#guest.pagesToSend(piece, this.passedPages, piece.endPage);
  }

  takeRun(pace: Pace, batches: number, guestSeconds: number, batch: PageOutcome): number {
    const odds = this.#odds;
    const outcome = this.#outcome;
    const piece = this.#pieceHere();
    const room = piece.endPage - this.passedPages;
    this.#guest.readPage(piece, this.passedPages, odds);
    // The fewer pages are still unwritten, the more a batch has to pass: the number grows by the same factor from batch to batch.
    const growth = exp(guestSeconds * writesPerSecond(piece));
    let pages = pace.batchPages / odds.toSendAndEscapes;
    let passed = 0;
    let taken = 0;
    for (; taken < batches && passed + pages <= room; taken++) {
      passed += pages;
      pages *= growth;
    }
    if (taken === 0) return 0;
    const meanRatio = (taken * pace.batchPages) / (passed * odds.toSendAndEscapes);
    odds.escapes *= meanRatio;
    odds.toSendAndEscapes *= meanRatio;
    decideOutcome(pace, piece, odds, outcome);
    outcome.zeroPages = 0;
    addOutcome(batch, outcome, passed);
    bookOutcome(piece, outcome, passed);
    this.passedPages += passed;
    return taken;
  }

  take(pace: Pace, entries: number, batch: PageOutcome): void {
    const guest = this.#guest;
    const outcome = this.#outcome;
    const wanted = batch.entries + entries;
    while (!this.done && wanted - batch.entries > NEGLIGIBLE_PAGES) {
      const page = this.passedPages;
      const piece = this.#pieceHere();
      guest.readPage(piece, page, this.#odds);
      decideOutcome(pace, piece, this.#odds, outcome);
      const edge = guest.nextEdge(piece, page);
      const needed = outcome.entries > 0 ? (wanted - batch.entries) / outcome.entries : Infinity;
      const pages = Math.min(edge - page, needed);
      outcome.zeroPages = guest.tracksZero && outcome.contents > 0 ? guest.zeroPages(piece, page, page + pages) / pages : 0;
      addOutcome(batch, outcome, pages);
      bookOutcome(piece, outcome, pages);
      this.passedPages = pages < edge - page - NEGLIGIBLE_PAGES ? page + pages : edge;
    }
  }

  /** The piece that holds the next page. */
  #pieceHere(): GuestPiece {
    const { pieces, cutCount } = this.#guest;
    if (this.#cutCount !== cutCount) {
      this.#index = 0;
      this.#cutCount = cutCount;
    }
    while (this.#index < pieces.length - 1 && this.passedPages >= (pieces[this.#index] as GuestPiece).endPage) this.#index++;
    return pieces[this.#index] as GuestPiece;
  }

  #isSteady(piece: GuestPiece, pace: Pace): boolean {
    if (piece.isDeferred && pace.live) return false;
    if (pace.dirtyPageRule === "send") return !this.#guest.tracksZero;
    return !piece.isWritten && !this.#guest.isScattered;
  }
}

/** Write rate of one page of the piece from all its sources except bursts and sweeps. */
function writesPerSecond({ rates }: GuestPiece): number {
  let sum = 0;
  for (let gate = 0; gate < rates.length; gate++) sum += rates[gate] as number;
  return sum;
}
