import { describe, expect, it } from "vitest";
import type { PagesConfig } from "../../src/pages/pages.js";
import { configOf, implementations, paceOf, pagesIn } from "../support/pages-cases.js";

const protectedByHand = (slots: number, clearPages: number, fields: Partial<PagesConfig> = {}) =>
  configOf(slots, { scanOrder: "cyclic", clearPages, ...fields });

const pageByPage = paceOf({ batchPages: 1 });

describe.each(implementations)("%s: a dirty log cleared stretch by stretch", (_name, create) => {
  it("loses writes to reported pages before the first page of their stretch is sent, not later ones", () => {
    const pages = create(protectedByHand(4096, 2048));
    pages.fillToSend();
    pages.beginRound(0, 0);
    pages.markWritten(50, 1);
    pages.markWritten(2047, 1);
    pages.transfer(pageByPage, Infinity, 0);
    expect(pagesIn(pages, "log")).toEqual([]);
    pages.markWritten(60, 1);
    pages.markWritten(2046, 1);
    pages.markWritten(2048, 1);
    pages.transfer(pageByPage, Infinity);
    expect(pages.progress.pagesSent).toBe(4096);
    expect(pages.clean(0)).toBe(2);
    expect(pagesIn(pages, "to-send")).toEqual([60, 2046]);
  });

  it("keeps pages that the last sync did not report", () => {
    const pages = create(protectedByHand(1000, 1024));
    pages.fillToSend();
    pages.beginRound(0, 0);
    pages.transfer(paceOf(), Infinity);
    pages.markWritten(0, 10);
    expect(pages.clean(0)).toBe(10);
    expect(pagesIn(pages, "log")).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    pages.beginRound(1, 0);
    pages.markWritten(5, 1);
    pages.markWritten(20, 1);
    pages.transfer(paceOf(), Infinity);
    expect(pages.progress.pagesSent).toBe(10);
    expect(pagesIn(pages, "log")).toEqual([20]);
    expect(pages.clean(0)).toBe(1);
  });

  it("finds at the first sync every page written since the start, if it starts empty; later syncs lose what they reported", () => {
    const written = [50, 2047, 3000];
    const afterPass = (initiallySet: boolean) => {
      const pages = create(protectedByHand(4096, 2048, { initiallySet }));
      pages.fillToSend();
      pages.beginRound(0, 0);
      pages.markWritten(50, 1);
      pages.transfer(pageByPage, Infinity, 0);
      for (const page of written.slice(1)) pages.markWritten(page, 1);
      pages.transfer(pageByPage, Infinity);
      expect([pages.progress.pagesSent, pages.progress.done]).toEqual([4096, true]);
      pages.clean(0);
      return pages;
    };
    // 2047 is written after its stretch is cleared, 3000 before.
    expect(pagesIn(afterPass(true), "to-send")).toEqual([2047]);
    const pages = afterPass(false);
    expect(pagesIn(pages, "to-send")).toEqual(written);
    pages.markWritten(3000, 1);
    pages.beginRound(1, 0);
    pages.transfer(pageByPage, Infinity);
    expect(pages.clean(0)).toBe(0);
  });

  it("refuses to start empty where the sync clears it", () => {
    expect(() => create(configOf(10, { scanOrder: "cyclic", initiallySet: false }))).toThrow(/initiallySet: expected a log cleared/);
  });

  it("counts pages still in the log once, however often it is synced", () => {
    const pages = create(protectedByHand(3000, 1024));
    pages.markWritten(100, 50);
    expect([pages.clean(0), pages.clean(0), pages.clean(0)]).toEqual([50, 0, 0]);
    pages.beginRound(0, 0);
    pages.transfer(pageByPage, Infinity, 19);
    expect(pages.clean(0)).toBe(0);
    pages.transfer(pageByPage, Infinity);
    expect([pages.progress.pagesSent, pages.clean(0)]).toEqual([50, 0]);
  });

  it("is cleared once between two syncs: pages written afterwards are sent again", () => {
    const pages = create(protectedByHand(3000, 1024));
    pages.markWritten(100, 50);
    pages.clean(0);
    pages.beginRound(0, 0);
    pages.transfer(pageByPage, Infinity, 9);
    pages.markWritten(100, 50);
    pages.transfer(pageByPage, Infinity);
    expect(pages.clean(0)).toBe(50);
  });

  it("keeps writes to pages that were dropped", () => {
    const pages = create(protectedByHand(2000, 1024, { zero: { pages: 1000, where: "anywhere" } }));
    pages.fillToSend();
    const empty = pagesIn(pages, "zero");
    expect(pages.dropZeroPages()).toBe(1000);
    const page = empty[500] as number;
    pages.markWritten(page, 1);
    pages.beginRound(0, 0);
    pages.transfer(paceOf(), Infinity);
    expect(pages.progress.pagesSent).toBe(1000);
    expect(pages.clean(0)).toBe(1);
    expect(pagesIn(pages, "to-send")).toEqual([page]);
  });

  it("counts a written zero page as no longer zero, as if the sync cleared it", () => {
    const pages = create(protectedByHand(1000, 1024, { zero: { pages: 1000, where: "anywhere" } }));
    pages.fillToSend();
    pages.beginRound(0, 0);
    pages.markWritten(7, 1);
    pages.transfer(paceOf({ zeroPageBytes: 0 }), Infinity);
    expect(pages.progress).toMatchObject({ pagesSent: 1000, zeroPages: 999, bytes: 1 });
    expect(pages.clean(0)).toBe(0);
  });
});

describe.each(implementations)("%s: a stretch", (_name, create) => {
  it.each([0, 1, 512, 1000, 1500, 1024.5, 2 ** 29])("of %f pages is refused", (clearPages) => {
    expect(() => create(protectedByHand(10, clearPages))).toThrow(/clearPages: expected a power of two 1024 .. /);
  });

  it("is refused if the scan is not cyclic", () => {
    expect(() => create(configOf(10, { clearPages: 1024 }))).toThrow(/clearPages: expected a cyclic scan/);
  });
});
