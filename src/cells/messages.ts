/** What a pool and its workers send each other. Every message can be sent between threads. */
import type { Job } from "./run-cells.js";

/**
 * From the pool: what the jobs are of, before the first of them and again when it changes; a chunk of jobs, one at a time; the wish to end
 * the chunk after the job in progress.
 */
export type ToWorker =
  | { readonly kind: "open"; readonly setup: unknown }
  | { readonly kind: "jobs"; readonly jobs: readonly Job[] }
  | { readonly kind: "stop" };

/**
 * From a worker: rows of its chunk, from job `first` on; the end of the chunk, with the seconds that it took; an error of a job; a sign of
 * life, once it is loaded and every second while it has a chunk.
 */
export type FromWorker =
  | { readonly kind: "rows"; readonly first: number; readonly rows: readonly unknown[] }
  | { readonly kind: "done"; readonly seconds: number }
  | { readonly kind: "failed"; readonly error: SentError }
  | { readonly kind: "alive" };

/** An error as plain data: its class does not come through. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

export function sentError(error: unknown): SentError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const { name, message, stack } = error;
  return { name, message, ...(stack === undefined ? {} : { stack }) };
}

export function receivedError(sent: SentError): Error {
  return Object.assign(new Error(sent.message), sent);
}

/** Time outside of the simulation. */
export interface Clock {
  /** Seconds since some moment. */
  seconds(): number;
  /** Calls `tick` every `seconds` until the function that it returns is called. */
  every(seconds: number, tick: () => void): () => void;
}
