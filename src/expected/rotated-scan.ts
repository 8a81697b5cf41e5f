/**
 * The scan in Xen's ten-bit rotated order. It passes over the whole memory about a thousand times per round, so each strip of the scan
 * holds its share of every piece.
 */
import type { Pace } from "../pages/pages.js";
import type { Scan as ScanOrder } from "../pages/placement.js";
import type { GuestPages, GuestPiece, PageOdds } from "./guest-pages.js";
import { addOutcome, bookOutcome, clearOutcome, createOutcome, decideOutcome, type PageOutcome } from "./page-outcome.js";
import { NEGLIGIBLE_PAGES, type Scan } from "./scan.js";
import { type CountBelow, countStripPages, createCounts, STRIPS } from "./strips.js";

export class RotatedScan implements Scan {
  readonly #guest: GuestPages;
  readonly #slots: number;
  readonly #order: ScanOrder;
  readonly #odds: PageOdds = { toSend: 0, escapes: 0, toSendAndEscapes: 0 };
  readonly #rangeOutcome = createOutcome();
  #cutCount = -1;
  #stripPages: Float64Array = new Float64Array(0);
  /** Counts for the pieces that sweeps write to: for these it matters which pages a strip holds. */
  #counts: (CountBelow | undefined)[] = [];
  /** Outcome of one page of each piece in the current strip, at the time of the read. */
  #outcomes: PageOutcome[] = [];
  /** The strip of the next page, and the share of it already passed. */
  #strip = 0;
  #passedRatio = 0;

  constructor(guest: GuestPages, slots: number, order: ScanOrder) {
    this.#guest = guest;
    this.#slots = slots;
    this.#order = order;
  }

  get passedPages(): number {
    return ((this.#strip + this.#passedRatio) / STRIPS) * this.#guest.allocatedPages;
  }

  get done(): boolean {
    return this.#strip >= STRIPS;
  }

  restart(): void {
    this.#strip = 0;
    this.#passedRatio = 0;
  }

  steadyEntries(pace: Pace): number {
    if (this.done || !this.#isSteady(pace)) return 0;
    this.#prepare();
    this.#decideAlike(pace);
    let entries = 0;
    for (let ahead = this.#strip; ahead < STRIPS; ahead++) {
      this.#decideStrip(pace, ahead);
      entries += this.#entriesIn(ahead) * (ahead === this.#strip ? 1 - this.#passedRatio : 1);
    }
    return entries;
  }

  /** Strips are too short to take runs of batches. */
  evenPages(): number {
    return 0;
  }

  takeRun(): number {
    return 0;
  }

  take(pace: Pace, entries: number, batch: PageOutcome): void {
    this.#prepare();
    this.#decideAlike(pace);
    const wanted = batch.entries + entries;
    while (!this.done && wanted - batch.entries > NEGLIGIBLE_PAGES) {
      this.#decideStrip(pace, this.#strip);
      const here = this.#entriesIn(this.#strip);
      const needed = here > 0 ? (wanted - batch.entries) / here : Infinity;
      const ratio = Math.min(1 - this.#passedRatio, needed);
      this.#pass(ratio, batch);
      this.#passedRatio += ratio;
      if (this.#passedRatio < 1 - 1e-12) continue;
      this.#strip++;
      this.#passedRatio = 0;
    }
  }

  #prepare(): void {
    const { pieces, cutCount } = this.#guest;
    if (this.#cutCount === cutCount) return;
    this.#cutCount = cutCount;
    const counts = createCounts(pieces, this.#slots, this.#order);
    this.#stripPages = countStripPages(pieces, counts);
    this.#counts = pieces.map((piece, index) => (piece.sweeps.length > 0 ? counts[index] : undefined));
    this.#outcomes = pieces.map(createOutcome);
  }

  /** Computes the outcome for pieces whose pages are all alike. */
  #decideAlike(pace: Pace): void {
    const { pieces } = this.#guest;
    for (let index = 0; index < pieces.length; index++) {
      if (this.#counts[index]) continue;
      const piece = pieces[index] as GuestPiece;
      const outcome = this.#outcomes[index] as PageOutcome;
      this.#guest.readPage(piece, piece.firstPage, this.#odds);
      decideOutcome(pace, piece, this.#odds, outcome);
      outcome.zeroPages = this.#zeroRatio(piece, outcome, piece.firstPage, piece.endPage);
    }
  }

  /** Computes the outcome for the other pieces in one strip: the mean over the ranges between the edges of what sweeps wrote. */
  #decideStrip(pace: Pace, strip: number): void {
    for (let index = 0; index < this.#counts.length; index++) {
      const countBelow = this.#counts[index];
      if (countBelow) this.#decideRanges(pace, strip, index, countBelow);
    }
  }

  #decideRanges(pace: Pace, strip: number, index: number, countBelow: CountBelow): void {
    const piece = this.#guest.pieces[index] as GuestPiece;
    const outcome = this.#outcomes[index] as PageOutcome;
    const pages = this.#pagesIn(strip, index);
    clearOutcome(outcome);
    if (pages === 0) return;
    let below = 0;
    for (let page = piece.firstPage; page < piece.endPage; ) {
      const edge = this.#guest.nextEdge(piece, page);
      const belowEdge = countBelow(edge, strip);
      this.#guest.readPage(piece, page, this.#odds);
      decideOutcome(pace, piece, this.#odds, this.#rangeOutcome);
      this.#rangeOutcome.zeroPages = this.#zeroRatio(piece, this.#rangeOutcome, page, edge);
      addOutcome(outcome, this.#rangeOutcome, (belowEdge - below) / pages);
      below = belowEdge;
      page = edge;
    }
  }

  #zeroRatio(piece: GuestPiece, outcome: PageOutcome, page: number, endPage: number): number {
    return this.#guest.tracksZero && outcome.contents > 0 ? this.#guest.zeroPages(piece, page, endPage) / (endPage - page) : 0;
  }

  #pagesIn(strip: number, index: number): number {
    return this.#stripPages[strip * this.#guest.pieces.length + index] as number;
  }

  #entriesIn(strip: number): number {
    let entries = 0;
    for (let index = 0; index < this.#outcomes.length; index++)
      entries += (this.#outcomes[index] as PageOutcome).entries * this.#pagesIn(strip, index);
    return entries;
  }

  /** Advances the scan over a share of the current strip's pages. */
  #pass(ratio: number, batch: PageOutcome): void {
    const { pieces } = this.#guest;
    for (let index = 0; index < pieces.length; index++) {
      const pages = this.#pagesIn(this.#strip, index) * ratio;
      if (pages === 0) continue;
      addOutcome(batch, this.#outcomes[index] as PageOutcome, pages);
      bookOutcome(pieces[index] as GuestPiece, this.#outcomes[index] as PageOutcome, pages);
    }
  }

  #isSteady(pace: Pace): boolean {
    const { pieces, tracksZero, isScattered } = this.#guest;
    const sends = pace.dirtyPageRule === "send" && !tracksZero;
    const isIdle = !isScattered && pieces.every((piece) => !piece.isWritten && !piece.isMarked);
    return (sends || isIdle) && !(pace.live && pieces.some((piece) => piece.isDeferred));
  }
}
