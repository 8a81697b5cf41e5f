/** Frames by their moments, and the part of memory that maps show. */
import { describe, expect, it } from "vitest";
import { FrameStore } from "../../playground/frame-store.js";
import { MapRange } from "../../playground/map-range.js";
import type { Frame } from "../../playground/protocol.js";

const none = new Uint8Array(1);
const frameAt = (seconds: number): Frame => ({ seconds, rounds: 0, first: none, again: none, resent: none, sent: none, dirty: none });

describe("frames", () => {
  const store = new FrameStore();
  for (const seconds of [1, 2, 3, 3, 4]) store.add(frameAt(seconds));

  it("are found by the last one of at most a second, the first one before it", () => {
    expect([0, 1, 1.9, 3, 9].map((seconds) => store.at(seconds)?.seconds)).toEqual([1, 1, 1, 3, 4]);
    expect(new FrameStore().at(1)).toBeUndefined();
    expect([store.secondsWellBefore(4), store.secondsWellBefore(1.5)]).toEqual([3, 0]);
  });

  it("of batches come between, and are stepped through only where all are known", () => {
    store.setBatches([2.2, 2.4, 2.6].map(frameAt), 2.5);
    expect([2.3, 2.9, 3].map((seconds) => store.at(seconds)?.seconds)).toEqual([2.2, 2.6, 3]);
    expect([store.batchFrom(2.4, 1), store.batchFrom(2.4, -1), store.batchFrom(2.6, 1)]).toEqual([2.6, 2.2, undefined]);
    expect([store.batchFrom(2.1, 1), store.batchFrom(2.7, -1)]).toEqual([undefined, undefined]);
    // Those around a second before the first batch.
    store.setBatches([2.2].map(frameAt), 2);
    expect(store.batchFrom(2, 1)).toBe(2.2);
  });
});

describe("the part of memory", () => {
  it("is marked from where marking began, both ways, within memory", () => {
    const range = new MapRange();
    range.open(10_000);
    range.move(5000, 8, false);
    range.move(5016, 8, true);
    expect(range.region).toEqual({ firstPage: 5000, pages: 24 });
    range.move(4992, 8, true);
    expect(range.region).toEqual({ firstPage: 4992, pages: 16 });
    range.move(99_999, 8, true);
    expect(range.region).toEqual({ firstPage: 5000, pages: 5000 });
    range.move(-5, 8, false);
    expect([range.region, range.head]).toEqual([undefined, 0]);
  });

  it("is zoomed around a page, and stays within memory and worth a map", () => {
    const range = new MapRange();
    range.open(65_536);
    range.zoom(1, 65_535);
    expect(range.view).toEqual({ firstPage: 32_768, pages: 32_768 });
    range.zoom(1, 32_768);
    expect(range.view).toEqual({ firstPage: 32_768, pages: 16_384 });
    for (let times = 0; times < 20; times++) range.zoom(1, 40_000);
    expect(range.view.pages).toBe(512);
    range.move(0, 8, false);
    expect(range.view.firstPage).toBe(0);
    range.move(16, 8, true);
    range.zoomToRegion();
    expect(range.view).toEqual({ firstPage: 0, pages: 512 });
    for (let times = 0; times < 20; times++) range.zoom(-1);
    expect([range.isWhole, range.view]).toEqual([true, { firstPage: 0, pages: 65_536 }]);
  });
});
