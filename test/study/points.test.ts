import { describe, expect, it } from "vitest";
import { pointColumns } from "../../src/output/study-csv.js";
import { planStudy } from "../../src/study/plan.js";
import { meets, type PointSummary, summarizePoint } from "../../src/study/points.js";
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

  it("is told in words of a single point", () => {
    const verdict = new VerdictCounts(study);
    verdict.add([first, second] as never);
    expect(verdict.sentences()).toEqual([
      "base meets total time <= 2 s and rounds > 3 in every run at 0 of 1 point, in some of the runs at 1.",
      "other meets total time <= 2 s and rounds > 3 in every run at 0 of 1 point, in some of the runs at 1.",
      "other against base, total time: shorter at 1 of 1 point, by 25 %.",
      "other against base, rounds: equal in every run at 1 of 1 point.",
      "base, mean of the runs: total time 2.5 s, rounds 4.",
      "other stays at the source in some run at 1 of 1 point.",
    ]);
  });
});

it("tells what ruled the runs, the most frequent first, and which of them a point's row names", () => {
  const ruledBy = ["link", "bandwidth-limit", "bandwidth-limit", undefined];
  const runs = ruledBy.map((kind, run) => row(0, run, 1, kind === undefined ? {} : { ruledBy: kind }));
  const [summary] = summarizePoint(study, { point: 1, rows: [runs] });
  expect(summary?.ruled).toEqual({ link: 1, "bandwidth-limit": 2 });
  const verdict = new VerdictCounts(study);
  verdict.add([summary, summary] as never);
  expect(verdict.sentences()).toContain("Of 8 migrations the pace was ruled by the engine's bandwidth limit in 4, the link in 2.");
  const column = pointColumns(study).find(({ name }) => name === "ruledBy");
  expect(column?.value(summary as PointSummary)).toBe("bandwidth-limit");
});

describe("a verdict over many points", () => {
  const { study: grid } = planStudy({
    version: 1,
    vm: { memory: "16 MiB" },
    link: { bandwidth: "1 Gbit/s" },
    peers: [{ name: "db", place: "source", flows: [{ message: "4 KiB", send: "1 MB/s" }] }],
    study: {
      vary: { "vm.memory": ["16 MiB", "32 MiB"], "link.bandwidth": ["1 Gbit/s", "2 Gbit/s", "4 Gbit/s"] },
      variants: { today: {}, modified: { channel: "xenvmc-modified" } },
      runs: 2,
      figures: [{ x: "vm.memory", y: "pagesSent" }],
    },
  });

  /** A quarter fewer pages at 16 MiB, half a per cent at 32 MiB, more at 32 MiB and 4 Gbit/s. */
  function rowsAt(point: number): StudyRow[][] {
    const ratio = point === 5 ? 1.02 : point < 3 ? 0.75 : 0.995;
    return [1, ratio].map((factor, variant) =>
      [0, 1].map((run) => ({ ...row(variant, run, 8), point, figures: { totalSeconds: 8, pagesSent: 1000 * factor * (run + 1) } })),
    );
  }

  it("names the extent, the largest, and the axis that decides", () => {
    const verdict = new VerdictCounts(grid);
    for (let point = 0; point < 6; point++) verdict.add(summarizePoint(grid, { point, rows: rowsAt(point) }));
    expect(verdict.sentences()).toEqual([
      "modified against today, total time: equal in every run at 6 of 6 points.",
      "modified against today, pages sent: no difference shown at 6 of 6 points.",
      "today, mean of the runs at 6 points: total time 8 s, pages sent 1,500.",
      "modified: a reconstruction, modelled here. Neither algorithm nor figures of the modified protocol are public.",
    ]);
  });

  it("names them where the differences are the same in every run", () => {
    const verdict = new VerdictCounts(grid);
    for (let point = 0; point < 6; point++) {
      const rows = rowsAt(point).map((own) => own.map((each) => ({ ...each, figures: { ...own[0]?.figures } })));
      verdict.add(summarizePoint(grid, { point, rows }));
    }
    expect(verdict.sentences()[1]).toBe(
      "modified against today, pages sent: fewer at 5 of 6 points, by 0.5 to 25 % (10 % or more at 3; most at vm.memory 16 MiB, link.bandwidth 1 Gbit/s); more at 1, by 2 %; fewer by 1 % or more by vm.memory: 16 MiB 3 of 3, 32 MiB 0 of 3.",
    );
  });
});
