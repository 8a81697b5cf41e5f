/** What study and workers send each other through a queue. */
import type { Job } from "../../study.js";

/** Jobs that one worker carries out one after the other. */
export interface Chunk {
  readonly jobs: readonly Job[];
}

/** What a worker made of them: their rows in the order of the jobs, or the error of the first that has one. */
export type ChunkResult =
  | { readonly lines: readonly string[]; readonly seconds: number }
  | { readonly error: { readonly name: string; readonly message: string } };
