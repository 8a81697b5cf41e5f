/** Reads the trace files named in a scenario, asynchronously, so that progress is shown and Ctrl-C is noticed. */
import { basename, resolve } from "node:path";
import type { ParseOptions, Trace, TraceSetting } from "../../index.js";
import { reasonOf } from "../../node/reasons.js";
import { readTraceFile, type TraceProgress } from "../../node/trace-file.js";
import { formatCount } from "../../output/quantities.js";
import type { CommandIo } from "../io.js";
import { createProgressLine, type Standing } from "./progress-line.js";

/** One use of a file in a scenario. */
interface AskedTrace {
  readonly path: string;
  readonly setting: TraceSetting;
}

export class TraceFiles {
  readonly #asked = new Map<string, AskedTrace>();
  readonly #read = new Map<string, Trace | Error>();
  readonly #directory: string;

  /** File names are relative to the directory. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Paths of the files requested. */
  get paths(): string[] {
    return [...new Set([...this.#asked.values()].map(({ path }) => path))];
  }

  /** True if a requested file has not been read. */
  get areAwaited(): boolean {
    return this.#asked.size > this.#read.size;
  }

  /** The trace in a file, or an empty one until it has been read. @throws Error if it could not be read. */
  readonly load: NonNullable<ParseOptions["loadText"]> = (name, setting) => {
    const path = resolve(this.#directory, name);
    const key = JSON.stringify([path, setting.memoryPages, setting.binSeconds]);
    this.#asked.set(key, { path, setting });
    const trace = this.#read.get(key) ?? "";
    if (trace instanceof Error) throw trace;
    return trace;
  };

  /** Reads the requested files. @throws the signal's reason. */
  async read(isQuiet: boolean, { stderr, signal }: Pick<CommandIo, "stderr" | "signal">): Promise<void> {
    for (const [key, { path, setting }] of this.#asked) {
      const line = createProgressLine(stderr, isQuiet);
      const onProgress = (progress: TraceProgress): void => line.update(standingOf(basename(path), progress));
      try {
        this.#read.set(key, await readTraceFile(path, { ...setting, signal, onProgress }));
      } catch (error) {
        signal.throwIfAborted();
        this.#read.set(key, new Error(reasonOf(error)));
      } finally {
        line.clear();
      }
    }
  }
}

function standingOf(name: string, { readBytes, fileBytes, writes }: TraceProgress): Standing {
  const doneRatio = fileBytes > 0 ? Math.min(1, readBytes / fileBytes) : 0;
  return { doneRatio, words: `reading ${name}, ${formatCount(writes)} writes` };
}
