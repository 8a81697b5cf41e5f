/**
 * The clock of a source that is tied to a flow of a peer. Its active seconds are what its writes are counted by: seconds in which the flow
 * has work, messages that were exchanged, or bytes that were delivered.
 *
 * Messages and bytes pass in simulated time, so that the clock runs as much faster in guest time as the guest is slow: a migration that
 * slows the guest, but not the flow, changes nothing in the number of writes.
 */
import { SpeedClock } from "./speed-clock.js";

export interface FlowTie {
  readonly peer: string;
  /** Index of the flow in the peer's list, from 0. Absent: all flows of the peer. */
  readonly flow?: number;
  readonly counts: "seconds" | "messages" | "bytes";
}

/** Speeds of the guest below this count as this: a guest that stands has no guest seconds in which messages could pass. */
const SLOWEST_RATIO = 1e-9;

export class TiedClock extends SpeedClock {
  readonly tie: FlowTie;
  readonly #leastRatio: number;
  #perSecond = 0;
  #guestSpeedRatio = 1;

  /** `cpuRatio`: share of the guest's CPU time that a source needs to keep its rate, above 0 to 1; of `seconds` only. */
  constructor(tie: FlowTie, cpuRatio = 1) {
    super(0);
    this.tie = tie;
    this.#leastRatio = tie.counts === "seconds" ? cpuRatio : SLOWEST_RATIO;
  }

  /** Sets what passes per simulated second (of `seconds`: 1 while there is work, else 0) from a guest second on. */
  carry(guestSeconds: number, perSecond: number): void {
    this.#perSecond = perSecond;
    this.#set(guestSeconds);
  }

  /** Follows the guest's speed, 0 to 1, from a guest second on. */
  follow(guestSeconds: number, guestSpeedRatio: number): void {
    this.#guestSpeedRatio = guestSpeedRatio;
    this.#set(guestSeconds);
  }

  #set(guestSeconds: number): void {
    // Traffic and guest change at moments of their own: two that are equal up to rounding may come in either order.
    this.setSpeed(Math.max(guestSeconds, this.lastChangeSeconds), this.#perSecond / Math.max(this.#guestSpeedRatio, this.#leastRatio));
  }
}
