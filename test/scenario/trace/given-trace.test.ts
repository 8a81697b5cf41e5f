import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FAULTS_LISTED } from "../../../src/scenario/limits.js";
import { readTraceColumns, readTraceRows, readTraceText } from "../../../src/scenario/trace/given-trace.js";
import { TraceCsv } from "../../../src/scenario/trace/trace-csv.js";
import { type TraceReading, TraceRows } from "../../../src/scenario/trace/trace-rows.js";

const SETTING = { memoryPages: 100 };

const writesOf = ({ columns }: TraceReading) => columns && [[...columns.seconds], [...columns.pages]];

/** Reads a text in pieces of so many bytes. */
function readPieces(text: string | Uint8Array, pieceBytes: number): TraceReading {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  const rows = new TraceRows(SETTING);
  const csv = new TraceCsv(rows);
  for (let begin = 0; begin < bytes.length; begin += pieceBytes) csv.push(bytes.subarray(begin, begin + pieceBytes));
  csv.end();
  return rows.end();
}

describe("a trace as CSV", () => {
  it.each([
    ["0.5,7", [0.5], [7]],
    ["0.5,7\n1,8,3\n", [0.5, 1, 1, 1], [7, 8, 9, 10]],
    ["seconds,page\n0,99\n", [0], [99]],
    ["\uFEFFseconds,page,count\r\n0 , 1\r\n\r\n# a comment\r\n1e-3,2,1\r\n", [0, 0.001], [1, 2]],
    ["\uFEFF0,1\n1,2", [0, 1], [1, 2]],
    ["time,page\n0,1", [0], [1]],
    ['"seconds","page","count"\n0,1,2', [0, 0], [1, 2]],
    ["# recorded\n\nSeconds, Page\n0,1", [0], [1]],
    ["", [], []],
    ["0,1\n0,1\n0,0", [0, 0, 0], [1, 1, 0]],
    ["0.,1\n.5,2\r\n+1,3.0\n 2 ,4\n", [0, 0.5, 1, 2], [1, 2, 3, 4]],
    [`#${"-".repeat(10_000)}\n0,1\n`, [0], [1]],
  ])("%j", (text, seconds, pages) => {
    expect(writesOf(readTraceText(text, SETTING))).toEqual([seconds, pages]);
    for (const pieceBytes of [1, 2, 7]) expect(writesOf(readPieces(text, pieceBytes))).toEqual([seconds, pages]);
  });

  it.each([
    ["0", "seconds,page or seconds,page,count"],
    ["0,1,1,1", "seconds,page or seconds,page,count"],
    ["x,1", "seconds >= 0"],
    ["-1,1", "seconds >= 0"],
    ["Infinity,1", "seconds >= 0"],
    [",1", "seconds >= 0"],
    [".,1", "seconds >= 0"],
    ["0,", "a page number >= 0"],
    ["0,0x10", "a page number >= 0"],
    ["0,1.5", "a page number >= 0"],
    ["0,-1", "a page number >= 0"],
    ["0,1,0", "a count of pages >= 1"],
    ["0,1,", "a count of pages >= 1"],
    ["0,100", "pages below 100, the end of memory"],
    ["0,99,2", "pages below 100, the end of memory"],
    ["0,999999999999999", "pages below 100, the end of memory"],
  ])("refuses %j", (line, expected) => {
    const faults = [{ row: 2, expected, received: line.trim() }];
    expect(readTraceText(`seconds,page\n${line}\n5,5\n`, SETTING)).toEqual({ faults, unlistedFaults: 0 });
    expect(readPieces(`seconds,page\n${line}\n5,5\n`, 3)).toEqual({ faults, unlistedFaults: 0 });
  });

  it("refuses decreasing times, and shows the previous one", () => {
    const { faults } = readTraceText("2,1\n1,1\n3,1\n", SETTING);
    expect(faults).toEqual([{ row: 2, expected: "seconds that never go back (before it: 2)", received: "1,1" }]);
  });

  it("lists the first faults of another kind of file, and counts the rest", () => {
    const { faults, unlistedFaults } = readTraceText("word\n".repeat(1000), SETTING);
    expect([faults.length, unlistedFaults]).toEqual([FAULTS_LISTED, 1000 - FAULTS_LISTED]);
  });

  it("takes a heading in the first line alone", () => {
    expect(readTraceText("0,1\ntime,page\n", SETTING).faults).toMatchObject([{ row: 2, expected: "seconds >= 0" }]);
    expect(readTraceText("color,shape\n0,1\n", SETTING).faults).toMatchObject([{ row: 1, expected: "seconds >= 0" }]);
  });

  it("is read from pieces of any length as from the whole", () => {
    const cells = fc.oneof(
      fc.double({ min: 0, max: 200, noNaN: true }).map(String),
      fc.double({ min: 0, max: 200, noNaN: true }).map((value) => value.toFixed(6)),
      fc.nat(120).map(String),
      fc.constantFrom("", "x", "é😀", '"page"', "seconds", "1e1", "-1", " 3 ", "00.50", "1234567890123456789"),
    );
    const lines = fc.oneof(
      fc.array(cells, { maxLength: 4 }).map((row) => row.join(",")),
      fc.constantFrom("", "# é", "#", " ".repeat(5000)),
    );
    const endings = fc.constantFrom("\n", "\r\n");
    const texts = fc.array(fc.tuple(lines, endings), { maxLength: 30 }).map((rows) => rows.flat().join(""));
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 50 }), (text, pieceBytes) => {
        expect(readPieces(text, pieceBytes)).toEqual(readTraceText(text, SETTING));
      }),
    );
  });

  it("has its numbers read as JavaScript reads them", () => {
    const numbers = fc.oneof(
      fc.double({ min: 0, max: 1e6, noNaN: true }).map(String),
      fc.tuple(fc.nat(999_999_999), fc.nat(999_999)).map(([whole, part]) => `${whole}.${String(part).padStart(6, "0")}`),
      fc.tuple(fc.nat(9), fc.bigInt(0n, 10n ** 20n)).map(([whole, part]) => `${whole}.${part}`),
    );
    fc.assert(
      fc.property(numbers, (number) => {
        expect(readTraceText(`${number},1\n`, SETTING).columns?.seconds[0]).toBe(Number(number));
      }),
    );
  });

  it("is refused where it is no text", () => {
    expect(() => readPieces(Uint8Array.of(0x31, 0, 0x0a), 10)).toThrow("it is not a text file");
    expect(() => readPieces(Uint8Array.of(0x23, 0xff, 0x0a), 10)).toThrow("it is not text in UTF-8");
  });

  it("holds no line longer than any that is right, and says so of one", () => {
    const { faults } = readTraceText(`${"x".repeat(10_000)}\n${" ".repeat(5000)}0,1\n`, SETTING);
    expect(faults.map(({ row, received }) => [row, received])).toEqual([
      [1, "x".repeat(20)],
      [2, ""],
    ]);
  });
});

describe("a trace in the scenario", () => {
  it("is read from rows", () => {
    expect(
      writesOf(
        readTraceRows(
          [
            [0, 1],
            [0.5, 2, 2],
          ],
          SETTING,
        ),
      ),
    ).toEqual([
      [0, 0.5, 0.5],
      [1, 2, 3],
    ]);
  });

  it("is read from columns, typed ones too", () => {
    expect(writesOf(readTraceColumns([0, 1], [5, 6], SETTING))).toEqual([
      [0, 1],
      [5, 6],
    ]);
    expect(writesOf(readTraceColumns(Float64Array.of(0, 1), Uint32Array.of(5, 6), SETTING))).toEqual([
      [0, 1],
      [5, 6],
    ]);
  });

  it("has a fault for each row that is none, or that one column lacks", () => {
    const { faults } = readTraceColumns(["0", 1, 2], [1, undefined], SETTING);
    expect(faults.map(({ row, received }) => [row, received])).toEqual([
      [0, "0,1"],
      [1, "1,nothing"],
      [2, "an empty row"],
    ]);
  });
});
