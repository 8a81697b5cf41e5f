/**
 * The thread that ends its process when one input has used too much processor time: the other thread may be in an endless loop, and a
 * clock on the wall would count the time in which a busy machine does something else.
 */
import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";

/** What the thread is given. */
export interface Watched {
  /** One counter, of the inputs begun. */
  readonly begun: Int32Array;
  readonly limitSeconds: number;
}

const WATCH_MILLISECONDS = 250;
const STANDARD_ERROR = 2;

const { begun, limitSeconds } = workerData as Watched;
let input = 0;
let usedBefore = 0;
setInterval(() => {
  const { user, system } = process.cpuUsage();
  const used = (user + system) / 1e6;
  const now = Atomics.load(begun, 0);
  if (now !== input) usedBefore = used;
  input = now;
  if (used - usedBefore <= limitSeconds) return;
  writeSync(STANDARD_ERROR, `no end after ${limitSeconds} s of processor time\n`);
  process.kill(process.pid, "SIGKILL");
}, WATCH_MILLISECONDS);
