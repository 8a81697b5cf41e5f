/** The action of `xenvmc-sim study`. */
import pico from "picocolors";
import type { WorkerPool } from "../../node/pool.js";
import { StudyDirectory } from "../../node/study-directory.js";
import { formatStudy, verdictLines } from "../../output/study-table.js";
import type { Style } from "../../output/text.js";
import {
  type Executor,
  everyPoint,
  inThisThread,
  type Job,
  type JobQueue,
  pointsOfShard,
  rowLine,
  rowSimulator,
  runCells,
  type Study,
  type StudyGenerator,
  studyGenerator,
  studyHash,
  summarizePoint,
  VerdictCounts,
  whatIsStudied,
} from "../../study.js";
import { InterruptedError, UsageError } from "../errors.js";
import type { CommandIo } from "../io.js";
import { isModule } from "../options.js";
import { engineOverrides } from "./engine-module.js";
import { lanesOf, openLanes } from "./lanes.js";
import { policyOverrides } from "./policy-module.js";
import { createProgressLine } from "./progress-line.js";
import { createStore, type RowStore } from "./row-store.js";
import { addPoints, EndFiles, writeWhile } from "./study-end.js";
import { hashesOf, type LoadedPlan, loadOwn, loadPlan, readStudySource, type StudySource, writtenStudy } from "./study-file.js";
import type { StudyCommandOptions } from "./study-options.js";
import { checkReport, reportCommands, reportPath, STANDARD_OUTPUT, studyCommandText, tellReport, writeReport } from "./study-report.js";
import type { WorkerSetup } from "./study-worker.js";

/** Which part of the points. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

export async function studyCommand(path: string, options: StudyCommandOptions, io: CommandIo): Promise<void> {
  const lanes = lanesOf(options.jobs);
  const shard = options.shard === undefined ? undefined : shardOf(options.shard);
  if (shard !== undefined && options.out === undefined) throw new UsageError("--shard needs --out DIR: merge reads its rows from there");
  const report = reportPath(options);
  const onQueue = options.queue === undefined ? undefined : await import("./queue-option.js");
  const connection = await onQueue?.connectForStudy(options.queue as string, options, modulesOf(options));
  const source = await readStudySource(path, overridesOf(options), io);
  const loaded = await loadPlan(source, options.quiet === true, io);
  const modules = modulesOf(options);
  const own = await loadOwn(modules, loaded.plan.study, io);
  const { study } = loaded.plan;
  const traces = loaded.traces.map((trace) => ({ path: trace, content: "a trace" }));
  if (report !== undefined) await checkReport(report, study, traces, io);
  const points = shard === undefined ? everyPoint(loaded.plan) : pointsOfShard(loaded.plan, shard);
  const generator = await studyGenerator();
  const written = writtenStudy(source);
  const command = studyCommandText(path, options);
  const store = await openStore(options.out, loaded, source, { generator, modules, shard, command, written }, points, io);
  try {
    const end = shard === undefined && store.directory !== undefined ? new EndFiles(store.directory.path, study) : undefined;
    try {
      const simulate = rowSimulator(loaded.plan, own, true);
      const here = inThisThread(async (job: Job, signal?: AbortSignal) => {
        await store.breathe();
        // A run in progress is finished when the user interrupts.
        const row = signal?.aborted ? undefined : await simulate(job);
        return row && rowLine(study, row);
      });
      const executor =
        onQueue === undefined || connection === undefined
          ? openLanes(lanes, { source, modules }, here)
          : await onQueue.openStudyQueue(connection, options.out as string, source, study);
      await compute(store, executor, end, options, io);
      const { isFinished, rows } = store.queue;
      // The rows of an interrupted study in a directory are kept for the next time; without one this is all that is left of them.
      if (report !== undefined && (isFinished || (options.out === undefined && rows > 0))) {
        const commands = reportCommands(command, options, modules);
        await writeReport(report, { commands, written, generator }, store, study, io);
      }
      await tell(store, study, shard, end, report === STANDARD_OUTPUT ? { ...options, quiet: true } : options, io);
      if (report !== undefined) tellReport(report, options.quiet === true, io);
    } finally {
      end?.close();
    }
  } finally {
    store.close();
  }
}

/** Computes the runs that are missing, and writes the end files with them, if any are to be written. Closes the workers. */
async function compute(
  store: RowStore,
  executor: WorkerPool,
  end: EndFiles | undefined,
  { quiet }: StudyCommandOptions,
  { signal, stderr }: CommandIo,
): Promise<void> {
  const run = (onRow: () => void, stop: AbortSignal): Promise<void> =>
    runWithProgress(store, executor, onRow, { isQuiet: quiet === true, signal: stop, stderr });
  try {
    await (end === undefined ? run(() => {}, signal) : writeWhile(store, end, signal, run));
  } finally {
    await executor.close();
  }
}

function shardOf(text: string): Shard {
  const [, index, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  const shard = { index: Number(index), of: Number(of) };
  if (shard.index >= 1 && shard.index <= shard.of) return shard;
  throw new UsageError(`--shard: expected i/n with i from 1 to n, as in 2/7, received ${JSON.stringify(text)}`);
}

/** `--runs` is that of the study. */
function overridesOf(options: StudyCommandOptions): string[] {
  return [
    ...options.set,
    ...engineOverrides(options),
    ...policyOverrides(options),
    ...(options.seed === undefined ? [] : [`seed=${options.seed}`]),
    ...(options.runs === undefined ? [] : [`study.runs=${options.runs}`]),
  ];
}

function modulesOf({ engine, policy }: StudyCommandOptions): WorkerSetup["modules"] {
  return {
    ...(engine !== undefined && isModule(engine) ? { engine } : {}),
    ...(policy !== undefined && isModule(policy) ? { policy } : {}),
  };
}

/** What study.json has of a study beside its plan and the hash of this. */
interface StoredOrigin {
  readonly generator: StudyGenerator;
  readonly written: unknown;
  /** Of a shard, for `merge`: modules of an own engine and policy, and the command without --out and --shard. */
  readonly modules: WorkerSetup["modules"];
  readonly command: string;
  readonly shard: Shard | undefined;
}

/** Opens the rows of a study. Rows that are there count as done. @throws FileError for a directory of another study */
async function openStore(
  out: string | undefined,
  { plan, traces }: LoadedPlan,
  source: StudySource,
  { generator, modules, shard, command, written }: StoredOrigin,
  points: readonly number[],
  io: CommandIo,
): Promise<RowStore> {
  if (out === undefined) return createStore(plan.study, points);
  const files = { ...(await hashesOf(traces, source.directory)), ...(await hashesOf(Object.values(modules), ".")) };
  const hash = await studyHash(plan.study, generator, files);
  const part = shard === undefined ? {} : { shard: `${shard.index}/${shard.of}`, command, modules };
  const header = { version: 1, generator, hash, ...part, files, ...plan.study, ...whatIsStudied(plan.study), written };
  const store = createStore(plan.study, points, (takeRow) => new StudyDirectory(out, plan.study, header, takeRow));
  for (const { line, reason } of store.directory?.dropped ?? []) {
    io.stderr.write(`${out}/runs.ndjson: line ${line} was ${reason}; it is dropped and computed again\n`);
  }
  return store;
}

async function runWithProgress(
  store: RowStore,
  executor: Executor<string>,
  onRow: () => void,
  { isQuiet, signal, stderr }: { readonly isQuiet: boolean; readonly signal: AbortSignal; readonly stderr: CommandIo["stderr"] },
): Promise<void> {
  const line = createProgressLine(stderr, isQuiet);
  const { queue } = store;
  const before = queue.rows;
  const queueWithProgress: JobQueue<string> = {
    take: (most) => store.take(most),
    giveBack: (jobs) => store.giveBack(jobs),
    put(job, row) {
      store.put(job, row);
      onRow();
      const { rows, rowsKnown } = queue;
      line.update({ doneRatio: (rows - before) / Math.max(1, rowsKnown - before), words: `${rows} of ${rowsKnown} runs` });
    },
  };
  try {
    await runCells(queueWithProgress, executor, signal);
  } finally {
    line.clear();
  }
}

/** Writes the end files and tells what was found; of an interrupted study, how far it came. */
async function tell(
  store: RowStore,
  study: Study,
  shard: Shard | undefined,
  end: EndFiles | undefined,
  options: StudyCommandOptions,
  io: CommandIo,
): Promise<void> {
  const { out, quiet } = options;
  const { queue, directory } = store;
  if (!queue.isFinished) {
    const kept = out === undefined ? "" : ` and are in ${out}: the same command goes on from there`;
    if (out === undefined && queue.rows > 0) printTable(store, study, quiet === true, io);
    throw new InterruptedError(`interrupted: ${queue.rows} of ${queue.rowsKnown} runs were finished${kept}`);
  }
  if (directory === undefined) return printTable(store, study, quiet === true, io);
  if (shard !== undefined) {
    if (!quiet) io.stdout.write(`shard ${shard.index}/${shard.of}: ${queue.rows} runs are in ${directory.path}\n`);
    return;
  }
  if (end !== undefined) await finishDirectory(store, directory, study, end, quiet === true, io);
}

/** Writes the rest of the end files of a finished study, and prints what was found. */
export async function finishDirectory(
  store: RowStore,
  directory: StudyDirectory,
  study: Study,
  end: EndFiles,
  isQuiet: boolean,
  io: CommandIo,
): Promise<void> {
  await addPoints(store, end);
  const sentences = await end.finish();
  if (isQuiet) return;
  const { rows } = store.queue;
  const lines = verdictLines(study, sentences, io.stdout.columns, styleOf(io));
  io.stdout.write(
    `${[...lines, `${rows} runs: rows in ${directory.path}/runs.csv, statistics in points.csv, a table in table.md.`].join("\n")}\n`,
  );
}

function printTable(store: RowStore, study: Study, isQuiet: boolean, io: CommandIo): void {
  if (isQuiet) return;
  const verdict = new VerdictCounts(study);
  const summaries = [...store.pointsOf()].flatMap((found) => {
    const own = summarizePoint(study, found);
    verdict.add(own);
    return own;
  });
  io.stdout.write(formatStudy(study, verdict.sentences(), summaries, { width: io.stdout.columns, style: styleOf(io) }));
}

function styleOf({ stdout }: CommandIo): Style {
  const colours = pico.createColors(stdout.hasColour);
  return { title: colours.bold, faint: colours.dim, good: colours.green, warning: colours.yellow };
}
