/** Workers as executors of jobs: threads of Node, or web workers. One that is lost is replaced, and its jobs are given out again. */
import { type Clock, type FromWorker, receivedError, type ToWorker } from "./messages.js";
import type { Executor, Job } from "./run-cells.js";

/** Work of one chunk, so that its overhead does not count and an end finds no lane with much left. */
const CHUNK_SECONDS = 0.15;
const CHUNK_JOBS_MAX = 2000;
/** A worker that is being loaded, over a slow network perhaps, may be silent for this long. */
const LOADING_SECONDS = 60;
const WATCH_SECONDS = 1;

/** A worker as its environment starts it. */
export interface StartedWorker {
  post(message: ToWorker): void;
  /** Ends it at once, if it has not ended. */
  terminate(): unknown;
}

/** Starts a worker; what it sends goes to `onMessage`. `onLost` is called with the reason if its environment says that it is gone. */
export type StartWorker = (onMessage: (message: FromWorker) => void, onLost: (reason: string) => void) => StartedWorker;

export interface PoolOptions {
  /** Workers at once. */
  readonly lanes: number;
  readonly clock: Clock;
  /** A worker with a chunk that is silent for this long is lost, where no event tells so. Default: never. */
  readonly silenceSeconds?: number;
}

/** Workers that are started when they are needed, and kept for the next jobs. */
export interface Pool {
  /** An executor of jobs that the workers open with `setup`, which is sent to each. */
  executor<Row>(setup: unknown): Executor<Row>;
  /** Ends all workers. */
  close(): Promise<void>;
}

export function openPool(start: StartWorker, { lanes, clock, silenceSeconds = Number.POSITIVE_INFINITY }: PoolOptions): Pool {
  const workers = new Set<PoolWorker>();
  const free = (): PoolWorker => {
    for (const worker of workers) if (!worker.isBusy) return worker;
    const worker: PoolWorker = new PoolWorker(start, clock, () => workers.delete(worker));
    workers.add(worker);
    return worker;
  };
  let lastTick = clock.seconds();
  const watch = (): void => {
    const now = clock.seconds();
    // A machine that slept, or a page in the background, has not listened.
    const hasSlept = now - lastTick > 5 * WATCH_SECONDS;
    lastTick = now;
    for (const worker of workers) worker.checkSilence(hasSlept ? now : undefined, silenceSeconds);
  };
  const stopWatch = silenceSeconds === Number.POSITIVE_INFINITY ? () => {} : clock.every(WATCH_SECONDS, watch);
  return {
    executor<Row>(setup: unknown): Executor<Row> {
      let jobSeconds: number | undefined;
      return {
        lanes,
        get chunkJobs() {
          return jobSeconds === undefined ? 1 : Math.min(CHUNK_JOBS_MAX, Math.max(1, Math.round(CHUNK_SECONDS / jobSeconds)));
        },
        async execute(jobs, onRow, signal) {
          const end = await free().carryOut(setup, jobs, (job, row) => onRow(job, row as Row), signal);
          if (typeof end === "string") return end;
          const own = end.seconds / jobs.length;
          jobSeconds = jobSeconds === undefined ? own : (jobSeconds + own) / 2;
          return undefined;
        },
      };
    },
    async close() {
      stopWatch();
      await Promise.all([...workers].map((worker) => worker.terminate("it was closed")));
    },
  };
}

/** The chunk that a worker has. */
interface Call {
  readonly jobs: readonly Job[];
  readonly onRow: (job: Job, row: unknown) => void;
  /** With the seconds that the chunk took, or the reason why the worker was lost. */
  readonly resolve: (end: { readonly seconds: number } | string) => void;
  readonly reject: (error: unknown) => void;
}

class PoolWorker {
  readonly #worker: StartedWorker;
  readonly #clock: Clock;
  readonly #onGone: () => void;
  #setup: { readonly opened: unknown } | undefined;
  #call: Call | undefined;
  #isLoaded = false;
  #isGone = false;
  #heardSeconds: number;

  constructor(start: StartWorker, clock: Clock, onGone: () => void) {
    this.#clock = clock;
    this.#onGone = onGone;
    this.#heardSeconds = clock.seconds();
    this.#worker = start(
      (message) => this.#receive(message),
      (reason) => void this.terminate(reason),
    );
  }

  get isBusy(): boolean {
    return this.#call !== undefined;
  }

  carryOut(setup: unknown, jobs: readonly Job[], onRow: Call["onRow"], signal: AbortSignal | undefined) {
    const stop = (): void => this.#worker.post({ kind: "stop" });
    const end = new Promise<{ readonly seconds: number } | string>((resolve, reject) => {
      this.#call = { jobs, onRow, resolve, reject };
    });
    this.#heardSeconds = this.#clock.seconds();
    if (this.#setup === undefined || this.#setup.opened !== setup) this.#worker.post({ kind: "open", setup });
    this.#setup = { opened: setup };
    this.#worker.post({ kind: "jobs", jobs });
    signal?.addEventListener("abort", stop, { once: true });
    if (signal?.aborted) stop();
    return end.finally(() => signal?.removeEventListener("abort", stop));
  }

  /** Loses the worker if it has a chunk and has been silent for too long. `wokenSeconds`: nobody could listen before. */
  checkSilence(wokenSeconds: number | undefined, silenceSeconds: number): void {
    if (wokenSeconds !== undefined) this.#heardSeconds = wokenSeconds;
    const most = this.#isLoaded ? silenceSeconds : Math.max(LOADING_SECONDS, silenceSeconds);
    const silent = this.#clock.seconds() - this.#heardSeconds;
    if (this.isBusy && silent > most) void this.terminate(`it gave no sign of life for ${Math.round(silent)} s`);
  }

  /** Ends the worker; a chunk that it has is lost for `reason`. */
  async terminate(reason: string): Promise<void> {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#onGone();
    this.#finish()?.resolve(reason);
    await this.#worker.terminate();
  }

  #receive(message: FromWorker): void {
    if (this.#isGone) return;
    this.#isLoaded = true;
    this.#heardSeconds = this.#clock.seconds();
    if (message.kind === "rows") this.#hand(message.rows, message.first);
    else if (message.kind === "done") this.#finish()?.resolve({ seconds: message.seconds });
    else if (message.kind === "failed") this.#finish()?.reject(receivedError(message.error));
  }

  /** An error of the receiver ends the chunk, and the worker with it. */
  #hand(rows: readonly unknown[], first: number): void {
    try {
      for (const [index, row] of rows.entries()) this.#call?.onRow(this.#call.jobs[first + index] as Job, row);
    } catch (error) {
      this.#finish()?.reject(error);
      void this.terminate("its rows were refused");
    }
  }

  #finish(): Call | undefined {
    const call = this.#call;
    this.#call = undefined;
    return call;
  }
}
