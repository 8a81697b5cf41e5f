import { describe, expect, it } from "vitest";
import {
  formatBitsPerSecond,
  formatBytes,
  formatBytesPerSecond,
  formatCount,
  formatInterval,
  formatPagesPerSecond,
  formatSeconds,
} from "../../src/output/quantities.js";

describe("formatted quantities", () => {
  it.each([
    [0, "0 s"],
    [1.2e-8, "12.0 ns"],
    [2.5e-4, "250 us"],
    [0.812, "812 ms"],
    [0.99949, "999 ms"],
    [0.9999, "1.00 s"],
    [9.21, "9.21 s"],
    [99.96, "1 min 40 s"],
    [725, "12 min 05 s"],
    [3599.7, "1 h 00 min"],
    [5400, "1 h 30 min"],
  ])("%d s is %s", (seconds, text) => expect(formatSeconds(seconds)).toBe(text));

  it.each([
    [0, "0 B"],
    [17, "17 B"],
    [1023, "1023 B"],
    [1024, "1.0 KiB"],
    [4 * 2 ** 30, "4.0 GiB"],
    [2 ** 40, "1.0 TiB"],
    [2 ** 20 - 1, "1.0 MiB"],
    [812 * 1024, "812 KiB"],
  ])("%d bytes are %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it("gives rates their prefix and unit", () => {
    expect(formatBitsPerSecond(1e9)).toBe("1.0 Gbit/s");
    expect(formatBytesPerSecond(117.5e6)).toBe("118 MB/s");
    expect(formatBytesPerSecond(17)).toBe("17 B/s");
    expect(formatPagesPerSecond(1234)).toBe("1.2 k pages/s");
    expect(formatPagesPerSecond(12)).toBe("12 pages/s");
    expect(formatPagesPerSecond(0.5)).toBe("0.5 pages/s");
  });

  it("counts with all digits", () => {
    expect(formatCount(1_048_576)).toBe("1,048,576");
    expect(formatCount(1.256)).toBe("1.26");
  });

  it.each([
    [[11.684, 11.7025], "seconds", "11.68 .. 11.70 s"],
    [[20.3, 20.7], "seconds", "20.3 .. 20.7 s"],
    [[0.0097, 0.0124], "seconds", "10 .. 12 ms"],
    [[-2e-9, 3e-9], "seconds", "-2 .. 3 ns"],
    [[0, 0.004], "seconds", "0 .. 4 ms"],
    [[1000.25, 1234.5], "seconds", "1,000 .. 1,235 s"],
    [[1.31 * 2 ** 30, 1.316 * 2 ** 30], "bytes", "1.310 .. 1.316 GiB"],
    [[117.4e6, 117.6e6], "bytes/s", "117.4 .. 117.6 MB/s"],
    [[272_050.2, 272_142.9], "plain", "272,050 .. 272,143"],
    [[1.0381, 1.0384], "plain", "1.0381 .. 1.0384"],
  ] as const)("gives an interval as many digits as tell its ends apart: %j %s", (ends, unit, text) => {
    expect(formatInterval(ends, unit)).toBe(text);
  });
});
