/** The guest's vCPUs at the destination: which of them wait for a page, and when they resume. */

import { FaultTimes } from "./fault-times.js";
import { Fifo } from "./fifo.js";

export class Vcpus {
  readonly #count: number;
  readonly #faultSeconds: number;
  /** By page: the seconds at which vCPUs touched it, the fault first. */
  readonly #waiting = new Map<number, number[]>();
  readonly #wakeSeconds = new Fifo();
  readonly times = new FaultTimes();
  #running: number;
  #faults = 0;
  #stallSeconds = 0;

  /** `faultSeconds`: cost of a fault after its page has arrived. */
  constructor(count: number, faultSeconds: number) {
    this.#count = count;
    this.#running = count;
    this.#faultSeconds = faultSeconds;
  }

  /** Fraction of vCPUs that run, 0 to 1. */
  get runningRatio(): number {
    return this.#running / this.#count;
  }

  get faults(): number {
    return this.#faults;
  }

  /** Whether any vCPU waits for a missing page. */
  get areWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** Second at which the next vCPU resumes; Infinity if none will. */
  get nextWakeSeconds(): number {
    return this.#wakeSeconds.head;
  }

  /** A running vCPU touches a missing page. Returns true if this is the first fault on that page. */
  stop(page: number, seconds: number): boolean {
    this.#running--;
    const waiting = this.#waiting.get(page);
    if (waiting) {
      waiting.push(seconds);
      return false;
    }
    this.#waiting.set(page, [seconds]);
    this.#faults++;
    return true;
  }

  /** A page has arrived: vCPUs that wait for it resume. Returns whether any does. Pages arrive in time order. */
  pageArrived(page: number, seconds: number): boolean {
    const waiting = this.#waiting.get(page);
    if (!waiting) return false;
    this.#waiting.delete(page);
    const wakeSeconds = seconds + this.#faultSeconds;
    this.times.add(wakeSeconds - (waiting[0] as number));
    for (const since of waiting) {
      this.#stallSeconds += wakeSeconds - since;
      this.#wakeSeconds.push(wakeSeconds);
    }
    return true;
  }

  /** The next vCPU resumes. */
  wake(): void {
    this.#wakeSeconds.shift();
    this.#running++;
  }

  /** Seconds that vCPUs have waited up to a second, summed over them. */
  stallSecondsUntil(seconds: number): number {
    let stallSeconds = this.#stallSeconds;
    for (const wakeSeconds of this.#wakeSeconds) stallSeconds -= wakeSeconds - seconds;
    for (const waiting of this.#waiting.values()) for (const since of waiting) stallSeconds += seconds - since;
    return stallSeconds;
  }
}
