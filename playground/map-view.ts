/** The map, its time line and its readings: what of memory is where, at the time chosen. */
import type { Round } from "../src/index.js";
import { byId, element } from "./dom.js";
import { type Colour, type MapColours, PageMap } from "./map.js";
import { Player } from "./player.js";
import type { Frame, Ground, ShownResult } from "./protocol.js";
import { drawStrip } from "./strip.js";
import { bytesText, secondsText } from "./words.js";

const STATES = [
  ["sent", "sent, or nothing to send"],
  ["first", "to send"],
  ["again", "to send again"],
  ["dirty", "written, as the log has it"],
  ["zero", "zero at the start"],
  ["channel", "the channel's own"],
] as const;
const SPEEDS = [
  ["fit", "all in 8 s"],
  ["0.01", "1/100"],
  ["0.1", "1/10"],
  ["1", "as it happens"],
  ["10", "10 times"],
  ["100", "100 times"],
] as const;

export class MapView {
  readonly #canvas = byId<HTMLCanvasElement>("map");
  readonly #strip = byId<HTMLCanvasElement>("strip");
  readonly #time = byId<HTMLInputElement>("time");
  readonly #place = byId<HTMLInputElement>("cell");
  readonly #map = new PageMap(this.#canvas);
  readonly #player: Player;
  #rounds: readonly Round[] = [];
  #endSeconds = 0;
  #ground: Ground | undefined;
  #frame: Frame | undefined;
  #colours = readColours();

  constructor() {
    this.#player = new Player(
      (frame, index) => this.#show(frame, index),
      (isPlaying) => {
        byId("play").textContent = isPlaying ? "Pause" : "Play";
      },
    );
    byId("legend").replaceChildren(...STATES.map(([name, words]) => element("li", {}, element("i", { class: name }), words)));
    this.#wirePlayer();
    this.#wireMap();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.#colours = readColours();
      this.#redraw();
    });
    addEventListener("resize", () => this.#redraw());
  }

  open({ rounds, endSeconds }: ShownResult, keepsPlace: boolean): void {
    this.#rounds = rounds;
    this.#endSeconds = endSeconds;
    this.#player.open(endSeconds, keepsPlace);
    this.#strip.setAttribute("aria-label", `Rounds against time: ${rounds.length} rounds in ${secondsText(endSeconds)}`);
    this.#redraw();
  }

  setGround(ground: Ground): void {
    this.#ground = ground;
    this.#place.max = String(ground.zero.length - 1);
    this.#place.value = "0";
    this.#map.open(ground);
    this.#canvas.hidden = false;
    const cellBytes = ground.pagesPerCell * ground.pageBytes;
    this.#read(
      `Each cell is ${ground.pagesPerCell.toLocaleString("en-US")} pages, ${bytesText(cellBytes)}. Point at one, or move the control below the map.`,
    );
  }

  add(frame: Frame): void {
    this.#player.add(frame);
    this.#time.max = String(this.#player.frames.length - 1);
  }

  /** Plays a migration that has just been opened, for readers who do not mind motion. */
  complete(hasPages: boolean, isNew: boolean): void {
    this.#canvas.hidden = !hasPages;
    if (!hasPages) this.#read("Expected counts have no single pages: choose another fidelity for the map.");
    this.#player.complete();
    if (isNew && !matchMedia("(prefers-reduced-motion: reduce)").matches) this.#player.play();
  }

  #wirePlayer(): void {
    const player = this.#player;
    byId("play").addEventListener("click", () => (player.isPlaying ? player.pause() : player.play()));
    byId("back").addEventListener("click", () => player.stepRound(-1));
    byId("next").addEventListener("click", () => player.stepRound(1));
    this.#time.addEventListener("input", () => {
      player.pause();
      player.show(Number(this.#time.value));
    });
    const speed = byId<HTMLSelectElement>("speed");
    speed.replaceChildren(...SPEEDS.map(([value, words]) => element("option", { value }, words)));
    speed.addEventListener("change", () => {
      player.speed = speed.value === "fit" ? undefined : Number(speed.value);
    });
    this.#strip.addEventListener("click", ({ offsetX }) => {
      player.pause();
      player.seek((offsetX / this.#strip.clientWidth) * this.#endSeconds);
    });
  }

  #wireMap(): void {
    this.#canvas.addEventListener("pointermove", ({ offsetX, offsetY }) => {
      const column = Math.floor((offsetX / this.#canvas.clientWidth) * this.#map.columns);
      const row = Math.floor((offsetY / this.#canvas.clientHeight) * this.#canvas.height);
      this.#readCell(row * this.#map.columns + column);
    });
    this.#place.addEventListener("input", () => this.#readCell(Number(this.#place.value)));
  }

  #show(frame: Frame, index: number): void {
    this.#frame = frame;
    this.#time.value = String(index);
    const round = Math.min(frame.rounds + 1, Math.max(1, this.#rounds.length));
    const clock = `${secondsText(this.#player.seconds)} of ${secondsText(this.#endSeconds)}, round ${round} of ${this.#rounds.length}`;
    byId("clock").textContent = clock;
    this.#time.setAttribute("aria-valuetext", clock);
    this.#redraw();
  }

  #redraw(): void {
    if (this.#frame !== undefined) this.#map.draw(this.#frame, this.#colours);
    const { first, again, text, paper } = this.#css();
    drawStrip(this.#strip, this.#rounds, this.#endSeconds, this.#player.seconds, { bar: first, paused: again, line: text, paper });
  }

  #css(): { readonly first: string; readonly again: string; readonly text: string; readonly paper: string } {
    const { first, again } = this.#colours;
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    return { first: `rgb(${first})`, again: `rgb(${again})`, text: dark ? "#fff" : "#000", paper: dark ? "#15171a" : "#fff" };
  }

  /** What a cell holds at the time shown. */
  #readCell(cell: number): void {
    const [ground, frame] = [this.#ground, this.#frame];
    if (ground === undefined || frame === undefined || !(cell < ground.zero.length)) return;
    this.#place.value = String(cell);
    const from = cell * ground.pagesPerCell;
    const last = Math.min(ground.pages, from + ground.pagesPerCell) - 1;
    const share = (shares: Uint8Array): string => `${Math.round(((shares[cell] as number) / 255) * 100)} %`;
    const place = `Pages ${from.toLocaleString("en-US")} to ${last.toLocaleString("en-US")}, from ${bytesText(from * ground.pageBytes)} on`;
    const channel = (ground.channel[cell] as number) > 0 ? ", pages of the channel among them" : "";
    this.#read(`${place}: ${share(frame.first)} to send, ${share(frame.again)} to send again, ${share(frame.dirty)} written${channel}.`);
  }

  #read(words: string): void {
    byId("place").textContent = words;
  }
}

/** The colours of the style sheet, as the map mixes them. */
function readColours(): MapColours {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    STATES.map(([name]) => [name, parseColour(style.getPropertyValue(`--${name}`).trim())]),
  ) as unknown as MapColours;
}

function parseColour(hex: string): Colour {
  const full = hex.length === 4 ? hex.replace(/[^#]/g, "$&$&") : hex;
  return [1, 3, 5].map((at) => Number.parseInt(full.slice(at, at + 2), 16)) as unknown as Colour;
}
