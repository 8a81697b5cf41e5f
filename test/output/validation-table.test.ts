import stringWidth from "fast-string-width";
import { describe, expect, it } from "vitest";
import { formatValidation } from "../../src/output/validation-table.js";
import { validate } from "../../src/validation/validate.js";

const report = await validate(["hines-2009-8", "nsdi05-quake3-curve", "xl-log-512", "xen-4.17-pv-quiet"]);

describe("the validation table", () => {
  it("shows measured, simulated, signed error, tolerance and verdict, and the controls", () => {
    const text = formatValidation(report);
    expect(text).toMatch(/pages sent +552,816 pages +552,964 pages +\+0\.03 % +4 % +pass/);
    expect(text).toContain("Must miss: no skip: pages sent +5.58 %");
    expect(text).toMatch(/dirty after 0\.16 s .*MISS/);
    expect(text).toMatch(/dirty in scan 1 .*5 % or 60 pages +pass/);
    expect(text).toContain("Pass: sending time, P90 of the errors");
    expect(text).toContain("12 of 12 identities hold exactly");
    expect(text).toContain("1 of 5 cases missed: nsdi05-quake3-curve");
    expect(text).toMatch(/Engine +Cases +Figures +P50 +P90 +P50\* +P90\*\n/);
  });

  it.each([20, 40, 80, 200])("fits into %i columns", (width) => {
    const widest = Math.max(
      ...formatValidation(report, { width })
        .split("\n")
        .map((line) => stringWidth(line)),
    );
    expect(widest).toBeLessThanOrEqual(Math.max(width, 60));
  });
});
