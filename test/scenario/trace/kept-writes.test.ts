/** Merging within bins, against the rule written down: what it keeps, and what it leaves as it was. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KeptWrites, type TraceColumns } from "../../../src/scenario/trace/kept-writes.js";

type Write = readonly [second: number, page: number];

const PAGES = 6;
const traces = fc
  .array(fc.tuple(fc.oneof(fc.constantFrom(0, 0.001, 0.5), fc.double({ min: 0, max: 1, noNaN: true })), fc.nat(PAGES - 1)), {
    maxLength: 200,
  })
  .map((writes) => writes.sort((left, right) => left[0] - right[0]));

function keep(writes: readonly Write[], binSeconds?: number, limit?: number): TraceColumns {
  const kept = new KeptWrites(binSeconds, limit);
  for (const [second, page] of writes) kept.add(second, page);
  return kept.end();
}

const writesOf = ({ seconds, pages }: TraceColumns): Write[] => [...seconds].map((second, index) => [second, pages[index] as number]);

/** The first and the last write to each page in each bin. */
function firstAndLast(writes: readonly Write[], binSeconds: number): Write[] {
  const isSame = ([second, page]: Write, [otherSecond, otherPage]: Write): boolean =>
    page === otherPage && Math.floor(second / binSeconds) === Math.floor(otherSecond / binSeconds);
  return writes.filter(
    (write, index) =>
      !writes.slice(0, index).some((other) => isSame(write, other)) || !writes.slice(index + 1).some((other) => isSame(write, other)),
  );
}

describe("the writes of a trace", () => {
  it("are all kept up to the limit", () => {
    fc.assert(
      fc.property(traces, (writes) => {
        expect(keep(writes, undefined, 200)).toEqual({
          seconds: Float64Array.from(writes, ([second]) => second),
          pages: Uint32Array.from(writes, ([, page]) => page),
        });
      }),
    );
  });

  it("are, within a bin, the first and the last to each page", () => {
    fc.assert(
      fc.property(traces, fc.constantFrom(0.001, 0.01, 0.3, 2), (writes, binSeconds) => {
        const columns = keep(writes, binSeconds);
        expect(writesOf(columns)).toEqual(firstAndLast(writes, binSeconds));
        expect(columns.merged).toEqual({ binSeconds, recordedWrites: writes.length });
        expect(writesOf(keep(writesOf(columns), binSeconds))).toEqual(writesOf(columns));
      }),
    );
  });

  it("are merged beyond the limit in bins of 1 ms, 2 ms, 4 ms ..., by the same rule as all at once", () => {
    fc.assert(
      fc.property(traces, (writes) => {
        const columns = keep(writes, undefined, 32);
        const binSeconds = columns.merged?.binSeconds;
        expect(binSeconds === undefined).toBe(writes.length <= 32);
        if (binSeconds === undefined) return;
        expect(Math.log2(binSeconds / 0.001) % 1).toBe(0);
        expect(writesOf(columns)).toEqual(firstAndLast(writes, binSeconds));
        expect(columns.merged?.recordedWrites).toBe(writes.length);
        expect(columns.pages.length).toBeLessThanOrEqual(32);
      }),
    );
  });

  it("show the same dirty pages in every window that begins in one bin and ends in another", () => {
    const windows = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));
    const dirty = (writes: readonly Write[], from: number, to: number): number[] =>
      [...new Set(writes.filter(([second]) => second >= from && second < to).map(([, page]) => page))].sort();
    fc.assert(
      fc.property(traces, fc.constantFrom(0.01, 0.1), windows, (writes, binSeconds, [from, to]) => {
        fc.pre(Math.floor(from / binSeconds) < Math.floor(to / binSeconds));
        expect(dirty(writesOf(keep(writes, binSeconds)), from, to)).toEqual(dirty(writes, from, to));
      }),
    );
  });

  it("are never fewer than four for each page", () => {
    const writes = Array.from({ length: 400 }, (_, index): Write => [index / 10, index % 100]);
    expect(keep(writes, undefined, 10).merged).toBeUndefined();
    expect(keep([...writes, [40, 0]], undefined, 10).merged).toMatchObject({ recordedWrites: 401 });
  });
});
