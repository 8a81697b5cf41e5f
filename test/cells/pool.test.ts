/** Pools over workers made of plain functions, with a clock that is moved by hand. */
import { setImmediate as breathe } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Clock, FromWorker, ToWorker } from "../../src/cells/messages.js";
import { openPool, type PoolOptions, type StartWorker } from "../../src/cells/pool.js";
import { cellsInOrder, type Job, LostJobError, runCells } from "../../src/cells/run-cells.js";
import { type SimulateJob, serveJobs } from "../../src/cells/serve-jobs.js";

/** A clock, and the ticks that are due when it is moved on. */
function handClock() {
  const ticks = new Set<() => void>();
  let now = 0;
  const clock: Clock = {
    seconds: () => now,
    every(_seconds, tick) {
      ticks.add(tick);
      return () => ticks.delete(tick);
    },
  };
  const move = (seconds: number): void => {
    now += seconds;
    for (const tick of ticks) tick();
  };
  return { clock, move, ticks };
}

interface StartedHere {
  readonly lose: (reason: string) => void;
  /** The worker falls silent: nothing that it sends arrives any more. */
  readonly mute: () => void;
  terminated: boolean;
  readonly received: ToWorker[];
}

/** Workers that serve jobs in this thread. A job's row is its setup, cell and run, unless `simulate` says otherwise. */
function workersHere(clock: Clock, simulate?: (worker: StartedHere, job: Job) => Promise<string | undefined>) {
  const started: StartedHere[] = [];
  const start: StartWorker = (onMessage, onLost) => {
    let isMute = false;
    const worker: StartedHere = {
      lose: onLost,
      mute: () => {
        isMute = true;
      },
      terminated: false,
      received: [],
    };
    started.push(worker);
    const post = (message: FromWorker): void => {
      if (!isMute) queueMicrotask(() => onMessage(structuredClone(message)));
    };
    const open = async (setup: unknown): Promise<SimulateJob<string>> => {
      if (setup === "broken") throw new RangeError("no such study");
      return (job) => simulate?.(worker, job) ?? Promise.resolve(`${setup} ${job.cell} ${job.run}`);
    };
    const receive = serveJobs({ post, breathe, clock: { ...clock, every: () => () => {} } }, open);
    return {
      post(message) {
        worker.received.push(message);
        setImmediate(() => receive(structuredClone(message)));
      },
      terminate: () => {
        worker.terminated = true;
        isMute = true;
      },
    };
  };
  return { started, start };
}

function opened(simulate?: (worker: StartedHere, job: Job) => Promise<string | undefined>, options: Partial<PoolOptions> = {}) {
  const hand = handClock();
  const workers = workersHere(hand.clock, simulate);
  return { ...hand, ...workers, pool: openPool(workers.start, { lanes: 2, clock: hand.clock, ...options }) };
}

function recorded(runs: readonly number[]) {
  const rows: string[] = [];
  return { rows, queue: cellsInOrder<string>(runs, (_, row) => rows.push(row)) };
}

const EVERY_ROW = ["s 0 0", "s 0 1", "s 0 2", "s 1 0", "s 1 1"];

describe("a pool", () => {
  it("has every row of every job, from as many workers as it has lanes", async () => {
    const { pool, started } = opened();
    const { rows, queue } = recorded([3, 2]);
    await runCells(queue, pool.executor<string>("s"));
    expect(rows.sort()).toEqual(EVERY_ROW);
    expect(started).toHaveLength(2);
    await pool.close();
    expect(started.every(({ terminated }) => terminated)).toBe(true);
  });

  it("keeps its workers for another setup", async () => {
    const { pool, started } = opened();
    for (const setup of ["s", "t", "s"]) {
      const { rows, queue } = recorded([1, 1]);
      await runCells(queue, pool.executor<string>(setup));
      expect(rows.sort()).toEqual([`${setup} 0 0`, `${setup} 1 0`]);
    }
    expect(started).toHaveLength(2);
  });

  it("computes what a lost worker had again, in another", async () => {
    const { pool, started } = opened(async (worker, { cell, run }) => {
      if (worker === started[0] && run === 1) worker.lose("exit 7");
      return `s ${cell} ${run}`;
    });
    const { rows, queue } = recorded([3, 2]);
    await runCells(queue, pool.executor<string>("s"));
    expect(rows.sort()).toEqual(EVERY_ROW);
    expect(started[0]?.terminated).toBe(true);
  });

  it("tells why each of the workers of a job was lost", async () => {
    const { pool } = opened(async (worker, { run }) => {
      if (run === 0) return "row";
      worker.lose("out of memory");
      return undefined;
    });
    const failure = await runCells(recorded([2]).queue, pool.executor<string>("s")).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(LostJobError);
    expect(String(failure)).toContain("lost 3 times: out of memory");
  });

  it("rejects with the error of a job, or of the setup, by its name", async () => {
    const { pool } = opened(async () => {
      throw new TypeError("no pages");
    });
    await expect(runCells(recorded([1]).queue, pool.executor("s"))).rejects.toMatchObject({ name: "TypeError", message: "no pages" });
    await expect(runCells(recorded([1]).queue, pool.executor("broken"))).rejects.toMatchObject({
      name: "RangeError",
      message: "no such study",
    });
  });

  it("rejects with an error of the receiver", async () => {
    const { pool, started } = opened();
    const queue = cellsInOrder<string>([1], () => {
      throw new Error("the disk is full");
    });
    await expect(runCells(queue, pool.executor<string>("s"))).rejects.toThrow("the disk is full");
    expect(started[0]?.terminated).toBe(true);
  });

  it("ends after the jobs in progress when the signal is aborted, and can be used again", async () => {
    const { pool } = opened(undefined, { lanes: 1 });
    const controller = new AbortController();
    const rows: string[] = [];
    const queue = cellsInOrder<string>([9], (_, row) => {
      rows.push(row);
      controller.abort();
    });
    await runCells(queue, pool.executor<string>("s"), controller.signal);
    expect(rows).toEqual(["s 0 0"]);
    const again = recorded([2]);
    await runCells(again.queue, pool.executor<string>("s"));
    expect(again.rows).toEqual(["s 0 0", "s 0 1"]);
  });
});

describe("a silent worker", () => {
  /** The first worker falls silent in its first job and never ends it. */
  const silenced = (options: Partial<PoolOptions>) => {
    const all = opened(async (worker, { cell, run }) => {
      if (worker === all.started[0]) {
        worker.mute();
        await new Promise(() => {});
      }
      return `s ${cell} ${run}`;
    }, options);
    return all;
  };
  const turns = async (count = 20): Promise<void> => {
    for (let turn = 0; turn < count; turn++) await breathe();
  };

  it("is lost after the time it may be silent, and its job is computed again", async () => {
    const { pool, started, move } = silenced({ silenceSeconds: 3 });
    const { rows, queue } = recorded([3, 2]);
    const end = runCells(queue, pool.executor<string>("s"));
    await turns();
    for (let second = 0; second < 3; second++) move(1);
    await turns();
    expect(started[0]?.terminated).toBe(false);
    move(1);
    await end;
    expect(started[0]?.terminated).toBe(true);
    expect(rows.sort()).toEqual(EVERY_ROW);
  });

  it("is not lost for the time in which the pool itself did not run", async () => {
    const { pool, started, move } = silenced({ silenceSeconds: 3 });
    void runCells(recorded([3]).queue, pool.executor<string>("s"));
    await turns();
    move(1000);
    await turns();
    expect(started[0]?.terminated).toBe(false);
    for (let second = 0; second < 4; second++) move(1);
    expect(started[0]?.terminated).toBe(true);
  });

  it("has a minute to load", async () => {
    const hand = handClock();
    let terminated = 0;
    const start: StartWorker = () => ({ post: () => {}, terminate: () => terminated++ });
    const pool = openPool(start, { lanes: 1, clock: hand.clock, silenceSeconds: 3 });
    const end = runCells(recorded([1]).queue, pool.executor<string>("s")).catch(String);
    for (let second = 0; second < 60; second++) hand.move(1);
    expect(terminated).toBe(0);
    for (let attempt = 0; attempt < 3; attempt++) {
      for (let second = 0; second < 61; second++) hand.move(1);
      await turns(5);
    }
    expect(await end).toContain("it gave no sign of life for 61 s");
    await pool.close();
    expect(hand.ticks.size).toBe(0);
  });
});
