import { describe, expect, it } from "vitest";
import type { Pages, PagesConfig } from "../../src/pages/pages.js";
import { createDeltaCache } from "../../src/reference/delta-cache.js";
import { configOf, implementations, paceOf } from "../support/pages-cases.js";

describe("the cache", () => {
  it("holds a page from its first look-up on, at its number modulo the entries", () => {
    const cache = createDeltaCache(8);
    expect([3, 11, 3, 4, 4].map((page) => cache.use(page, 1, true))).toEqual([false, false, true, false, true]);
  });

  it("replaces a page two rounds after its last use", () => {
    const cache = createDeltaCache(8);
    cache.use(3, 1, true);
    expect([cache.use(3, 2, true), cache.use(11, 3, true), cache.use(3, 3, true)]).toEqual([true, false, true]);
    expect([cache.use(11, 4, true), cache.use(11, 5, true), cache.use(11, 5, true), cache.use(3, 6, true)]).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });

  it("inserts no page once the guest is paused, and still hits those it has", () => {
    const cache = createDeltaCache(8);
    cache.use(3, 1, true);
    expect([cache.use(4, 2, false), cache.use(4, 2, false), cache.use(3, 2, false)]).toEqual([false, false, true]);
  });
});

/** Writes pages first .. first + count - 1 and sends them in round `round`. Returns the number sent as deltas. */
function resend(pages: Pages, round: number, first: number, count: number, fields = {}): number {
  pages.markWritten(first, count);
  pages.clean(0);
  pages.beginRound(round, 0);
  pages.transfer(paceOf({ pageBytes: 4096, deltaPageBytes: 100, ...fields }), Infinity);
  expect(pages.progress.pagesSent).toBe(count);
  expect(pages.progress.bytes).toBe((count - pages.progress.deltaPages) * 4096 + pages.progress.deltaPages * 100);
  return pages.progress.deltaPages;
}

describe.each(implementations)("%s: XBZRLE", (_name, create) => {
  /** After the first pass. */
  function prepared(slots: number, deltaCachePages: number, fields: Partial<PagesConfig> = {}): Pages {
    const pages = create(configOf(slots, { scanOrder: "cyclic", deltaCachePages, ...fields }));
    pages.fillToSend();
    pages.beginRound(0, 0);
    pages.transfer(paceOf(), Infinity);
    expect(pages.progress).toMatchObject({ pagesSent: slots, deltaPages: 0 });
    return pages;
  }

  it("is not used before the scan has wrapped around", () => {
    const pages = create(configOf(3000, { scanOrder: "cyclic", deltaCachePages: 4096 }));
    for (let round = 0; round < 4; round++) expect(resend(pages, round, 700 * round, 600)).toBe(0);
    expect(resend(pages, 4, 0, 600)).toBe(0);
    expect(resend(pages, 5, 0, 600)).toBe(600);
  });

  it("is used from then on: a page is sent whole once, and as a delta while it is cached", () => {
    const pages = prepared(3000, 4096);
    expect([1, 2, 3, 9].map((round) => resend(pages, round, 100, 700))).toEqual([0, 700, 700, 700]);
  });

  it("keeps one of the pages that share an entry for two rounds", () => {
    const pages = prepared(3000, 1024);
    expect(resend(pages, 1, 0, 2048)).toBe(0);
    expect(resend(pages, 2, 0, 2048)).toBe(1024);
    expect(resend(pages, 3, 1024, 1024)).toBe(0);
    expect(resend(pages, 4, 1024, 1024)).toBe(0);
    expect(resend(pages, 5, 1024, 1024)).toBe(1024);
    expect(resend(pages, 6, 0, 1024)).toBe(0);
  });

  it("hits pages in the stop-and-copy but inserts none", () => {
    const pages = prepared(3000, 4096);
    resend(pages, 1, 0, 500);
    expect([2, 3].map((round) => resend(pages, round, 0, 1000, { live: false }))).toEqual([500, 500]);
  });

  it("excludes zero pages", () => {
    const pages = prepared(2000, 2048, { zero: { pages: 2000, where: "anywhere" } });
    for (const round of [1, 2]) {
      pages.fillToSend();
      pages.beginRound(round, 0);
      pages.transfer(paceOf(), Infinity);
      expect(pages.progress).toMatchObject({ zeroPages: 2000, deltaPages: 0 });
    }
    expect([3, 4].map((round) => resend(pages, round, 0, 2000))).toEqual([0, 2000]);
  });

  it("refuses a size that is no power of two, and a scan that is not cyclic", () => {
    expect(() => create(configOf(10, { scanOrder: "cyclic", deltaCachePages: 3 }))).toThrow(/deltaCachePages: expected a power of two/);
    expect(() => create(configOf(10, { deltaCachePages: 4 }))).toThrow(/deltaCachePages: expected a cyclic scan/);
  });
});
