/** The worker's side of a pool: simulates the jobs that it is given and sends their rows. */
import { type Clock, type FromWorker, sentError, type ToWorker } from "./messages.js";
import type { Job } from "./run-cells.js";

/** Rows are sent together, but not kept back for longer than this: rows that survive two collections fill the heap of long studies. */
const SENT_AFTER_SECONDS = 0.01;
/** Time between two breaks of the event loop, in which a wish to stop is heard. */
const BREAK_SECONDS = 0.02;
const ALIVE_SECONDS = 1;

/** Simulates one job. Undefined: it was given up. */
export type SimulateJob<Row> = (job: Job) => Promise<Row | undefined>;

export interface ServedPort {
  readonly post: (message: FromWorker) => void;
  /** Lets the event loop run once. */
  readonly breathe: () => Promise<void>;
  readonly clock: Clock;
}

/**
 * Returns a function to be called with every message of the pool. `open` is called with the pool's setup before the first job of it, and
 * returns what simulates its jobs.
 */
export function serveJobs<Row>(port: ServedPort, open: (setup: unknown) => Promise<SimulateJob<Row>>): (message: ToWorker) => void {
  const { post, clock } = port;
  let opened: Promise<SimulateJob<Row>> | undefined;
  let stop = { isAsked: false };
  const carryOut = async (jobs: readonly Job[]): Promise<void> => {
    stop = { isAsked: false };
    const own = stop;
    const endSigns = clock.every(ALIVE_SECONDS, () => post({ kind: "alive" }));
    try {
      const simulate = await (opened as Promise<SimulateJob<Row>>);
      post({ kind: "done", seconds: await simulateChunk(port, jobs, simulate, () => own.isAsked) });
    } catch (error) {
      post({ kind: "failed", error: sentError(error) });
    } finally {
      endSigns();
    }
  };
  post({ kind: "alive" });
  return (message) => {
    if (message.kind === "stop") stop.isAsked = true;
    else if (message.kind === "jobs") void carryOut(message.jobs);
    else {
      opened = open(message.setup);
      // Its error is that of the chunk which comes next.
      opened.catch(() => {});
    }
  };
}

/** Returns the seconds that the jobs took. */
async function simulateChunk<Row>(
  { post, breathe, clock }: ServedPort,
  jobs: readonly Job[],
  simulate: SimulateJob<Row>,
  isStopped: () => boolean,
): Promise<number> {
  const start = clock.seconds();
  let [first, sent, rested] = [0, start, start];
  let rows: Row[] = [];
  const send = (): void => {
    if (rows.length > 0) post({ kind: "rows", first, rows });
    first += rows.length;
    rows = [];
    sent = clock.seconds();
  };
  for (const job of jobs) {
    if (clock.seconds() - rested > BREAK_SECONDS) {
      await breathe();
      rested = clock.seconds();
    }
    if (isStopped()) break;
    const row = await simulate(job);
    if (row === undefined) break;
    rows.push(row);
    if (clock.seconds() - sent > SENT_AFTER_SECONDS) send();
  }
  send();
  return clock.seconds() - start;
}
