/** The set that none beats. */
import { describe, expect, it } from "vitest";
import { paretoSet } from "../../src/advice/pareto.js";

const entry = (totalSeconds: number, downtimeSeconds: number, guestTimeTakenSeconds: number) => ({
  totalSeconds,
  downtimeSeconds,
  guestTimeTakenSeconds,
});

describe("paretoSet", () => {
  it("leaves out what another equals in some figures and beats in one", () => {
    const best = entry(10, 1, 2);
    expect(paretoSet([entry(10, 1, 3), best, entry(11, 1, 2), entry(10, 1.5, 2)])).toEqual([best]);
  });

  it("keeps what is best in one figure", () => {
    const entries = [entry(10, 3, 3), entry(20, 1, 3), entry(30, 3, 1)];
    expect(paretoSet(entries)).toEqual(entries);
  });

  it("keeps the first of those that two digits do not tell apart", () => {
    const first = entry(10.01, 1, 1);
    expect(paretoSet([first, entry(10.02, 1.001, 1)])).toEqual([first]);
  });

  it("is empty for nothing", () => {
    expect(paretoSet([])).toEqual([]);
  });
});
