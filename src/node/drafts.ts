/** Drafts: files with temporary names until they are complete. None is left after the process ends, except after SIGKILL. */
import { closeSync, openSync, readdirSync, renameSync, rmSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";

/** Signals that end a process and can be caught. SIGINT is handled in `src/cli/bin.ts`, which ends by `process.exit`. */
const ENDING_SIGNALS = ["SIGTERM", "SIGHUP"] as const;

const PREFIX = ".xenvmc-sim-";
const SUFFIX = ".part";

/** Removes the drafts that killed processes left in a directory. No other process may be writing there. */
export function removeDrafts(directory: string): void {
  for (const name of readdirSync(directory)) {
    if (name.startsWith(PREFIX) && name.endsWith(SUFFIX)) rmSync(join(directory, name), { force: true });
  }
}

/** The drafts of one result. `close` removes those that have not been moved to their targets. */
export class Drafts {
  readonly #paths = new Set<string>();
  readonly #remove = () => this.#removeAll();
  readonly #end = (signal: NodeJS.Signals) => {
    // A second signal must end the process even if a thread that waits for a file system delays the exit after the first.
    for (const ending of ENDING_SIGNALS) process.removeListener(ending, this.#end);
    process.exit(128 + constants.signals[signal]);
  };

  constructor() {
    process.on("exit", this.#remove);
    for (const ending of ENDING_SIGNALS) process.on(ending, this.#end);
  }

  /** Creates an empty draft in `directory` and returns its path. The name is unique even if another process has the same id. */
  create(directory: string, mode?: number): string {
    for (;;) {
      // The name does not contain the target's name, which may already have the maximum length.
      const path = join(directory, `${PREFIX}${process.pid}-${process.hrtime.bigint().toString(36)}${SUFFIX}`);
      try {
        closeSync(openSync(path, "wx", mode));
        this.#paths.add(path);
        return path;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
    }
  }

  /** Moves a complete draft to its target. */
  place(path: string, target: string): void {
    renameSync(path, target);
    this.#paths.delete(path);
  }

  close(): void {
    this.#removeAll();
    process.removeListener("exit", this.#remove);
    for (const ending of ENDING_SIGNALS) process.removeListener(ending, this.#end);
  }

  #removeAll(): void {
    for (const path of this.#paths) {
      try {
        rmSync(path, { force: true });
      } catch {
        // A directory that has become read-only keeps its draft; the reason to end stays the one that is told.
      }
    }
    this.#paths.clear();
  }
}
