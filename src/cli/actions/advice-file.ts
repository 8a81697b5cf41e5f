/** The scenario of a command that advises, and the threads that compute its studies. */
import { setImmediate as breathe } from "node:timers/promises";
import { AbortedAdviceError, type AdviceOptions, type AskedStudy, type FoundStudy } from "../../advice.js";
import { parseScenario } from "../../index.js";
import {
  everyPoint,
  inThisThread,
  meetsGoals,
  readCheckedRow,
  rowLine,
  rowSimulator,
  runCells,
  type StudyRow,
  summarizePoint,
} from "../../study.js";
import { openScenarioText } from "../../text.js";
import { InterruptedError } from "../errors.js";
import type { CommandIo } from "../io.js";
import { type AdviceCommandOptions, isModule, overridesOf } from "../options.js";
import { engineOverrides } from "./engine-module.js";
import { lanesOf, openLanes } from "./lanes.js";
import { policyOverrides } from "./policy-module.js";
import { createProgressLine } from "./progress-line.js";
import { createStore } from "./row-store.js";
import { loadOwn, loadPlan, readStudySource, type StudySource } from "./study-file.js";
import type { WorkerSetup } from "./study-worker.js";
import { TraceFiles } from "./trace-files.js";

/** A scenario to advise on: its text as an object, and how to compute studies of it. */
export interface AdviceFile {
  readonly input: object;
  readonly options: AdviceOptions;
}

/** A study of fewer runs is computed in this thread: starting others takes longer. */
const RUNS_FOR_THREADS = 8;

/**
 * Reads the scenario with the options' overrides, and lets `advise` compute with it. A study's runs are spread over threads.
 * @throws ConfigError, FileError, InterruptedError
 */
export async function withAdviceFile<Result>(
  path: string,
  options: AdviceCommandOptions,
  io: CommandIo,
  advise: (file: AdviceFile) => Promise<Result>,
): Promise<Result> {
  const source = await readAdviceSource(path, options, io);
  return withAdviceSource(source, modulesOf(options), options, io, advise);
}

/** Reads the text of a command that advises, with its overrides. @throws FileError */
export async function readAdviceSource(path: string, options: AdviceCommandOptions, io: CommandIo): Promise<StudySource> {
  return readStudySource(path, [...overridesOf(options), ...engineOverrides(options), ...policyOverrides(options)], io);
}

/** As `withAdviceFile`, for a scenario that has been read, and modules of an own engine and policy. */
export async function withAdviceSource<Result>(
  source: StudySource,
  modules: WorkerSetup["modules"],
  options: Pick<AdviceCommandOptions, "jobs" | "quiet">,
  io: CommandIo,
  advise: (file: AdviceFile) => Promise<Result>,
): Promise<Result> {
  const lanes = lanesOf(options.jobs);
  const isQuiet = options.quiet === true;
  const { input, parse } = await readInput(source, isQuiet, io);
  // An own policy of a study is named by its module.
  const modulesFor = ({ ownPolicy }: AskedStudy) => (ownPolicy === undefined ? modules : { ...modules, policy: ownPolicy.name });
  const compute = (asked: AskedStudy) =>
    computeStudy(
      { ...source, overrides: [...source.overrides, ...asOverrides(asked)] },
      { modules: modulesFor(asked), lanes, isQuiet, asked },
      io,
    );
  try {
    return await advise({ input, options: { ...parse, signal: io.signal, compute } });
  } catch (error) {
    if (error instanceof AbortedAdviceError) throw new InterruptedError("interrupted before all runs were finished: nothing was written");
    throw error;
  }
}

/** The scenario as an object. The traces that it names are read first. @throws ConfigError */
async function readInput({ text, fileName, directory, overrides }: StudySource, isQuiet: boolean, io: CommandIo) {
  const traces = new TraceFiles(directory);
  const { value, origin } = openScenarioText(text, { fileName, overrides });
  const parse = { fileName, origin, loadText: traces.load };
  try {
    parseScenario(value as object, parse);
  } catch (error) {
    if (!traces.areAwaited) throw error;
  }
  if (traces.areAwaited) await traces.read(isQuiet, io);
  return { input: value as object, parse };
}

function asOverrides({ set, study }: AskedStudy): string[] {
  return [...Object.entries(set).map(([path, value]) => `${path}=${JSON.stringify(value)}`), `study=${JSON.stringify(study)}`];
}

export function modulesOf({ engine, policy }: AdviceCommandOptions): WorkerSetup["modules"] {
  return {
    ...(engine !== undefined && isModule(engine) ? { engine } : {}),
    ...(policy !== undefined && isModule(policy) ? { policy } : {}),
  };
}

interface ComputeOptions {
  readonly modules: WorkerSetup["modules"];
  readonly lanes: number;
  readonly isQuiet: boolean;
  readonly asked: AskedStudy;
}

/** Computes a study, in threads if it has enough runs; undefined if interrupted. */
async function computeStudy(
  source: StudySource,
  { modules, lanes, isQuiet, asked }: ComputeOptions,
  io: CommandIo,
): Promise<FoundStudy | undefined> {
  const { endsAtMiss, maxDowntimeSeconds } = asked;
  const limits = maxDowntimeSeconds === undefined ? {} : { maxDowntimeSeconds };
  const { plan } = await loadPlan(source, true, io);
  const { study } = plan;
  const own = await loadOwn(modules, study, io);
  const store = createStore(study, everyPoint(plan));
  const { queue } = store;
  const threads = Math.min(lanes, Math.ceil(queue.rowsKnown / RUNS_FOR_THREADS));
  const simulate = rowSimulator(plan, { ...own, ...limits });
  const here = inThisThread(async (job, signal?: AbortSignal) => {
    await breathe();
    const row = signal?.aborted ? undefined : await simulate(job, signal);
    return row && rowLine(study, row);
  });
  const executor = openLanes(Math.max(1, threads), { source, modules, limits }, here);
  const missed = new AbortController();
  const line = createProgressLine(io.stderr, isQuiet);
  try {
    await runCells(
      {
        take: (most) => store.take(most),
        giveBack: (jobs) => store.giveBack(jobs),
        put(job, row) {
          store.put(job, row);
          if (endsAtMiss && !meetsGoals(readCheckedRow(study, row) as StudyRow, study)) missed.abort();
          const { rows, rowsKnown } = queue;
          line.update({ doneRatio: rows / Math.max(1, rowsKnown), words: `${rows} of ${rowsKnown} runs` });
        },
      },
      executor,
      AbortSignal.any([io.signal, missed.signal]),
    );
  } finally {
    line.clear();
    await executor.close();
  }
  if (!queue.isFinished && !missed.signal.aborted) return undefined;
  const found = [...store.pointsOf()];
  return { study, points: found.flatMap((point) => summarizePoint(study, point)), rows: found.flatMap(({ rows }) => rows.flat()) };
}
