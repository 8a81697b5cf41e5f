/** Runs of `run`, `compare` and `validate` in threads. */
import { openPool } from "../../cells/pool.js";
import type { FinishedRun, RunExecutor } from "../../index.js";
import { NODE_CLOCK, startThread } from "../../node/threads.js";
import { isModule } from "../options.js";
import { lanesOf } from "./lanes.js";
import type { RunsSetup } from "./runs-worker.js";

/** Calls `simulate` with an executor in `jobs` threads, and ends them. @throws UsageError */
export async function simulateInThreads<Result>(
  jobs: string,
  { engine, policy }: { readonly engine?: string; readonly policy?: string },
  simulate: (own: { readonly executor?: RunExecutor }) => Promise<Result>,
): Promise<Result> {
  const lanes = lanesOf(jobs);
  if (lanes === 1) return simulate({});
  const modules = {
    ...(engine !== undefined && isModule(engine) ? { engine } : {}),
    ...(policy !== undefined && isModule(policy) ? { policy } : {}),
  };
  const pool = openPool(startThread(new URL("./runs-worker.js", import.meta.url)), { lanes, clock: NODE_CLOCK });
  try {
    return await simulate({ executor: (cells) => pool.executor<FinishedRun>({ cells, modules } satisfies RunsSetup) });
  } finally {
    await pool.close();
  }
}
