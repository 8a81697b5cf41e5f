/** The migration's side of the page: a panel for each variant, all at the same moment and the same part of memory. */
import type { Client } from "./client.js";
import { byId } from "./dom.js";
import { Legend } from "./legend.js";
import { MapRange } from "./map-range.js";
import { Panel } from "./panel.js";
import { Playhead } from "./playhead.js";
import type { Frame, Ground, PageRange, ShownResult } from "./protocol.js";
import { readColours } from "./states.js";
import { scalesOf } from "./track-view.js";
import { tracksOf } from "./tracks.js";
import { Transport } from "./transport.js";
import { bytesText, countText, secondsText } from "./words.js";

/** After this time without a change a part of memory is looked at closely, in milliseconds. */
const SETTLED_MILLISECONDS = 200;

export class Stage {
  readonly #client: Client;
  readonly #playhead = new Playhead();
  readonly #range = new MapRange();
  readonly #legend = new Legend();
  readonly #transport: Transport;
  #panels: readonly Panel[] = [];
  #colours = readColours();
  #isDrawn = true;
  #isComplete = false;
  #pointed = 0;
  #settling: ReturnType<typeof setTimeout> | undefined;

  constructor(client: Client) {
    this.#client = client;
    this.#transport = new Transport(this.#playhead, { batchFrom: (direction) => this.#batchFrom(direction) });
    this.#playhead.onChange(() => this.#change());
    this.#range.onChange(() => this.#change());
    byId("zoom-in").addEventListener("click", () => this.#range.zoom(1));
    byId("zoom-out").addEventListener("click", () => this.#range.zoom(-1));
    byId("zoom-region").addEventListener("click", () => this.#range.zoomToRegion());
    byId("zoom-whole").addEventListener("click", () => this.#range.whole());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.#colours = readColours();
      this.#change();
    });
  }

  get maps(): readonly HTMLCanvasElement[] {
    return this.#panels.map(({ canvas }) => canvas);
  }

  open(results: readonly ShownResult[], keepsPlace: boolean): void {
    const endSeconds = Math.max(...results.map((result) => result.endSeconds));
    const tracks = results.map(tracksOf);
    const scales = commonScales(tracks.map((each) => each.map((track) => [track.id, scalesOf(track)] as const)));
    const [playhead, range] = [this.#playhead, this.#range];
    const onPoint = (page: number): void => this.#point(page);
    this.#panels = results.map(
      (result, index) => new Panel({ result, tracks: tracks[index] ?? [], scales, endSeconds, playhead, range, onPoint }),
    );
    byId("panels").replaceChildren(...this.#panels.map((panel) => panel.element));
    this.#legend.open(results.map(({ label }) => label));
    this.#transport.open(results.map(({ rounds }) => rounds));
    this.#isComplete = false;
    playhead.open(endSeconds, keepsPlace);
  }

  setGround(variant: number, ground: Ground): void {
    this.#panels[variant]?.setGround(ground);
    const grounds = this.#panels.flatMap((panel) => panel.ground ?? []);
    this.#range.open(Math.max(...grounds.map(({ pages }) => pages)));
  }

  add(variant: number, frame: Frame): void {
    const frames = this.#panels[variant]?.frames;
    if (frames === undefined) return;
    frames.add(frame);
    this.#setLimit();
    if (frames.count === 1 || frame.seconds <= this.#playhead.seconds) this.#change();
  }

  /** Plays a migration that has just been opened, for readers who do not mind motion. */
  play(): void {
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) this.#playhead.play();
  }

  complete(hasPages: boolean): void {
    this.#isComplete = true;
    this.#setLimit();
    if (!hasPages)
      for (const panel of this.#panels) panel.say("Expected counts have no single pages: choose another fidelity for the map.");
    byId("map-tools").hidden = byId("legend").hidden = !hasPages;
    this.#change();
  }

  /** Memory is known so far; a variant that has ended stays as it is. */
  #setLimit(): void {
    const known = this.#panels.map(({ frames, result }) => (frames.lastSeconds >= result.endSeconds ? Infinity : frames.lastSeconds));
    this.#playhead.limitSeconds = this.#isComplete ? this.#playhead.endSeconds : Math.min(this.#playhead.endSeconds, ...known);
  }

  /** Draws once for all changes up to the next picture. */
  #change(): void {
    clearTimeout(this.#settling);
    if (!this.#playhead.isPlaying) this.#settling = setTimeout(() => void this.#lookClosely(), SETTLED_MILLISECONDS);
    if (!this.#isDrawn) return;
    this.#isDrawn = false;
    requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    this.#isDrawn = true;
    const { region, view, isWhole } = this.#range;
    const ground = this.#panels.find((panel) => panel.ground !== undefined)?.ground;
    for (const panel of this.#panels) panel.show(this.#colours);
    byId<HTMLButtonElement>("zoom-region").disabled = region === undefined;
    byId<HTMLButtonElement>("zoom-out").disabled = byId<HTMLButtonElement>("zoom-whole").disabled = isWhole;
    if (ground === undefined) return;
    const range = region ?? { firstPage: 0, pages: this.#range.pages };
    const counted = this.#panels.map((panel) => ({ label: panel.result.label, counts: panel.counts(range) }));
    this.#legend.show(range, region !== undefined, ground.pageBytes, counted);
    byId("view").textContent = isWhole ? "All of memory" : rangeText(view, ground.pageBytes);
    this.#readPointed(ground);
    const behind = this.#playhead.seconds > this.#playhead.limitSeconds;
    byId("known").textContent = behind ? `Memory is known up to ${secondsText(this.#playhead.limitSeconds)} so far.` : "";
  }

  #point(page: number): void {
    if (page === this.#pointed) return;
    this.#pointed = page;
    this.#change();
  }

  /** What the cell holds that was pointed at, or that the keys are at. */
  #readPointed({ pageBytes }: Ground): void {
    const words = this.#panels.flatMap((panel) => {
      const cell = panel.cellAt(this.#pointed);
      const counts = cell && panel.counts(cell);
      if (cell === undefined || counts === undefined) return [];
      const { first, again, dirty, channel } = counts;
      const name = panel.result.label === "" ? "" : `${panel.result.label}: `;
      const own = channel > 0 ? `, ${countText(channel)} of the channel` : "";
      return `${name}${rangeText(cell, pageBytes)}: ${first} to send, ${again} to send again, ${dirty} dirty${own}.`;
    });
    byId("place").textContent = words.join(" ");
  }

  /** Finer cells of a part of memory, once nothing moves. */
  async #lookClosely(): Promise<void> {
    const { view, isWhole } = this.#range;
    const { seconds, isPlaying } = this.#playhead;
    const panels = this.#panels;
    if (isWhole || isPlaying || !this.#isComplete || panels.every(({ ground }) => (ground?.pagesPerCell ?? 0) <= 8)) return;
    const details = await this.#client.detail(seconds, view);
    if (panels !== this.#panels || seconds !== this.#playhead.seconds) return;
    for (const [index, panel] of panels.entries()) panel.setDetail(details[index]);
    this.#requestDrawing();
  }

  #requestDrawing(): void {
    if (!this.#isDrawn) return;
    this.#isDrawn = false;
    requestAnimationFrame(() => this.#draw());
  }

  async #batchFrom(direction: 1 | -1): Promise<number | undefined> {
    const { seconds } = this.#playhead;
    const panels = this.#panels;
    const known = () => panels.map(({ frames }) => frames.batchFrom(seconds, direction));
    if (known().some((end) => end === undefined)) {
      const from = Math.min(...panels.map(({ frames }) => frames.secondsWellBefore(seconds)));
      const batches = await this.#client.batches(seconds, from);
      if (panels !== this.#panels) return undefined;
      for (const [index, panel] of panels.entries()) panel.frames.setBatches(batches[index] ?? [], seconds);
    }
    const ends = known().filter((end) => end !== undefined);
    if (ends.length > 0) return direction > 0 ? Math.min(...ends) : Math.max(...ends);
    return direction > 0 ? this.#playhead.endSeconds : 0;
  }
}

function rangeText({ firstPage, pages }: PageRange, pageBytes: number): string {
  return `Pages ${countText(firstPage)} to ${countText(firstPage + pages - 1)}, ${bytesText(pages * pageBytes)} from ${bytesText(firstPage * pageBytes)} on`;
}

/** The largest scales of each track, so that variants can be compared. */
function commonScales(all: readonly (readonly (readonly [string, readonly number[]])[])[]): Map<string, readonly number[]> {
  const common = new Map<string, readonly number[]>();
  for (const [id, scales] of all.flat()) {
    const before = common.get(id) ?? [];
    const length = Math.max(before.length, scales.length);
    common.set(
      id,
      Array.from({ length }, (_, index) => Math.max(before[index] ?? 0, scales[index] ?? 0)),
    );
  }
  return common;
}
