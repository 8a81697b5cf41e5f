import { describe, expect, it } from "vitest";
import type { RunResult } from "../../src/index.js";
import { brokenRounds, figureOf, isWithin, judge, simulatedFigure } from "../../src/validation/figures.js";
import { migrate, scenarioWith } from "../support/scenarios.js";

const WORKLOAD = [{ kind: "uniform", size: "4 MiB", rate: "20 k/s" }];
const run: RunResult = await migrate(scenarioWith({ workload: WORKLOAD, engine: "xen-3.3" }));

describe("a figure of a run", () => {
  it("is read from totals, phases and rounds, counted from either end", () => {
    expect(figureOf(run, "totals.pagesSent")).toBe(run.totals.pagesSent);
    expect(figureOf(run, "phases.liveSeconds")).toBe(run.phases.liveSeconds);
    expect(figureOf(run, "rounds[1].pagesSkipped")).toBe(run.rounds[1]?.pagesSkipped);
    expect(figureOf(run, "rounds[-1].pagesSent")).toBe(run.rounds.at(-1)?.pagesSent);
    expect(figureOf(run, "liveRounds")).toBe(run.rounds.length - 1);
    expect(figureOf(run, "sendSeconds")).toBeCloseTo(run.phases.liveSeconds + run.phases.stopAndCopySeconds, 12);
  });

  it("is absent if the run has no such round, and an error if the path does not exist", () => {
    expect(figureOf(run, "rounds[99].pagesSent")).toBeUndefined();
    expect(() => figureOf(run, "round.pagesSent")).toThrow("not the path");
  });

  it("is a mean over runs in the given unit, and a median of rounds", () => {
    const runs = [100, 300, 800].map((pagesSent, index) => ({
      ...run,
      totals: { ...run.totals, pagesSent, rounds: [3, 3, 9][index] ?? 0 },
    }));
    expect(simulatedFigure(runs, "totals.pagesSent", "pages", 4096)).toBe(400);
    expect(simulatedFigure(runs, "totals.pagesSent", "MiB", 4096)).toBe(400 / 256);
    expect(simulatedFigure(runs, "totals.pagesSent", "pages", 4096, 300)).toBe(100);
    expect(simulatedFigure(runs, "totals.rounds", "rounds", 4096)).toBe(3);
    expect(simulatedFigure([run], "totals.totalSeconds", "ms", 4096)).toBeCloseTo(run.totals.totalSeconds * 1000, 9);
    expect(simulatedFigure(runs, "rounds[99].pagesSent", "pages", 4096)).toBeUndefined();
  });
});

describe("a tolerance", () => {
  it.each([
    [{ relative: 0.05 }, 105, true],
    [{ relative: 0.05 }, 94.9, false],
    [{ absolute: 60 }, 160, true],
    [{ absolute: 60 }, 161, false],
    [{ relative: 0.05, absolute: 60 }, 150, true],
    [{ absolute: 0 }, 100, true],
    [{ absolute: 0 }, 100.1, false],
    [{}, 100, false],
  ])("%o of 100 accepts %d: %s", (tolerance, simulated, expected) => {
    expect(isWithin(100, simulated, tolerance)).toBe(expected);
  });

  it("gives a verdict with a signed error", () => {
    const figure = { label: "x", path: "x", unit: "pages", measured: 200, tolerance: { relative: 0.1 } } as const;
    expect(judge({ ...figure, tolerance: { relative: 0.3 } }, 150)).toMatchObject({ verdict: "pass", errorRatio: -0.25 });
    expect(judge(figure, 230).verdict).toBe("miss");
    expect(judge(figure, undefined).verdict).toBe("miss");
    expect(judge({ ...figure, tolerance: { relative: 0.1, percentile: 0.9 } }, 900).verdict).toBe("by group");
    const { tolerance: _left, ...shown } = figure;
    expect(judge({ ...shown, unjudged: "because" }, 900)).toMatchObject({ verdict: "not judged", reason: "because" });
  });
});

describe("the identities of simulated rounds", () => {
  it("hold, and a single lost or extra page breaks them", () => {
    expect(brokenRounds([run, run]).computed).toBe(0);
    const changed = (index: number, change: object) => ({
      ...run,
      rounds: run.rounds.map((round, at) => (at === index ? { ...round, ...change } : round)),
    });
    const sent = run.rounds[1]?.pagesSent ?? 0;
    expect(brokenRounds([changed(1, { pagesSent: sent + 1 })]).computed).toBe(1);
    const dirtied = run.rounds[0]?.pagesDirtied ?? 0;
    expect(brokenRounds([changed(0, { pagesDirtied: dirtied - 1 })]).computed).toBe(1);
  });
});
