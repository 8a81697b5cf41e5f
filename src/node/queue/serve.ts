/** A worker's side of one queue: takes chunks of a study and sends their rows back. */
import { hostname } from "node:os";
import type { Job } from "../../study.js";
import type { WorkerPool } from "../pool.js";
import type { Chunk, ChunkResult } from "./chunk.js";
import { PREFIX, type QueueConnection } from "./connection.js";

/** A chunk's worker, not the chunk itself, is at fault when it is lost: it is given out again this often. */
const LOST_WORKERS_MAX = 20;
/** After an error of the connection. */
const RETRY_SECONDS = 0.5;
const LISTEN_SECONDS = 2;

export interface Served {
  /** Takes no more chunks; resolves when those taken are finished, or at once if they are to be left to others. */
  close(leaveChunks: boolean): Promise<void>;
}

/** `leaseSeconds`: after this time without a sign of life a worker's chunks are given to others. */
export function serveQueue(
  connection: QueueConnection,
  queue: string,
  pool: WorkerPool,
  { leaseSeconds, onRows }: { readonly leaseSeconds: number; readonly onRows: (rows: number) => void },
): Served {
  const blocking = connection.duplicate();
  const worker = new connection.Worker<Chunk, ChunkResult>(
    queue,
    async ({ data: { jobs } }) => {
      const result = await carryOut(pool, jobs);
      if ("lines" in result) onRows(result.lines.length);
      return result;
    },
    {
      name: `${hostname()}-${process.pid}`,
      connection: blocking,
      prefix: PREFIX,
      concurrency: pool.lanes,
      lockDuration: leaseSeconds * 1000,
      stalledInterval: (leaseSeconds * 1000) / 2,
      maxStalledCount: LOST_WORKERS_MAX,
      runRetryDelay: RETRY_SECONDS * 1000,
      drainDelay: LISTEN_SECONDS,
    },
  );
  // Of a connection: it is tried again. Of a chunk that was given to another meanwhile: the other sends its rows.
  worker.on("error", () => {});
  return {
    async close(leaveChunks) {
      await worker.close(leaveChunks);
      blocking.disconnect();
      await pool.close();
    },
  };
}

/** Rejects where a thread was lost, so that the queue gives the chunk out again. */
async function carryOut(pool: WorkerPool, jobs: readonly Job[]): Promise<ChunkResult> {
  const start = performance.now();
  const lines: string[] = [];
  try {
    const reason = await pool.execute(jobs, (_, line) => lines.push(line));
    if (reason !== undefined) throw new LostThreadError(reason);
    return { lines, seconds: (performance.now() - start) / 1000 };
  } catch (error) {
    if (error instanceof LostThreadError || !(error instanceof Error)) throw error;
    return { error: { name: error.name, message: error.message } };
  }
}

class LostThreadError extends Error {
  override readonly name = "LostThreadError";
}
