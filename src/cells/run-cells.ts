/** The scheduler: jobs of a queue are carried out by an executor, in this thread or in others, until the queue has no more. */

/** One migration to simulate: replication `run` of a cell. */
export interface Job {
  readonly cell: number;
  readonly run: number;
}

/** The jobs left. What it gives out may depend on the rows put in, but not on their order. */
export interface JobQueue<Row> {
  /** Takes up to `most` jobs, in their order; none if all that are known now have been given out. */
  take(most: number): readonly Job[];
  /** Takes back jobs that were given out and not finished. */
  giveBack(jobs: readonly Job[]): void;
  put(job: Job, row: Row): void;
}

/** Carries out jobs. Called again before a call has ended, up to `lanes` times. */
export interface Executor<Row> {
  /** Calls in progress at once. */
  readonly lanes: number;
  /** Jobs of one call. */
  readonly chunkJobs: number;
  /**
   * Finishes jobs in their order. May end early when `signal` is aborted, or where its worker was lost: it then resolves with the reason.
   * Rejects with an error of the job itself.
   */
  execute(jobs: readonly Job[], onRow: (job: Job, row: Row) => void, signal?: AbortSignal): Promise<string | undefined>;
}

/** A job was given out this often, and each time what carried it out was gone. */
const ATTEMPTS = 3;

/** A job on which worker after worker was lost. */
export class LostJobError extends Error {
  override readonly name = "LostJobError";
  readonly job: Job;

  constructor(job: Job, reason: string) {
    super(`cell ${job.cell}, run ${job.run}: the worker that simulated it was lost ${ATTEMPTS} times: ${reason}`);
    this.job = job;
  }
}

/**
 * Carries out all jobs of a queue. A job whose worker is lost is carried out again. When the signal is aborted, jobs in flight are finished
 * and the rest is left. Rejects with the first error, after the other calls have ended.
 */
export async function runCells<Row>(queue: JobQueue<Row>, executor: Executor<Row>, signal?: AbortSignal): Promise<void> {
  const attempts = new Map<string, number>();
  let waiting: (() => void)[] = [];
  let busy = 0;
  let isStopped = false;
  let failure: { readonly error: unknown } | undefined;
  const wake = (): void => {
    const woken = waiting;
    waiting = [];
    for (const resume of woken) resume();
  };

  /** Carries out one chunk. A row may bring more jobs, so that lanes without any wait for the end of every chunk. */
  const carryOut = async (jobs: readonly Job[]): Promise<void> => {
    const left = new Set(jobs);
    let reason: string | undefined;
    try {
      reason = await executor.execute(
        jobs,
        (job, row) => {
          left.delete(job);
          queue.put(job, row);
        },
        signal,
      );
    } finally {
      queue.giveBack([...left]);
    }
    const [first] = left;
    if (first === undefined) return;
    if (reason === undefined) isStopped = true;
    else if (signal?.aborted !== true) countAttempt(first, reason);
  };

  const countAttempt = (job: Job, reason: string): void => {
    const key = `${job.cell} ${job.run}`;
    const count = (attempts.get(key) ?? 0) + 1;
    if (count === ATTEMPTS) throw new LostJobError(job, reason);
    attempts.set(key, count);
  };

  const lane = async (): Promise<void> => {
    while (failure === undefined && !isStopped && signal?.aborted !== true) {
      const jobs = queue.take(executor.chunkJobs);
      if (jobs.length === 0) {
        if (busy === 0) break;
        await new Promise<void>((resume) => waiting.push(resume));
        continue;
      }
      busy++;
      try {
        await carryOut(jobs);
      } catch (error) {
        failure ??= { error };
      }
      busy--;
      wake();
    }
    wake();
  };

  await Promise.all(Array.from({ length: executor.lanes }, lane));
  if (failure !== undefined) throw failure.error;
}

/** Jobs of `cells` cells in the order of the runs: every cell of a run before the next run. */
export function runsInOrder<Row>(cells: number, runs: number, put: (job: Job, row: Row) => void): JobQueue<Row> {
  let next = 0;
  return listed(() => (next < cells * runs ? { cell: next % cells, run: Math.floor(next++ / cells) } : undefined), put);
}

/** Jobs of cells in the order of the cells: every run of a cell before the next cell. `runs`: those of each cell. */
export function cellsInOrder<Row>(runs: readonly number[], put: (job: Job, row: Row) => void): JobQueue<Row> {
  let [cell, run] = [0, 0];
  const next = (): Job | undefined => {
    for (; cell < runs.length; cell++, run = 0) {
      if (run < (runs[cell] as number)) return { cell, run: run++ };
    }
    return undefined;
  };
  return listed(next, put);
}

/** Jobs in the order in which `next` gives them; those given back come first. */
function listed<Row>(next: () => Job | undefined, put: (job: Job, row: Row) => void): JobQueue<Row> {
  const returned: Job[] = [];
  return {
    take(most) {
      const jobs = returned.splice(0, most);
      while (jobs.length < most) {
        const job = next();
        if (job === undefined) break;
        jobs.push(job);
      }
      return jobs;
    },
    giveBack: (jobs) => returned.unshift(...jobs),
    put,
  };
}

/** Carries out jobs in this thread, one after the other; undefined of `simulate` means that it was aborted. */
export function inThisThread<Row>(simulate: (job: Job, signal?: AbortSignal) => Promise<Row | undefined>, chunkJobs = 1): Executor<Row> {
  return {
    lanes: 1,
    chunkJobs,
    async execute(jobs, onRow, signal) {
      for (const job of jobs) {
        const row = signal?.aborted ? undefined : await simulate(job, signal);
        if (row === undefined) return undefined;
        onRow(job, row);
      }
      return undefined;
    },
  };
}

/** Executors side by side: a call goes to the first that has a free lane, in the order given. */
export function sideBySide<Row>(executors: readonly Executor<Row>[]): Executor<Row> {
  const free = executors.flatMap((executor) => Array.from({ length: executor.lanes }, () => executor));
  return {
    lanes: free.length,
    get chunkJobs() {
      return Math.max(...executors.map(({ chunkJobs }) => chunkJobs));
    },
    async execute(jobs, onRow, signal) {
      const executor = free.shift();
      if (executor === undefined) throw new RangeError("execute: expected at most as many calls at once as there are lanes");
      try {
        return await executor.execute(jobs, onRow, signal);
      } finally {
        free.push(executor);
      }
    },
  };
}
