/** The option `--jobs`, and what carries out the runs of a study: this thread, others, or both. */
import { availableParallelism } from "node:os";
import { openPool, type WorkerPool } from "../../node/pool.js";
import { type Executor, sideBySide } from "../../study.js";
import { UsageError } from "../errors.js";
import type { WorkerSetup } from "./study-worker.js";

/** Runs at once. @throws UsageError */
export function lanesOf(jobs: string | undefined): number {
  if (jobs === undefined) return availableParallelism();
  const lanes = Number(jobs);
  if (!Number.isInteger(lanes) || lanes < 1 || lanes > 1024) {
    throw new UsageError(`--jobs: expected a whole number from 1 to 1024, received ${JSON.stringify(jobs)}`);
  }
  return lanes;
}

/**
 * Up to this many lanes this thread is one of them, so that one thread less loads and optimizes the library. With more lanes it has enough
 * to do with the rows of the others. A choice: only 2 lanes have been measured.
 */
const LANES_WITH_THIS_THREAD = 4;

/** Opens threads for `lanes` runs at once. `here` carries out runs in this thread. */
export function openLanes(lanes: number, setup: WorkerSetup, here: Executor<string>): WorkerPool {
  if (lanes === 1) return { ...here, close: async () => {} };
  // A module of the user's own may end its thread, which must not be this one.
  const isShared = lanes <= LANES_WITH_THIS_THREAD && Object.keys(setup.modules).length === 0;
  const pool = openPool(new URL("./study-worker.js", import.meta.url), isShared ? lanes - 1 : lanes, setup);
  if (!isShared) return pool;
  const both = sideBySide([pool, here]);
  return {
    lanes: both.lanes,
    get chunkJobs() {
      return both.chunkJobs;
    },
    execute: both.execute,
    close: pool.close,
  };
}
