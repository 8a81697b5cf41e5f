/** The option `--queue`: of a study, which puts its runs into a queue, and of a worker. */
import { resolve } from "node:path";
import { connectQueue, isRedisUrl, type QueueConnection } from "../../node/queue/connection.js";
import { openQueueExecutor, type QueueExecutor } from "../../node/queue/executor.js";
import { readHeader } from "../../node/study-directory.js";
import { readRow, type Study } from "../../study.js";
import { UsageError } from "../errors.js";
import type { StudySource } from "./study-file.js";
import type { StudyCommandOptions } from "./study-options.js";
import type { WorkerSetup } from "./study-worker.js";

/** Connects to the Redis server. @throws UsageError for a wrong address, QueueError if the server cannot be used */
export async function connectTo(url: string): Promise<QueueConnection> {
  if (isRedisUrl(url)) return connectQueue(url);
  throw new UsageError(`--queue: expected redis://host:port or rediss://host:port, received ${JSON.stringify(url)}`);
}

/** Connects a study. @throws UsageError for options that say where else it is to be computed */
export async function connectForStudy(
  url: string,
  { out, shard, jobs }: StudyCommandOptions,
  modules: WorkerSetup["modules"],
): Promise<QueueConnection> {
  const faults = [
    out === undefined ? "--queue needs --out DIR: rows go there as they come" : [],
    shard === undefined ? [] : "--shard: a queue deals out the whole study",
    jobs === undefined ? [] : "--jobs: give it to xenvmc-sim worker, which computes the runs of a queue",
    Object.entries(modules).map(([option, file]) => `--${option} ${file}: workers take no code from a queue`),
  ].flat();
  if (faults.length > 0) throw new UsageError(faults.join("\n"));
  return connectTo(url);
}

/** Puts the study whose rows are in a directory on the queue. */
export async function openStudyQueue(
  connection: QueueConnection,
  directory: string,
  source: StudySource,
  study: Study,
): Promise<QueueExecutor> {
  const { hash } = readHeader(directory) ?? {};
  if (hash === undefined) throw new Error(`${directory} has no study.json`);
  const { length: variants } = study.variants;
  const shared = { hash, source: { ...source, directory: resolve(source.directory) } };
  return openQueueExecutor(connection, shared, ({ cell, run }, line) => {
    const row = readRow(study, line);
    return row !== undefined && row.point * variants + row.variant === cell && row.run === run;
  });
}
