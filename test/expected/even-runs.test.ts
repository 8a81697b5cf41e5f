/** Batches taken at once because they differ only in their start times, against the same batches one by one. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createExpectedPages } from "../../src/expected/pages.js";
import type { Pages } from "../../src/pages/pages.js";
import { configOf, paceOf, sourceOf } from "../support/pages-cases.js";

const PAGES = 30_000;
const WRITTEN_PAGES = 20_000;

function open(writesPerSecond: number): Pages {
  const source = sourceOf(500, WRITTEN_PAGES, { kind: "uniform", writesPerSecond, meanRunPages: 1 });
  const pages = createExpectedPages(configOf(PAGES, { sources: [source] }));
  pages.fillToSend();
  return pages;
}

/** Two rounds, the second with few pages to send. `isSplit`: every batch by itself. */
function sendTwice(pages: Pages, batchPages: number, isSplit: boolean): number[] {
  const figures: number[] = [];
  for (let round = 0; round < 2; round++) {
    const startSeconds = pages.progress.seconds;
    pages.beginRound(round, startSeconds);
    const pace = paceOf({ startSeconds, startGuestSeconds: startSeconds, batchPages, batchSeconds: 0.01, dirtyPageRule: "skip" });
    while (isSplit && !pages.progress.done) pages.transfer(pace, pages.progress.seconds + 1e-9);
    pages.transfer(pace, Infinity);
    const { seconds, bytes, batches, pagesSent, pagesSkipped, peeks } = pages.progress;
    figures.push(seconds, bytes, batches, pagesSent, pagesSkipped, peeks, pages.countNeverSent(), pages.clean(seconds));
  }
  return figures;
}

describe("batches of evenly written pages", () => {
  it("give the same result at once and one by one", () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 60_000, noNaN: true }), fc.integer({ min: 16, max: 1024 }), (writesPerSecond, batchPages) => {
        const atOnce = sendTwice(open(writesPerSecond), batchPages, false);
        const oneByOne = sendTwice(open(writesPerSecond), batchPages, true);
        for (const [index, figure] of atOnce.entries()) {
          const expected = oneByOne[index] as number;
          expect(Math.abs(figure - expected), `figure ${index}`).toBeLessThanOrEqual(1e-9 * Math.max(1, expected));
        }
      }),
      { seed: 20261122, numRuns: 60 },
    );
  });

  it("skip the pages that a peek before each batch finds written", () => {
    const [batchPages, rate] = [100, 8000 / WRITTEN_PAGES];
    const pages = open(8000);
    pages.beginRound(0, 0);
    pages.transfer(paceOf({ batchPages, dirtyPageRule: "skip" }), 20);
    // 500 unwritten pages take five batches of a tenth of a second.
    let [passed, skipped] = [0, 0];
    for (let batch = 5; passed < WRITTEN_PAGES && batch < 20 / 0.1; batch++) {
      const escaped = Math.exp((-rate * batch) / 10);
      const taken = Math.min(batchPages / escaped, WRITTEN_PAGES - passed);
      skipped += taken * (1 - escaped);
      passed += taken;
    }
    expect(passed).toBe(WRITTEN_PAGES);
    expect(pages.progress.pagesSkipped).toBeCloseTo(skipped, 6);
  });
});
