/** Memory as a map: cells of pages in reading order, coloured by the states of their pages. */
import type { Frame, Ground, PageRange } from "./protocol.js";
import type { States } from "./states.js";

/** Parts of a cell's colour out of which each share is at least seen. */
const LEAST_SEEN = 0.3;

export class PageMap {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  #image: ImageData | undefined;
  #firstCell = 0;
  #cells = 0;
  #pagesPerCell = 1;
  #firstPage = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d", { alpha: false }) as CanvasRenderingContext2D;
  }

  get columns(): number {
    return this.#canvas.width;
  }

  get rows(): number {
    return this.#canvas.height;
  }

  get pagesPerCell(): number {
    return this.#pagesPerCell;
  }

  /** The first page of a cell of the view, in reading order. */
  pageOf(cell: number): number {
    return this.#firstPage + Math.min(this.#cells - 1, Math.max(0, cell)) * this.#pagesPerCell;
  }

  /** The cell of the view in which a page is; it may be outside. */
  cellOf(page: number): number {
    return Math.floor((page - this.#firstPage) / this.#pagesPerCell);
  }

  /** Draws what `view` has of memory; what is not in the marked region is paler. */
  draw(ground: Ground, frame: Frame, view: PageRange, region: PageRange | undefined, colours: States): void {
    this.#lay(ground, view);
    const image = this.#image as ImageData;
    const pixels = new Uint32Array(image.data.buffer);
    const { pagesPerCell } = ground;
    const inRegion = (page: number) =>
      region === undefined || (page + pagesPerCell > region.firstPage && page < region.firstPage + region.pages);
    for (let index = 0; index < this.#cells; index++) {
      const pixel = colourOf(ground, frame, this.#firstCell + index, colours);
      pixels[index] = inRegion(this.#firstPage + index * pagesPerCell) ? pixel : paled(pixel, colours.paper);
    }
    pixels.fill(packed(colours.paper), this.#cells);
    this.#context.putImageData(image, 0, 0);
  }

  /** Between twice and four times as wide as high, whole powers of two wide. */
  #lay({ firstPage, pages, pagesPerCell, zero }: Ground, view: PageRange): void {
    this.#firstCell = Math.max(0, Math.floor((view.firstPage - firstPage) / pagesPerCell));
    const end = Math.min(zero.length, Math.ceil((Math.min(view.firstPage + view.pages, firstPage + pages) - firstPage) / pagesPerCell));
    this.#cells = Math.max(1, end - this.#firstCell);
    this.#pagesPerCell = pagesPerCell;
    this.#firstPage = firstPage + this.#firstCell * pagesPerCell;
    const columns = 2 ** Math.ceil(Math.log2(Math.sqrt(2 * this.#cells)));
    const rows = Math.max(1, Math.ceil(this.#cells / columns));
    if (this.#image?.width === columns && this.#image.height === rows) return;
    [this.#canvas.width, this.#canvas.height] = [columns, rows];
    this.#image = this.#context.createImageData(columns, rows);
  }
}

/** The shares of a cell's pages, mixed; dirty ones over it. */
function colourOf(ground: Ground, frame: Frame, cell: number, colours: States): number {
  const all = ground.pagesPerCell;
  const first = (frame.first[cell] as number) / all;
  const again = (frame.again[cell] as number) / all;
  const resent = Math.min(1 - Math.min(1, first + again), (frame.resent[cell] as number) / all);
  const base =
    (ground.channel[cell] as number) > 0 ? colours.channel : (ground.zero[cell] as number) * 2 > all ? colours.zero : colours.sent;
  const left = Math.max(0, 1 - first - again - resent);
  const dirty = frame.dirty[cell] as number;
  const over = dirty === 0 ? 0 : Math.max(LEAST_SEEN, dirty / all);
  let pixel = 0xff;
  for (let part = 2; part >= 0; part--) {
    const mixed =
      (base[part] as number) * left +
      (colours.first[part] as number) * first +
      (colours.again[part] as number) * again +
      (colours.resent[part] as number) * resent;
    pixel = (pixel << 8) | (mixed + ((colours.dirty[part] as number) - mixed) * over);
  }
  return pixel;
}

function packed([red, green, blue]: readonly number[]): number {
  return (0xff << 24) | ((blue as number) << 16) | ((green as number) << 8) | (red as number);
}

function paled(pixel: number, paper: readonly number[]): number {
  let pale = 0xff;
  for (let part = 2; part >= 0; part--) pale = (pale << 8) | ((((pixel >>> (8 * part)) & 0xff) + 2 * (paper[part] as number)) / 3);
  return pale;
}
