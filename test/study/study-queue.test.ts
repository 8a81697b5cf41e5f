import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Job } from "../../src/cells/run-cells.js";
import { planStudy } from "../../src/study/plan.js";
import { StudyQueue } from "../../src/study/study-queue.js";

const BASE = {
  version: 1,
  vm: { memory: "16 MiB" },
  link: { bandwidth: "1 Gbit/s" },
  workload: [{ kind: "uniform", size: "1 MiB", rate: 10 }],
};
const VARIED = { vary: { "link.bandwidth": ["1 Gbit/s", "2 Gbit/s", "5 Gbit/s", "10 Gbit/s"] } };

function studyOf(rest: object) {
  const variants = { a: {}, b: { "link.latency": "1 ms" } };
  return planStudy({ ...BASE, study: { vary: VARIED.vary, variants, ...rest } }).study;
}

/** A figure that differs from run to run: widely at point 0, narrowly at the others. */
function figureOf({ cell, run }: Job): number {
  const noise = Math.sin(12.9898 * (cell * 1000 + run + 1)) * 43758.5453;
  return 10 + (cell < 2 ? 5 : 0.05) * (noise - Math.floor(noise));
}

const rowOf = (job: Job) => ({ moved: true, figures: { totalSeconds: figureOf(job) } });

/** Works a queue off in an order that `pick` decides; returns the runs of each point. */
function workOff(queue: StudyQueue, points: readonly number[], pick: (length: number) => number): (number | undefined)[] {
  const given: Job[] = [];
  for (;;) {
    given.push(...queue.take(1 + pick(7)));
    if (given.length === 0) break;
    const [job] = given.splice(pick(given.length), 1) as [Job];
    if (pick(5) === 4) queue.giveBack([job]);
    else queue.put(job, rowOf(job));
  }
  return points.map((point) => queue.runsAt(point));
}

describe("a fixed number of runs", () => {
  it("is that of every point, each row once", () => {
    const queue = new StudyQueue(studyOf({ runs: 3 }), [0, 1, 2, 3]);
    expect(queue.rowsKnown).toBe(24);
    const jobs = queue.take(1000);
    expect(new Set(jobs.map(({ cell, run }) => `${cell} ${run}`)).size).toBe(24);
    for (const job of jobs) queue.put(job, rowOf(job));
    expect([0, 1, 2, 3].map((point) => queue.runsAt(point))).toEqual([3, 3, 3, 3]);
    expect(queue).toMatchObject({ rows: 24, rowsKnown: 24, isFinished: true, unfinished: [] });
    expect(queue.add(0, 0, 0, rowOf({ cell: 0, run: 0 }))).toBe(false);
  });

  it("leaves out what is there already, and other shards", () => {
    const queue = new StudyQueue(studyOf({ runs: 2 }), [1, 3]);
    expect(queue.add(0, 0, 0, rowOf({ cell: 0, run: 0 }))).toBe(false);
    expect(queue.add(1, 1, 1, rowOf({ cell: 3, run: 1 }))).toBe(true);
    expect(queue.add(1, 1, 1, rowOf({ cell: 3, run: 1 }))).toBe(false);
    expect(queue.add(1, 1, 2, rowOf({ cell: 3, run: 2 }))).toBe(false);
    expect(queue.take(100)).toEqual([
      { cell: 2, run: 0 },
      { cell: 2, run: 1 },
      { cell: 3, run: 0 },
      { cell: 6, run: 0 },
      { cell: 6, run: 1 },
      { cell: 7, run: 0 },
      { cell: 7, run: 1 },
    ]);
  });
});

describe("a stopping rule", () => {
  const study = studyOf({ until: { totalSeconds: "2 %", atMost: 75 } });
  const points = [0, 1, 2, 3];

  it("adds runs at the looks until the interval is narrow, or there are no more", () => {
    const queue = new StudyQueue(study, points);
    expect(workOff(queue, points, () => 0)).toEqual([75, 10, 10, 10]);
    expect(points.map((point) => queue.looksAt(point))).toEqual([7, 1, 1, 1]);
  });

  it("has the same runs whatever the order of rows, losses and interruptions", () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), fc.nat(200), (stream, taken) => {
        const pick = (length: number): number => (stream.next().value as number) % length;
        const first = new StudyQueue(study, points);
        const rows: Job[] = [];
        // An end in the middle: what was done is in the file, in any order.
        while (rows.length < taken) {
          const jobs = first.take(1 + pick(9));
          if (jobs.length === 0) break;
          for (const job of jobs) {
            first.put(job, rowOf(job));
            rows.push(job);
          }
        }
        const second = new StudyQueue(study, points);
        while (rows.length > 0) {
          const [job] = rows.splice(pick(rows.length), 1) as [Job];
          second.add(Math.floor(job.cell / 2), job.cell % 2, job.run, rowOf(job));
        }
        expect(workOff(second, points, pick)).toEqual([75, 10, 10, 10]);
        expect(second.rows).toBe(2 * 105);
      }),
      { seed: 20261128, numRuns: 60 },
    );
  });

  it("does not wait for a guest that is never moved", () => {
    const queue = new StudyQueue(study, [0]);
    for (let jobs = queue.take(50); jobs.length > 0; jobs = queue.take(50)) {
      for (const job of jobs) queue.put(job, { moved: job.cell === 1, figures: { totalSeconds: job.cell === 1 ? 10 : job.run } });
    }
    expect(queue.runsAt(0)).toBe(10);
  });
});
