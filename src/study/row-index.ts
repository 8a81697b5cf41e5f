/** Where the rows of a study are, and their order: rows come in any order, and files have them by point, variant and run. */
import type { PointRows } from "./points.js";
import { readCheckedRow, type StudyRow } from "./rows.js";
import { mostRuns, type Study } from "./study.js";
import type { StudyQueue } from "./study-queue.js";

const FIRST_CAPACITY = 1024;

/** Places of rows (offsets in a file, or indices), 16 bytes a row. */
export class RowIndex {
  #keys = new Float64Array(FIRST_CAPACITY);
  #places = new Float64Array(FIRST_CAPACITY);
  #length = 0;
  readonly #variants: number;
  readonly #runsMax: number;

  constructor(study: Study) {
    this.#variants = study.variants.length;
    this.#runsMax = mostRuns(study);
  }

  add(point: number, variant: number, run: number, place: number): void {
    if (this.#length === this.#keys.length) {
      this.#keys = doubled(this.#keys);
      this.#places = doubled(this.#places);
    }
    this.#keys[this.#length] = (point * this.#variants + variant) * this.#runsMax + run;
    this.#places[this.#length++] = place;
  }

  /** Places in the order of points, variants and runs. */
  *inOrder(): Generator<number> {
    const keys = this.#keys;
    const order = Uint32Array.from({ length: this.#length }, (_, index) => index).sort(
      (left, right) => (keys[left] as number) - (keys[right] as number),
    );
    for (const index of order) yield this.#places[index] as number;
  }
}

function doubled(array: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** The rows of each finished point in order; runs beyond those that the point needs are left out. One point is held at a time. */
export function* pointsInOrder(study: Study, queue: StudyQueue, index: RowIndex, lineAt: (place: number) => string): Generator<PointRows> {
  let rows: StudyRow[][] = [];
  let point = -1;
  const finished = (): PointRows[] => {
    const runs = queue.runsAt(point);
    const looks = queue.looksAt(point);
    if (runs === undefined || looks === undefined) return [];
    return [{ point, looks, rows: rows.map((list) => list.filter(({ run }) => run < runs)) }];
  };
  for (const place of index.inOrder()) {
    const row = readCheckedRow(study, lineAt(place));
    if (row === undefined) throw new RangeError(`a row that was whole is not: at ${place}`);
    if (row.point !== point) {
      yield* finished();
      point = row.point;
      rows = study.variants.map(() => []);
    }
    rows[row.variant]?.push(row);
  }
  yield* finished();
}
