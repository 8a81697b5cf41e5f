import { describe, expect, it } from "vitest";
import { planStudy } from "../../src/study/plan.js";
import { meets, summarizePoint } from "../../src/study/points.js";
import type { StudyRow } from "../../src/study/rows.js";
import { readRow, rowLine } from "../../src/study/rows.js";
import { VerdictCounts } from "../../src/study/verdict.js";

const { study } = planStudy({
  version: 1,
  vm: { memory: "16 MiB" },
  link: { bandwidth: "1 Gbit/s" },
  study: {
    vary: { "link.bandwidth": ["1 Gbit/s", "2 Gbit/s"] },
    variants: { base: {}, other: { "link.latency": "1 ms" } },
    runs: 4,
    goals: { totalSeconds: "<= 2 s", rounds: "> 3" },
  },
});

function row(variant: number, run: number, totalSeconds: number, rest: Partial<StudyRow> = {}): StudyRow {
  return {
    point: 1,
    variant,
    run,
    seed: 1,
    stop: "downtime-met",
    converged: true,
    moved: true,
    figures: { totalSeconds, rounds: 4 },
    ...rest,
  };
}

describe("a row", () => {
  const line = rowLine(study, row(1, 3, 1.5, { ruledBy: "link" }));

  it("is read again from its line", () => {
    expect(JSON.parse(line)).toMatchObject({
      point: 1,
      variant: "other",
      run: 3,
      "link.bandwidth": 2e9,
      totalSeconds: 1.5,
      ruledBy: "link",
    });
    expect(readRow(study, line)).toEqual(row(1, 3, 1.5, { ruledBy: "link" }));
  });

  it("is not read if any of its characters is another, or missing", () => {
    for (let place = 0; place < line.length; place++) {
      const changed = line[place] === "1" ? "2" : "1";
      expect(readRow(study, line.slice(0, place) + changed + line.slice(place + 1)), `at ${place}`).toBeUndefined();
      expect(readRow(study, line.slice(0, place) + line.slice(place + 1)), `without ${place}`).toBeUndefined();
    }
  });

  it("is not read of another study", () => {
    const [axis] = study.axes;
    const others = { ...study, axes: [{ ...axis, name: "link.latency" }] } as typeof study;
    expect(readRow(others, line)).toBeUndefined();
    expect(readRow({ ...study, variants: [{ name: "base", set: {} }] }, line)).toBeUndefined();
  });
});

describe("goals", () => {
  it.each([
    ["<", 2, false],
    ["<=", 2, true],
    [">", 2, false],
    [">=", 2, true],
  ] as const)("at the bound of %s %d: %s", (bound, value, met) => {
    expect(meets(row(0, 0, 2), { figure: "totalSeconds", bound, value, text: "" })).toBe(met);
  });

  it("are not met by a guest that was not moved, or without the figure", () => {
    const goal = { figure: "totalSeconds", bound: "<", value: 5, text: "< 5" } as const;
    expect(meets(row(0, 0, 2, { moved: false }), goal)).toBe(false);
    expect(meets(row(0, 0, 2, { figures: {} }), goal)).toBe(false);
  });
});

describe("a point", () => {
  const base = [1, 2, 3, 4].map((seconds, run) => row(0, run, seconds));
  const other = [0.5, 1.5, 2.5, 9].map((seconds, run) => row(1, run, seconds, run === 3 ? { moved: false, converged: false } : {}));
  const [first, second] = summarizePoint(study, { point: 1, rows: [base, other] });

  it("has the statistics of the runs that moved the guest, and goals of all", () => {
    expect(first?.figures.totalSeconds).toMatchObject({ mean: 2.5, min: 1, median: 2.5, p95: 4, p99: 4, max: 4 });
    expect(first?.goals).toMatchObject([
      { met: 2, count: 4 },
      { met: 4, count: 4 },
    ]);
    expect(first?.allGoals).toMatchObject({ met: 2, count: 4 });
    expect(second).toMatchObject({ runs: 4, movedRuns: 3, convergedRuns: 3 });
    expect(second?.figures.totalSeconds?.mean).toBe(1.5);
    expect(second?.goals[0]).toMatchObject({ met: 2, count: 4 });
  });

  it("has the differences run by run, over the runs in which both moved the guest", () => {
    expect(first?.differences).toBeUndefined();
    expect(second?.differences?.totalSeconds).toMatchObject({ mean: -0.5, standardDeviation: 0, relativeRatio: -0.25, verdict: "lower" });
    expect(second?.differences?.rounds?.verdict).toBe("equal in every run");
  });

  it("is told in words", () => {
    const verdict = new VerdictCounts(study);
    verdict.add([first, second] as never);
    expect(verdict.sentences()).toEqual([
      "base met totalSeconds <= 2 s and rounds > 3 in every run at 0 of 1 point, by some of the runs at 1.",
      "other met totalSeconds <= 2 s and rounds > 3 in every run at 0 of 1 point, by some of the runs at 1.",
      "The total time of other is, against base, shorter at 1 of 1 point, longer at 0.",
      "The downtime of other is, against base, shorter at 0 of 1 point, longer at 0, not compared at 1.",
      "other left the guest at the source in some run at 1 of 1 point.",
    ]);
  });
});
