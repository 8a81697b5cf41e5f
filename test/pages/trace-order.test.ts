/** A trace that repeats is the same as one that is written out: in the dirty log, in dirty-rate samples, and in what is accessed next. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectedFirstWrites } from "../../src/expected/distinct-pages.js";
import { createEagerWriter } from "../../src/pages/eager-writes.js";
import { secondsOfWrite, writesBefore } from "../../src/pages/trace-order.js";
import type { TraceSource } from "../../src/pages/write-source.js";
import { configOf, sourceOf, upTo } from "../support/pages-cases.js";

const PAGES = 12;
const REPETITIONS = 6;

/** Some share their moments; the last may be at the very end of the period. */
const traces = fc
  .record({
    writes: fc.array(fc.tuple(fc.oneof(fc.constantFrom(0, 0.1, 0.3), fc.double({ min: 0, max: 0.5, noNaN: true })), fc.nat(PAGES - 1)), {
      minLength: 1,
      maxLength: 12,
    }),
    silenceSeconds: fc.constantFrom(0, 0, 0.1, 0.37),
  })
  .map(({ writes, silenceSeconds }) => {
    const sorted = writes.sort((one, other) => one[0] - other[0]);
    const seconds = Float64Array.from(sorted, ([second]) => second);
    const pages = Uint32Array.from(sorted, ([, page]) => page);
    return traceOf(seconds, pages, Math.max(0.05, (seconds.at(-1) as number) + silenceSeconds));
  });

function traceOf(seconds: Float64Array, pages: Uint32Array, periodSeconds: number): TraceSource {
  return sourceOf(0, PAGES, { kind: "trace", seconds, pages, periodSeconds }) as TraceSource;
}

/** The repetitions one after the other, in a trace that does not repeat. */
function writtenOut({ seconds, pages, periodSeconds }: TraceSource): TraceSource {
  const writes = upTo(REPETITIONS).flatMap((repetition) =>
    [...seconds].map((second, index) => [repetition === 0 ? second : repetition * periodSeconds + second, pages[index] as number] as const),
  );
  // Rounding may put the last write of a repetition after the first of the next one.
  const sorted = writes.sort((one, other) => one[0] - other[0]);
  return traceOf(
    Float64Array.from(sorted, ([second]) => second),
    Uint32Array.from(sorted, ([, page]) => page),
    Infinity,
  );
}

/** Moments within the written-out repetitions, ascending; many on the moments of writes and of periods. */
const moments = fc.array(
  fc.tuple(fc.nat(REPETITIONS - 2), fc.oneof(fc.constantFrom(0, 0.1, 0.3, 1), fc.double({ min: 0, max: 1, noNaN: true }))),
  {
    minLength: 2,
    maxLength: 8,
  },
);
const NO_MOMENT: readonly [number, number] = [0, 0];
const at = ({ periodSeconds }: TraceSource, part: readonly [number, number]): number => (part[0] + part[1]) * periodSeconds;

function pagesMarked(source: TraceSource, seconds: readonly number[], hasMarkAll: boolean): number[][] {
  let marked = new Set<number>();
  const mark = (page: number): void => void marked.add(page);
  const markAll = (firstPage: number, pages: Uint32Array, first: number, end: number): void => {
    for (const page of pages.subarray(first, end)) mark(firstPage + page);
  };
  const write = createEagerWriter(configOf(PAGES, { sources: [source] }), [source], hasMarkAll ? { mark, markAll } : { mark });
  return seconds.map((second) => {
    marked = new Set();
    write(second);
    return [...marked].sort((left, right) => left - right);
  });
}

/** True if no write is within rounding of a moment, where the order of two writes could differ. */
function isApart(source: TraceSource, seconds: readonly number[]): boolean {
  return seconds.every((second) => writtenOut(source).seconds.every((write) => write === second || Math.abs(write - second) > 1e-12));
}

describe("a trace that repeats", () => {
  it("marks the pages that it marks written out, however often the writer is called", () => {
    fc.assert(
      fc.property(traces, moments, fc.boolean(), (source, parts, hasMarkAll) => {
        const seconds = parts.map((part) => at(source, part)).sort((left, right) => left - right);
        fc.pre(isApart(source, seconds));
        expect(pagesMarked(source, seconds, hasMarkAll)).toEqual(pagesMarked(writtenOut(source), seconds, hasMarkAll));
      }),
    );
  });

  it("shows the dirty rate that it shows written out", () => {
    fc.assert(
      fc.property(traces, moments, (source, parts) => {
        const [since = 0, from = 0, to = 0] = [...parts, ...parts].map((part) => at(source, part)).sort((left, right) => left - right);
        const [repeated, plain] = [source, writtenOut(source)].map((trace) =>
          expectedFirstWrites([trace])(since, from - since, to - since),
        );
        fc.pre(isApart(source, [since, since + (from - since), since + (to - since)]));
        expect(repeated).toBe(plain);
      }),
    );
  });

  it("counts the writes before a moment from any smaller count, and gives each its second", () => {
    fc.assert(
      fc.property(traces, moments, fc.nat(), (source, [part = NO_MOMENT], hint) => {
        const count = writesBefore(source, at(source, part));
        expect(writesBefore(source, at(source, part), hint % (count + 1))).toBe(count);
        expect(secondsOfWrite(source, count)).toBeGreaterThanOrEqual(at(source, part));
        if (count > 0) expect(secondsOfWrite(source, count - 1)).toBeLessThan(at(source, part));
      }),
    );
  });

  it("takes no longer after ten million repetitions than after one", () => {
    const source = traceOf(Float64Array.of(0, 1e-6), Uint32Array.of(3, 5), 1e-6);
    expect(pagesMarked(source, [0, 1e-6, 10, 10.000_000_4], true)).toEqual([[], [3], [3, 5], expect.anything()]);
    expect(writesBefore(source, 10)).toBeGreaterThan(19_999_990);
  });
});
