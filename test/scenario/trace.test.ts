import { describe, expect, it } from "vitest";
import { readTraceCsv, readTraceRows } from "../../src/scenario/trace.js";

const MEMORY_PAGES = 100;

describe("a trace as CSV", () => {
  it.each([
    ["0.5,7", [0.5], [7]],
    ["0.5,7\n1,8,3\n", [0.5, 1, 1, 1], [7, 8, 9, 10]],
    ["seconds,page\n0,99\n", [0], [99]],
    ["\uFEFFseconds,page,count\r\n0 , 1\r\n\r\n# a comment\r\n1e-3,2,1\r\n", [0, 0.001], [1, 2]],
    ["time,page\n0,1", [0], [1]],
    ['"seconds","page","count"\n0,1,2', [0, 0], [1, 2]],
    ["# recorded\n\nSeconds, Page\n0,1", [0], [1]],
    ["", [], []],
    ["0,1\n0,1\n0,0", [0, 0, 0], [1, 1, 0]],
  ])("%j", (text, seconds, pages) => {
    expect(readTraceCsv(text, MEMORY_PAGES)).toEqual({ seconds, pages });
  });

  it.each([
    ["0", "seconds,page or seconds,page,count"],
    ["0,1,1,1", "seconds,page or seconds,page,count"],
    ["x,1", "seconds >= 0"],
    ["-1,1", "seconds >= 0"],
    ["Infinity,1", "seconds >= 0"],
    [",1", "seconds >= 0"],
    ["0,", "a page number >= 0"],
    ["0,0x10", "a page number >= 0"],
    ["0,1.5", "a page number >= 0"],
    ["0,-1", "a page number >= 0"],
    ["0,1,0", "a count of pages >= 1"],
    ["0,100", "pages below 100, the end of memory"],
    ["0,99,2", "pages below 100, the end of memory"],
  ])("refuses %j", (line, expected) => {
    expect(readTraceCsv(`seconds,page\n${line}\n5,5\n`, MEMORY_PAGES)).toEqual([{ row: 2, expected, received: line.trim() }]);
  });

  it("refuses decreasing times, and shows the previous one", () => {
    expect(readTraceCsv("2,1\n1,1\n3,1\n", MEMORY_PAGES)).toMatchObject([
      { row: 2, expected: "seconds that never go back (before it: 2)" },
    ]);
  });

  it("lists the first faults of another kind of file, and counts the rest", () => {
    const faults = readTraceCsv("word\n".repeat(1000), MEMORY_PAGES);
    expect(faults).toHaveLength(21);
    expect(faults).toHaveProperty("20.received", "980 more faults behind it");
  });

  it("refuses more writes than the limit, in one fault whatever follows", () => {
    const rows = [[0, 0, 1], [1, 0, 2 ** 26], ...Array.from({ length: 100 }, () => [2, 0, 2 ** 26])];
    expect(readTraceRows(rows, 2 ** 28)).toEqual([
      { row: 1, expected: "at most 67108864 page writes in all", received: "more with 1,0,67108864" },
    ]);
  });

  it("takes a heading in the first line alone", () => {
    expect(readTraceCsv("0,1\ntime,page\n", MEMORY_PAGES)).toMatchObject([{ row: 2, expected: "seconds >= 0" }]);
    expect(readTraceCsv("color,shape\n0,1\n", MEMORY_PAGES)).toMatchObject([{ row: 1, expected: "seconds >= 0" }]);
  });
});
