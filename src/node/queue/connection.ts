/** The connection to the Redis server of a queue, through packages that only users of a queue install. */
import type { Redis } from "ioredis";

/** The queue cannot be used: packages are missing, or its server does not answer. */
export class QueueError extends Error {
  override readonly name = "QueueError";
}

export interface QueuePackages {
  readonly Queue: typeof import("bullmq").Queue;
  readonly Worker: typeof import("bullmq").Worker;
  readonly Redis: typeof import("ioredis").Redis;
}

/** A server that answered. */
export interface QueueConnection extends QueuePackages {
  /** For commands; waits while the server is away. */
  readonly redis: Redis;
  /** A connection of its own for one that blocks. */
  duplicate(): Redis;
  /** The address without a password, for messages. */
  readonly shownUrl: string;
}

/** First part of every key in Redis. */
export const PREFIX = "xenvmc-sim";

const FIRST_ANSWER_SECONDS = 3;
const RECONNECT_SECONDS_MAX = 1;

/** Connects to `redis://` or `rediss://`. @throws QueueError if the packages or the server are missing */
export async function connectQueue(url: string): Promise<QueueConnection> {
  const shownUrl = withoutPassword(url);
  const packages = await loadPackages();
  const redis = new packages.Redis(url, {
    // A worker waits for its server, and decides itself when it has waited long enough.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(50 * times, RECONNECT_SECONDS_MAX * 1000),
  });
  let lastError: Error | undefined;
  redis.on("error", (error) => {
    lastError = error;
  });
  try {
    await within(FIRST_ANSWER_SECONDS, redis.ping());
  } catch (error) {
    redis.disconnect();
    throw new QueueError(
      `${shownUrl}: ${((error as Error).name === "TimeoutError" ? lastError : undefined)?.message ?? (error as Error).message}`,
    );
  }
  const duplicate = (): Redis => redis.duplicate().on("error", () => {});
  return { ...packages, redis, duplicate, shownUrl };
}

/** Rejects with a `TimeoutError` if a promise takes longer. */
export async function within<Result>(seconds: number, promise: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = Object.assign(new Error(`no answer for ${seconds} s`), { name: "TimeoutError" });
    timer = setTimeout(reject, seconds * 1000, error);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function loadPackages(): Promise<QueuePackages> {
  try {
    const [{ Queue, Worker }, { Redis }] = await Promise.all([import("bullmq"), import("ioredis")]);
    return { Queue, Worker, Redis };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new QueueError("a queue needs two packages beside xenvmc-sim: npm install bullmq@6 ioredis@5");
  }
}

/** Whether a text is the address of a Redis server. */
export function isRedisUrl(url: string): boolean {
  return URL.canParse(url) && /^rediss?:$/.test(new URL(url).protocol);
}

function withoutPassword(url: string): string {
  const parsed = new URL(url);
  if (parsed.password !== "") parsed.password = "...";
  return parsed.href;
}
