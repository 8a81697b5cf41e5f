/** Worker threads as an executor of a study's jobs. A worker that is lost is replaced, and its jobs are given out again. */
import { pool as createPool } from "workerpool";
import type { Executor, Job } from "../study.js";

/** Work of one call, so that its overhead does not count and an end finds no lane with much left. */
const CHUNK_SECONDS = 0.15;
const CHUNK_JOBS_MAX = 2000;
/** Rows die young: a small nursery keeps the memory of long studies down. */
const YOUNG_MEBIBYTES = 8;

/** What a worker sends: the jobs that it has finished, by position in its chunk, and their rows. */
export interface FinishedRows {
  readonly first: number;
  readonly lines: readonly string[];
}

export interface WorkerPool extends Executor<string> {
  close(): Promise<void>;
}

/** The word at which workers look between two runs: not 0 once they are to stop. */
export type StopFlag = Int32Array<SharedArrayBuffer>;

/**
 * A pool of `lanes` threads that run the module at `script`, which registers a function `simulate(jobs)` that sends `FinishedRows` and
 * returns the seconds that the jobs took.
 * `setup` is its `workerData`, beside `stop`.
 */
export function openPool(script: URL, lanes: number, setup: object): WorkerPool {
  const stop: StopFlag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const workers = createPool(script.pathname === "" ? script.href : fileOf(script), {
    workerType: "thread",
    maxWorkers: lanes,
    workerThreadOpts: { workerData: { ...setup, stop }, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEBIBYTES } },
  });
  let jobSeconds: number | undefined;
  return {
    lanes,
    get chunkJobs() {
      return jobSeconds === undefined ? 1 : Math.min(CHUNK_JOBS_MAX, Math.max(1, Math.round(CHUNK_SECONDS / jobSeconds)));
    },
    async execute(jobs, onRow, signal) {
      const halt = (): void => {
        Atomics.store(stop, 0, 1);
      };
      signal?.addEventListener("abort", halt, { once: true });
      if (signal?.aborted) halt();
      let failure: { readonly error: unknown } | undefined;
      const take = ({ first, lines }: FinishedRows): void => {
        for (const [index, line] of lines.entries()) onRow(jobs[first + index] as Job, line);
      };
      let seconds: number;
      try {
        seconds = await workers.exec("simulate", [jobs], {
          on(message: FinishedRows) {
            // An error of the caller must not end in the pool's own listener.
            try {
              take(message);
            } catch (error) {
              failure ??= { error };
            }
          },
        });
      } catch (error) {
        if (!isLoss(error)) throw error;
        return (error as Error).message.split("\n")[0];
      } finally {
        signal?.removeEventListener("abort", halt);
      }
      if (failure !== undefined) throw failure.error;
      const own = seconds / jobs.length;
      jobSeconds = jobSeconds === undefined ? own : (jobSeconds + own) / 2;
      return undefined;
    },
    async close() {
      await workers.terminate(true);
    },
  };
}

/** The pool rejects the jobs of a thread that ended, or had an error outside of any job, with these words. */
function isLoss(error: unknown): boolean {
  return error instanceof Error && /^Workerpool Worker (?:terminated Unexpectedly|error)|^Worker is terminated/.test(error.message);
}

function fileOf(url: URL): string {
  return decodeURIComponent(url.pathname);
}
