/**
 * The web worker of `studyInWorkers`: plans the study itself, and simulates the jobs that it is given.
 * @module xenvmc-sim/browser-worker
 */
import { macrotask } from "../cells/macrotask.js";
import type { FromWorker, ToWorker } from "../cells/messages.js";
import { type SimulateJob, serveJobs } from "../cells/serve-jobs.js";
import { planStudy, rowSimulator, type StudyRow } from "../study.js";
import type { StudySetup } from "./study-in-workers.js";
import { BROWSER_CLOCK } from "./web-workers.js";

/** What a worker has in place of a window. */
interface WorkerScope {
  onmessage: (event: { readonly data: ToWorker }) => void;
  postMessage(message: FromWorker): void;
}

async function open(setup: unknown): Promise<SimulateJob<StudyRow>> {
  const { input, texts } = setup as StudySetup;
  const plan = planStudy(input, { loadText: (path) => texts[path] as string });
  return rowSimulator(plan, {}, true);
}

/** Imported anywhere else, such as by a tool that lists modules, it does nothing. */
if ("WorkerGlobalScope" in globalThis) {
  const scope = globalThis as unknown as WorkerScope;
  const receive = serveJobs({ post: (message) => scope.postMessage(message), breathe: macrotask, clock: BROWSER_CLOCK }, open);
  scope.onmessage = ({ data }) => receive(data);
}
