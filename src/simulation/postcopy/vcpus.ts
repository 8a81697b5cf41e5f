/** The guest's virtual CPUs at the destination: which of them wait for a page, and when they go on. */

import { FaultTimes } from "./fault-times.js";
import { Fifo } from "./fifo.js";

export class Vcpus {
  readonly #count: number;
  readonly #faultSeconds: number;
  /** By page: the seconds at which virtual CPUs came upon it, that of the fault first. */
  readonly #waiting = new Map<number, number[]>();
  readonly #wakeSeconds = new Fifo();
  readonly times = new FaultTimes();
  #running: number;
  #faults = 0;
  #stallSeconds = 0;

  /** `faultSeconds`: what a fault costs once its page is there. */
  constructor(count: number, faultSeconds: number) {
    this.#count = count;
    this.#running = count;
    this.#faultSeconds = faultSeconds;
  }

  /** Share of the guest's processors that run, 0 .. 1. */
  get runningRatio(): number {
    return this.#running / this.#count;
  }

  get faults(): number {
    return this.#faults;
  }

  /** Whether any waits for a page that is not there. */
  get areWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** Second at which the next one goes on; Infinity where none is about to. */
  get nextWakeSeconds(): number {
    return this.#wakeSeconds.head;
  }

  /** One that runs comes upon a missing page. True where that is a fault: nobody waits for this page yet. */
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

  /** A page is there: who waits for it is about to go on, and true where anybody does. Pages come in order of time. */
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

  /** The next one goes on. */
  wake(): void {
    this.#wakeSeconds.shift();
    this.#running++;
  }

  /** Seconds that virtual CPUs have waited up to a second, summed over them. */
  stallSecondsUntil(seconds: number): number {
    let stallSeconds = this.#stallSeconds;
    for (const wakeSeconds of this.#wakeSeconds) stallSeconds -= wakeSeconds - seconds;
    for (const waiting of this.#waiting.values()) for (const since of waiting) stallSeconds += seconds - since;
    return stallSeconds;
  }
}
