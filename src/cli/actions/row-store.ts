/** The rows of a study while it is computed or put together. */
import { setImmediate as breathe } from "node:timers/promises";
import type { StudyDirectory } from "../../node/study-directory.js";
import {
  type JobQueue,
  type PointRows,
  pointsInOrder,
  RowIndex,
  readCheckedRow,
  rowsOfPoint,
  type Study,
  StudyQueue,
  type StudyRow,
} from "../../study.js";
import type { PointSource } from "./study-end.js";

/** Rows of a study: in a directory, or in memory. */
export interface RowStore extends JobQueue<string>, PointSource {
  readonly queue: StudyQueue;
  pointsOf(): Iterable<PointRows>;
  readonly directory?: StudyDirectory;
  close(): void;
}

/** Other threads wait for this one no longer than this for their next jobs. */
const BREATH_SECONDS = 0.005;

/** Stands for a row that is not read. */
const UNREAD: Pick<StudyRow, "moved" | "figures"> = { moved: true, figures: {} };

/** A store over the rows of a directory, or of none. */
export function createStore(
  study: Study,
  points: readonly number[],
  open?: (takeRow: (row: StudyRow, offset: number) => void) => StudyDirectory,
): RowStore {
  const queue = new StudyQueue(study, points);
  const index = new RowIndex(study);
  const { length: variants } = study.variants;
  const lines: string[] = [];
  const take = (row: StudyRow, place: number): void => {
    if (queue.add(row.point, row.variant, row.run, row)) index.add(row.point, row.variant, row.run, place);
  };
  const directory = open?.(take);
  const lineAt = (place: number): string => (directory === undefined ? (lines[place] as string) : directory.lineAt(place));
  let nextPosition = 0;
  let lastBreath = performance.now();
  return {
    queue,
    ...(directory === undefined ? {} : { directory }),
    take: (most) => queue.take(most),
    giveBack: (jobs) => queue.giveBack(jobs),
    put(job, line) {
      const [point, variant] = [Math.floor(job.cell / variants), job.cell % variants];
      // Without a stopping rule nothing of the row but its place is needed.
      const row = study.until === undefined ? UNREAD : (readCheckedRow(study, line) as StudyRow);
      if (!queue.add(point, variant, job.run, row)) return;
      index.add(point, variant, job.run, directory === undefined ? lines.push(line) - 1 : directory.append(line));
    },
    pointsOf: () => pointsInOrder(study, queue, index, lineAt),
    nextPoint() {
      const point = points[nextPosition];
      const found = point === undefined ? undefined : rowsOfPoint(study, queue, index, point, lineAt);
      if (found !== undefined) nextPosition++;
      return found;
    },
    async breathe() {
      if (performance.now() - lastBreath < BREATH_SECONDS * 1000) return;
      await breathe();
      lastBreath = performance.now();
    },
    close: () => directory?.close(),
  };
}
