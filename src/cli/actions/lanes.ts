/** The option `--jobs`. */
import { availableParallelism } from "node:os";
import { UsageError } from "../errors.js";

/** Runs at once. @throws UsageError */
export function lanesOf(jobs: string | undefined): number {
  if (jobs === undefined) return availableParallelism();
  const lanes = Number(jobs);
  if (!Number.isInteger(lanes) || lanes < 1 || lanes > 1024) {
    throw new UsageError(`--jobs: expected a whole number from 1 to 1024, received ${JSON.stringify(jobs)}`);
  }
  return lanes;
}
