/** Memory as a map: cells of pages in reading order, coloured by the states of their pages. */
import type { Frame, Ground } from "./protocol.js";

export type Colour = readonly [red: number, green: number, blue: number];

/** Colours of states. Okabe and Ito's palette, told apart by lightness too. */
export interface MapColours {
  readonly sent: Colour;
  readonly zero: Colour;
  readonly channel: Colour;
  readonly first: Colour;
  readonly again: Colour;
  readonly dirty: Colour;
}

export class PageMap {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  #ground: Ground | undefined;
  #image: ImageData | undefined;
  #columns = 1;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d", { alpha: false }) as CanvasRenderingContext2D;
  }

  /** Twice as wide as high, by powers of two. */
  open(ground: Ground): void {
    const cells = ground.zero.length;
    this.#columns = 2 ** Math.ceil(Math.log2(Math.sqrt(2 * cells)));
    const rows = Math.max(1, Math.ceil(cells / this.#columns));
    this.#canvas.width = this.#columns;
    this.#canvas.height = rows;
    this.#canvas.style.aspectRatio = `${this.#columns} / ${rows}`;
    this.#image = this.#context.createImageData(this.#columns, rows);
    this.#ground = ground;
  }

  get columns(): number {
    return this.#columns;
  }

  draw({ first, again, dirty }: Frame, colours: MapColours): void {
    const [ground, image] = [this.#ground, this.#image];
    if (ground === undefined || image === undefined) return;
    const { data } = image;
    for (let cell = 0, at = 0; cell < first.length; cell++, at += 4) {
      const base =
        (ground.channel[cell] as number) > 0 ? colours.channel : (ground.zero[cell] as number) > 127 ? colours.zero : colours.sent;
      const [toSend, sentAgain, written] = [first[cell] as number, again[cell] as number, dirty[cell] as number];
      const left = Math.max(0, 255 - toSend - sentAgain);
      for (let part = 0; part < 3; part++) {
        const below =
          (base[part] as number) * left + (colours.first[part] as number) * toSend + (colours.again[part] as number) * sentAgain;
        const mixed = below / Math.max(255, toSend + sentAgain);
        data[at + part] = mixed + (((colours.dirty[part] as number) - mixed) * written) / 255;
      }
      data[at + 3] = 255;
    }
    this.#context.putImageData(image, 0, 0);
  }
}
