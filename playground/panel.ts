/** One variant: its map, and its tracks against the common time. */
import { element } from "./dom.js";
import { FrameStore } from "./frame-store.js";
import { PageMap } from "./map.js";
import { wireMap } from "./map-input.js";
import type { MapRange } from "./map-range.js";
import type { Playhead } from "./playhead.js";
import type { Detail, Frame, Ground, PageRange, ShownResult } from "./protocol.js";
import { countStates, type StateCounts, type States } from "./states.js";
import { captionOf, drawTrack, type Scales } from "./track-view.js";
import type { Track } from "./tracks.js";
import { secondsText } from "./words.js";

export interface PanelSetting {
  readonly result: ShownResult;
  readonly tracks: readonly Track[];
  /** By the ids of tracks: the same for all variants. */
  readonly scales: ReadonlyMap<string, Scales>;
  readonly endSeconds: number;
  readonly playhead: Playhead;
  readonly range: MapRange;
  readonly onPoint: (page: number) => void;
}

export class Panel {
  readonly element: HTMLElement;
  readonly frames = new FrameStore();
  readonly result: ShownResult;
  readonly canvas = element("canvas", {
    class: "map",
    tabindex: "0",
    role: "application",
    "aria-roledescription": "map of memory",
    "aria-describedby": "map-keys",
  });
  readonly #map = new PageMap(this.canvas);
  readonly #cursor = element("div", { class: "cursor" });
  readonly #note = element("p", { class: "note", role: "note" });
  readonly #readings: (readonly [Track, HTMLElement])[] = [];
  readonly #playhead: Playhead;
  readonly #range: MapRange;
  #ground: Ground | undefined;
  #detail: Detail | undefined;
  /** What was drawn last. */
  #drawn: readonly unknown[] = [];

  constructor({ result, tracks, scales, endSeconds, playhead, range, onPoint }: PanelSetting) {
    this.result = result;
    this.#playhead = playhead;
    this.#range = range;
    this.canvas.setAttribute("aria-label", `Memory${result.label === "" ? "" : `: ${result.label}`}`);
    this.canvas.hidden = true;
    wireMap(this.canvas, this.#map, range, { onPoint });
    const drawn = tracks.flatMap((track) => {
      const of = scales.get(track.id) ?? [];
      const { caption, reading } = captionOf(track, of);
      this.#readings.push([track, reading]);
      return [caption, drawTrack(track, of, endSeconds)];
    });
    const timeline = element("div", { class: "tracks" }, ...drawn, this.#cursor);
    timeline.addEventListener("click", ({ clientX }) => {
      const { left, width } = timeline.getBoundingClientRect();
      playhead.pause();
      playhead.seek(((clientX - left) / width) * playhead.endSeconds);
    });
    const title = result.label === "" ? [] : [element("h3", {}, result.label)];
    const axis = element("p", { class: "axis" }, ...[0, 0.5, 1].map((share) => element("span", {}, secondsText(share * endSeconds))));
    this.element = element("section", { class: "panel" }, ...title, this.canvas, this.#note, timeline, axis);
    if (result.label !== "") this.element.setAttribute("aria-label", result.label);
  }

  setGround(ground: Ground): void {
    this.#ground = ground;
    this.canvas.hidden = false;
  }

  get ground(): Ground | undefined {
    return this.#ground;
  }

  setDetail(detail: Detail | undefined): void {
    this.#detail = detail;
  }

  say(words: string): void {
    this.#note.textContent = words;
  }

  /** Pages by state in a range, at the moment shown. */
  counts(range: PageRange): StateCounts | undefined {
    const [ground, frame] = this.#shown();
    return ground === undefined || frame === undefined ? undefined : countStates(ground, frame, range);
  }

  /** Pages of the cell that has a page. */
  cellAt(page: number): PageRange | undefined {
    const [ground] = this.#shown();
    if (ground === undefined || page < ground.firstPage || page >= ground.firstPage + ground.pages) return undefined;
    const firstPage = page - ((page - ground.firstPage) % ground.pagesPerCell);
    return { firstPage, pages: Math.min(ground.pagesPerCell, ground.firstPage + ground.pages - firstPage) };
  }

  show(colours: States): void {
    const { seconds, endSeconds } = this.#playhead;
    this.#cursor.style.left = `${endSeconds > 0 ? (seconds / endSeconds) * 100 : 0}%`;
    for (const [track, reading] of this.#readings) {
      const words = seconds > this.result.endSeconds ? `ended at ${secondsText(this.result.endSeconds)}` : track.read(seconds);
      if (reading.textContent !== words) reading.textContent = words;
    }
    this.#drawMap(colours);
  }

  #drawMap(colours: States): void {
    const [ground, frame] = this.#shown();
    if (ground === undefined || frame === undefined) return;
    const { view, region } = this.#range;
    const now = [ground, frame, view, region, colours];
    if (now.every((part, index) => part === this.#drawn[index])) return;
    this.#drawn = now;
    this.#map.draw(ground, frame, view, region, colours);
  }

  /** The detail, if it is of this moment and view; else the whole. */
  #shown(): readonly [Ground | undefined, Frame | undefined] {
    const frame = this.frames.at(this.#playhead.seconds);
    const detail = this.#detail;
    if (detail === undefined || this.#playhead.isPlaying) return [this.#ground, frame];
    const { firstPage, pages } = this.#range.view;
    const has =
      detail.ground.firstPage <= firstPage &&
      detail.ground.firstPage + detail.ground.pages >= Math.min(firstPage + pages, this.#ground?.pages ?? 0);
    return has && detail.frame.seconds === this.#playhead.seconds ? [detail.ground, detail.frame] : [this.#ground, frame];
  }
}
