import { describe, expect, it } from "vitest";
import {
  cellsInOrder,
  type Executor,
  inThisThread,
  type Job,
  LostJobError,
  runCells,
  runsInOrder,
  sideBySide,
} from "../../src/cells/run-cells.js";

/** Every job with its row, in the order in which they came. */
function recorder(cells: number, runs: number) {
  const rows: string[] = [];
  return { rows, queue: runsInOrder<string>(cells, runs, ({ cell, run }, row) => rows.push(`${cell} ${run} ${row}`)) };
}

const everyRow = (cells: number, runs: number) =>
  Array.from({ length: cells * runs }, (_, job) => `${job % cells} ${Math.floor(job / cells)} done`);

describe("in this thread", () => {
  it("every cell of a run comes before the next run", async () => {
    const { rows, queue } = recorder(3, 2);
    await runCells(
      queue,
      inThisThread(async () => "done"),
    );
    expect(rows).toEqual(everyRow(3, 2));
  });

  it("every run of a cell comes before the next cell, of which each has its own number of runs", async () => {
    const rows: string[] = [];
    const queue = cellsInOrder<string>([2, 0, 1, 3], ({ cell, run }) => rows.push(`${cell} ${run}`));
    await runCells(
      queue,
      inThisThread(async () => "done"),
    );
    expect(rows).toEqual(["0 0", "0 1", "2 0", "3 0", "3 1", "3 2"]);
  });

  it("an aborted signal ends the work after the job in progress", async () => {
    const { rows, queue } = recorder(3, 2);
    const controller = new AbortController();
    const executor = inThisThread<string>(async ({ cell, run }) => {
      if (cell === 1 && run === 0) controller.abort();
      return "done";
    });
    await runCells(queue, executor, controller.signal);
    expect(rows).toEqual(everyRow(3, 2).slice(0, 2));
  });

  it("the error of a job is the error of all", async () => {
    const { queue } = recorder(2, 2);
    const executor = inThisThread<string>(async () => {
      throw new Error("no such page");
    });
    await expect(runCells(queue, executor)).rejects.toThrow("no such page");
  });
});

/** Lanes of which some calls are lost after a part of their jobs. */
function unreliable(lanes: number, isLost: (job: Job, call: number) => boolean): Executor<string> & { calls: number } {
  return {
    lanes,
    chunkJobs: 4,
    calls: 0,
    async execute(jobs, onRow) {
      const call = this.calls++;
      for (const job of jobs) {
        await new Promise((resolve) => setImmediate(resolve));
        if (isLost(job, call)) return "exit 7";
        onRow(job, "done");
      }
      return undefined;
    },
  };
}

describe("a lost worker", () => {
  it("has its jobs carried out again, each row once", async () => {
    const { rows, queue } = recorder(5, 7);
    // Each job is lost the first time it is met as the third of a call.
    const lostOnce = new Set<string>();
    const executor = unreliable(3, ({ cell, run }) => {
      const key = `${cell} ${run}`;
      if ((cell + run) % 4 !== 3 || lostOnce.has(key)) return false;
      lostOnce.add(key);
      return true;
    });
    await runCells(queue, executor);
    expect(lostOnce.size).toBeGreaterThan(3);
    expect([...rows].sort()).toEqual(everyRow(5, 7).sort());
  });

  it("ends the work, with its reason, when the same job is lost three times", async () => {
    const { rows, queue } = recorder(2, 4);
    const executor = unreliable(2, ({ cell, run }) => cell === 1 && run === 2);
    const failure = await runCells(queue, executor).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(LostJobError);
    expect(String(failure)).toContain("cell 1, run 2: the worker that simulated it was lost 3 times: exit 7");
    expect(new Set(rows).size).toBe(rows.length);
  });
});

describe("lanes without jobs", () => {
  it("wait for those that the others' rows bring", async () => {
    const rows: Job[] = [];
    let jobs: Job[] = [{ cell: 0, run: 0 }];
    const queue = {
      take: (most: number) => jobs.splice(0, most),
      giveBack: (left: readonly Job[]) => {
        jobs = [...left, ...jobs];
      },
      // Every row brings two more, down to run 3.
      put: ({ cell, run }: Job) => {
        rows.push({ cell, run });
        if (run < 3) jobs.push({ cell: 2 * cell, run: run + 1 }, { cell: 2 * cell + 1, run: run + 1 });
      },
    };
    await runCells(
      queue,
      unreliable(4, () => false),
    );
    expect(rows).toHaveLength(15);
  });
});

describe("executors side by side", () => {
  it("carry out every job once, each in all of its lanes", async () => {
    const { rows, queue } = recorder(6, 8);
    const here = inThisThread<string>(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return "done";
    });
    const busy = { most: 0, now: 0 };
    const others = unreliable(2, (_, call) => call === 1);
    const counted: Executor<string> = {
      ...others,
      async execute(...given) {
        busy.most = Math.max(busy.most, ++busy.now);
        const reason = await others.execute(...given);
        busy.now--;
        return reason;
      },
    };
    const both = sideBySide([counted, here]);
    expect([both.lanes, both.chunkJobs]).toEqual([3, 4]);
    await runCells(queue, both);
    expect([...rows].sort()).toEqual(everyRow(6, 8).sort());
    expect(busy.most).toBe(2);
    expect(others.calls).toBeLessThan(12);
  });
});
