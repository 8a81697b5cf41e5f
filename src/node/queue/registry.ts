/** The studies that a Redis server has queues of. Each is announced by the process that wants its rows, for as long as that process lives. */
import { hostname } from "node:os";
import { PREFIX, type QueueConnection } from "./connection.js";

/** What a worker must know of a study. */
export interface SharedStudy<Source> {
  /** Of the study, its files and the program: `studyHash`. */
  readonly hash: string;
  readonly source: Source;
}

/** A study with the name of its queue: one for each process that computes it. */
export interface AnnouncedStudy<Source> extends SharedStudy<Source> {
  readonly queue: string;
}

/** Names of all queues. */
const QUEUES = `${PREFIX}:queues`;
/** An announcement is renewed every other second; without its process it ends after this time. */
const ANNOUNCED_SECONDS = 30;
const HASH_DIGITS = 16;

/** A name for a queue of this process. Later ones are greater, so that the newest of two processes wins. */
export function queueName(hash: string): string {
  const host = hostname().replaceAll(/[^\w.-]/g, "");
  return `${hash.slice(0, HASH_DIGITS)}-${String(Date.now()).padStart(15, "0")}-${host}-${process.pid}`;
}

const keyOf = (queue: string): string => `${PREFIX}:study:${queue}`;

/**
 * Announces a study, or renews it: after a restart the server may have lost it. Returns the names of other queues of the study: those of
 * processes that are gone, or that began later.
 */
export async function announce<Source>({ redis }: QueueConnection, { queue, ...study }: AnnouncedStudy<Source>): Promise<string[]> {
  const own = study.hash.slice(0, HASH_DIGITS);
  await redis.multi().sadd(QUEUES, queue).set(keyOf(queue), JSON.stringify(study), "EX", ANNOUNCED_SECONDS).exec();
  return (await redis.smembers(QUEUES)).filter((name) => name !== queue && name.startsWith(`${own}-`));
}

/** Withdraws a study and removes its queue. Workers that have not heard of it yet may leave a key, which they remove themselves. */
export async function removeQueue(connection: QueueConnection, name: string): Promise<void> {
  await connection.redis.multi().srem(QUEUES, name).del(keyOf(name)).exec();
  const queue = new connection.Queue(name, { connection: connection.redis, prefix: PREFIX, skipMetasUpdate: true });
  queue.on("error", () => {});
  await queue.obliterate({ force: true });
  await queue.close();
}

/** Queues of studies whose process lives. */
export async function announcedQueues({ redis }: QueueConnection): Promise<string[]> {
  const names = (await redis.smembers(QUEUES)).sort();
  const present = await Promise.all(names.map((name) => redis.exists(keyOf(name))));
  return names.filter((_, index) => present[index] === 1);
}

/** The study of a queue; undefined if it has just ended. */
export async function announcedStudy<Source>({ redis }: QueueConnection, queue: string): Promise<SharedStudy<Source> | undefined> {
  const text = await redis.get(keyOf(queue));
  return text === null ? undefined : (JSON.parse(text) as SharedStudy<Source>);
}
