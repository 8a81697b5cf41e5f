import { describe, expect, it } from "vitest";
import { geometricSeries, type TextbookGuest, workingSetRounds } from "../../../bench/peers/textbook-migration.js";

const GUEST: TextbookGuest = {
  pages: 100_000,
  pagesPerSecond: 10_000,
  downtimeLimitSeconds: 0.3,
  workingSets: [{ pages: 50_000, writesPerSecond: 5_000 }],
};

describe.each([
  ["geometricSeries", geometricSeries],
  ["workingSetRounds", workingSetRounds],
])("%s", (_name, predict) => {
  it("sends every page once if nothing is written", () => {
    expect(predict({ ...GUEST, workingSets: [] })).toEqual({ totalSeconds: 10, pagesSent: 100_000 });
  });

  it("sends at the link's speed", () => {
    const { totalSeconds = 0, pagesSent = 0 } = predict(GUEST) ?? {};
    expect(totalSeconds).toBeCloseTo(pagesSent / 10_000, 9);
  });

  it("has no end if a hot set is written faster than it is sent", () => {
    expect(predict({ ...GUEST, workingSets: [{ pages: 50_000, writesPerSecond: 1e9 }] })).toBeUndefined();
  });
});

describe("geometricSeries", () => {
  it("is M (1 + r + ... + r^n), r = 1/2, until r^n M takes less than the limit", () => {
    // 100,000, 50,000, ..., 3,125 are more than 3,000; 1,562.5 are not.
    expect(geometricSeries(GUEST)?.pagesSent).toBeCloseTo(100_000 * (2 - 2 ** -6), 6);
  });
});

describe("workingSetRounds", () => {
  it("has W (1 - exp(-r t / W)) pages dirty after a round", () => {
    const left = 50_000 * (1 - Math.exp(-1));
    const { pagesSent } = workingSetRounds({ ...GUEST, downtimeLimitSeconds: 4 }) ?? {};
    expect(pagesSent).toBeCloseTo(100_000 + left, 6);
  });
});
