import { describe, expect, it } from "vitest";
import { simgridCases } from "../../src/validation/measured-simgrid.js";

const GROUP = { group: "simgrid", title: "SimGrid" };

describe("a run of SimGrid", () => {
  it("is compared by its time, its rounds and its downtime if it ended", () => {
    const row = { memoryMiB: 1024, gigabits: 1, intensityPercent: 50, totalSeconds: 20.2324, rounds: 9, downtimeMilliseconds: 22.54 };
    const [each] = simgridCases({ ...GROUP, rows: [row] });
    expect(each).toMatchObject({ name: "simgrid-1024-1-50", evidence: "A", scenario: { engine: { preset: "simgrid", intensity: 0.5 } } });
    expect(each?.figures.map(({ path, measured }) => [path, measured])).toEqual([
      ["converged", 1],
      ["totals.totalSeconds", 20.2324],
      ["totals.rounds", 11],
      ["totals.downtimeSeconds", 22.54],
    ]);
  });

  it("is compared only by not ending if it never ended", () => {
    const [each] = simgridCases({ ...GROUP, rows: [{ memoryMiB: 1024, gigabits: 1, intensityPercent: 90, ends: false, note: "Why" }] });
    expect(each?.figures.map(({ path, measured }) => [path, measured])).toEqual([["converged", 0]]);
    expect(each?.note).toContain("Why.");
  });
});
