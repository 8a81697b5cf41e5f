import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backlogStepBytes, secondsToBacklogStep } from "../../src/channel/backlog.js";

const MOST = 4 * 1024 * 1024;

describe("the steps of a backlog", () => {
  it("are the limit divided by powers of two, and zero below a two thousandth of it", () => {
    const bytes = [0, 2047, 2048, 4095, 4096, MOST / 2 - 1, MOST / 2, MOST];
    expect(bytes.map((each) => backlogStepBytes(each, MOST))).toEqual([0, 0, 4096, 4096, 8192, MOST / 2, MOST, MOST]);
    expect(backlogStepBytes(0, 0)).toBe(0);
  });

  it("are never less than the backlog, and never more than twice it", () => {
    fc.assert(
      fc.property(fc.double({ min: 2048, max: MOST, noNaN: true }), (bytes) => {
        const step = backlogStepBytes(bytes, MOST);
        expect(step).toBeGreaterThanOrEqual(bytes);
        expect(step).toBeLessThanOrEqual(2 * bytes + 1);
      }),
      { seed: 20260110 },
    );
  });

  it("are passed a dozen times on the way up, as often on the way down, and not while nothing changes", () => {
    for (const [from, rate] of [
      [0, 7e6],
      [MOST, -3e6],
    ] as const) {
      let [bytes, steps] = [from as number, 0];
      for (let wait = secondsToBacklogStep(bytes, MOST, rate); wait < Infinity; wait = secondsToBacklogStep(bytes, MOST, rate)) {
        bytes += wait * rate;
        steps++;
      }
      expect(steps).toBe(rate > 0 ? 12 : 11);
    }
    expect(secondsToBacklogStep(MOST / 3, MOST, 0)).toBe(Infinity);
  });
});
