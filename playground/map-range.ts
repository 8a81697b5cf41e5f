/** The part of memory that the maps show, and the region that is marked in it: the same for all variants. */
import type { PageRange } from "./protocol.js";

/** A view of fewer pages is not worth a map. */
const PAGES_LEAST = 512;

export class MapRange {
  readonly #listeners: (() => void)[] = [];
  #pages = 0;
  #view: PageRange = { firstPage: 0, pages: 0 };
  #region: PageRange | undefined;
  /** Where marking began, and where it is: pages. */
  #anchor = 0;
  #head = 0;

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Memory of another size is shown whole. */
  open(pages: number): void {
    if (pages === this.#pages) return;
    this.#pages = pages;
    this.#anchor = this.#head = 0;
    this.#region = undefined;
    this.whole();
  }

  get pages(): number {
    return this.#pages;
  }

  get view(): PageRange {
    return this.#view;
  }

  get isWhole(): boolean {
    return this.#view.pages === this.#pages;
  }

  /** The marked pages. */
  get region(): PageRange | undefined {
    return this.#region;
  }

  /** The page that the keys move. */
  get head(): number {
    return this.#head;
  }

  /** Moves to a cell of pages; `marks` extends the region up to it, from where the last move without it ended. */
  move(firstPage: number, pages: number, marks: boolean): void {
    const at = Math.min(this.#pages - 1, Math.max(0, firstPage));
    this.#head = at;
    if (!marks) {
      this.#anchor = at;
      this.#region = undefined;
    } else {
      const from = Math.min(this.#anchor, at);
      const to = Math.min(this.#pages, Math.max(this.#anchor, at) + pages);
      this.#region = { firstPage: from, pages: to - from };
    }
    this.#keepInView(at);
    this.#tell();
  }

  clear(): void {
    this.#region = undefined;
    this.#tell();
  }

  whole(): void {
    this.#view = { firstPage: 0, pages: this.#pages };
    this.#tell();
  }

  /** Halves or doubles the view around the marked region, or around a page. */
  zoom(direction: 1 | -1, page = this.#middle()): void {
    const { firstPage, pages } = this.#view;
    const next = direction > 0 ? Math.max(Math.min(PAGES_LEAST, this.#pages), Math.ceil(pages / 2)) : Math.min(this.#pages, pages * 2);
    const ratio = pages > 0 ? (page - firstPage) / pages : 0;
    this.#setView(Math.round(page - ratio * next), next);
  }

  /** The view becomes the marked region, or what of memory surrounds a small one. */
  zoomToRegion(): void {
    if (this.#region === undefined) return;
    const pages = Math.min(this.#pages, Math.max(PAGES_LEAST, this.#region.pages));
    this.#setView(this.#region.firstPage - Math.floor((pages - this.#region.pages) / 2), pages);
  }

  #middle(): number {
    if (this.#region !== undefined) return this.#region.firstPage + this.#region.pages / 2;
    const { firstPage, pages } = this.#view;
    return this.#head >= firstPage && this.#head < firstPage + pages && this.#head > 0 ? this.#head : firstPage + pages / 2;
  }

  #keepInView(page: number): void {
    const { firstPage, pages } = this.#view;
    if (page < firstPage) this.#setView(page, pages);
    else if (page >= firstPage + pages) this.#setView(page - pages + 1, pages);
  }

  #setView(firstPage: number, pages: number): void {
    this.#view = { firstPage: Math.max(0, Math.min(this.#pages - pages, firstPage)), pages };
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
