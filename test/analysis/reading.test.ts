import { describe, expect, it } from "vitest";
import type { Figures, PairedDifference, Verdict } from "../../src/analysis/comparison.js";
import { readingOf } from "../../src/analysis/reading.js";

const NAMES = { from: "netfront", to: "xenvmc" };

const SLOW: Figures<number> = {
  totals: { pagesDirtied: 99_999 },
  phases: { switchSeconds: 0 },
  channel: { roundTripSeconds: 80.04e-6, bytesMoved: 1.234e9, pagesDirtied: 1234.4 },
};
const FAST: Figures<number> = {
  totals: { pagesDirtied: 88_888 },
  phases: { switchSeconds: 0.00626 },
  channel: { roundTripSeconds: 30.06e-6, bytesMoved: 5.678e9, pagesDirtied: 5678.6 },
};

const entry = (mean: number, verdict?: Verdict): PairedDifference => ({
  mean,
  min: mean,
  median: mean,
  max: mean,
  ...(verdict === undefined ? {} : { verdict }),
});

/** Differences of `roundTrip` seconds, and what is found of the two totals. */
const differences = (roundTrip: number, totals: Record<string, PairedDifference>): Figures<PairedDifference> => ({
  totals,
  phases: {},
  channel: { roundTripSeconds: entry(roundTrip) },
});

const LONGER = { totalSeconds: entry(1, "higher"), pagesSent: entry(1, "higher") };
const SHORTER = { totalSeconds: entry(-1, "lower"), pagesSent: entry(-1, "lower") };

const SENTENCE =
  "xenvmc is the faster channel (round trip 30.1 us against 80.0 us of netfront) and its migration is not shorter: " +
  "up to its end 5.68 GB against 1.23 GB were moved, 5,679 against 1,234 pages of the channel were found dirty, " +
  "and the switch took 6.3 ms against 0.0 ms.";

describe("readingOf", () => {
  it("says what the faster of two channels did meanwhile, its figures first", () => {
    expect(readingOf(NAMES, SLOW, FAST, differences(-50e-6, LONGER))).toBe(SENTENCE);
  });

  it("says the same where the base is the faster one", () => {
    expect(readingOf({ from: "xenvmc", to: "netfront" }, FAST, SLOW, differences(50e-6, SHORTER))).toBe(SENTENCE);
  });

  it("counts all dirty pages where those of the channel cannot be told apart", () => {
    const withoutOwn = (figures: Figures<number>): Figures<number> => {
      const { pagesDirtied: _pagesDirtied, ...channel } = figures.channel ?? {};
      return { ...figures, channel };
    };
    expect(readingOf(NAMES, withoutOwn(SLOW), withoutOwn(FAST), differences(-50e-6, LONGER))).toContain(
      "88,888 against 99,999 pages were found dirty",
    );
  });

  it.each<[string, number, Record<string, PairedDifference>, boolean]>([
    ["shorter", -1, { ...LONGER, totalSeconds: entry(-1, "lower") }, false],
    ["of fewer pages", -1, { ...LONGER, pagesSent: entry(-1, "lower") }, false],
    ["equal", -1, { totalSeconds: entry(0, "equal in every run"), pagesSent: entry(0, "equal in every run") }, true],
    ["lower in the mean, without a shown difference", -1, { ...LONGER, totalSeconds: entry(-1, "no difference shown") }, true],
    ["of one run, and shorter", -1, { ...LONGER, totalSeconds: entry(-1) }, false],
    ["of one run, and longer", -1, { totalSeconds: entry(1), pagesSent: entry(1) }, true],
    ["of one run, and equal", -1, { totalSeconds: entry(0), pagesSent: entry(0) }, true],
    ["of one run, and longer than the faster base", 1, { totalSeconds: entry(1), pagesSent: entry(-1) }, false],
    ["of one run, and shorter than the faster base", 1, { totalSeconds: entry(-1), pagesSent: entry(-1) }, true],
    ["longer than the faster base", 1, LONGER, false],
    ["without these totals", -1, {}, true],
  ])("of a migration that is %s (round trip %i): %o", (_, roundTrip, totals, isSaid) => {
    expect(readingOf(NAMES, SLOW, FAST, differences(roundTrip, totals)) !== undefined).toBe(isSaid);
  });

  it("says nothing of channels that are as fast as each other, or of a guest without one", () => {
    expect(readingOf(NAMES, SLOW, FAST, differences(0, LONGER))).toBeUndefined();
    expect(readingOf(NAMES, SLOW, FAST, differences(0, SHORTER))).toBeUndefined();
    expect(readingOf(NAMES, SLOW, FAST, { totals: SHORTER, phases: {}, channel: {} })).toBeUndefined();
    expect(readingOf(NAMES, SLOW, FAST, { totals: LONGER, phases: {} })).toBeUndefined();
    const { channel: _channel, ...silent } = FAST;
    expect(readingOf(NAMES, SLOW, silent, differences(-1, LONGER))).toBeUndefined();
    expect(readingOf(NAMES, silent, FAST, differences(-1, LONGER))).toBeUndefined();
  });
});
