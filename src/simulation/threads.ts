/**
 * Threads that make the accesses of sources. In post-copy a thread that waits for a page stops its share of their rate, and the others
 * go on. A Linux guest of KVM runs others on its virtual CPU by asynchronous page faults, but not where the guest's kernel made the access,
 * as for pages of a file (kvm_can_deliver_async_pf of arch/x86/kvm/x86.c, Linux 5.8): `holdVcpu`.
 *
 * Modelling decision. With w of N threads waiting, and the guest's virtual CPUs running at s of 1, the sources make min((N - w) / N, s / c)
 * of their rate, where c is the share of CPU time that they need: each thread keeps its own pace until the processors are short.
 */
import type { PagesConfig } from "../pages/pages.js";
import { SpeedClock } from "../pages/speed-clock.js";
import type { SourceThreads } from "../pages/write-source.js";
import type { ThreadsReport } from "../result/result.js";
import { SpeedSeries } from "./speed-series.js";

export class ThreadGroup {
  readonly #threads: SourceThreads;
  /** Guest seconds at the destination to seconds of the sources' own time. */
  readonly #clock = new SpeedClock(1);
  readonly #series = new SpeedSeries();
  #waiting = 0;
  #waits = 0;
  #waitSeconds = 0;
  #lostSeconds = 0;
  #speedRatio = 1;
  #sinceSeconds = 0;

  constructor(threads: SourceThreads) {
    this.#threads = threads;
  }

  /** Whether a thread that waits keeps its virtual CPU. */
  get holdVcpu(): boolean {
    return this.#threads.holdVcpu;
  }

  /** Guest second at which the sources' own time reaches `ownSeconds` at their present speed; Infinity while they stand. */
  guestSecondsAt(ownSeconds: number): number {
    return this.#speedRatio > 0 ? this.#clock.guestSecondsAt(ownSeconds) : Infinity;
  }

  /** A thread waits for a page from a simulated second on. `follow` must be called after it. */
  stop(seconds: number): void {
    this.#moveTo(seconds);
    this.#waiting++;
    this.#waits++;
  }

  /** A thread no longer waits. `follow` must be called after it. */
  wake(seconds: number): void {
    this.#moveTo(seconds);
    this.#waiting--;
  }

  /** The guest has a speed, 0 to 1, from a simulated second on. */
  note(seconds: number, guestSpeedRatio: number): void {
    const { count, cpuRatio } = this.#threads;
    this.#moveTo(seconds);
    this.#speedRatio = Math.min((count - this.#waiting) / count, guestSpeedRatio / cpuRatio);
  }

  /** The same at the destination, where the sources' own time follows. */
  follow(seconds: number, guestSeconds: number, guestSpeedRatio: number): void {
    this.note(seconds, guestSpeedRatio);
    // While the guest stands, no guest second passes.
    if (!(guestSpeedRatio > 0)) return;
    this.#clock.setSpeed(guestSeconds, this.#speedRatio / guestSpeedRatio);
    this.#clock.forgetBefore(guestSeconds);
  }

  /** The report up to a simulated second: the end of the migration. */
  report(endSeconds: number): ThreadsReport {
    this.#moveTo(endSeconds);
    const { count, workload } = this.#threads;
    return {
      workload: [...workload],
      threads: count,
      waits: this.#waits,
      waitSeconds: this.#waitSeconds,
      lostSeconds: this.#lostSeconds,
      speed: [...this.#series.samples(), { seconds: endSeconds, speedRatio: this.#speedRatio }],
    };
  }

  #moveTo(seconds: number): void {
    const passedSeconds = seconds - this.#sinceSeconds;
    if (!(passedSeconds > 0)) return;
    this.#waitSeconds += passedSeconds * this.#waiting;
    this.#lostSeconds += passedSeconds * (1 - this.#speedRatio);
    this.#series.add({ startSeconds: this.#sinceSeconds, seconds: passedSeconds, speedRatio: this.#speedRatio });
    this.#sinceSeconds = seconds;
  }
}

/** All threads of a guest. */
export class Threads {
  readonly #groups = new Map<SourceThreads, ThreadGroup>();

  constructor({ sources, reads = [] }: Pick<PagesConfig, "sources" | "reads">) {
    for (const { threads } of [...sources, ...reads]) {
      if (threads && !this.#groups.has(threads)) this.#groups.set(threads, new ThreadGroup(threads));
    }
  }

  /** The group of a source; undefined without threads. */
  of({ threads }: { readonly threads?: SourceThreads }): ThreadGroup | undefined {
    return threads && this.#groups.get(threads);
  }

  note(seconds: number, guestSpeedRatio: number): void {
    for (const group of this.#groups.values()) group.note(seconds, guestSpeedRatio);
  }

  follow(seconds: number, guestSeconds: number, guestSpeedRatio: number): void {
    for (const group of this.#groups.values()) group.follow(seconds, guestSeconds, guestSpeedRatio);
  }

  /** The reports in the order of the workload. */
  reports(endSeconds: number): ThreadsReport[] {
    return [...this.#groups.values()].map((group) => group.report(endSeconds));
  }
}
