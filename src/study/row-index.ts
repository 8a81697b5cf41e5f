/** Where the rows of a study are, and their order: rows come in any order, and files have them by point, variant and run. */
import type { PointRows } from "./points.js";
import { readCheckedRow, type StudyRow } from "./rows.js";
import { mostRuns, pointCount, type Study } from "./study.js";
import type { StudyQueue } from "./study-queue.js";

/** Places of rows (offsets in a file, or indices): 8 bytes for each row that a study can have, zero pages until it is there. */
export class RowIndex {
  /** By point, variant and run: the place plus 1; 0 for none. */
  readonly #places: Float64Array<ArrayBuffer>;
  readonly #variants: number;
  readonly #runsMax: number;

  constructor(study: Study) {
    this.#variants = study.variants.length;
    this.#runsMax = mostRuns(study);
    this.#places = new Float64Array(pointCount(study) * this.#variants * this.#runsMax);
  }

  add(point: number, variant: number, run: number, place: number): void {
    this.#places[this.#keyOf(point, variant, run)] = place + 1;
  }

  /** Undefined for a row that is not there. */
  placeOf(point: number, variant: number, run: number): number | undefined {
    const place = this.#places[this.#keyOf(point, variant, run)] ?? 0;
    return place === 0 ? undefined : place - 1;
  }

  #keyOf(point: number, variant: number, run: number): number {
    return (point * this.#variants + variant) * this.#runsMax + run;
  }
}

/** The rows that a point needs, by variant, in the order of the runs; undefined until it is finished. */
export function rowsOfPoint(
  study: Study,
  queue: StudyQueue,
  index: RowIndex,
  point: number,
  lineAt: (place: number) => string,
): PointRows | undefined {
  const runs = queue.runsAt(point);
  const looks = queue.looksAt(point);
  if (runs === undefined || looks === undefined) return undefined;
  const rowAt = (variant: number, run: number): StudyRow => {
    const place = index.placeOf(point, variant, run);
    const row = place === undefined ? undefined : readCheckedRow(study, lineAt(place));
    if (row === undefined) throw new RangeError(`point ${point}, variant ${variant}, run ${run}: a row that was whole is not`);
    return row;
  };
  const rows = study.variants.map((_, variant) => Array.from({ length: runs }, (__, run) => rowAt(variant, run)));
  return { point, looks, rows };
}

/** The rows of each finished point, in order. One point is held at a time. */
export function* pointsInOrder(study: Study, queue: StudyQueue, index: RowIndex, lineAt: (place: number) => string): Generator<PointRows> {
  for (let point = 0; point < pointCount(study); point++) {
    const found = rowsOfPoint(study, queue, index, point, lineAt);
    if (found !== undefined) yield found;
  }
}
