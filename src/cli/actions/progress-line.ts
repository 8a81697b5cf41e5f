/** A progress line on the terminal: the share done and the expected time left. */
import { formatSeconds } from "../../output/quantities.js";
import type { OutputStream } from "../io.js";

/** Progress of the work: the share done, 0 to 1, and a text. */
export interface Standing {
  readonly doneRatio: number;
  readonly words: string;
  /** True if the share is relative to the maximum of the work, so that it may end earlier. */
  readonly isBound?: boolean;
}

export interface ProgressLine {
  update(standing: Standing): void;
  /** Erases the line. */
  clear(): void;
}

const QUIET_SECONDS = 1;
const REDRAW_SECONDS = 0.1;
const BAR_COLUMNS = 20;
const ERASE_LINE = "\r\u001b[K";
const NOTHING: ProgressLine = { update: () => {}, clear: () => {} };

/** Creates a progress line, drawn only on a terminal and only after one second of work. `clock` returns seconds. */
export function createProgressLine(
  stream: Pick<OutputStream, "write" | "isTerminal" | "columns">,
  isQuiet: boolean,
  clock = () => performance.now() / 1000,
): ProgressLine {
  if (isQuiet || !stream.isTerminal) return NOTHING;
  const start = clock();
  let lastDrawn = Number.NEGATIVE_INFINITY;
  return {
    update(standing) {
      const now = clock();
      if (now - start < QUIET_SECONDS || now - lastDrawn < REDRAW_SECONDS) return;
      lastDrawn = now;
      stream.write(ERASE_LINE + progressText(standing, now - start).slice(0, stream.columns - 1));
    },
    clear() {
      if (lastDrawn > Number.NEGATIVE_INFINITY) stream.write(ERASE_LINE);
    },
  };
}

/** `[########............] 40 of 100 runs, about 12.0 s left`. */
export function progressText({ doneRatio, words, isBound = false }: Standing, elapsedSeconds: number): string {
  const filled = Math.floor(Math.min(1, doneRatio) * BAR_COLUMNS);
  const remaining = (elapsedSeconds / doneRatio) * (1 - doneRatio);
  const left =
    doneRatio > 0
      ? `${isBound ? "at most" : "about"} ${formatSeconds(Math.max(0, remaining))} left`
      : `${formatSeconds(elapsedSeconds)} so far`;
  return `[${"#".repeat(filled)}${".".repeat(BAR_COLUMNS - filled)}] ${words}, ${left}`;
}
