import { describe, expect, it } from "vitest";
import { limiterBytesPerSecond, nextRateMbit } from "../../src/engine/xen-rate-limiter.js";
import { migrate, scenarioWith } from "../support/scenarios.js";

const RULE = { rateControl: "ratchet", rateStartMbit: 100, rateMaxMbit: 500, rateIncrementMbit: 50 } as const;

/** Pages that make up this many Mbit (10^6) in a second. */
const pagesOf = (mbit: number) => (mbit * 125_000) / 4096;

describe("the limiter of 2.0 and NSDI'05", () => {
  it("counts in 2^20 bits, in slots of whole microseconds", () => {
    expect(limiterBytesPerSecond(100)).toBeCloseTo(102_400 / 7812e-6, 6);
    expect(limiterBytesPerSecond(100) / 13_107_200).toBeCloseTo(1, 3);
    expect(limiterBytesPerSecond(500)).toBeCloseTo(102_400 / 1562e-6, 6);
  });

  it("rises with the guest's dirty rate and never falls", () => {
    let rate = 100;
    const rates = [25.5, 62, 139.1, 20].map((mbit) => {
      rate = nextRateMbit(RULE, rate, { dirtyPages: pagesOf(mbit), sinceSeconds: 1 }, 4096);
      return rate;
    });
    expect(rates).toEqual([100, 100, 189, 189]);
    expect(nextRateMbit(RULE, 100, { dirtyPages: pagesOf(480), sinceSeconds: 1 }, 4096)).toBe(500);
  });

  it("does not change at an equal dirty rate, and after a round of no time", () => {
    const pages = Math.ceil(pagesOf(100));
    expect(nextRateMbit(RULE, 99, { dirtyPages: pages, sinceSeconds: 1 }, 4096)).toBe(150);
    expect(nextRateMbit(RULE, 100, { dirtyPages: pages, sinceSeconds: 1 }, 4096)).toBe(100);
    expect(nextRateMbit(RULE, 100, { dirtyPages: pages, sinceSeconds: 0 }, 4096)).toBe(100);
  });

  it("as in the paper follows the dirty rate down again", () => {
    const paper = { ...RULE, rateControl: "paper" } as const;
    expect(nextRateMbit(paper, 189, { dirtyPages: pagesOf(62.1), sinceSeconds: 1 }, 4096)).toBe(112);
  });

  it("limits the live rounds of xen-nsdi05 and not the last", async () => {
    const run = await migrate(scenarioWith({ engine: "xen-nsdi05", workload: [{ kind: "sweep", size: "32 MiB", rate: "30 k/s" }] }));
    const contentBytesPerSecond = run.rounds.map((round) => (round.pagesSent * 4096) / round.durationSeconds);
    expect(contentBytesPerSecond[0] ?? 0).toBeCloseTo(limiterBytesPerSecond(100), -3);
    expect(contentBytesPerSecond.at(-1) ?? 0).toBeGreaterThan(120e6);
    expect(run.stop.kind).toBe("growth");
  });

  it("of 2.0 slows nothing, but its rate still arms the growth rule", async () => {
    const run = await migrate(scenarioWith({ engine: "xen-2.0", workload: [{ kind: "uniform", size: "32 MiB", rate: "100 k/s" }] }));
    expect(run.rounds.every((round) => round.limitBytesPerSecond === undefined)).toBe(true);
    expect(run.stop.kind).toBe("growth");
  });
});
