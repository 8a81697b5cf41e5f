import { describe, expect, it } from "vitest";
import type { PagesConfig } from "../../src/pages/pages.js";
import { configOf, implementations, paceOf, pagesIn, sourceOf, upTo } from "../support/pages-cases.js";

const cyclic = (slots: number, fields: Partial<PagesConfig> = {}) => configOf(slots, { scanOrder: "cyclic", ...fields });

/** Sends `count` pages of one byte in batches of one. */
const pageByPage = paceOf({ batchPages: 1 });

describe.each(implementations)("%s: a cyclic scan", (_name, create) => {
  it.each([1, 63, 64, 65, 1023, 1024, 1025, 3000])(
    "sends each of %i pages once between two syncs, however often it is written",
    (slots) => {
      const source = sourceOf(0, slots, { kind: "uniform", writesPerSecond: 5000, meanRunPages: 1 });
      const pages = create(cyclic(slots, { sources: [source] }));
      expect(pages.fillToSend()).toBe(slots);
      pages.beginRound(0, 0);
      pages.transfer(paceOf({ batchPages: 100 }), Infinity);
      expect(pages.progress).toMatchObject({ pagesSent: slots, cursor: slots, batches: Math.ceil(slots / 100), done: true });
      expect([pages.countToSend(), pages.countNeverSent()]).toEqual([0, 0]);
      pages.transfer(paceOf({ batchPages: 100 }), Infinity);
      expect(pages.progress.pagesSent).toBe(slots);
    },
  );

  it("continues at its position, carries over the pages left, and wraps around", () => {
    const pages = create(cyclic(100, { allocatedPages: 90 }));
    pages.fillToSend();
    pages.beginRound(0, 0);
    pages.transfer(pageByPage, Infinity, 29);
    expect(pages.progress).toMatchObject({ pagesSent: 30, cursor: 30, done: false });
    pages.markWritten(5, 5);
    pages.markWritten(28, 4);
    expect(pages.clean(0)).toBe(7);
    pages.beginRound(1, 0);
    expect(pages.progress).toMatchObject({ cursor: 30, pagesSent: 0, bytes: 0, done: false });
    pages.transfer(pageByPage, Infinity, 59);
    expect(pages.progress).toMatchObject({ pagesSent: 60, cursor: 90, done: false });
    expect(pagesIn(pages, "to-send")).toEqual([5, 6, 7, 8, 9, 28, 29]);
    pages.transfer(pageByPage, Infinity);
    expect(pages.progress).toMatchObject({ pagesSent: 67, cursor: 30, done: true });
  });

  it("takes the pages of one batch from both sides of the end", () => {
    const pages = create(cyclic(2000));
    pages.fillToSend();
    pages.beginRound(0, 0);
    pages.transfer(pageByPage, Infinity, 1994);
    pages.markWritten(10, 10);
    pages.clean(0);
    pages.transfer(paceOf({ startBytes: 1995, startBatches: 1995, batchPages: 8 }), Infinity, 1995);
    expect(pages.progress).toMatchObject({ pagesSent: 2003, batches: 1996, cursor: 13 });
  });

  it("stops after the batch that exceeds the byte limit, and at once if it was exceeded before", () => {
    const pages = create(cyclic(3000));
    pages.fillToSend();
    pages.beginRound(0, 0);
    const pace = paceOf({ batchPages: 10, batchHeaderBytes: 2, entryBytes: 1 });
    pages.transfer(pace, Infinity, 21);
    expect(pages.progress).toMatchObject({ batches: 1, bytes: 22 });
    pages.transfer(pace, Infinity, 21);
    expect(pages.progress).toMatchObject({ batches: 1 });
    pages.transfer(pace, Infinity, 220);
    expect(pages.progress).toMatchObject({ batches: 11, bytes: 242 });
    pages.transfer(pace, 0.43, 2000);
    expect(pages.progress).toMatchObject({ batches: 20, bytes: 440, seconds: 0.44 });
  });

  it("is done when no page is left, and no longer when a sync adds pages", () => {
    const pages = create(cyclic(10));
    pages.beginRound(0, 0);
    expect(pages.progress.done).toBe(true);
    pages.fillToSend();
    expect(pages.progress.done).toBe(false);
    pages.transfer(paceOf(), Infinity);
    expect([pages.progress.done, pages.clean(0), pages.progress.done]).toEqual([true, 0, true]);
    pages.markWritten(3, 2);
    expect([pages.clean(0), pages.progress.done]).toEqual([2, false]);
    pages.transfer(paceOf({ startBytes: 10, startBatches: 1 }), Infinity);
    expect(pages.progress).toMatchObject({ pagesSent: 12, done: true });
  });

  it("reports a page again that was written before it was sent, if syncs clear the dirty log", () => {
    const pages = create(cyclic(100));
    pages.fillToSend();
    pages.beginRound(0, 0);
    pages.markWritten(50, 1);
    pages.transfer(paceOf(), Infinity);
    expect(pages.progress.pagesSent).toBe(100);
    expect(pages.clean(0)).toBe(1);
    expect(pagesIn(pages, "to-send")).toEqual([50]);
  });

  it("draws anew in each sync of a round", () => {
    const slots = 4096;
    const source = sourceOf(0, slots, { kind: "uniform", writesPerSecond: slots, meanRunPages: 1 });
    const pages = create(cyclic(slots, { sources: [source] }));
    pages.clean(0.5);
    pages.beginRound(0, 0);
    pages.clean(1);
    const expected = slots * -Math.expm1(-1);
    expect(Math.abs(pages.countToSend() - expected)).toBeLessThan(5 * Math.sqrt(expected * Math.exp(-1)));
  });
});

describe.each(implementations)("%s: zero pages of a cyclic scan", (_name, create) => {
  const zero = { pages: 1000, where: "anywhere" } as const;
  const sizes = { batchPages: 1, entryBytes: 8, pageBytes: 4096, zeroPageBytes: 1, zeroPageSeconds: 0.25, bytesPerSecond: 1e6 };

  it("have their own bytes and seconds", () => {
    const pages = create(cyclic(1500, { zero }));
    pages.fillToSend();
    pages.beginRound(0, 0);
    pages.transfer(paceOf(sizes), Infinity);
    const bytes = 1500 * 8 + 500 * 4096 + 1000;
    expect(pages.progress).toMatchObject({ pagesSent: 1500, zeroPages: 1000, bytes });
    expect(pages.progress.seconds).toBeCloseTo(bytes / 1e6 + 250, 9);
    const { seconds } = pages.progress;
    pages.markWritten(0, 1500);
    pages.clean(0);
    pages.transfer(
      paceOf({ ...sizes, startSeconds: seconds, startBytes: bytes, startBatches: 1500, startZeroPages: 1000, pageBytes: 12 }),
      Infinity,
    );
    expect(pages.progress).toMatchObject({ zeroPages: 1000, bytes: bytes + 30_000 });
    expect(pages.progress.seconds).toBeCloseTo(seconds + 0.03, 9);
  });

  it("are no longer zero once they are written, before or after a sync", () => {
    const pages = create(cyclic(1000, { zero }));
    pages.fillToSend();
    pages.markWritten(0, 10);
    pages.clean(0);
    pages.beginRound(0, 0);
    pages.markWritten(500, 10);
    pages.transfer(paceOf(sizes), Infinity);
    expect(pages.progress).toMatchObject({ pagesSent: 1000, zeroPages: 980 });
  });

  it("are dropped by free-page hints unless written", () => {
    const pages = create(cyclic(2000, { zero }));
    pages.fillToSend();
    const empty = pagesIn(pages, "zero");
    const written = empty[17] as number;
    pages.markWritten(written, 1);
    expect(pages.dropZeroPages()).toBe(999);
    expect(pages.dropZeroPages()).toBe(0);
    expect(pages.countToSend()).toBe(1001);
    pages.beginRound(0, 0);
    pages.transfer(paceOf(), Infinity);
    expect(pages.progress).toMatchObject({ pagesSent: 1001, zeroPages: 0, done: true });
    expect(pagesIn(pages, "never-sent")).toEqual(empty.filter((page) => page !== written));
    expect(pages.clean(0)).toBe(1);
  });

  it("leave the scan done when they are dropped and nothing else is left", () => {
    const pages = create(cyclic(1000, { zero }));
    pages.fillToSend();
    pages.beginRound(0, 0);
    expect([pages.progress.done, pages.dropZeroPages(), pages.progress.done]).toEqual([false, 1000, true]);
    expect(pagesIn(pages, "never-sent")).toEqual(upTo(1000));
  });
});
