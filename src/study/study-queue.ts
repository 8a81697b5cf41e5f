/** The jobs of a study: which runs are done, which are to do, and when a point has had enough of them. */

import type { Job, JobQueue } from "../cells/run-cells.js";
import { LOOK_LEVEL_RATIO, lookRuns, type WantedWidth } from "../statistics/looks.js";
import { summarizeValues } from "../statistics/summarize.js";
import type { StudyRow } from "./rows.js";
import { mostRuns, type Study } from "./study.js";

/** Rows that a queue can take: what a stopping rule reads of them. */
type JudgedRow = Pick<StudyRow, "moved" | "figures">;

/** A point that has rows, or jobs given out, and is not finished. */
interface OpenPoint {
  /** Runs of each variant asked for so far. */
  target: number;
  /** One byte per variant and run: 1 if its row is there. */
  readonly done: Uint8Array;
  /** Rows missing up to the target. */
  missing: number;
  /** Values of each width's figure per variant and run, NaN where the guest was not moved; empty without a stopping rule. */
  readonly values: readonly Float64Array[];
}

/**
 * Gives out the jobs of some points, point by point. With a stopping rule a point gets more runs after each look, the same number for every
 * variant; what a look sees depends on the rows alone, so that the number of runs does not depend on who computed them, or when.
 */
export class StudyQueue implements JobQueue<JudgedRow> {
  readonly #study: Study;
  readonly #points: readonly number[];
  readonly #runsMax: number;
  readonly #looks: readonly number[];
  readonly #open = new Map<number, OpenPoint>();
  /** Runs of each variant of a finished point; 0 before. By position in the list of points. */
  readonly #finished: Uint32Array;
  readonly #positions: ReadonlyMap<number, number>;
  /** Given back, or added after a look. */
  readonly #ready: Job[] = [];
  #nextPosition = 0;
  /** The rest of the point whose jobs are being given out. */
  #jobs: Job[] = [];
  #finishedPoints = 0;
  #finishedRuns = 0;
  #rows = 0;

  /** `points` in ascending order: all, or those of a shard. */
  constructor(study: Study, points: readonly number[]) {
    this.#study = study;
    this.#points = points;
    this.#runsMax = mostRuns(study);
    this.#looks = study.until === undefined ? [this.#runsMax] : lookRuns(study.until.atMost);
    this.#finished = new Uint32Array(points.length);
    this.#positions = new Map(points.map((point, position) => [point, position]));
  }

  /** Rows put so far. */
  get rows(): number {
    return this.#rows;
  }

  /** Rows known to be needed; with a stopping rule every point may need more. */
  get rowsKnown(): number {
    const { length: variants } = this.#study.variants;
    let runs = (this.#points.length - this.#open.size - this.#finishedPoints) * (this.#looks[0] as number) + this.#finishedRuns;
    for (const { target } of this.#open.values()) runs += target;
    return runs * variants;
  }

  /** True if every point has its runs. */
  get isFinished(): boolean {
    return this.#finishedPoints === this.#points.length;
  }

  /** Runs of each variant at a point; undefined until it is finished. */
  runsAt(point: number): number | undefined {
    const runs = this.#finished[this.#positions.get(point) ?? -1];
    return runs === 0 ? undefined : runs;
  }

  /** Looks taken at a finished point. */
  looksAt(point: number): number | undefined {
    const runs = this.runsAt(point);
    return runs === undefined ? undefined : this.#looks.indexOf(runs) + 1;
  }

  /** Points that are not finished, in order. */
  get unfinished(): number[] {
    return this.#points.filter((_, position) => this.#finished[position] === 0);
  }

  take(most: number): Job[] {
    const jobs = this.#ready.splice(0, most);
    while (jobs.length < most) {
      const job = this.#jobs.shift() ?? this.#begin();
      if (job === undefined) break;
      jobs.push(job);
    }
    return jobs;
  }

  giveBack(jobs: readonly Job[]): void {
    this.#ready.unshift(...jobs);
  }

  put({ cell, run }: Job, row: JudgedRow): void {
    const { length: variants } = this.#study.variants;
    this.add(Math.floor(cell / variants), cell % variants, run, row);
  }

  /** Adds a row. False for one that is there already, or that this study does not need. */
  add(point: number, variant: number, run: number, row: JudgedRow): boolean {
    const position = this.#positions.get(point);
    if (position === undefined || run >= this.#runsMax) return false;
    if ((this.#finished[position] as number) > 0) return false;
    const state = this.#open.get(point) ?? this.#openPoint(point);
    const place = variant * this.#runsMax + run;
    if (state.done[place] === 1) return false;
    state.done[place] = 1;
    this.#rows++;
    for (const [index, { figure }] of (this.#study.until?.widths ?? []).entries()) {
      (state.values[index] as Float64Array)[place] = row.moved ? (row.figures[figure] ?? Number.NaN) : Number.NaN;
    }
    if (run < state.target && --state.missing === 0) this.#look(point, position, state);
    return true;
  }

  /** Opens the next point that has jobs, and takes the first of them. */
  #begin(): Job | undefined {
    while (this.#nextPosition < this.#points.length) {
      const position = this.#nextPosition++;
      const point = this.#points[position] as number;
      if ((this.#finished[position] as number) > 0) continue;
      this.#jobs = this.#jobsOf(point, this.#open.get(point) ?? this.#openPoint(point), 0);
      const job = this.#jobs.shift();
      if (job !== undefined) return job;
    }
    return undefined;
  }

  #openPoint(point: number): OpenPoint {
    const { until, variants } = this.#study;
    const length = variants.length * this.#runsMax;
    const target = this.#looks[0] as number;
    const values = (until?.widths ?? []).map(() => new Float64Array(length));
    const state = { target, done: new Uint8Array(length), missing: target * variants.length, values };
    this.#open.set(point, state);
    return state;
  }

  /** Jobs from run `from` up to the target whose rows are missing. */
  #jobsOf(point: number, { target, done }: OpenPoint, from: number): Job[] {
    const { length: variants } = this.#study.variants;
    const jobs: Job[] = [];
    for (let variant = 0; variant < variants; variant++) {
      for (let run = from; run < target; run++) {
        if (done[variant * this.#runsMax + run] === 0) jobs.push({ cell: point * variants + variant, run });
      }
    }
    return jobs;
  }

  /** All rows up to the target are there: the point is finished, or gets more runs. */
  #look(point: number, position: number, state: OpenPoint): void {
    const next = this.#looks[this.#looks.indexOf(state.target) + 1];
    if (next === undefined || this.#isNarrowEnough(state)) {
      this.#finished[position] = state.target;
      this.#finishedPoints++;
      this.#finishedRuns += state.target;
      this.#open.delete(point);
      return;
    }
    const from = state.target;
    state.target = next;
    const jobs = this.#jobsOf(point, state, from);
    const missing = jobs.length;
    state.missing = missing;
    // A point that the cursor has not reached gives its jobs out in its turn.
    if (position < this.#nextPosition) this.#ready.push(...jobs);
    if (missing === 0) this.#look(point, position, state);
  }

  #isNarrowEnough({ target, values }: OpenPoint): boolean {
    const { until, variants } = this.#study;
    const level = levelOf(this.#study);
    return (until?.widths ?? []).every(({ width }, index) =>
      variants.every((_, variant) => {
        const start = variant * this.#runsMax;
        const all = (values[index] as Float64Array).subarray(start, start + target);
        const moved = [...all].filter((value) => !Number.isNaN(value));
        return isNarrow(moved, width, level);
      }),
    );
  }
}

/** Whether the interval of a mean is narrow enough. Fewer than two values have none, and more runs are not known to give them one. */
function isNarrow(values: readonly number[], wanted: WantedWidth, level: number): boolean {
  if (values.length < 2) return true;
  const { mean, confidence95: [low, high] = [mean, mean] } = summarizeValues(values, level);
  return (high - low) / 2 <= ("halfWidth" in wanted ? wanted.halfWidth : wanted.halfWidthRatio * Math.abs(mean));
}

/** Level of the intervals of a study: corrected where the number of runs was found by looking. */
export function levelOf({ until }: Pick<Study, "until">): number {
  return until === undefined || lookRuns(until.atMost).length === 1 ? 0.95 : LOOK_LEVEL_RATIO;
}
