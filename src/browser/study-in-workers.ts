/** Computes a study in web workers. */
import { openPool } from "../cells/pool.js";
import { writtenScenario } from "../index.js";
import { type PlanOptions, type StudyOptions, type StudyResult, type StudyRow, study } from "../study.js";
import { BROWSER_CLOCK, startWebWorker, type WebWorker } from "./web-workers.js";

/** A worker that has been silent for this long is lost: a browser may end one without an event. */
const SILENCE_SECONDS = 15;

/** Options of `studyInWorkers`. */
export interface StudyInWorkersOptions extends PlanOptions, Pick<StudyOptions, "signal" | "onRow"> {
  /** Workers at once, at least 1. Default: the processors of the machine. */
  readonly workers?: number;
  /**
   * Seconds without a sign of life after which a worker is lost, above 2. It is replaced, and what it had is computed again. Default 15; a
   * worker that is being loaded has 60.
   */
  readonly silenceSeconds?: number;
  /** Creates a module worker of `xenvmc-sim/browser-worker`. Default: of `browser-worker.js` beside this module. */
  readonly createWorker?: () => WebWorker;
}

/** What a worker plans the study from. */
export interface StudySetup {
  readonly input: object;
  readonly texts: Readonly<Record<string, string>>;
}

/**
 * Computes the study in a scenario in web workers: what `study` of `xenvmc-sim/study` resolves with, to the byte, whatever the number of
 * workers and whichever of them are lost. When aborted, runs in progress are finished, and it resolves with the points that are finished.
 * `loadText` must return texts.
 * @throws ConfigError with every fault of the scenario and of the study; RangeError for options; LostJobError if one run's worker is lost
 * three times
 */
export async function studyInWorkers(input: object, options: StudyInWorkersOptions = {}): Promise<StudyResult> {
  const { workers = navigator.hardwareConcurrency, silenceSeconds = SILENCE_SECONDS, createWorker = createOwn, ...rest } = options;
  if (!(Number.isInteger(workers) && workers >= 1))
    throw new RangeError(`workers: expected a whole number of at least 1, received ${workers}`);
  if (!(silenceSeconds > 2)) throw new RangeError(`silenceSeconds: expected a number above 2, received ${silenceSeconds}`);
  const texts: Record<string, string> = {};
  const { loadText } = rest;
  const recording: PlanOptions["loadText"] = loadText && ((path, setting) => (texts[path] = textOf(loadText(path, setting))));
  const pool = openPool(startWebWorker(createWorker), { lanes: workers, clock: BROWSER_CLOCK, silenceSeconds });
  try {
    return await study(input, {
      ...rest,
      ...(recording === undefined ? {} : { loadText: recording }),
      executor: () => pool.executor<StudyRow>({ input: writtenScenario(input, rest) as object, texts }),
    });
  } finally {
    await pool.close();
  }
}

function textOf(loaded: unknown): string {
  if (typeof loaded === "string") return loaded;
  throw new RangeError("loadText: expected a text, which can be sent to a worker");
}

/** Bundlers know a worker's script by this form. */
function createOwn(): WebWorker {
  return new Worker(new URL("./browser-worker.js", import.meta.url), { type: "module" });
}
