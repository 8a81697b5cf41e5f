/**
 * KVM's dirty rings: reaped once a second or when one is full; the reaped pages are write-protected again
 * (kvm_dirty_ring_reap in accel/kvm/kvm-all.c). A sync finds the same pages as with the legacy dirty log; what differs is how
 * often the guest pays for a first write (`host.writeFault`). When a ring is full follows from the expected number of distinct
 * pages (our modelling decision).
 */
import type { QemuParameters } from "../../scenario/resolved/engine-parameters.js";
import type { MigrationFacts } from "../engine.js";

/** Sleep of kvm_dirty_ring_reaper_thread. */
const REAPER_SECONDS = 1;

export class DirtyRing {
  readonly #facts: MigrationFacts;
  /** Entries of all rings together. */
  readonly #entries: number;
  #nextSeconds: number;

  constructor({ log, dirtyRingEntries }: QemuParameters, facts: MigrationFacts, nowSeconds: number) {
    this.#facts = facts;
    this.#entries = dirtyRingEntries * facts.vcpus;
    this.#nextSeconds = log === "dirty-ring" ? nowSeconds + this.#intervalSeconds() : Number.POSITIVE_INFINITY;
  }

  /** Whether they are not due to be reaped yet. */
  isQuiet(nowSeconds: number): boolean {
    return nowSeconds < this.#nextSeconds;
  }

  /** Whether the rings are due to be reaped; checked once per window. */
  isDue(nowSeconds: number): boolean {
    if (this.isQuiet(nowSeconds)) return false;
    this.#nextSeconds = nowSeconds + this.#intervalSeconds();
    return true;
  }

  #intervalSeconds(): number {
    const pages = this.#facts.distinctPages(REAPER_SECONDS);
    return REAPER_SECONDS * Math.min(1, this.#entries / Math.max(1, pages));
  }
}
