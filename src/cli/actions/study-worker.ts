/** A worker thread of `xenvmc-sim study`: plans the study itself, and simulates the jobs that it is given. */
import { workerData } from "node:worker_threads";
import { worker, workerEmit } from "workerpool";
import type { FinishedRows, StopFlag } from "../../node/pool.js";
import { type Job, type RowOptions, rowLine, rowSimulator, type StudyRow } from "../../study.js";
import { QUIET } from "./quiet.js";
import { loadOwn, loadPlan, type StudySource } from "./study-file.js";

/** What the thread is started with. */
export interface WorkerSetup {
  readonly source: StudySource;
  /** Modules of an own engine and policy. */
  readonly modules: { readonly engine?: string; readonly policy?: string };
  /** Where runs are cancelled. */
  readonly limits?: Pick<RowOptions, "maxDowntimeSeconds">;
}

/** Rows are sent together, but not kept back for longer than this: rows that survive two collections fill the heap of long studies. */
const SENT_AFTER_SECONDS = 0.01;

interface Bench {
  readonly simulate: (job: Job) => Promise<StudyRow | undefined>;
  readonly lineOf: (row: StudyRow) => string;
}

const { source, modules, limits, stop } = workerData as WorkerSetup & { readonly stop: StopFlag };
let bench: Promise<Bench> | undefined;

async function openBench(): Promise<Bench> {
  const { plan } = await loadPlan(source, true, QUIET, true);
  const own = await loadOwn(modules, plan.study, QUIET);
  return { simulate: rowSimulator(plan, { ...own, ...limits }, true), lineOf: (row) => rowLine(plan.study, row) };
}

/** Returns the seconds that the jobs took. */
async function simulate(jobs: readonly Job[]): Promise<number> {
  bench ??= openBench();
  const { simulate: simulateRow, lineOf } = await bench;
  let first = 0;
  let lines: string[] = [];
  const start = performance.now();
  let sent = start;
  const send = (): void => {
    if (lines.length > 0) workerEmit({ first, lines } satisfies FinishedRows);
    first += lines.length;
    lines = [];
    sent = performance.now();
  };
  for (const job of jobs) {
    if (Atomics.load(stop, 0) !== 0) break;
    const row = await simulateRow(job);
    if (row === undefined) break;
    lines.push(lineOf(row));
    if (performance.now() - sent > SENT_AFTER_SECONDS * 1000) send();
  }
  send();
  return (performance.now() - start) / 1000;
}

worker({ simulate });
