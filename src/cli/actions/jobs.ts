/** `--jobs` of `run`, `compare` and `validate`. What threads need is loaded only for them. */
import type { RunExecutor } from "../../index.js";

export interface JobsOption {
  readonly jobs?: string;
  readonly engine?: string;
  readonly policy?: string;
}

/** What `simulate`, `compare` and `validate` carry out runs by; nothing for this thread. */
export interface OwnExecutor {
  readonly executor?: RunExecutor;
}

/** Calls `simulate` with an executor in as many threads as `--jobs` says. One job is this thread. @throws UsageError */
export async function withThreads<Result>(options: JobsOption, simulate: (own: OwnExecutor) => Promise<Result>): Promise<Result> {
  if (options.jobs === undefined) return simulate({});
  const { simulateInThreads } = await import("./thread-runs.js");
  return simulateInThreads(options.jobs, options, simulate);
}
