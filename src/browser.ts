/**
 * Studies in web workers: the rows and the verdict of `xenvmc-sim/study`, on all processors of a browser's machine.
 * @module xenvmc-sim/browser
 */
export { type StudyInWorkersOptions, studyInWorkers } from "./browser/study-in-workers.js";
export type { WebWorker } from "./browser/web-workers.js";
