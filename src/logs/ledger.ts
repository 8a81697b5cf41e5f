/**
 * Puts together what a reader finds, line by line, to migrations. What cannot be is an error: counters that run backwards, more left to send
 * than there is memory, two sizes of one guest.
 */
import { LogError } from "./log-error.js";
import type {
  MigrationEnd,
  ObservedDirtyCurve,
  ObservedDirtyRate,
  ObservedMigration,
  ObservedPausePart,
  ObservedRound,
  ObservedSample,
  ObservedWrites,
} from "./observed.js";
import { ThinnedList } from "./thinned.js";

const SAMPLES_MAX = 4096;
const ROUNDS_MAX = 100_000;
const ITEMS_MAX = 10_000;

/** Figures that a migration has once. */
export interface MigrationFacts {
  readonly memoryBytes?: number;
  readonly pageBytes?: number;
  readonly totalSeconds?: number;
  readonly setupSeconds?: number;
  readonly downtimeSeconds?: number;
  readonly downtimeLimitSeconds?: number;
  readonly downtimeBytes?: number;
}

/** Counters as found at one line, with what the same line says of the migration. */
export interface Observation extends ObservedSample, MigrationFacts {
  /** Bytes of `normalPages` where the log gives both: they have to agree. */
  readonly normalBytes?: number;
  readonly end?: MigrationEnd;
  /** First line of what was observed; default: `line`. */
  readonly firstLine?: number;
}

export type Warn = (line: number, text: string) => void;

const COUNTERS = ["seconds", "sentBytes", "sentPages", "normalPages", "zeroPages", "syncs", "postcopyRequests"] as const;
const SAMPLE_FIELDS = [
  ...COUNTERS,
  "line",
  "status",
  "remainingBytes",
  "dirtyPagesPerSecond",
  "bytesPerSecond",
  "throttleRatio",
  "expectedDowntimeSeconds",
] as const;
const FACTS = [
  "memoryBytes",
  "pageBytes",
  "totalSeconds",
  "setupSeconds",
  "downtimeSeconds",
  "downtimeLimitSeconds",
  "downtimeBytes",
] as const;
/** Facts that may change while the migration goes on. */
const CHANGING: readonly string[] = ["totalSeconds", "downtimeSeconds", "downtimeLimitSeconds", "downtimeBytes", "setupSeconds"];

export class Ledger {
  readonly #name: string | undefined;
  readonly #warn: Warn;
  readonly #finished: ObservedMigration[] = [];
  #open: OpenMigration | undefined;

  constructor(warn: Warn, name?: string) {
    this.#warn = warn;
    this.#name = name;
  }

  /** A line that only the start of a migration writes. */
  begin(line: number): void {
    this.#close(line);
    this.#open = new OpenMigration(line, this.#warn);
  }

  observe(observation: Observation): void {
    checkRange(observation.line, observation);
    const { line, firstLine = line } = observation;
    this.#at(line, (open) => open.isAfterEnd(observation), firstLine).observe(observation);
  }

  facts(line: number, facts: MigrationFacts): void {
    checkRange(line, facts);
    this.#at(line).facts(line, facts);
  }

  round(round: ObservedRound): void {
    checkRange(round.line, round);
    this.#at(round.line, (open) => open.hasEnded).round(round);
  }

  /** The newest round with figures that were found after it. */
  amendRound(line: number, index: number, more: Omit<ObservedRound, "line" | "index">): void {
    this.#at(line).amendRound(line, index, more);
  }

  get rounds(): readonly ObservedRound[] {
    return this.#open?.rounds ?? [];
  }

  /** True if the end of the newest migration has been seen. */
  get hasEnded(): boolean {
    return this.#open?.hasEnded ?? false;
  }

  end(line: number, end: MigrationEnd): void {
    this.#at(line).ends(line, end);
  }

  pausePart(part: ObservedPausePart): void {
    this.#at(part.line).pausePart(part);
  }

  dirtyRate(dirtyRate: ObservedDirtyRate): void {
    this.#at(dirtyRate.line).dirtyRate(dirtyRate);
  }

  dirtyCurve(curve: ObservedDirtyCurve): void {
    this.#at(curve.line).dirtyCurve = curve;
  }

  writes(line: number, writes: ObservedWrites): void {
    this.#at(line).writes = writes;
  }

  /** The migration under way, or a new one, also if `isOther` says that what comes is not of this one. */
  #at(line: number, isOther: (open: OpenMigration) => boolean = () => false, firstLine = line): OpenMigration {
    if (this.#open !== undefined && isOther(this.#open)) this.#close(firstLine);
    this.#open ??= new OpenMigration(firstLine, this.#warn);
    this.#open.lastLine = line;
    return this.#open;
  }

  #close(line: number): void {
    if (this.#open === undefined || !this.#open.saysAnything) return;
    if (this.#finished.length >= ITEMS_MAX) throw new LogError(line, `more than ${ITEMS_MAX} migrations in one log`);
    if (!this.#open.hasEnded) this.#warn(line, "another migration begins, and the one before has no end in the log");
    else this.#warn(line, "another migration begins: each is read on its own");
    this.#finished.push(this.#open.toMigration(this.#name));
    this.#open = undefined;
  }

  /** Every migration, in order. */
  finish(): readonly ObservedMigration[] {
    return this.#open === undefined ? this.#finished : [...this.#finished, this.#open.toMigration(this.#name)];
  }
}

class OpenMigration {
  readonly #firstLine: number;
  readonly #warn: Warn;
  readonly #samples = new ThinnedList<ObservedSample>(SAMPLES_MAX);
  readonly #rounds: ObservedRound[] = [];
  readonly #pauseParts: ObservedPausePart[] = [];
  readonly #dirtyRates: ObservedDirtyRate[] = [];
  #facts: MigrationFacts = {};
  #last: ObservedSample | undefined;
  /** The newest value of each counter: a sample may leave some out. */
  readonly #counters: { [Name in (typeof COUNTERS)[number]]?: number } = {};
  #end: MigrationEnd | undefined;
  #hasFinalCounters = false;
  lastLine: number;
  dirtyCurve: ObservedDirtyCurve | undefined;
  writes: ObservedWrites | undefined;

  constructor(line: number, warn: Warn) {
    this.#firstLine = line;
    this.lastLine = line;
    this.#warn = warn;
  }

  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  get saysAnything(): boolean {
    return this.#last !== undefined || this.#rounds.length > 0 || this.#end !== undefined || Object.keys(this.#facts).length > 0;
  }

  get rounds(): readonly ObservedRound[] {
    return this.#rounds;
  }

  /** True if this one has ended and the observation is not the same end again. */
  isAfterEnd(observation: Observation): boolean {
    if (!this.hasEnded) return false;
    if (observation.end !== this.#end) return true;
    // The end was an event: the counters at the end may follow it.
    if (!this.#hasFinalCounters) return COUNTERS.some((name) => (observation[name] ?? Infinity) < (this.#counters[name] ?? 0));
    return (
      FACTS.some((name) => this.#facts[name] !== undefined && differs(this.#facts[name], observation[name])) ||
      COUNTERS.some((name) => name !== "seconds" && this.#counters[name] !== undefined && differs(this.#counters[name], observation[name]))
    );
  }

  observe(observation: Observation): void {
    const { line, end } = observation;
    this.facts(line, observation);
    this.#checkCounters(observation);
    this.#checkSizes(observation);
    const sample = pick(observation, SAMPLE_FIELDS) as ObservedSample;
    // A sample of a status alone, as QEMU answers long after the end, changes no counter.
    if (COUNTERS.some((name) => sample[name] !== undefined) || sample.remainingBytes !== undefined || this.#last === undefined) {
      this.#last = sample;
      if (this.#samples.add(sample)) this.#warn(line, `more than ${SAMPLES_MAX} samples: from here on not every one is kept`);
    }
    if (end === undefined) return;
    this.ends(line, end);
    this.#hasFinalCounters = true;
    const { remainingBytes = 0 } = sample;
    if (end === "completed" && remainingBytes > 0) this.#warn(line, `completed, though ${remainingBytes} bytes remain: is the log whole?`);
  }

  #checkCounters(observation: Observation): void {
    for (const name of COUNTERS) {
      const [value, before] = [observation[name], this.#counters[name]];
      if (value === undefined) continue;
      if (before !== undefined && value < before) {
        throw new LogError(
          observation.line,
          `${name} goes back from ${before} to ${value}: lines are out of order, or two migrations are mixed`,
        );
      }
      this.#counters[name] = value;
    }
  }

  #checkSizes({ line, remainingBytes, normalPages, normalBytes, zeroPages, syncs, status }: Observation): void {
    const { memoryBytes, pageBytes, totalSeconds, setupSeconds, downtimeSeconds } = this.#facts;
    if (remainingBytes !== undefined && memoryBytes !== undefined && remainingBytes > memoryBytes) {
      throw new LogError(line, `${remainingBytes} bytes remain of ${memoryBytes}`);
    }
    if (normalPages !== undefined && normalBytes !== undefined && pageBytes !== undefined && normalPages * pageBytes !== normalBytes) {
      throw new LogError(line, `${normalPages} normal pages of ${pageBytes} bytes are not ${normalBytes} bytes`);
    }
    // A pass sends each page at most once; post-copy sends each once more.
    const passes = (syncs ?? 0) + 2;
    const pages = (normalPages ?? 0) + (zeroPages ?? 0);
    if (syncs !== undefined && syncs > 0 && memoryBytes !== undefined && pages * (pageBytes ?? 4096) > memoryBytes * passes) {
      throw new LogError(line, `${pages} pages were sent, more than ${memoryBytes} bytes hold in ${passes} passes`);
    }
    if (status === undefined || totalSeconds === undefined) return;
    for (const [name, part] of Object.entries({ downtimeSeconds, setupSeconds })) {
      if (part !== undefined && part > totalSeconds)
        throw new LogError(line, `${name} ${part} is more than the total time of ${totalSeconds} s`);
    }
  }

  facts(line: number, found: MigrationFacts): void {
    const facts = pick(found, FACTS) as MigrationFacts;
    for (const name of FACTS) {
      if (CHANGING.includes(name) || !differs(this.#facts[name], facts[name])) continue;
      throw new LogError(line, `${name} is ${facts[name]}, and was ${this.#facts[name]} before: two guests are mixed`);
    }
    this.#facts = { ...this.#facts, ...facts };
  }

  round(round: ObservedRound): void {
    const last = this.#rounds.at(-1);
    if (last !== undefined && round.index <= last.index) {
      throw new LogError(round.line, `round ${round.index} after round ${last.index}: lines are out of order, or two migrations are mixed`);
    }
    if (last?.startSeconds !== undefined && round.startSeconds !== undefined && round.startSeconds < last.startSeconds) {
      throw new LogError(round.line, `round ${round.index} begins before round ${last.index}`);
    }
    const expected = last === undefined ? 0 : last.index + 1;
    if (round.index > expected) {
      this.#warn(round.line, `rounds ${expected} to ${round.index - 1} are not in the log`);
    }
    if (this.#rounds.length >= ROUNDS_MAX) throw new LogError(round.line, `more than ${ROUNDS_MAX} rounds`);
    this.#rounds.push(round);
  }

  amendRound(line: number, index: number, more: Omit<ObservedRound, "line" | "index">): void {
    const last = this.#rounds.at(-1);
    if (last?.index !== index) throw new LogError(line, `figures of round ${index}, which is not the newest in the log`);
    this.#rounds[this.#rounds.length - 1] = { ...last, ...more };
  }

  ends(line: number, end: MigrationEnd): void {
    if (this.#end !== undefined && this.#end !== end) throw new LogError(line, `the migration is ${end}, and was ${this.#end} before`);
    this.#end = end;
  }

  pausePart(part: ObservedPausePart): void {
    this.#pauseParts.push(part);
    if (this.#pauseParts.length > ITEMS_MAX) throw new LogError(part.line, `more than ${ITEMS_MAX} parts of the pause`);
  }

  dirtyRate(dirtyRate: ObservedDirtyRate): void {
    this.#dirtyRates.push(dirtyRate);
    if (this.#dirtyRates.length > ITEMS_MAX) throw new LogError(dirtyRate.line, `more than ${ITEMS_MAX} measurements of the dirty rate`);
  }

  toMigration(name: string | undefined): ObservedMigration {
    const { lastLine, dirtyCurve, writes } = this;
    return {
      ...(name === undefined ? {} : { name }),
      firstLine: this.#firstLine,
      lastLine,
      end: this.#end ?? "unfinished",
      ...this.#facts,
      last: { ...this.#counters, ...this.#last, line: this.#last?.line ?? lastLine },
      samples: this.#samples.toArray(this.#last),
      rounds: this.#rounds,
      pauseParts: this.#pauseParts,
      dirtyRates: this.#dirtyRates,
      ...(dirtyCurve && { dirtyCurve }),
      ...(writes && { writes }),
    };
  }
}

/** Products of a number and its unit may leave the range in which every whole number is exact. */
function checkRange(line: number, figures: object): void {
  for (const [name, value] of Object.entries(figures)) {
    if (typeof value === "number" && !(value <= 2 ** 53)) throw new LogError(line, `${name}: expected at most 2^53, received ${value}`);
  }
}

function differs(known: number | undefined, found: number | undefined): boolean {
  return known !== undefined && found !== undefined && known !== found;
}

/** The named fields that are present. */
function pick<Name extends string>(
  from: { readonly [Key in Name]?: unknown },
  names: readonly Name[],
): { readonly [Key in Name]?: unknown } {
  const entries = names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]] as const]));
  return Object.fromEntries(entries) as { [Key in Name]?: unknown };
}
