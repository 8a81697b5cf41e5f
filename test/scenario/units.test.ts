import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Dimension, readQuantity, unitSymbols } from "../../src/scenario/units.js";

describe("quantities", () => {
  it.each<[string | number, Dimension, number]>([
    [4096, "size", 4096],
    ["4 GiB", "size", 2 ** 32],
    ["4GiB", "size", 2 ** 32],
    ["1.5 KiB", "size", 1536],
    ["1 kB", "size", 1000],
    ["2 TB", "size", 2e12],
    [" 1 MB ", "size", 1e6],
    ["300 ms", "time", 0.3],
    ["0.1 ms", "time", 0.0001],
    ["50 us", "time", 0.00005],
    ["50 µs", "time", 0.00005],
    ["7 ns", "time", 7e-9],
    ["2 min", "time", 120],
    ["1 h", "time", 3600],
    ["1e3 s", "time", 1000],
    ["-2 s", "time", -2],
    ["10 Gbit/s", "bandwidth", 1e10],
    ["9.4 Gbit/s", "bandwidth", 9.4e9],
    ["100 Mbit/s", "bandwidth", 1e8],
    ["125 MB/s", "bandwidth", 1e9],
    ["1 MiB/s", "bandwidth", 8 * 2 ** 20],
    ["50 MB/s", "flow", 5e7],
    ["8 kbit/s", "flow", 1000],
    ["20 k/s", "write rate", 20_000],
    ["1.2 M/s", "write rate", 1.2e6],
    ["5 /s", "write rate", 5],
    ["5/s", "write rate", 5],
    ["200 pages", "pages", 200],
    ["1 page", "pages", 1],
  ])("%s as a %s is %d", (input, dimension, value) => {
    expect(readQuantity(input, dimension)).toEqual({ value });
  });

  it.each([
    ["600 MB/s", 6e8],
    ["1 MiB/s", 2 ** 20],
  ])("%s as a write rate is %d bytes of pages", (input, value) => {
    expect(readQuantity(input, "write rate")).toEqual({ value, ofBytes: true });
  });

  it.each<[string, Dimension, string]>([
    ["1 Gbit", "bandwidth", "1 Gbit/s"],
    ["1 Gbps", "bandwidth", "1 Gbit/s"],
    ["1 GBit/s", "bandwidth", "1 Gbit/s"],
    ["10 MB", "bandwidth", "10 MB/s"],
    ["4 Gib", "size", "4 GiB"],
    ["4 G", "size", "4 GiB"],
    ["4 KB", "size", "4 kB"],
    ["4 MB/s", "size", "4 MB"],
    ["3 sec", "time", "3 s"],
    ["3 hours", "time", "3 h"],
    ["20 K/s", "write rate", "20 k/s"],
    ["20 k", "write rate", "20 k/s"],
    ["5 pages/s", "write rate", "5/s"],
    ["4096", "size", "4096 (without quotes: bytes)"],
  ])("%s as a %s suggests %s", (input, dimension, suggestion) => {
    expect(readQuantity(input, dimension)).toMatchObject({ suggestion });
  });

  it.each(["", " ", "GiB", "1 GiB 2", "1,000 B", "0x10 B", "1_000 B", "Infinity s", "NaN s", "--1 s", "1e999 B", "1".repeat(70)])(
    "refuses %j",
    (input) => {
      expect(readQuantity(input, input.endsWith("s") ? "time" : "size")).toHaveProperty("fault");
    },
  );

  it("refuses values that are neither number nor text, and numbers that are not finite", () => {
    for (const input of [null, undefined, true, {}, [], Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(readQuantity(input, "size")).toHaveProperty("fault");
    }
  });

  it("reads a decimal in a decimal unit as the nearest representable number", () => {
    const thousandths = fc.integer({ min: 0, max: 10 ** 9 });
    fc.assert(
      fc.property(thousandths, (count) => {
        expect(readQuantity(`${count} ms`, "time")).toEqual({ value: count / 1000 });
        expect(readQuantity(`${count / 1000} kbit/s`, "bandwidth")).toEqual({ value: count });
      }),
      { seed: 20_240_611 },
    );
  });

  it("recognises a unit of another dimension", () => {
    const dimensions: Dimension[] = ["size", "time", "bandwidth", "flow", "write rate", "pages"];
    for (const own of dimensions) {
      for (const symbol of dimensions.flatMap(unitSymbols)) {
        if (!unitSymbols(own).includes(symbol))
          expect(readQuantity(`1 ${symbol}`, own)).toHaveProperty("fault", expect.stringContaining("is a unit of"));
      }
    }
  });
});
