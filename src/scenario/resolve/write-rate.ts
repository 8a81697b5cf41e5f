/** Converts rates of page writes to writes per second. */
import { DIRTY_RATE_WINDOW_SECONDS, WRITES_PER_SECOND_LIMIT } from "../defaults.js";
import { contradiction, type Path, type ReportIssue } from "../issues.js";
import type { ResolvedSource } from "../resolved/resolved.js";
import type { PageRate } from "../schema/fields.js";

/** A source with a rate and a region. */
export type RatedSource = Extract<ResolvedSource, { readonly writesPerSecond: number }>;

/** A dirty rate: distinct pages per second that a source dirties in windows of one length. */
export interface DirtyRate {
  readonly pagesPerSecond: number;
  readonly windowSeconds: number;
}

/** The write rate for a dirty rate; or the highest possible dirty rate, which is reached if `isReached` and otherwise only approached. */
export type WriteRate = { readonly writesPerSecond: number } | { readonly mostPagesPerSecond: number; readonly isReached: boolean };

/** Finds the write rate, at most `mostWritesPerSecond`, at which `source` has a given dirty rate. The rate in `source` is ignored. */
export type FindWriteRate = (source: RatedSource, wanted: DirtyRate, mostWritesPerSecond: number) => WriteRate;

/** The ways to write a rate; the schema ensures that exactly one is present. */
export interface GivenRate {
  readonly rate?: PageRate | undefined;
  readonly dirtyRate?: PageRate | { readonly rate: PageRate; readonly window: number } | undefined;
  readonly perMessage?: number | undefined;
  readonly perByte?: number | undefined;
}

export interface RateContext {
  readonly pageBytes: number;
  readonly vcpus: number;
  readonly findWriteRate: FindWriteRate;
  readonly report: ReportIssue;
}

/** Writes per second of a rate; a rate in bytes/s is divided by `pageBytes`. */
export function writesPerSecond({ perSecond, of }: PageRate, pageBytes: number): number {
  return of === "pages" ? perSecond : perSecond / pageBytes;
}

/** The source, whose rate is 0, with its given rate. Reports a dirty rate that its region cannot reach. */
export function withRate<Source extends RatedSource>(source: Source, given: GivenRate, path: Path, context: RateContext): Source {
  const { pageBytes, vcpus, findWriteRate, report } = context;
  const { rate, dirtyRate, perMessage, perByte } = given;
  if (perMessage !== undefined) return { ...source, writesPerMessage: perMessage };
  if (perByte !== undefined) return { ...source, bytesWrittenPerByte: perByte };
  if (rate !== undefined || dirtyRate === undefined) {
    return { ...source, writesPerSecond: rate === undefined ? 0 : writesPerSecond(rate, pageBytes) };
  }
  const { rate: distinct, window } = "rate" in dirtyRate ? dirtyRate : { rate: dirtyRate, window: DIRTY_RATE_WINDOW_SECONDS };
  const wanted = { pagesPerSecond: writesPerSecond(distinct, pageBytes), windowSeconds: window };
  const found = findWriteRate(source, wanted, vcpus * WRITES_PER_SECOND_LIMIT);
  if ("writesPerSecond" in found) return { ...source, writesPerSecond: found.writesPerSecond };
  const most = `${found.mostPagesPerSecond} pages/s (${(found.mostPagesPerSecond * pageBytes) / 1e6} MB/s)`;
  const expected = `a dirty rate ${found.isReached ? "of at most" : "below"} ${most} for a region of ${source.pages} pages in windows of ${window} s`;
  report(contradiction([...path, "dirtyRate"], expected, `${wanted.pagesPerSecond} pages/s`));
  return { ...source, writesPerSecond: 0 };
}
