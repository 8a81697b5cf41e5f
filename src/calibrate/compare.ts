/** What is compared: each figure of the log with the same of a simulated run, as a residual in standard deviations. */
import type { RunResult } from "../result/result.js";
import type { Look, Observation } from "./observation.js";

/** Unit of a figure that is compared. */
export type FigureUnit = "s" | "pages" | "bytes";

/** A figure that a log has and a run has too. */
export interface ComparedFigure {
  readonly label: string;
  readonly unit: FigureUnit;
  readonly observed: number;
  /** How far apart the two may be without a meaning, in the unit. */
  readonly deviation: number;
  /** Undefined where the run has no such figure: it took fewer rounds. */
  readonly of: (run: RunResult) => number | undefined;
}

/** Our modelling decisions: relative deviations of figures that chance and the log's own resolution bring. */
const DEVIATIONS = { time: 0.004, duration: 0.01, pages: 0.004, dirtied: 0.03, sent: 0.02, downtime: 0.3 };
/** Pages that come and go with a single slice of the sender: what no residual should notice. */
const PAGES_OF_A_SLICE = 200;
/** A figure that the run does not have, as it took fewer rounds, counts as this many deviations. */
export const MISSING_DEVIATIONS = 30;
/** Deviations up to about here count by their square, further ones less and less (Cauchy's loss): one wrong round must not outweigh all others. */
const SQUARE_UP_TO = 4;
/**
 * Most looks at a log that are compared. In a longer migration the later looks and the end are left out: a migration of 40 rounds has settled,
 * each look costs time, and what ends it is rarely what the guest did at its beginning.
 */
const LOOKS_MOST = 40;

export function comparedFigures(observation: Observation): ComparedFigure[] {
  const { looks, isComplete } = observation;
  const ends = isComplete && looks.length <= LOOKS_MOST;
  return [...looks.slice(0, LOOKS_MOST).flatMap(lookFigures), ...(ends ? totalFigures(observation) : openFigures(observation))];
}

/** How long a simulation has to go on for all figures, at most. */
export function comparedSeconds({ looks, seconds, isComplete }: Observation): number {
  const end = looks.length > LOOKS_MOST ? (looks[LOOKS_MOST - 1]?.endSeconds ?? seconds) : seconds;
  return Math.max(0.1, (end ?? 3600) * (isComplete ? 1.3 : 1.1) + 0.1);
}

function lookFigures({ rounds: [from, to], dirtiedPages, toleranceSeconds, seconds, sentPages, skippedPages }: Look): ComparedFigure[] {
  const which = to - from === 1 ? `round ${from}` : `rounds ${from} to ${to - 1}`;
  const sum = (run: RunResult, figure: (round: RunResult["rounds"][number]) => number | undefined) =>
    run.rounds.length < to ? undefined : run.rounds.slice(from, to).reduce((total, round) => total + (figure(round) ?? 0), 0);
  const pages = (label: string, observed: number | undefined, relative: number, of: ComparedFigure["of"]): ComparedFigure[] =>
    observed === undefined ? [] : [{ label, unit: "pages", observed, deviation: relative * observed + PAGES_OF_A_SLICE, of }];
  return [
    ...pages(`dirtied in ${which}`, dirtiedPages, DEVIATIONS.dirtied, (run) => sum(run, ({ pagesDirtied }) => pagesDirtied)),
    ...pages(`sent in ${which}`, sentPages, DEVIATIONS.sent, (run) => sum(run, ({ pagesSent }) => pagesSent)),
    ...pages(`skipped in ${which}`, skippedPages, DEVIATIONS.sent * 2, (run) => sum(run, ({ pagesSkipped }) => pagesSkipped)),
    ...(seconds === undefined
      ? []
      : [
          {
            label: `duration of ${which}`,
            unit: "s" as const,
            observed: seconds,
            // Both ends of a round lie anywhere between two samples.
            deviation: Math.hypot(DEVIATIONS.duration * seconds, toleranceSeconds * Math.sqrt(2 / 3)) + 1e-3,
            of: (run: RunResult) => sum(run, ({ durationSeconds }) => durationSeconds),
          },
        ]),
  ];
}

function totalFigures(observation: Observation): ComparedFigure[] {
  const { seconds, resolutionSeconds, downtimeSeconds, normalPages, zeroPages, sentPages, sentBytes } = observation;
  const figure = (
    label: string,
    unit: FigureUnit,
    observed: number | undefined,
    relative: number,
    least: number,
    of: ComparedFigure["of"],
  ): ComparedFigure[] => (observed === undefined ? [] : [{ label, unit, observed, deviation: relative * observed + least, of }]);
  const hasPages = normalPages !== undefined || sentPages !== undefined;
  return [
    ...figure("total time", "s", seconds, DEVIATIONS.time, 0.002 + resolutionSeconds / Math.sqrt(12), (run) => run.totals.totalSeconds),
    ...figure(
      "pages with content",
      "pages",
      normalPages,
      DEVIATIONS.pages,
      PAGES_OF_A_SLICE,
      (run) => run.totals.pagesSent - run.totals.zeroPages,
    ),
    ...figure("pages sent", "pages", sentPages, DEVIATIONS.pages, PAGES_OF_A_SLICE, (run) => run.totals.pagesSent),
    ...figure("zero pages", "pages", zeroPages, DEVIATIONS.pages * 5, PAGES_OF_A_SLICE, (run) => run.totals.zeroPages),
    ...figure("bytes sent", "bytes", sentBytes, hasPages ? 0.02 : DEVIATIONS.pages, 1e6, (run) => run.totals.wireBytes),
    ...figure("downtime", "s", downtimeSeconds, DEVIATIONS.downtime, 0.02, (run) => run.totals.downtimeSeconds),
  ];
}

/** A log that ends before the migration does, without a look: what was sent and what remained by its end. */
function openFigures({ looks, seconds, sentBytes, remainingBytes, pageBytes, memoryBytes = 0 }: Observation): ComparedFigure[] {
  if (looks.length > 0 || seconds === undefined || sentBytes === undefined) return [];
  const sent: ComparedFigure = {
    label: "bytes sent by the end of the log",
    unit: "bytes",
    observed: sentBytes,
    deviation: 0.01 * sentBytes + 1e6,
    of: (run) => bytesBy(run, seconds),
  };
  if (remainingBytes === undefined || remainingBytes === 0) return [sent];
  const remaining: ComparedFigure = {
    label: "remaining at the end of the log",
    unit: "bytes",
    observed: remainingBytes,
    deviation: 0.05 * remainingBytes + 0.01 * memoryBytes + 1e6,
    of: (run) => remainingBy(run, seconds) * pageBytes,
  };
  return [sent, remaining];
}

/** Pages left to send in the round that is under way. */
function remainingBy({ rounds }: RunResult, seconds: number): number {
  const round = rounds.findLast(({ startSeconds }) => startSeconds <= seconds);
  if (round === undefined) return 0;
  const part = round.durationSeconds === 0 ? 1 : Math.min(1, (seconds - round.startSeconds) / round.durationSeconds);
  return Math.max(0, round.pagesToSend - part * (round.pagesSent + round.pagesSkipped));
}

function bytesBy(run: RunResult, seconds: number): number {
  return run.rounds.reduce((sum, { startSeconds, durationSeconds, wireBytes }) => {
    const part = durationSeconds === 0 ? Number(startSeconds <= seconds) : (seconds - startSeconds) / durationSeconds;
    return sum + wireBytes * Math.min(1, Math.max(0, part));
  }, 0);
}

/** Each figure's difference, in its deviations. */
export function residuals(figures: readonly ComparedFigure[], run: RunResult): number[] {
  return figures.map(({ of, observed, deviation }) => {
    const simulated = of(run);
    return simulated === undefined ? MISSING_DEVIATIONS : (simulated - observed) / deviation;
  });
}

/** What a residual adds to the misfit. */
export function loss(residual: number): number {
  return SQUARE_UP_TO ** 2 * Math.log1p((residual / SQUARE_UP_TO) ** 2);
}
