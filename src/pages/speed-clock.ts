/**
 * A clock whose speed is set from outside while the guest runs. It gives the seconds of sources that follow traffic, or a share of CPU time.
 *
 * Active seconds are piecewise linear in guest seconds. Windows of writes may begin before the last change of speed, so pieces are kept
 * until `forgetBefore`. Mirrored by `assembly/gate.ts`.
 */
import { CLOCK_ENTRIES_MAX } from "../../assembly/abi.js";

export interface ClockPiece {
  readonly guestSeconds: number;
  readonly activeSeconds: number;
  readonly speedRatio: number;
}

export class SpeedClock {
  readonly #pieces: ClockPiece[];
  #revision = 0;

  /** `speedRatio`: active seconds per guest second from guest second 0 on, at least 0. `activeSeconds`: what it shows then. */
  constructor(speedRatio: number, activeSeconds = 0) {
    this.#pieces = [{ guestSeconds: 0, activeSeconds, speedRatio }];
  }

  /** Incremented whenever the pieces change. */
  get revision(): number {
    return this.#revision;
  }

  get pieces(): readonly ClockPiece[] {
    return this.#pieces;
  }

  get speedRatio(): number {
    return (this.#pieces.at(-1) as ClockPiece).speedRatio;
  }

  /** Guest second of the last change of speed. */
  get lastChangeSeconds(): number {
    return (this.#pieces.at(-1) as ClockPiece).guestSeconds;
  }

  /** Sets the speed from a guest second on, at or after the last change. Throws a RangeError for an earlier one. */
  setSpeed(guestSeconds: number, speedRatio: number): void {
    const last = this.#pieces.at(-1) as ClockPiece;
    if (speedRatio === last.speedRatio) return;
    if (!(guestSeconds >= last.guestSeconds))
      throw new RangeError(`guestSeconds: expected ${last.guestSeconds} or later, received ${guestSeconds}`);
    const activeSeconds = this.activeSeconds(guestSeconds);
    if (guestSeconds === last.guestSeconds) this.#pieces.pop();
    if (this.#pieces.length >= CLOCK_ENTRIES_MAX) this.#thin();
    this.#pieces.push({ guestSeconds, activeSeconds, speedRatio });
    this.#revision++;
  }

  /**
   * Joins each pair of pieces before the last at their mean speed. The core has room for 1024 pieces; thousands of changes between two
   * syncs are met to a thousandth of the time between them, and active seconds up to now stay exact.
   */
  #thin(): void {
    const last = this.#pieces.pop() as ClockPiece;
    const kept = this.#pieces.filter((_, index) => index % 2 === 0);
    const joined = kept.map(({ guestSeconds, activeSeconds }, index) => {
      const next = kept[index + 1] ?? last;
      return { guestSeconds, activeSeconds, speedRatio: (next.activeSeconds - activeSeconds) / (next.guestSeconds - guestSeconds) };
    });
    this.#pieces.splice(0, this.#pieces.length, ...joined, last);
  }

  /** Active seconds at a guest second that has not been forgotten. */
  activeSeconds(guestSeconds: number): number {
    let index = this.#pieces.length - 1;
    while (index > 0 && (this.#pieces[index] as ClockPiece).guestSeconds > guestSeconds) index--;
    const { guestSeconds: since, activeSeconds, speedRatio } = this.#pieces[index] as ClockPiece;
    return activeSeconds + (guestSeconds - since) * speedRatio;
  }

  /** Guest second, at or after the last change, at which the clock reaches `activeSeconds` at its present speed; Infinity if never. */
  guestSecondsAt(activeSeconds: number): number {
    const { guestSeconds, activeSeconds: since, speedRatio } = this.#pieces.at(-1) as ClockPiece;
    return activeSeconds <= since ? guestSeconds : guestSeconds + (activeSeconds - since) / speedRatio;
  }

  /** Drops the pieces that ended at or before a guest second; earlier times must not be asked for afterwards. */
  forgetBefore(guestSeconds: number): void {
    let first = 0;
    while (first + 1 < this.#pieces.length && (this.#pieces[first + 1] as ClockPiece).guestSeconds <= guestSeconds) first++;
    if (first === 0) return;
    this.#pieces.splice(0, first);
    this.#revision++;
  }
}
