import { describe, expect, it } from "vitest";
import { Interval, memoryBytes, monitored } from "../../../src/engine/policies/monitor.js";
import { PolicyError } from "../../../src/engine/policy.js";

describe("a recurring deadline", () => {
  it("is over at its second, and set anew from the second at which it is noticed", () => {
    const interval = new Interval(2);
    expect([1.999, 2].map((second) => interval.isOver(second))).toEqual([false, true]);
    expect([1.999, 2.5, 4.499, 4.5, 4.5].map((second) => interval.strikes(second))).toEqual([false, true, false, true, false]);
    interval.set(10);
    expect([11.999, 12].map((second) => interval.isOver(second))).toEqual([false, true]);
  });

  it("may come first at another second", () => {
    expect(new Interval(2, 0).strikes(0)).toBe(true);
    expect(new Interval(2, 5).strikes(4)).toBe(false);
  });
});

describe("the statistics of a monitor", () => {
  const REPORTED = { elapsedSeconds: 1, pageBytes: 4096, remainingBytes: 0, downtimeLimitSeconds: 0.3 };
  const OTHERS = { iteration: 1, totalPagesSent: 1, allocatedPages: 10, linkBytesPerSecond: 1 };

  it("are those of QEMU, and the memory is that of the allocated pages", () => {
    const statistics = { ...OTHERS, ...REPORTED };
    expect(monitored("nova", statistics)).toBe(statistics);
    expect(memoryBytes(monitored("nova", statistics))).toBe(40_960);
  });

  it.each(Object.keys(REPORTED))("need %s", (name) => {
    const statistics = { ...OTHERS, ...Object.fromEntries(Object.entries(REPORTED).filter(([key]) => key !== name)) };
    expect(() => monitored("nova", statistics)).toThrow(PolicyError);
    expect(() => monitored("nova", statistics)).toThrow(`stop policy nova: it needs an engine of QEMU: this one does not report ${name}`);
  });

  it("name all that is missing", () => {
    expect(() => monitored("nova", { ...OTHERS, pageBytes: 4096, elapsedSeconds: 1 })).toThrow(
      /report remainingBytes, downtimeLimitSeconds$/,
    );
  });
});
