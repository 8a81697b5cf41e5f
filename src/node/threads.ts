/** Worker threads for a pool, and their side of it. */
import { setImmediate as breathe } from "node:timers/promises";
import { parentPort, Worker } from "node:worker_threads";
import type { Clock, FromWorker, ToWorker } from "../cells/messages.js";
import type { StartWorker } from "../cells/pool.js";
import { type SimulateJob, serveJobs } from "../cells/serve-jobs.js";

export const NODE_CLOCK: Clock = {
  seconds: () => performance.now() / 1000,
  every(seconds, tick) {
    const timer = setInterval(tick, seconds * 1000);
    return () => clearInterval(timer);
  },
};

/** Starts threads that run the module at `script`, which calls `serveThread`. */
export function startThread(script: URL): StartWorker {
  return (onMessage, onLost) => {
    const thread = new Worker(script);
    thread.on("message", (message: FromWorker) => onMessage(message));
    thread.on("error", (error) => onLost(String(error)));
    thread.on("exit", (exitCode) => onLost(`its thread ended with exit code ${exitCode}`));
    return { post: (message: ToWorker) => thread.postMessage(message), terminate: () => thread.terminate() };
  };
}

/** Serves the jobs of this thread's pool until the thread is ended. */
export function serveThread<Row>(open: (setup: unknown) => Promise<SimulateJob<Row>>): void {
  const port = parentPort;
  if (port === null) throw new Error("this module is for a worker thread");
  const receive = serveJobs(
    {
      post: (message) => port.postMessage(message),
      breathe: async () => {
        await breathe();
      },
      clock: NODE_CLOCK,
    },
    open,
  );
  port.on("message", (message: ToWorker) => receive(message));
}
