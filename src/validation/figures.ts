/** Reads figures from runs and judges them. */
import type { Round, RunResult } from "../index.js";
import { quantile } from "../statistics/quantile.js";
import type { FigureReport } from "./report.js";
import { isCount } from "./report.js";
import type { ExactCheck, ExpectedFigure, FigureUnit, Tolerance } from "./validation-case.js";

const BYTES_PER_KIBIBYTE = 2 ** 10;
const BYTES_PER_MEBIBYTE = 2 ** 20;
const ROUND_PATH = /^rounds\[(-?\d+)\]\.(\w+)$/;
const FIELD_PATH = /^(totals|phases)\.(\w+)$/;

/** The figure at `path` in one run, in the result's unit; undefined if the run has no such round. */
export function figureOf(run: RunResult, path: string): number | undefined {
  if (path === "liveRounds") return run.rounds.filter((round) => round.live).length;
  if (path === "converged") return run.stop.converged ? 1 : 0;
  if (path === "pagesPerLaterRound") return pagesPerLaterRound(run);
  if (path === "normalPages") return run.totals.pagesSent - run.totals.zeroPages;
  if (path === "guestSpeed") return guestSpeed(run);
  if (path === "sendSeconds") return run.rounds.reduce((sum, round) => sum + round.durationSeconds, 0);
  const [, roundIndex, roundField = ""] = ROUND_PATH.exec(path) ?? [];
  if (roundIndex !== undefined) return numberIn(run.rounds.at(Number(roundIndex)), roundField);
  const [, part, field = ""] = FIELD_PATH.exec(path) ?? [];
  if (part === "totals" || part === "phases") return numberIn(run[part], field);
  throw new Error(`${path} is not the path of a figure`);
}

/** Mean speed of the guest while it is copied, the pause left out: at the source, or in post-copy at the destination. */
function guestSpeed({ guest, phases }: RunResult): number | undefined {
  if (guest === undefined) return undefined;
  if (phases.postcopySeconds > phases.liveSeconds) return 1 - guest.pageWaitSeconds / phases.postcopySeconds;
  return 1 - (guest.throttlingSeconds + guest.loggingSeconds + guest.writeFaultSeconds) / phases.liveSeconds;
}

/** Mean pages sent per round, over the rounds after the first that ended with a bitmap sync. */
function pagesPerLaterRound({ rounds }: RunResult): number | undefined {
  const later = rounds.slice(1).filter((round) => round.live && round.pagesDirtied !== undefined);
  return later.length === 0 ? undefined : later.reduce((sum, round) => sum + round.pagesSent, 0) / later.length;
}

function numberIn(holder: object | undefined, field: string): number | undefined {
  const value = Object.entries(holder ?? {}).find(([name]) => name === field)?.[1];
  return typeof value === "number" ? value : undefined;
}

/** The figure over several runs in the requested unit, minus `above` (see FigureReport.simulated). */
export function simulatedFigure(
  runs: readonly RunResult[],
  path: string,
  unit: FigureUnit,
  pageBytes: number,
  above = 0,
): number | undefined {
  const values = runs.map((run) => figureOf(run, path)).filter((value) => value !== undefined);
  if (values.length === 0 || values.length < runs.length / 2) return undefined;
  if (isCount(unit)) return quantile(values, 0.5);
  return (values.reduce((sum, value) => sum + value, 0) / values.length - above) * scaleOf(unit, pageBytes);
}

function scaleOf(unit: FigureUnit, pageBytes: number): number {
  // The result has these figures in pages or bytes.
  if (unit === "KiB") return 1 / BYTES_PER_KIBIBYTE;
  if (unit === "MiB") return pageBytes / BYTES_PER_MEBIBYTE;
  return { ms: 1e3, us: 1e6 }[unit as string] ?? 1;
}

export function judge(figure: ExpectedFigure, simulated: number | undefined): FigureReport {
  const { label, unit, measured, tolerance, criterion, unjudged } = figure;
  const report = {
    label,
    unit,
    measured,
    ...(tolerance === undefined ? {} : { tolerance }),
    ...(criterion === undefined ? {} : { criterion }),
    ...comparison(measured, simulated),
  };
  if (tolerance === undefined) return { ...report, verdict: "not judged", ...(unjudged === undefined ? {} : { reason: unjudged }) };
  if (tolerance.percentile !== undefined) return { ...report, verdict: "by group" };
  return { ...report, verdict: simulated !== undefined && isWithin(measured, simulated, tolerance) ? "pass" : "miss" };
}

function comparison(measured: number, simulated: number | undefined): { simulated?: number; errorRatio?: number } {
  if (simulated === undefined) return {};
  return measured === 0 ? { simulated } : { simulated, errorRatio: simulated / measured - 1 };
}

/** True if either limit is met. For tolerances without a percentile. */
export function isWithin(measured: number, simulated: number, { relative, absolute, factor }: Tolerance): boolean {
  if (factor !== undefined) return simulated <= factor * measured && simulated >= measured / factor;
  const error = Math.abs(simulated - measured);
  return (relative !== undefined && error <= relative * Math.abs(measured)) || (absolute !== undefined && error <= absolute);
}

/** Judges an identity, which must hold exactly. */
export function judgeCheck({ label, unit, measured, computed }: ExactCheck): FigureReport {
  const verdict = measured === computed ? "pass" : "miss";
  return { label, unit, tolerance: { absolute: 0 }, measured, ...comparison(measured, computed), verdict };
}

/** Checks over all runs that each round handles exactly the pages left by the round before plus those its dirty log found. */
export function brokenRounds(runs: readonly RunResult[]): ExactCheck {
  const broken = runs.flatMap(({ rounds, totals }) => {
    const carriesOver = totals.dirtySyncCount !== undefined;
    return rounds.filter((round, index) => !isWhole(round, rounds[index - 1], carriesOver));
  });
  return { label: "simulated rounds that lose or add a page", unit: "rounds", measured: 0, computed: broken.length };
}

/** `carriesOver`: QEMU may end a live round with pages still unsent. */
function isWhole(round: Round, before: Round | undefined, carriesOver: boolean): boolean {
  const left = pagesLeft(round);
  const isThrough = carriesOver && round.live ? left >= 0 : left === 0;
  if (before === undefined) return isThrough;
  const carried = carriesOver ? pagesLeft(before) : 0;
  return isThrough && carried + (before.pagesDirtied ?? Number.NaN) === round.pagesToSend;
}

function pagesLeft({ pagesToSend, pagesSent, pagesSkipped, pagesAllocatedOnly = 0, pagesDeferred = 0 }: Round): number {
  return pagesToSend - pagesSent - pagesSkipped - pagesAllocatedOnly - pagesDeferred;
}
