/** Accesses against the sources' definitions: rates, shares and order, before and after the missing pages are re-read. */
import { describe, expect, it } from "vitest";
import { zipfSum } from "../../../src/pages/grade.js";
import { SpeedClock } from "../../../src/pages/speed-clock.js";
import { ALWAYS, type WriteSource } from "../../../src/pages/write-source.js";
import { Accesses } from "../../../src/simulation/postcopy/accesses.js";
import { configOf, sourceOf } from "../../support/pages-cases.js";

const PAGES = 1000;
const ZIPF_SUM = zipfSum(PAGES, 0.9);

/** The next `count` accesses, each with its guest second. */
function take(accesses: Accesses, count: number): { readonly page: number; readonly seconds: number }[] {
  return Array.from({ length: count }, () => {
    const access = { page: accesses.page, seconds: accesses.guestSeconds };
    accesses.moveOn();
    return access;
  });
}

function accessesOf(source: WriteSource, isMissing: (page: number) => boolean, fromSeconds = 0, accessesPerWrite = 1): Accesses {
  return new Accesses(configOf(2048, { sources: [source] }), fromSeconds, accessesPerWrite, isMissing);
}

/** Four writes to pages 2 to 5. */
function recorded(periodSeconds: number): WriteSource {
  return sourceOf(2, 9, {
    kind: "trace",
    seconds: Float64Array.of(0.1, 0.2, 0.2, 0.9),
    pages: Uint32Array.of(0, 1, 2, 3),
    periodSeconds,
  });
}

const drawn = [
  ["uniform", sourceOf(100, PAGES, { kind: "uniform", writesPerSecond: 5000, meanRunPages: 1 }), () => 1 / PAGES],
  [
    "zipf",
    sourceOf(100, PAGES, { kind: "zipf", writesPerSecond: 5000, exponent: 0.9, meanRunPages: 1 }),
    (index: number) => (index + 1) ** -0.9 / ZIPF_SUM,
  ],
  [
    "power-law",
    sourceOf(100, PAGES, { kind: "power-law", writesPerSecond: 5000, exponent: 3, meanRunPages: 1 }),
    (index: number) => ((index + 1) / PAGES) ** (1 / 3) - (index / PAGES) ** (1 / 3),
  ],
  ["scattered", sourceOf(0, 2048, { kind: "uniform", writesPerSecond: 5000, meanRunPages: 1 }, "scattered"), () => 1 / 2048],
] as const;

describe.each(drawn)("accesses of a %s source", (_name, source, shareOf) => {
  // Every seventh page is missing. Accesses to other pages are rejected one by one at first, and later by a table.
  const isMissing = (page: number): boolean => page % 7 === 3;
  const { firstPage, pages } = source.region;
  const missing = Array.from({ length: pages }, (_, index) => firstPage + index).filter(isMissing);
  const share = missing.reduce((sum, page) => sum + shareOf(page - firstPage), 0);

  it.each([1, 3])(
    "happen at %i times the rate of its writes to missing pages, each page in proportion to its share",
    (accessesPerWrite) => {
      const count = 40_000;
      const taken = take(accessesOf(source, isMissing, 2, accessesPerWrite), count);
      const seconds = (taken.at(-1)?.seconds ?? 0) - 2;
      const expectedSeconds = count / (5000 * accessesPerWrite * share);
      expect(Math.abs(seconds / expectedSeconds - 1)).toBeLessThan(4.3 / Math.sqrt(count));
      const counts = new Map<number, number>();
      for (const { page } of taken) counts.set(page, (counts.get(page) ?? 0) + 1);
      const chiSquare = missing.reduce((sum, page) => {
        const expected = (count * shareOf(page - firstPage)) / share;
        return sum + ((counts.get(page) ?? 0) - expected) ** 2 / expected;
      }, 0);
      const freedom = missing.length - 1;
      expect(Math.abs(chiSquare - freedom)).toBeLessThan(4.3 * Math.sqrt(2 * freedom));
      expect([...counts.keys()].every(isMissing)).toBe(true);
    },
  );

  it("end when no page is missing, and begin at the given time", () => {
    expect(accessesOf(source, () => false).guestSeconds).toBe(Infinity);
    expect(accessesOf(source, () => true, 12).guestSeconds).toBeGreaterThan(12);
  });

  it("keep their distribution while pages arrive", () => {
    // The time to the next missing page is exponential, independent of the past.
    let still = new Set(missing);
    const accesses = accessesOf(source, (page) => still.has(page));
    let standardised = 0;
    let lastSeconds = 0;
    while (still.size > 0) {
      const rate = 5000 * [...still].reduce((sum, page) => sum + shareOf(page - firstPage), 0);
      const { page, seconds } = take(accesses, 1)[0] as { page: number; seconds: number };
      if (!still.has(page)) continue;
      standardised += rate * (seconds - lastSeconds) - 1;
      lastSeconds = seconds;
      still = new Set([...still].filter((other) => other !== page));
    }
    expect(Math.abs(standardised)).toBeLessThan(4.3 * Math.sqrt(missing.length));
  });
});

describe("accesses in runs", () => {
  it("happen as often as the writes of their source", () => {
    const source = sourceOf(0, PAGES, { kind: "uniform", writesPerSecond: 5000, meanRunPages: 4 });
    const count = 40_000;
    const seconds =
      take(
        accessesOf(source, (page) => page % 2 === 0),
        count,
      ).at(-1)?.seconds ?? 0;
    expect(Math.abs((seconds * 2500) / count - 1)).toBeLessThan((4.3 * Math.sqrt(7)) / Math.sqrt(count));
    expect(accessesOf(source, () => false).guestSeconds).toBe(Infinity);
  });
});

describe("accesses in order", () => {
  it("of a sweep continue where its writes stopped, faster by the accesses per write", () => {
    const sweep = sourceOf(10, 5, { kind: "sweep", writesPerSecond: 10, stridePages: 2, offsetPages: 1 });
    // Writes 0 .. 4 are before guest second 0.5, so write 5 = 1 + 5 x 2 = page 1 of the region is next.
    expect(
      take(
        accessesOf(sweep, (page) => page !== 13, 0.5, 2),
        5,
      ),
    ).toEqual([
      { page: 11, seconds: 0.5 },
      { page: 10, seconds: 0.6 },
      { page: 12, seconds: 0.65 },
      { page: 14, seconds: 0.7 },
      { page: 11, seconds: 0.75 },
    ]);
    expect(accessesOf(sweep, () => false).guestSeconds).toBe(Infinity);
  });

  it("of a sweep that has run for long are the same", () => {
    const sweep = sourceOf(0, 7, { kind: "sweep", writesPerSecond: 1e9, stridePages: 134217727, offsetPages: 3 });
    const expected = Number((BigInt(4e15) * 134217727n + 3n) % 7n);
    expect(accessesOf(sweep, () => true, 4e6).page).toBe(expected);
  });

  it("of a burst cover its region at one time", () => {
    const burst = sourceOf(4, 3, { kind: "burst", periodSeconds: 0.5 });
    expect(
      take(
        accessesOf(burst, (page) => page !== 5, 0.7),
        3,
      ),
    ).toEqual([
      { page: 4, seconds: 1 },
      { page: 6, seconds: 1 },
      { page: 4, seconds: 1.5 },
    ]);
  });

  it("of a trace are the remaining recorded ones", () => {
    const trace = recorded(Infinity);
    const accesses = accessesOf(trace, (page) => page !== 4, 0.15);
    expect(take(accesses, 2)).toEqual([
      { page: 3, seconds: 0.2 },
      { page: 5, seconds: 0.9 },
    ]);
    expect(accesses.guestSeconds).toBe(Infinity);
  });

  it("of a trace that repeats start again, until none of its pages is missing", () => {
    const missing = new Set([3, 5]);
    const accesses = accessesOf(recorded(1), (page) => missing.has(page), 0.15);
    expect(take(accesses, 3)).toEqual([
      { page: 3, seconds: 0.2 },
      { page: 5, seconds: 0.9 },
      { page: 3, seconds: 1.2 },
    ]);
    missing.clear();
    accesses.moveOn();
    accesses.moveOn();
    expect(accesses.guestSeconds).toBe(Infinity);
  });

  it("wait for the source's gate, and are in order of guest time", () => {
    const gate = { periodSeconds: 1, onSeconds: 0.25, offSeconds: 0.5, elapsedSeconds: 0 };
    const burst = { ...sourceOf(0, 1, { kind: "burst", periodSeconds: 0.25 }), gate };
    const other = { ...sourceOf(1, 1, { kind: "burst", periodSeconds: 0.5, stream: 2 }), gate: ALWAYS };
    const accesses = new Accesses(configOf(8, { sources: [burst, other] }), 0.1, 1, () => true);
    expect(take(accesses, 5).map(({ page, seconds }) => [page, seconds])).toEqual([
      [0, 0.25],
      [1, 0.5],
      [1, 1],
      [0, 1.25],
      [1, 1.5],
    ]);
  });

  it("follow a clock that changes its speed", () => {
    const clock = new SpeedClock(1);
    const source = { ...sourceOf(0, 8, { kind: "sweep", writesPerSecond: 1, stridePages: 1, offsetPages: 0 }), gate: { ...ALWAYS, clock } };
    const accesses = new Accesses(configOf(8, { sources: [source] }), 0.5, 1, () => true);
    expect(accesses.guestSeconds).toBe(1);
    clock.setSpeed(0.75, 0);
    accesses.retime();
    expect(accesses.guestSeconds).toBe(Infinity);
    clock.setSpeed(3, 0.5);
    accesses.retime();
    expect(accesses.guestSeconds).toBe(3.5);
  });
});
