/**
 * One calendar over all migrations of a plan. No migration goes on past the moment at which another may change what it demands: the end of
 * the batch or the wait that it is in. So every share of a link holds from its event to the next one, as in one simulation of everything.
 */
import type { Migration } from "../simulation/migration.js";
import type { FleetTraffic } from "./fleet-traffic.js";

/** The longest step of a migration by itself, which could be done in one: so that a signal is noticed. */
const STEP_SECONDS = 10;

export interface CalendarEntry {
  readonly migration: Migration;
  /** The fleet's second at which the migration began. */
  readonly startSeconds: number;
  /** Whether a change of the fleet's traffic is a change of this migration. */
  readonly followsTraffic: boolean;
}

export class Calendar {
  readonly #traffic: FleetTraffic;
  #nowSeconds = 0;

  constructor(traffic: FleetTraffic) {
    this.#traffic = traffic;
  }

  /** The fleet's second that all have reached. */
  get nowSeconds(): number {
    return this.#nowSeconds;
  }

  /** Advances the migrations to the next moment at which one may change something, or one of them to its end. */
  advance(entries: readonly CalendarEntry[]): void {
    const untilSeconds = this.#nextSeconds(entries);
    for (const { migration, startSeconds } of entries) migration.advance(localSeconds(migration, startSeconds, untilSeconds));
    // A migration by itself may end within the step.
    const reachedSeconds = entries.length > 1 ? untilSeconds : Math.min(untilSeconds, ...entries.map(endSeconds));
    if (this.#traffic.nextChangeSeconds <= reachedSeconds) this.#moveTraffic();
    this.#nowSeconds = Math.max(this.#nowSeconds, reachedSeconds);
  }

  /** Advances the traffic alone past its next change. Returns false if there is none before a second. */
  advanceTraffic(beforeSeconds: number): boolean {
    if (this.#traffic.nextChangeSeconds >= beforeSeconds) return false;
    this.#nowSeconds = Math.max(this.#nowSeconds, this.#traffic.nextChangeSeconds);
    this.#moveTraffic();
    return true;
  }

  #moveTraffic(): void {
    this.#traffic.moveTo(this.#traffic.nextChangeSeconds);
    this.#traffic.share();
  }

  #nextSeconds(entries: readonly CalendarEntry[]): number {
    const [only] = entries;
    const changeSeconds = this.#traffic.nextChangeSeconds;
    if (entries.length === 1) {
      const stepSeconds = this.#nowSeconds + STEP_SECONDS;
      // A migration alone follows all changes by itself.
      return (only as CalendarEntry).followsTraffic ? stepSeconds : Math.min(stepSeconds, changeSeconds);
    }
    const endsSeconds = entries.map(({ migration, startSeconds }) => startSeconds + migration.earliestChangeSeconds);
    return Math.min(changeSeconds, Math.max(justAfter(this.#nowSeconds), Math.min(...endsSeconds)));
  }
}

/** A migration's own second for one of the fleet: its next change is met exactly, however the seconds are rounded. */
function localSeconds(migration: Migration, startSeconds: number, untilSeconds: number): number {
  const nextSeconds = migration.earliestChangeSeconds;
  const seconds = untilSeconds - startSeconds;
  return startSeconds + nextSeconds <= untilSeconds ? Math.max(nextSeconds, seconds) : seconds;
}

function endSeconds({ migration, startSeconds }: CalendarEntry): number {
  return startSeconds + migration.nowSeconds;
}

/** The next moment that the calendar tells from another. */
function justAfter(seconds: number): number {
  return seconds * (1 + 2 * Number.EPSILON) + Number.MIN_VALUE;
}
