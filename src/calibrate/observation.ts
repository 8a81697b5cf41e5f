/** What a calibration compares: the looks at the dirty log and the totals of one migration, from what its log says. */
import type { ObservedMigration, ObservedSample } from "../logs/observed.js";

/** One or several reads of the dirty log in a row, and what happened since the read before. */
export interface Look {
  /** Rounds that end with these reads, from 0: the first and the one after the last. */
  readonly rounds: readonly [from: number, to: number];
  /** Distinct pages found dirty, summed over the reads. */
  readonly dirtiedPages?: number;
  /** When the last of the reads took place, since the migration began. */
  readonly endSeconds?: number;
  /** How long before or after `endSeconds` it may have been. */
  readonly toleranceSeconds: number;
  /** From the read before to the last of these. */
  readonly seconds?: number;
  /** Pages sent since the read before; of a log sampled between the reads only approximately. */
  readonly sentPages?: number;
  readonly skippedPages?: number;
}

/** Counters of the sender at one moment, since the migration began. */
export interface Mark {
  readonly seconds: number;
  readonly normalPages: number;
  readonly zeroPages: number;
}

/** Distinct pages of a time, and the deviation of their logarithm. */
export interface MeasuredDistinct {
  readonly seconds: number;
  readonly pages: number;
  readonly deviation: number;
}

/** What a log says of one migration. A field is absent where the log does not say it. */
export interface Observation {
  readonly name: string;
  readonly isComplete: boolean;
  readonly isPostcopy: boolean;
  /** When the log saw post-copy for the first time. */
  readonly postcopySeconds?: number;
  readonly memoryBytes?: number;
  readonly pageBytes: number;
  readonly setupSeconds?: number;
  readonly downtimeLimitSeconds?: number;
  /** To the end of the migration, or of the log. */
  readonly seconds?: number;
  /** To what the log rounds its times. */
  readonly resolutionSeconds: number;
  readonly downtimeSeconds?: number;
  readonly downtimeBytes?: number;
  readonly sentBytes?: number;
  readonly normalPages?: number;
  readonly zeroPages?: number;
  readonly sentPages?: number;
  /** At the last look. */
  readonly remainingBytes?: number;
  readonly syncs?: number;
  readonly throttleRatio?: number;
  readonly looks: readonly Look[];
  /** Up to the first read of the dirty log: what the first pass sent by when. */
  readonly firstPass: readonly Mark[];
  /** Distinct pages of a time that were measured without a migration: query-dirty-rate, its vector form. */
  readonly measured: readonly MeasuredDistinct[];
  /** What remained to be sent, for figures. */
  readonly remaining: readonly { readonly seconds: number; readonly bytes: number }[];
}

const PAGE_BYTES = 4096;

/** `memoryBytes`: of a guest whose log does not say. */
export function observe(migration: ObservedMigration, name: string, memoryBytes = migration.memoryBytes): Observation {
  const { last, end, samples } = migration;
  const rest = restOf(migration);
  const postcopy = samples.find(({ status, postcopyRequests = 0 }) => status?.startsWith("postcopy") || postcopyRequests > 0);
  const pageBytes = migration.pageBytes ?? PAGE_BYTES;
  const ordered = samples.filter(({ seconds }) => seconds !== undefined);
  const looks =
    postcopy === undefined ? mostTelling(looksOfRounds(migration), looksOfSamples(ordered, pageBytes, migration.setupSeconds ?? 0)) : [];
  return {
    name,
    isComplete: end === "completed",
    isPostcopy: postcopy !== undefined || (last.postcopyRequests ?? 0) > 0,
    ...given({ postcopySeconds: postcopy?.seconds }),
    pageBytes,
    resolutionSeconds: [migration.totalSeconds ?? 0.5, ...ordered.map(({ seconds }) => seconds as number)].every(Number.isInteger)
      ? 1
      : 0.001,
    ...given({
      memoryBytes,
      setupSeconds: migration.setupSeconds,
      downtimeLimitSeconds: migration.downtimeLimitSeconds,
      seconds: migration.totalSeconds ?? (last.seconds === undefined ? undefined : last.seconds + rest.seconds),
      downtimeSeconds: end === "completed" ? migration.downtimeSeconds : undefined,
      downtimeBytes: migration.downtimeBytes,
      sentBytes: last.sentBytes === undefined ? undefined : last.sentBytes + rest.bytes,
      normalPages: last.normalPages,
      zeroPages: last.zeroPages,
      sentPages: last.sentPages,
      remainingBytes: last.remainingBytes,
      syncs: last.syncs,
      throttleRatio: Math.max(0, ...samples.map(({ throttleRatio = 0 }) => throttleRatio)) || undefined,
    }),
    looks,
    firstPass: firstPassOf(ordered, memoryBytes, pageBytes),
    measured: [...measuredOf(migration, pageBytes), ...(looks.length > 0 ? [] : ratesOf(ordered))],
    remaining: ordered.flatMap(({ seconds, remainingBytes }) =>
      seconds === undefined || remainingBytes === undefined ? [] : [{ seconds, bytes: remainingBytes }],
    ),
  };
}

/** Our modelling decisions: query-dirty-rate samples pages and counts whole MiB/s; of a rate in one look alone not even the time is known. */
const MEASURED_DEVIATION = 0.05;
const RATE_DEVIATION = 0.3;

/** One look at a running migration has a dirty rate, of a time that is about that of a pass. */
function ratesOf(samples: readonly ObservedSample[]): MeasuredDistinct[] {
  const last = samples.findLast(({ dirtyPagesPerSecond = 0 }) => dirtyPagesPerSecond > 0);
  if (last?.seconds === undefined || last.dirtyPagesPerSecond === undefined) return [];
  const seconds = Math.max(1, last.seconds / Math.max(1, last.syncs ?? 1));
  return [{ seconds, pages: last.dirtyPagesPerSecond * seconds, deviation: RATE_DEVIATION }];
}

/** A writer's own rate counts writes, and is left out. */
function measuredOf({ dirtyRates, dirtyCurve }: ObservedMigration, pageBytes: number): MeasuredDistinct[] {
  const rates = dirtyRates.flatMap(({ mode, seconds = 1, bytesPerSecond }) =>
    mode === "writer" || bytesPerSecond === 0
      ? []
      : [{ seconds, pages: (bytesPerSecond * seconds) / pageBytes, deviation: MEASURED_DEVIATION }],
  );
  if (dirtyCurve === undefined) return rates;
  const { sampledPages, totalPages, windows } = dirtyCurve;
  const curve = windows.map(({ seconds, dirtySampledPages }) => ({
    seconds,
    pages: (dirtySampledPages / sampledPages) * totalPages,
    deviation: MEASURED_DEVIATION,
  }));
  return [...rates, ...curve.filter(({ pages }) => pages > 0)];
}

/**
 * A log that tells of the end but not when it was: what remained at the last look, at the pace until then, if that was within the time to the
 * next look. Otherwise much of what remained was zero pages, and the end is halfway to that look.
 */
function restOf({ end, totalSeconds, last, samples }: ObservedMigration): { readonly seconds: number; readonly bytes: number } {
  const { seconds, sentBytes, remainingBytes } = last;
  if (end !== "completed" || totalSeconds !== undefined || !seconds || !sentBytes || !remainingBytes) return { seconds: 0, bytes: 0 };
  const gap = seconds - (samples.at(-2)?.seconds ?? 0);
  const whole = (remainingBytes * seconds) / sentBytes;
  const rest = whole <= gap ? whole : gap / 2;
  return { seconds: rest, bytes: (rest * sentBytes) / seconds };
}

/** Of two views of the same migration the one that counts more dirty pages, else the one with more times. */
function mostTelling(rounds: readonly Look[], samples: readonly Look[]): readonly Look[] {
  const counted = (looks: readonly Look[]) => looks.filter(({ dirtiedPages = 0 }) => dirtiedPages > 0).length;
  if (counted(rounds) !== counted(samples)) return counted(rounds) > counted(samples) ? rounds : samples;
  return rounds.length >= samples.length ? rounds : samples;
}

/** Without the fields that are undefined. */
function given<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: Exclude<Fields[Name], undefined>;
  };
}

/** Xen and Cloud Hypervisor write a line for each round. */
function looksOfRounds({ rounds }: ObservedMigration): Look[] {
  const times = rounds.flatMap(({ seconds, startSeconds }) => [seconds ?? 0, startSeconds ?? 0]);
  const toleranceSeconds = times.every(Number.isInteger) ? 0.5 : 0;
  let elapsed = 0;
  return rounds.flatMap((round, at): Look[] => {
    const next = rounds[at + 1];
    const seconds = round.seconds ?? (next?.startSeconds === undefined ? undefined : next.startSeconds - (round.startSeconds ?? elapsed));
    const endSeconds = seconds === undefined ? undefined : (round.startSeconds ?? elapsed) + seconds;
    elapsed = endSeconds ?? elapsed;
    // A round's pages to send are those found dirty at the end of the one before.
    const dirtiedPages = round.pagesDirtied ?? (next === undefined ? undefined : next.pagesToSend);
    const sentPages = round.pagesSent;
    if (dirtiedPages === undefined && seconds === undefined && sentPages === undefined) return [];
    return [
      {
        rounds: [round.index, round.index + 1],
        toleranceSeconds,
        ...given({ dirtiedPages, seconds, endSeconds, sentPages, skippedPages: round.pagesSkipped }),
      },
    ];
  });
}

/** QEMU's counters, asked now and then: a read of the dirty log lies between two samples of which the second counts more syncs. */
function looksOfSamples(samples: readonly ObservedSample[], pageBytes: number, setupSeconds: number): Look[] {
  const looks: Look[] = [];
  let before = setupSeconds;
  for (let at = 1; at < samples.length; at++) {
    const [first, second] = [samples[at - 1] as ObservedSample, samples[at] as ObservedSample];
    const [from, to] = [first.syncs, second.syncs];
    if (from === undefined || to === undefined || from < 1 || to <= from) continue;
    const toleranceSeconds = ((second.seconds as number) - (first.seconds as number)) / 2;
    const endSeconds = (first.seconds as number) + toleranceSeconds;
    const dirtiedPages = dirtiedBetween(first, second, pageBytes) ?? dirtiedByRate(first, second, endSeconds - before);
    // The first sync, that of the set-up, finds all of memory: QEMU counts it as 1.
    looks.push({
      rounds: [from - 1, to - 1],
      endSeconds,
      toleranceSeconds,
      seconds: endSeconds - before,
      ...given({ dirtiedPages }),
    });
    before = endSeconds;
  }
  return looks;
}

/** What remains grows by pages found dirty and falls by pages sent: so the two samples tell the first exactly. */
function dirtiedBetween(first: ObservedSample, second: ObservedSample, pageBytes: number): number | undefined {
  const [before, after] = [first.remainingBytes, second.remainingBytes];
  if (before === undefined || after === undefined) return undefined;
  const sent = sentBetween(first, second, pageBytes);
  return sent === undefined ? undefined : Math.max(0, (after - before) / pageBytes + sent);
}

function sentBetween(first: ObservedSample, second: ObservedSample, pageBytes: number): number | undefined {
  if (second.normalPages !== undefined && first.normalPages !== undefined)
    return second.normalPages - first.normalPages + (second.zeroPages ?? 0) - (first.zeroPages ?? 0);
  // Bytes do not tell zero pages, of which later passes have few.
  if ((first.syncs ?? 0) > 1 && second.sentBytes !== undefined && first.sentBytes !== undefined)
    return (second.sentBytes - first.sentBytes) / (pageBytes + PAGE_HEADER_BYTES);
  return undefined;
}

/** QEMU sets its rate anew at a sync a second or more after the last one that did (migration_update_rates in ram.c). */
function dirtiedByRate(first: ObservedSample, second: ObservedSample, seconds: number): number | undefined {
  const rate = second.dirtyPagesPerSecond;
  return rate === undefined || rate === 0 || rate === first.dirtyPagesPerSecond || seconds < 1 ? undefined : rate * seconds;
}

function firstPassOf(samples: readonly ObservedSample[], memoryBytes: number | undefined, pageBytes: number): Mark[] {
  return samples
    .filter(({ syncs = 1, status }) => syncs <= 1 && !status?.startsWith("postcopy"))
    .flatMap((sample): Mark[] => {
      const { seconds = 0, normalPages, zeroPages = 0 } = sample;
      if (normalPages !== undefined) return [{ seconds, normalPages, zeroPages }];
      const told = memoryBytes === undefined || sample.syncs === undefined ? undefined : pagesOfBytes(sample, memoryBytes, pageBytes);
      return told === undefined ? [] : [{ seconds, ...told }];
    });
}

/** Bytes of QEMU's stream for a page with content beside the page itself, and for a zero page (docs/sources/qemu.md). */
const PAGE_HEADER_BYTES = 8;
const ZERO_PAGE_BYTES = 9;

/** In the first pass what remains falls by every page, and what was sent grows by those with content. */
function pagesOfBytes({ sentBytes, remainingBytes }: ObservedSample, memoryBytes: number, pageBytes: number) {
  if (sentBytes === undefined || remainingBytes === undefined) return undefined;
  const pages = Math.max(0, (memoryBytes - remainingBytes) / pageBytes);
  const normalPages = (sentBytes - ZERO_PAGE_BYTES * pages) / (pageBytes + PAGE_HEADER_BYTES - ZERO_PAGE_BYTES);
  if (normalPages < 0 || normalPages > pages * 1.02) return undefined;
  return { normalPages: Math.min(normalPages, pages), zeroPages: Math.max(0, pages - normalPages) };
}
