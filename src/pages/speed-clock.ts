/**
 * A clock whose speed is set from outside while the guest runs: the active seconds of writers that follow traffic.
 *
 * Active seconds are piecewise linear in guest seconds. Windows of writes may begin before the last change of speed, so
 * the pieces are kept until they are forgotten. Mirrored by `assembly/gate.ts`.
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

  /** `speedRatio`: active seconds per guest second from guest second 0 on, >= 0. */
  constructor(speedRatio: number) {
    this.#pieces = [{ guestSeconds: 0, activeSeconds: 0, speedRatio }];
  }

  /** Changes whenever the pieces do. */
  get revision(): number {
    return this.#revision;
  }

  get pieces(): readonly ClockPiece[] {
    return this.#pieces;
  }

  get speedRatio(): number {
    return (this.#pieces.at(-1) as ClockPiece).speedRatio;
  }

  /**
   * From a guest second on, at or after the last change, the clock runs at another speed.
   * Throws a RangeError when it would have to keep more than 1024 pieces: call `forgetBefore` at every harvest.
   */
  setSpeed(guestSeconds: number, speedRatio: number): void {
    const last = this.#pieces.at(-1) as ClockPiece;
    if (speedRatio === last.speedRatio) return;
    if (!(guestSeconds >= last.guestSeconds))
      throw new RangeError(`guestSeconds: expected ${last.guestSeconds} or later, received ${guestSeconds}`);
    const activeSeconds = this.activeSeconds(guestSeconds);
    if (guestSeconds === last.guestSeconds) this.#pieces.pop();
    if (this.#pieces.length >= CLOCK_ENTRIES_MAX)
      throw new RangeError(`speeds: expected at most ${CLOCK_ENTRIES_MAX} changes between two harvests`);
    this.#pieces.push({ guestSeconds, activeSeconds, speedRatio });
    this.#revision++;
  }

  /** Active seconds at a guest second that is not forgotten. */
  activeSeconds(guestSeconds: number): number {
    let index = this.#pieces.length - 1;
    while (index > 0 && (this.#pieces[index] as ClockPiece).guestSeconds > guestSeconds) index--;
    const { guestSeconds: since, activeSeconds, speedRatio } = this.#pieces[index] as ClockPiece;
    return activeSeconds + (guestSeconds - since) * speedRatio;
  }

  /** Guest second, at or after the last change, at which the clock shows `activeSeconds` if its speed stays; Infinity if it never will. */
  guestSecondsAt(activeSeconds: number): number {
    const { guestSeconds, activeSeconds: since, speedRatio } = this.#pieces.at(-1) as ClockPiece;
    return activeSeconds <= since ? guestSeconds : guestSeconds + (activeSeconds - since) / speedRatio;
  }

  /** Forgets the pieces that ended at or before a guest second: nothing earlier will be asked for. */
  forgetBefore(guestSeconds: number): void {
    let first = 0;
    while (first + 1 < this.#pieces.length && (this.#pieces[first + 1] as ClockPiece).guestSeconds <= guestSeconds) first++;
    if (first === 0) return;
    this.#pieces.splice(0, first);
    this.#revision++;
  }
}
