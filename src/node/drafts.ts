/** Drafts: files under a name of their own until they are complete. None outlives the process, unless it is killed outright. */
import { closeSync, openSync, renameSync, rmSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";

/** Signals that end a process and can be caught. SIGINT has a handler of its own in `src/cli/bin.ts`, which ends by `process.exit`. */
const ENDINGS = ["SIGTERM", "SIGHUP"] as const;

/** The drafts of one result. `close` removes those that have not taken their places. */
export class Drafts {
  readonly #paths = new Set<string>();
  readonly #remove = () => this.#removeAll();
  readonly #end = (signal: NodeJS.Signals) => {
    // A second signal is to end the process even where the first cannot: a thread that waits for a file system delays the exit.
    for (const ending of ENDINGS) process.removeListener(ending, this.#end);
    process.exit(128 + constants.signals[signal]);
  };

  constructor() {
    process.on("exit", this.#remove);
    for (const ending of ENDINGS) process.on(ending, this.#end);
  }

  /** Creates an empty draft in `directory` and returns its path. The name is new even where another process has the same id. */
  create(directory: string, mode?: number): string {
    for (;;) {
      // Independent of the name of the file, which may already be as long as the system allows.
      const path = join(directory, `.xenvmc-sim-${process.pid}-${process.hrtime.bigint().toString(36)}.part`);
      try {
        closeSync(openSync(path, "wx", mode));
        this.#paths.add(path);
        return path;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
    }
  }

  /** Puts a complete draft in its place. */
  place(path: string, target: string): void {
    renameSync(path, target);
    this.#paths.delete(path);
  }

  close(): void {
    this.#removeAll();
    process.removeListener("exit", this.#remove);
    for (const ending of ENDINGS) process.removeListener(ending, this.#end);
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
