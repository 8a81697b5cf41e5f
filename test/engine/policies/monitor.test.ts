import { describe, expect, it } from "vitest";
import { Interval, memoryBytes, monitored } from "../../../src/engine/policies/monitor.js";
import { createPolicy } from "../../../src/engine/policies/policies.js";
import { PolicyError } from "../../../src/engine/policy.js";
import { GIB, statisticsOf } from "../../support/policy-runs.js";

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

describe("a policy that polls", () => {
  it.each([
    ["nova", 1600],
    ["kubevirt", 301],
    ["kubevirt-vep291", 301],
    ["kubevirt-vep248", 301],
  ] as const)("decides nothing between two polls: %s, after its timeout at %d s", (name, timeoutSeconds) => {
    const policy = createPolicy(name);
    const decisionAt = (elapsedSeconds: number) => {
      const moment = { iteration: 1, memoryBytes: GIB, bytesPerSecond: 100e6, remainingBytes: 500e6 - elapsedSeconds, elapsedSeconds };
      const answer = policy(statisticsOf(moment));
      return typeof answer === "string" ? answer : answer.decision;
    };
    const decisions = [1, timeoutSeconds - 0.2, timeoutSeconds + 0.1, timeoutSeconds + 0.35].map(decisionAt);
    expect(decisions).toEqual(["continue", "continue", "continue", "abort"]);
  });
});
