/** A round of expected counts handles exactly the pages that were found to send, whatever wrote them and in whatever order they are scanned. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createExpectedPages } from "../../src/expected/pages.js";
import type { Pages } from "../../src/pages/pages.js";
import type { WriteSource } from "../../src/pages/write-source.js";
import { configOf, paceOf, sourceOf } from "../support/pages-cases.js";

const SEED = 20_261_128;
const ROUNDS = 4;

/** Memory of which sweeps are sampled, at 8192 samples a piece: the largest sizes have odd and even sampling steps. */
const slots = fc.oneof(
  fc.integer({ min: 1, max: 3000 }),
  fc.constantFrom(1025, 8192, 16_384, 40_000),
  fc.integer({ min: 8200, max: 40_000 }),
);

/** A source in any part of memory, given as shares of it. */
interface Drawn {
  readonly kind: "sweep" | "uniform" | "zipf" | "burst";
  readonly from: number;
  readonly size: number;
  readonly writesPerSecond: number;
  readonly stride: number;
  readonly offset: number;
  readonly isScattered: boolean;
}

/** Evenly spread, which `fc.double` is not. */
const share = fc.integer({ min: 0, max: 999 }).map((value) => value / 1000);
const magnitude = (min: number, max: number) => share.map((exponent) => min * (max / min) ** exponent);
const drawn: fc.Arbitrary<Drawn> = fc.record({
  kind: fc.constantFrom("sweep", "sweep", "sweep", "uniform", "zipf", "burst"),
  from: share,
  size: share,
  writesPerSecond: magnitude(1, 40_000),
  stride: fc.oneof(fc.constantFrom(0, 1, 2, 3), fc.integer({ min: 0, max: 50_000 })),
  offset: fc.integer({ min: 0, max: 50_000 }),
  isScattered: fc.boolean(),
});

function sourceFrom(pages: number, { kind, from, size, writesPerSecond, stride, offset, isScattered }: Drawn, index: number): WriteSource {
  const firstPage = Math.floor(from * pages);
  const count = 1 + Math.floor(size * (pages - firstPage));
  const place = [firstPage, Math.min(count, pages - firstPage)] as const;
  const layout = isScattered ? "scattered" : "contiguous";
  const stream = index + 1;
  if (kind === "sweep") return sourceOf(...place, { kind, writesPerSecond, stridePages: stride, offsetPages: offset, stream }, layout);
  if (kind === "burst") return sourceOf(...place, { kind, periodSeconds: 1000 / writesPerSecond, stream }, layout);
  const random = { writesPerSecond, meanRunPages: 1, stream };
  return sourceOf(...place, kind === "zipf" ? { kind, exponent: 1, ...random } : { kind, ...random }, layout);
}

describe("pages handled in a round", () => {
  it("are the pages found", () => {
    fc.assert(
      fc.property(
        slots,
        fc.constantFrom("ascending", "rotated"),
        fc.array(drawn, { minLength: 1, maxLength: 4 }),
        fc.constantFrom("skip", "send", "allocate-only"),
        magnitude(100, 1e6),
        fc.tuple(share, share),
        (count, scanOrder, sources, dirtyPageRule, pagesPerSecond, [marked, zero]) => {
          const pages = createExpectedPages(
            configOf(count, {
              scanOrder,
              sources: sources.map((source, index) => sourceFrom(count, source, index)),
              zero: { pages: zero < 0.5 ? 0 : Math.floor(zero * count), where: "anywhere" },
            }),
          );
          pages.fillToSend();
          let found = pages.countToSend();
          let now = 0;
          for (let round = 0; round < ROUNDS; round++) {
            now = sendRound(pages, round, now, { dirtyPageRule, bytesPerSecond: pagesPerSecond, pageBytes: 1 });
            expectEqual(handled(pages), found, count);
            if (marked > 0.7) pages.markWritten(Math.floor((marked - 0.7) * count), Math.ceil(count / 9));
            found = pages.clean(now);
            expectEqual(pages.countToSend(), found, count);
          }
        },
      ),
      { seed: SEED, numRuns: 300 },
    );
  });
});

/** Sends all pages to send. Returns the second at which it ended. */
function sendRound(pages: Pages, round: number, startSeconds: number, fields: Parameters<typeof paceOf>[0]): number {
  pages.beginRound(round, startSeconds);
  pages.transfer(paceOf({ startSeconds, startGuestSeconds: startSeconds, ...fields }), Infinity);
  expect(pages.progress.done).toBe(true);
  return pages.progress.seconds;
}

function handled({ progress }: Pages): number {
  return progress.pagesSent + progress.pagesSkipped + progress.pagesAllocatedOnly;
}

function expectEqual(actual: number, expected: number, pages: number): void {
  expect(Math.abs(actual - expected), `${actual} of ${expected}`).toBeLessThan(1e-9 * pages + 1e-6);
}
