/** A round made of bursts and pauses: QEMU's sending between two bitmap syncs. */
import type { Burst } from "../engine/action.js";
import type { Pages } from "../pages/pages.js";
import type { Flight } from "./flight.js";
import type { RoundCounts, RoundOutcome } from "./migration-record.js";

export interface OpenRoundSetting {
  readonly index: number;
  readonly live: boolean;
  readonly startSeconds: number;
  readonly pagesToSend: number;
  readonly limitBytesPerSecond: number;
  /** Fraction of the guest's CPU time withheld when the round begins. */
  readonly throttleRatio: number;
  readonly pages: Pages;
  readonly flight: Flight;
}

export class OpenRound {
  readonly live: boolean;
  readonly startSeconds: number;
  readonly pagesToSend: number;
  /** Mean rate that its bursts and pauses cannot exceed; Infinity for no limit. */
  readonly limitBytesPerSecond: number;
  readonly flight: Flight;
  readonly #pages: Pages;
  #trailerBytes = 0;
  /** Counts at the beginning of the burst in progress. */
  #burstPages = 0;
  #burstZeroPages = 0;
  #burstBytes = 0;
  #throttledSeconds = 0;
  #throttleRatio: number;
  #throttleSeconds: number;

  constructor(setting: OpenRoundSetting) {
    const { index, live, startSeconds, pagesToSend, limitBytesPerSecond, throttleRatio, pages, flight } = setting;
    this.live = live;
    this.startSeconds = startSeconds;
    this.pagesToSend = pagesToSend;
    this.limitBytesPerSecond = limitBytesPerSecond;
    this.#throttleRatio = throttleRatio;
    this.#throttleSeconds = startSeconds;
    this.#pages = pages;
    pages.beginRound(index, startSeconds);
    this.flight = flight;
    flight.beginRound();
  }

  get pagesLeft(): number {
    const { done, pagesSent } = this.#pages.progress;
    return done ? 0 : Math.max(0, this.pagesToSend - pagesSent);
  }

  beginBurst(): void {
    const { pagesSent, zeroPages, bytes } = this.#pages.progress;
    this.#burstPages = pagesSent;
    this.#burstZeroPages = zeroPages;
    this.#burstBytes = bytes;
  }

  /** Counts of the burst in progress, which ends at `nowSeconds`. */
  endBurst(trailerBytes: number, nowSeconds: number): Burst {
    this.#trailerBytes += trailerBytes;
    const { pagesSent, zeroPages, bytes } = this.#pages.progress;
    return {
      pagesSent: pagesSent - this.#burstPages,
      zeroPages: zeroPages - this.#burstZeroPages,
      wireBytes: bytes - this.#burstBytes + trailerBytes,
      nowSeconds,
      pagesLeft: this.pagesLeft,
    };
  }

  throttle(ratio: number, nowSeconds: number): void {
    this.#throttledSeconds += (nowSeconds - this.#throttleSeconds) * this.#throttleRatio;
    this.#throttleRatio = ratio;
    this.#throttleSeconds = nowSeconds;
  }

  /** Share of its time taken away from the guest since the round began, on average; that of now for a round of no time. */
  throttleRatioUntil(nowSeconds: number): number {
    const seconds = nowSeconds - this.startSeconds;
    if (!(seconds > 0)) return this.#throttleRatio;
    return (this.#throttledSeconds + (nowSeconds - this.#throttleSeconds) * this.#throttleRatio) / seconds;
  }

  /** What the round has done up to now, if it ends here: in the middle of a burst, too. */
  closeAt(nowSeconds: number): { readonly counts: RoundCounts; readonly outcome: RoundOutcome } {
    const { counts, wireBytes, unsentNewPages } = this.flight.at(nowSeconds);
    const durationSeconds = nowSeconds - this.startSeconds;
    return { counts, outcome: { durationSeconds, wireBytes: wireBytes + this.#trailerBytes, unsentNewPages } };
  }
}
