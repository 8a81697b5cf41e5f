/** Runs of `run`, `compare`, `validate` and `fleet` in threads. */
import { openPool } from "../../cells/pool.js";
import type { FinishedPlanRun, FleetOptions } from "../../fleet.js";
import type { FinishedRun, RunExecutor } from "../../index.js";
import { NODE_CLOCK, startThread } from "../../node/threads.js";
import { isModule } from "../options.js";
import type { FleetSetup } from "./fleet-worker.js";
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

/** Calls `simulate` with an executor of plans in `jobs` threads, and ends them. @throws UsageError */
export async function simulateFleetInThreads<Result>(
  jobs: string,
  setup: FleetSetup,
  simulate: (own: Pick<FleetOptions, "executor">) => Promise<Result>,
): Promise<Result> {
  const lanes = lanesOf(jobs);
  if (lanes === 1) return simulate({});
  const pool = openPool(startThread(new URL("./fleet-worker.js", import.meta.url)), { lanes, clock: NODE_CLOCK });
  try {
    return await simulate({ executor: pool.executor<FinishedPlanRun>(setup) });
  } finally {
    await pool.close();
  }
}
