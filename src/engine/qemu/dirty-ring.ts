/**
 * KVM's rings of dirty pages (docs/sources/qemu.md#dirty-logs): emptied once a second, or when one is full, and their pages
 * protected again. The pages that a sync finds are those of the legacy log; what differs is how often the guest pays for a first write
 * (`host.writeFault` of the scenario). When rings are full is reckoned with expected distinct pages (our modelling decision).
 */
import type { QemuParameters } from "../../scenario/resolved/engine-parameters.js";
import type { MigrationFacts } from "../engine.js";

/** The reaper thread of kvm-all.c sleeps so long. */
const REAPER_SECONDS = 1;

export class DirtyRing {
  readonly #facts: MigrationFacts;
  /** Of all rings together. */
  readonly #entries: number;
  #nextSeconds: number;

  constructor({ log, dirtyRingEntries }: QemuParameters, facts: MigrationFacts, nowSeconds: number) {
    this.#facts = facts;
    this.#entries = dirtyRingEntries * facts.vcpus;
    this.#nextSeconds = log === "dirty-ring" ? nowSeconds + this.#intervalSeconds() : Number.POSITIVE_INFINITY;
  }

  /** True where the rings are due to be emptied; looked at once in a window. */
  isDue(nowSeconds: number): boolean {
    if (nowSeconds < this.#nextSeconds) return false;
    this.#nextSeconds = nowSeconds + this.#intervalSeconds();
    return true;
  }

  #intervalSeconds(): number {
    const pages = this.#facts.distinctPages(REAPER_SECONDS);
    return REAPER_SECONDS * Math.min(1, this.#entries / Math.max(1, pages));
  }
}
