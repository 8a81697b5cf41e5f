/** The guest's vCPUs at the destination, and the threads of sources that have some: which wait for a page, and when they resume. */
import type { ThreadGroup } from "../threads.js";
import { FaultTimes } from "./fault-times.js";
import { Fifo } from "./fifo.js";

/** Who waits for a page: a vCPU, or a thread. */
interface Waiter {
  readonly sinceSeconds: number;
  readonly threads: ThreadGroup | undefined;
}

export class Vcpus {
  readonly #count: number;
  readonly #faultSeconds: number;
  /** By page: those who touched it, the fault first. */
  readonly #waiting = new Map<number, Waiter[]>();
  readonly #wakeSeconds = new Fifo();
  /** In the order of `#wakeSeconds`: the threads of those who resume, if they are threads. */
  readonly #wakeThreads: (ThreadGroup | undefined)[] = [];
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

  /** Whether a vCPU or thread waits for a missing page. */
  get areWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** Second at which the next one resumes; Infinity if none will. */
  get nextWakeSeconds(): number {
    return this.#wakeSeconds.head;
  }

  /** A running vCPU, or one of `threads`, touches a missing page. Returns true if this is the first fault on that page. */
  stop(page: number, seconds: number, threads?: ThreadGroup): boolean {
    threads?.stop(seconds);
    if (isOnVcpu(threads)) this.#running--;
    const waiter = { sinceSeconds: seconds, threads };
    const waiting = this.#waiting.get(page);
    if (waiting) {
      waiting.push(waiter);
      return false;
    }
    this.#waiting.set(page, [waiter]);
    this.#faults++;
    return true;
  }

  /** A page has arrived: those who wait for it resume. Returns whether any does. Pages arrive in time order. */
  pageArrived(page: number, seconds: number): boolean {
    const waiting = this.#waiting.get(page);
    if (!waiting) return false;
    this.#waiting.delete(page);
    const wakeSeconds = seconds + this.#faultSeconds;
    this.times.add(wakeSeconds - (waiting[0] as Waiter).sinceSeconds);
    for (const { sinceSeconds, threads } of waiting) {
      this.#stallSeconds += wakeSeconds - sinceSeconds;
      this.#wakeSeconds.push(wakeSeconds);
      this.#wakeThreads.push(threads);
    }
    return true;
  }

  /** The next one resumes. */
  wake(): void {
    const seconds = this.#wakeSeconds.shift();
    const threads = this.#wakeThreads.shift();
    threads?.wake(seconds);
    if (isOnVcpu(threads)) this.#running++;
  }

  /** Seconds that vCPUs and threads have waited up to a second, summed over them. */
  stallSecondsUntil(seconds: number): number {
    let stallSeconds = this.#stallSeconds;
    for (const wakeSeconds of this.#wakeSeconds) stallSeconds -= wakeSeconds - seconds;
    for (const waiting of this.#waiting.values()) for (const { sinceSeconds } of waiting) stallSeconds += seconds - sinceSeconds;
    return stallSeconds;
  }
}

/** Whether a wait stops a virtual CPU. */
function isOnVcpu(threads: ThreadGroup | undefined): boolean {
  return threads === undefined || threads.holdVcpu;
}
