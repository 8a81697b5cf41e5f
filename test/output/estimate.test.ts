import { describe, expect, it } from "vitest";
import { formatChange, formatEstimate, scaleFor } from "../../src/output/estimate.js";

const ONE = { symbol: "", factor: 1 };
const around = (mean: number, half: number) => ({ mean, confidence95: [mean - half, mean + half] as const });

describe("formatEstimate", () => {
  it.each([
    [around(9.58878, 0.00162), false, "9.5888 ± 0.0016"],
    [around(272_096.3, 46.2), false, "272,096 ± 46"],
    [around(-1353.4, 22.9), true, "-1,353 ± 23"],
    [around(1353.4, 1234), true, "+1,353 ± 1,234"],
    [{ mean: 19.000000000000004 }, false, "19"],
    [{ mean: 0.0598145 }, false, "0.05981"],
    [{ mean: 0 }, true, "+0"],
    [around(258, 0), false, "258"],
  ])("%o is %s", (estimate, isSigned, text) => {
    expect(formatEstimate(estimate, ONE, isSigned)).toBe(text);
  });
});

describe("formatChange", () => {
  it.each([
    [-0.0407, "-4.07 %"],
    [0, "+0.00 %"],
    [8.999, "+899.90 %"],
    [9, "10.0 times"],
    [135.87, "136.9 times"],
  ])("%f is %s", (ratio, text) => {
    expect(formatChange(ratio)).toBe(text);
  });
});

describe("scaleFor", () => {
  it.each([
    [[9.5, 0.1], "s"],
    [[-0.041, 0.007], "ms"],
    [[2.1e-5], "us"],
    [[1e-9], "us"],
    [[0], "s"],
    [[], "s"],
  ])("%o is shown in %s", (values, symbol) => {
    expect(scaleFor("seconds", values).symbol).toBe(symbol);
  });
});
