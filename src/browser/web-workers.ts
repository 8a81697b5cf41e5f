/** Web workers for a pool, and their side of it. */
import type { Clock, FromWorker, ToWorker } from "../cells/messages.js";
import type { StartWorker } from "../cells/pool.js";

/** The part of `Worker` that is used. */
export interface WebWorker {
  onmessage: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(message: unknown): void;
  terminate(): void;
}

export const BROWSER_CLOCK: Clock = {
  seconds: () => performance.now() / 1000,
  every(seconds, tick) {
    const timer = setInterval(tick, seconds * 1000);
    return () => clearInterval(timer);
  },
};

/** `create` makes a new worker of the module `xenvmc-sim/browser-worker`. */
export function startWebWorker(create: () => WebWorker): StartWorker {
  return (onMessage, onLost) => {
    const worker = create();
    worker.onmessage = ({ data }) => onMessage(data as FromWorker);
    worker.onerror = (event) => {
      event.preventDefault();
      // A script that cannot be loaded has no message.
      onLost(event.message || "its script could not be loaded");
    };
    return { post: (message: ToWorker) => worker.postMessage(message), terminate: () => worker.terminate() };
  };
}
