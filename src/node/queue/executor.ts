/** A queue in Redis as an executor of a study's jobs: workers on any machine carry them out. */
import { setTimeout as wait } from "node:timers/promises";
import type { Job as QueuedChunk } from "bullmq";
import type { Executor, Job } from "../../study.js";
import type { Chunk, ChunkResult } from "./chunk.js";
import { PREFIX, type QueueConnection, QueueError, within } from "./connection.js";
import { type AnnouncedStudy, announce, queueName, removeQueue, type SharedStudy } from "./registry.js";

/** Chunks in the queue at once: enough for the workers of some machines. */
const CHUNKS_QUEUED = 256;
/** Work of one chunk: much longer than the queue takes for it. */
const CHUNK_SECONDS = 1;
const CHUNK_JOBS_MAX = 250;
/** Time between two looks for finished chunks, while there are some and while there are none. */
const LOOK_SECONDS = { min: 0.01, max: 0.2 };
const COLLECTED_AT_ONCE = 64;
const RENEW_SECONDS = 2;
/** The study ends when the server has not answered for this long. */
const SILENCE_SECONDS = 60;
const FAREWELL_SECONDS = 5;

/** A chunk's worker thread was lost this often within one worker before the chunk fails. */
const ATTEMPTS = 3;

export interface QueueExecutor extends Executor<string> {
  /** Takes the study from the queue. */
  close(): Promise<void>;
}

/** A chunk in the queue, and the call that waits for it. */
interface Waiting {
  readonly jobs: readonly Job[];
  readonly onRow: (job: Job, line: string) => void;
  readonly resolve: (reason: string | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Announces a study on a queue. Every chunk is carried out at least once: what a worker or the server loses is queued again. `isRowOf` tells
 * whether a line that came back is a whole row of its job.
 * @throws QueueError from `execute` if the server is gone, or another process has begun to compute the study
 */
export async function openQueueExecutor<Source>(
  connection: QueueConnection,
  shared: SharedStudy<Source>,
  isRowOf: (job: Job, line: string) => boolean,
): Promise<QueueExecutor> {
  const study = { ...shared, queue: queueName(shared.hash) };
  const queue = new connection.Queue<Chunk, ChunkResult>(study.queue, { connection: connection.redis, prefix: PREFIX });
  queue.on("error", () => {});
  await takeOver(connection, study);
  const waiting = new Map<string, Waiting>();
  let [chunks, jobSeconds, lastAnswer, isClosed] = [0, undefined as number | undefined, performance.now(), false];
  let failure: { readonly error: unknown } | undefined;

  const finish = (id: string, settle: (call: Waiting) => void): void => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (call !== undefined) settle(call);
  };
  const fail = (error: unknown): void => {
    failure ??= { error };
    for (const id of [...waiting.keys()]) finish(id, ({ reject }) => reject(error));
  };

  let heard: AbortSignal | undefined;
  /** Workers do not hear of an interruption: what they have is given up. */
  const hear = (signal: AbortSignal): void => {
    if (signal === heard) return;
    heard = signal;
    const giveUp = (): void => {
      for (const id of [...waiting.keys()]) finish(id, ({ resolve }) => resolve(undefined));
    };
    signal.addEventListener("abort", giveUp, { once: true });
  };

  /** Hands a finished chunk's rows over. One that nobody waits for was carried out twice. */
  const receive = ({ id, returnvalue }: QueuedChunk<Chunk, ChunkResult>): void => {
    finish(id as string, ({ jobs, onRow, resolve, reject }) => {
      if ("error" in returnvalue) return reject(Object.assign(new Error(returnvalue.error.message), { name: returnvalue.error.name }));
      const { lines, seconds } = returnvalue;
      if (lines.length !== jobs.length || !jobs.every((job, index) => isRowOf(job, lines[index] as string))) {
        return resolve("it sent what is no row of the study");
      }
      try {
        for (const [index, job] of jobs.entries()) onRow(job, lines[index] as string);
      } catch (error) {
        return reject(error);
      }
      const mean = seconds / jobs.length;
      jobSeconds = jobSeconds === undefined ? mean : (jobSeconds + mean) / 2;
      resolve(undefined);
    });
  };

  const collect = async (): Promise<number> => {
    const ended = await queue.getJobs(["completed", "failed"], 0, COLLECTED_AT_ONCE - 1, true);
    for (const chunk of ended.filter((each) => each !== undefined)) {
      if (chunk.failedReason === undefined) receive(chunk);
      else finish(chunk.id as string, ({ resolve }) => resolve(chunk.failedReason));
      await queue.remove(chunk.id as string);
    }
    return ended.length;
  };

  /** After a restart the server may have lost chunks that were added last; those that it has are not added again. */
  const renew = async (): Promise<void> => {
    const others = await announce(connection, study);
    if (others.some((name) => name > study.queue)) throw new QueueError("another process has begun to compute this study on the queue");
    await queue.addBulk([...waiting].map(([id, { jobs }]) => chunkOf(id, jobs)));
  };

  const attend = async (): Promise<void> => {
    let renewed = performance.now();
    let pause = LOOK_SECONDS.min;
    while (!isClosed) {
      const found = waiting.size === 0 ? 0 : await collect();
      if (performance.now() - renewed > RENEW_SECONDS * 1000) {
        await renew();
        renewed = performance.now();
      }
      lastAnswer = performance.now();
      pause = found > 0 ? LOOK_SECONDS.min : Math.min(LOOK_SECONDS.max, pause * 1.5);
      if (found < COLLECTED_AT_ONCE) await wait(pause * 1000);
    }
  };
  const attending = attend().catch((error) => {
    if (!isClosed) fail(error);
  });
  const watch = setInterval(() => {
    // A laptop that slept has not waited for its server.
    if (performance.now() - lastAnswer < SILENCE_SECONDS * 1000) return;
    fail(
      new QueueError(
        `${connection.shownUrl}: no answer for ${SILENCE_SECONDS} s; rows that were finished are kept: the same command goes on`,
      ),
    );
  }, 1000);

  return {
    lanes: CHUNKS_QUEUED,
    get chunkJobs() {
      return jobSeconds === undefined ? 1 : Math.min(CHUNK_JOBS_MAX, Math.max(1, Math.round(CHUNK_SECONDS / jobSeconds)));
    },
    execute(jobs, onRow, signal) {
      return new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(failure.error);
        if (signal !== undefined) hear(signal);
        if (signal?.aborted) return resolve(undefined);
        const id = `chunk-${++chunks}`;
        waiting.set(id, { jobs, onRow, resolve, reject });
        const { name, data, opts } = chunkOf(id, jobs);
        queue.add(name, data, opts).catch(fail);
      });
    },
    async close() {
      isClosed = true;
      clearInterval(watch);
      try {
        await within(FAREWELL_SECONDS, leave(connection, study.queue, attending));
      } catch {
        // The announcement ends by itself, and the next process removes the queue.
      }
      connection.redis.disconnect();
    },
  };
}

function chunkOf(id: string, jobs: readonly Job[]) {
  return { name: "chunk", data: { jobs }, opts: { jobId: id, attempts: ATTEMPTS } };
}

/** Removes the queues that processes which are gone, or which began earlier, left of this study. */
async function takeOver<Source>(connection: QueueConnection, study: AnnouncedStudy<Source>): Promise<void> {
  const others = await announce(connection, study);
  for (const name of others.filter((other) => other < study.queue)) await removeQueue(connection, name);
}

async function leave(connection: QueueConnection, name: string, attending: Promise<void>): Promise<void> {
  await attending;
  await removeQueue(connection, name);
}
