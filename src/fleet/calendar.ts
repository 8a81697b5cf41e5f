/**
 * One calendar over all migrations of a plan. No migration goes on past the moment at which another may change what it demands: the end of
 * the batch or the wait that it is in. So every share of a link holds from its event to the next one, as in one simulation of everything.
 * A migration that has nothing to do at a moment is left behind until it has, or until the traffic changes: it is then brought to that
 * moment before anything else happens.
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
  readonly environment: {
    /** The fleet's second of a change of the traffic that the migration has not followed yet; Infinity for none. */
    readonly pendingSeconds: number;
  };
}

export class Calendar {
  readonly #traffic: FleetTraffic;
  readonly #nextSeconds = new Map<CalendarEntry, number>();
  #nowSeconds = 0;

  constructor(traffic: FleetTraffic) {
    this.#traffic = traffic;
  }

  /** The fleet's second that has been reached. */
  get nowSeconds(): number {
    return this.#nowSeconds;
  }

  /** Advances the migrations to the next moment at which one may change something, or one of them to its end; no further than to a second. */
  advance(entries: readonly CalendarEntry[], mostSeconds = Infinity): void {
    const [only] = entries;
    if (only !== undefined && entries.length === 1) this.#advanceOnly(only, mostSeconds);
    else this.#advanceDue(entries, mostSeconds);
  }

  /** A migration has ended. */
  forget(entry: CalendarEntry): void {
    this.#nextSeconds.delete(entry);
  }

  /** Advances the traffic alone past its next change. Returns false if there is none before a second. */
  advanceTraffic(beforeSeconds: number): boolean {
    if (this.#traffic.nextChangeSeconds >= beforeSeconds) return false;
    this.#nowSeconds = Math.max(this.#nowSeconds, this.#traffic.nextChangeSeconds);
    this.#moveTraffic();
    return true;
  }

  /** A migration alone follows all changes by itself; it may end within the step. */
  #advanceOnly(entry: CalendarEntry, mostSeconds: number): void {
    const stepSeconds = Math.min(mostSeconds, this.#nowSeconds + STEP_SECONDS);
    const untilSeconds = entry.followsTraffic ? stepSeconds : Math.min(stepSeconds, this.#traffic.nextChangeSeconds);
    this.#advanceEntry(entry, untilSeconds);
    this.#reach(Math.min(untilSeconds, entry.startSeconds + entry.migration.nowSeconds));
  }

  #advanceDue(entries: readonly CalendarEntry[], mostSeconds: number): void {
    this.#bringUpToDate(entries);
    let earliestSeconds = mostSeconds;
    for (const entry of entries) earliestSeconds = Math.min(earliestSeconds, this.#nextOf(entry));
    const untilSeconds = Math.min(this.#traffic.nextChangeSeconds, Math.max(justAfter(this.#nowSeconds), earliestSeconds));
    for (const entry of entries) if (this.#nextOf(entry) <= untilSeconds) this.#advanceEntry(entry, untilSeconds);
    this.#reach(untilSeconds);
    this.#bringUpToDate(entries);
  }

  /** Lets every migration follow what has changed, at the second of the change: what it comes to may be a change for others. */
  #bringUpToDate(entries: readonly CalendarEntry[]): void {
    for (let isBehind = true; isBehind; ) {
      isBehind = false;
      for (const entry of entries) {
        const { pendingSeconds } = entry.environment;
        if (pendingSeconds === Infinity || entry.migration.finished) continue;
        this.#advanceEntry(entry, pendingSeconds);
        isBehind ||= entry.environment.pendingSeconds !== pendingSeconds;
      }
    }
  }

  #advanceEntry(entry: CalendarEntry, untilSeconds: number): void {
    entry.migration.advance(localSeconds(entry, untilSeconds));
    this.#nextSeconds.delete(entry);
  }

  #nextOf(entry: CalendarEntry): number {
    const known = this.#nextSeconds.get(entry);
    if (known !== undefined) return known;
    const seconds = entry.startSeconds + entry.migration.earliestChangeSeconds;
    this.#nextSeconds.set(entry, seconds);
    return seconds;
  }

  #reach(seconds: number): void {
    if (this.#traffic.nextChangeSeconds <= seconds) this.#moveTraffic();
    this.#nowSeconds = Math.max(this.#nowSeconds, seconds);
  }

  #moveTraffic(): void {
    this.#traffic.moveTo(this.#traffic.nextChangeSeconds);
    this.#traffic.share();
  }
}

/** A migration's own second for one of the fleet: its next change is met exactly, however the seconds are rounded. */
function localSeconds({ migration, startSeconds, environment }: CalendarEntry, untilSeconds: number): number {
  const nextSeconds = migration.earliestChangeSeconds;
  const { pendingSeconds } = environment;
  let seconds = untilSeconds - startSeconds;
  if (startSeconds + nextSeconds <= untilSeconds) seconds = Math.max(nextSeconds, seconds);
  return pendingSeconds <= untilSeconds ? Math.max(pendingSeconds - startSeconds, seconds) : seconds;
}

/** The next moment that the calendar tells from another. */
function justAfter(seconds: number): number {
  return seconds * (1 + 2 * Number.EPSILON) + Number.MIN_VALUE;
}
