/** The buttons of the time: play, pause, step by round and by batch, speed, the slider. */
import type { Round } from "../src/index.js";
import { byId, element } from "./dom.js";
import type { Playhead } from "./playhead.js";
import { roundAt } from "./tracks.js";
import { secondsText } from "./words.js";

const SPEEDS = [
  ["fit", "all in 8 s"],
  ["0.01", "1/100"],
  ["0.1", "1/10"],
  ["1", "as it happens"],
  ["10", "10 times"],
  ["100", "100 times"],
] as const;
/** Steps of the slider. */
const STEPS = 1000;

export interface TransportHooks {
  /** The end of the batch after or before the moment, of any variant; undefined if there is none. */
  readonly batchFrom: (direction: 1 | -1) => Promise<number | undefined>;
}

export class Transport {
  readonly #playhead: Playhead;
  readonly #slider = byId<HTMLInputElement>("time");
  /** Where rounds start, of all variants, in order; the first ones with the migration. */
  #starts: readonly number[] = [];
  #rounds: readonly (readonly Round[])[] = [];

  constructor(playhead: Playhead, { batchFrom }: TransportHooks) {
    this.#playhead = playhead;
    this.#slider.max = String(STEPS);
    playhead.onChange(() => this.#show());
    byId("play").addEventListener("click", () => (playhead.isPlaying ? playhead.pause() : playhead.play()));
    this.#wireStep("back", () => this.#startFrom(-1));
    this.#wireStep("next", () => this.#startFrom(1));
    this.#wireStep("batch-back", () => batchFrom(-1));
    this.#wireStep("batch-next", () => batchFrom(1));
    this.#slider.addEventListener("input", () => {
      playhead.pause();
      playhead.seek((Number(this.#slider.value) / STEPS) * playhead.endSeconds);
    });
    const speed = byId<HTMLSelectElement>("speed");
    speed.replaceChildren(...SPEEDS.map(([value, words]) => element("option", { value }, words)));
    speed.addEventListener("change", () => {
      playhead.speed = speed.value === "fit" ? undefined : Number(speed.value);
    });
  }

  open(rounds: readonly (readonly Round[])[]): void {
    this.#rounds = rounds;
    const starts = rounds.flatMap(([_first, ...others]) => others.map(({ startSeconds }) => startSeconds));
    this.#starts = [...new Set([0, ...starts])].sort((left, right) => left - right);
  }

  #wireStep(id: string, to: () => number | undefined | Promise<number | undefined>): void {
    byId(id).addEventListener("click", async () => {
      this.#playhead.pause();
      const seconds = await to();
      if (seconds !== undefined) this.#playhead.seek(seconds);
    });
  }

  /** The start of the next round of any variant, or of this one or the one before. */
  #startFrom(direction: 1 | -1): number {
    const { seconds, endSeconds } = this.#playhead;
    if (direction > 0) return this.#starts.find((start) => start > seconds) ?? endSeconds;
    return this.#starts.findLast((start) => start < seconds) ?? 0;
  }

  #show(): void {
    const { seconds, endSeconds, isPlaying } = this.#playhead;
    byId("play").textContent = isPlaying ? "Pause" : "Play";
    this.#slider.value = String(endSeconds > 0 ? Math.round((seconds / endSeconds) * STEPS) : 0);
    const rounds = this.#rounds.map((each) => `${roundAt(each, seconds)} of ${each.length}`);
    const clock = `${secondsText(seconds)} of ${secondsText(endSeconds)}, round ${rounds.join(" / ")}`;
    byId("clock").textContent = clock;
    this.#slider.setAttribute("aria-valuetext", clock);
  }
}
