/** Computes a study: the rows of its jobs, and the whole study in this thread. */

import { type Executor, inThisThread, type Job, runCells } from "../cells/run-cells.js";
import { loadCore } from "../core/load.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import { VERSION } from "../version.js";
import { type PlanOptions, planStudy, type StudyPlan } from "./plan.js";
import { type PointSummary, summarizePoint } from "./points.js";
import { pointsInOrder, RowIndex } from "./row-index.js";
import { rowLine, type StudyRow } from "./rows.js";
import { type Study, valuesAt } from "./study.js";
import { StudyQueue } from "./study-queue.js";
import { type RowOptions, type StudySubject, scenarioSubject } from "./subject.js";
import { VerdictCounts } from "./verdict.js";

/** Options of `study`: those of `planStudy`, an own engine or policy, and callbacks. */
export interface StudyOptions extends PlanOptions, RowOptions {
  /** When aborted, the run in progress is given up, and the study resolves with the points that are finished. */
  readonly signal?: AbortSignal;
  /** Carries out the runs in place of this thread; called once the study has been planned. Not together with `pages`, `engine` or `createPolicy`. */
  readonly executor?: () => Executor<StudyRow>;
  /** Called after every run. */
  readonly onRow?: (row: StudyRow, standing: { readonly rows: number; readonly rowsKnown: number }) => void;
}

/** Options of `study` with the kind of its cells. */
export interface StudyOptionsOf<Cell> extends StudyOptions {
  /** Default: scenarios. `fleetSubject` of `xenvmc-sim/fleet-study` for fleets. */
  readonly subject: StudySubject<Cell>;
}

/** What `study` resolves with. */
export interface StudyResult {
  readonly version: 1;
  readonly generator: StudyGenerator;
  readonly study: Study;
  /** What was found, in sentences. */
  readonly verdict: readonly string[];
  /** One per finished point and variant. */
  readonly points: readonly PointSummary[];
  /** Rows of the finished points, by point, variant and run. */
  readonly rows: readonly StudyRow[];
}

/** What computed a study. */
export interface StudyGenerator {
  readonly name: "xenvmc-sim";
  readonly version: string;
  /** Build id of the core; the fidelity `expected` does without it. */
  readonly core: string;
}

/** This program, as results name it. */
export async function studyGenerator(): Promise<StudyGenerator> {
  return { name: "xenvmc-sim", version: VERSION, core: (await loadCore()).buildId };
}

/**
 * A function that simulates jobs of a study one after the other. It resolves with undefined if it was aborted. `hasOwnBreaks`: the caller lets
 * the event loop run between jobs, which takes as long as a tenth of a short run; otherwise every run begins with a break.
 */
export function rowSimulator<Cell>(
  plan: StudyPlan<Cell>,
  options: RowOptions = {},
  hasOwnBreaks = false,
): (job: Job, signal?: AbortSignal) => Promise<StudyRow | undefined> {
  const { length: variants } = plan.study.variants;
  let last: { readonly index: number; readonly cell: Cell } | undefined;
  return async ({ cell: index, run }, signal) => {
    const [point, variant] = [Math.floor(index / variants), index % variants];
    if (last?.index !== index) last = { index, cell: plan.cell(point, variant) };
    const own = signal === undefined ? options : { ...options, signal };
    const facts = await plan.subject.simulate(last.cell, run, own, hasOwnBreaks || run === 0);
    return facts && { point, variant, run, ...facts };
  };
}

/**
 * Computes the study in a scenario, or with `subject` that in a fleet, in this thread. For many runs see the command `xenvmc-sim study`, which has workers and files.
 * @throws ConfigError with every fault of the scenario and of the study
 */
export async function study(input: object, options?: StudyOptions): Promise<StudyResult>;
export async function study<Cell>(input: object, options: StudyOptionsOf<Cell>): Promise<StudyResult>;
export async function study(input: object, options: StudyOptions | StudyOptionsOf<unknown> = {}): Promise<StudyResult> {
  const { signal, onRow, executor, pages, engine, createPolicy, maxDowntimeSeconds, ...rest } = options;
  const plan =
    "subject" in rest ? planStudy(input, rest, rest.subject) : planStudy<unknown>(input, rest, scenarioSubject as StudySubject<unknown>);
  const queue = new StudyQueue(plan.study, everyPoint(plan));
  const index = new RowIndex(plan.study);
  const lines: string[] = [];
  const simulate = rowSimulator(plan, {
    ...(pages === undefined ? {} : { pages }),
    ...(engine === undefined ? {} : { engine }),
    ...(createPolicy === undefined ? {} : { createPolicy }),
    ...(maxDowntimeSeconds === undefined ? {} : { maxDowntimeSeconds }),
  });
  const rows = {
    take: (most: number) => queue.take(most),
    giveBack: (jobs: readonly Job[]) => queue.giveBack(jobs),
    put(job: Job, row: StudyRow) {
      queue.put(job, row);
      index.add(row.point, row.variant, row.run, lines.length);
      lines.push(rowLine(plan.study, row));
      onRow?.(row, { rows: queue.rows, rowsKnown: queue.rowsKnown });
    },
  };
  await runCells(rows, executor?.() ?? inThisThread(simulate), signal);
  return { version: 1, generator: await studyGenerator(), study: plan.study, ...foundBy(plan.study, queue, index, lines) };
}

/** All points, in order. */
export function everyPoint({ points }: Pick<StudyPlan, "points">): number[] {
  return Array.from({ length: points }, (_, point) => point);
}

function foundBy(of: Study, queue: StudyQueue, index: RowIndex, lines: readonly string[]) {
  const verdict = new VerdictCounts(of);
  const points: PointSummary[] = [];
  const rows: StudyRow[] = [];
  for (const found of pointsInOrder(of, queue, index, (place) => lines[place] as string)) {
    const summaries = summarizePoint(of, found);
    verdict.add(summaries);
    points.push(...summaries);
    rows.push(...found.rows.flat());
  }
  return { verdict: verdict.sentences(), points, rows };
}

/**
 * The hash of all that the rows of a study depend on: SHA-256 in hexadecimal digits. Its runs, goals, figures and question may change and
 * the rows stay valid. `files`: the hashes of files that it reads, by name.
 */
export async function studyHash(of: Study, generator: StudyGenerator, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const { axes, variants } = of;
  const cells = {
    ...whatIsStudied(of),
    axes: axes.map(({ name, values }) => ({ name, values })),
    variants: variants.map(({ name, set }) => ({ name, set })),
  };
  const bytes = new TextEncoder().encode(JSON.stringify({ generator, cells, files }));
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The scenario or the fleet of a study, without the writes of traces that are in files: they may be millions, and the files are hashed. */
export function whatIsStudied({ scenario, fleet }: Study): { readonly scenario: object } | { readonly fleet: object | undefined } {
  return scenario === undefined ? { fleet } : { scenario: withoutFileTraces(scenario) };
}

function withoutFileTraces(scenario: ResolvedScenario): object {
  const workload = scenario.workload.map((source) => {
    if (source.kind !== "trace" || source.file === undefined) return source;
    const { kind, file, repeat, durationSeconds } = source;
    return { kind, file, repeat, durationSeconds };
  });
  return { ...scenario, workload };
}

/** The points of shard `index` (from 1) of `of`: every `of`-th, so that shards take about the same time. */
export function pointsOfShard(
  { points }: Pick<StudyPlan, "points">,
  { index, of }: { readonly index: number; readonly of: number },
): number[] {
  return everyPoint({ points }).filter((point) => point % of === index - 1);
}

/** The axes' values of a row, by column. */
export function axisColumns(of: Study, point: number): Record<string, number | string | boolean> {
  return Object.fromEntries(valuesAt(of, point).map(({ value }, index) => [of.axes[index]?.name, value]));
}
