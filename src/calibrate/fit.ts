/** The fit: from start values through simulated migrations to the parameters whose migration is nearest to the log's. */

import type { RunResult } from "../result/result.js";
import { ConfigError } from "../scenario/config-error.js";
import type { Scenario } from "../scenario/scenario.js";
import { simulate } from "../simulation/simulate.js";
import { type ComparedFigure, comparedFigures, comparedSeconds, loss, residuals } from "./compare.js";
import { assumedDistinct, type Distinct, distinctPages, fitFootprint, type Pattern } from "./footprint.js";
import type { Frame } from "./frame.js";
import { fittedSettings, fromPoint, type Parameters, scenarioOf, toPoint } from "./model.js";
import { nelderMead } from "./nelder-mead.js";
import type { Look, Observation } from "./observation.js";
import type { SenderStart } from "./sender.js";

/** A guest and a sender with the run that they make. */
export interface Fit {
  readonly parameters: Parameters;
  readonly point: readonly number[];
  /** Sum of squared residuals, those of the law of growth included where the log is silent. */
  readonly misfit: number;
  readonly residuals: readonly number[];
  readonly run: RunResult;
}

/** What a fit is held against. */
export interface Target {
  readonly observations: readonly Observation[];
  readonly figures: readonly (readonly ComparedFigure[])[];
  /** By the law of growth, where the log is silent. */
  readonly assumed: readonly Distinct[];
  /** Measured without a migration. */
  readonly measured: readonly Distinct[];
  readonly seconds: number;
}

export interface FitOptions {
  readonly signal?: AbortSignal;
  readonly onTried?: (tried: number) => void;
}

const DOWNTIME_LIMIT_SECONDS = 0.3;
/** A further population, or a sweep in place of random writes, has to halve the misfit. */
const HALF = 0.5;
const POPULATIONS_MOST = 3;
const EVALUATIONS_PER_PARAMETER = 30;
/** Simulations of every page take too long for a wide search: of post-copy, above all, which expected counts cannot follow. */
const EVALUATIONS_OF_PAGES = 25;
const CORRECTIONS = 6;
/** Where the log tells nothing of zero pages to start from: docs/sources/qemu.md, KVM between two hosts. */
const USUAL_ZERO_SECONDS = 1e-6;
/** As near as chance allows: a residual of half a deviation for each figure. */
const GOOD_RESIDUAL = 0.3;

export function targetOf(observations: readonly Observation[]): Target {
  const measured = observations.flatMap(({ measured }) => measured);
  const distinct = [...observations.flatMap(({ looks }) => distinctOf(looks)), ...measured];
  const limit = observations[0]?.downtimeLimitSeconds ?? DOWNTIME_LIMIT_SECONDS;
  const isOpen = observations.every(({ isComplete }) => !isComplete);
  return {
    observations,
    figures: observations.map(comparedFigures),
    assumed: distinct.length > 0 && isOpen ? assumedDistinct(distinct, limit) : [],
    measured,
    seconds: Math.max(...observations.map(comparedSeconds)),
  };
}

/** Distinct pages to start from, with the round that found them. */
interface Start extends Distinct {
  readonly round?: number;
}

/** Looks at a single read of the dirty log, as distinct pages of their time. */
function distinctOf(looks: readonly Look[]): Start[] {
  return looks.flatMap(({ dirtiedPages, seconds, rounds: [from, to], toleranceSeconds }) =>
    dirtiedPages === undefined || seconds === undefined || to - from !== 1 || dirtiedPages < 1 || seconds <= 0
      ? []
      : [{ round: from, seconds, pages: dirtiedPages, deviation: 0.02 + Math.min(1, toleranceSeconds / seconds) / 2 + 20 / dirtiedPages }],
  );
}

/** Simulates parameters; undefined where the scenario cannot be. */
export async function simulateParameters(
  frame: Frame,
  parameters: Parameters,
  seconds: number,
  fidelity: string,
): Promise<RunResult | undefined> {
  const scenario = { ...scenarioOf(frame, [...frame.settings, ...fittedSettings(parameters, frame)]), fidelity, runs: 1, timeout: seconds };
  try {
    const { runs } = await simulate(scenario as unknown as Scenario);
    return runs[0];
  } catch (error) {
    if (error instanceof ConfigError && parameters.populations.length > 0) return undefined;
    throw error;
  }
}

/** Judges parameters of a fit by simulating them. */
export class Judge {
  readonly frame: Frame;
  readonly target: Target;
  readonly #fidelity: string;
  readonly #options: FitOptions;
  tried = 0;

  constructor(frame: Frame, target: Target, fidelity: string, options: FitOptions) {
    this.frame = frame;
    this.target = target;
    this.#fidelity = fidelity;
    this.#options = options;
  }

  /** Whether a simulation takes milliseconds. */
  get isQuick(): boolean {
    return this.#fidelity === "expected";
  }

  async judge(parameters: Parameters): Promise<Fit | undefined> {
    this.#options.signal?.throwIfAborted();
    this.#options.onTried?.(++this.tried);
    const { target, frame } = this;
    const written = parameters.populations.reduce((sum, { pages }) => sum + pages, 0);
    if (written > frame.writablePages || parameters.populations.some(({ pages }) => pages < 1)) return undefined;
    const run = await simulateParameters(frame, parameters, target.seconds, this.#fidelity);
    if (run === undefined) return undefined;
    const found = [...target.figures.flatMap((figures) => residuals(figures, run)), ...this.#closedFormResiduals(parameters)];
    const misfit = found.reduce((sum, residual) => sum + loss(residual), 0);
    return { parameters, run, point: toPoint(parameters, frame.pageBytes), misfit, residuals: found };
  }

  #closedFormResiduals({ populations, pattern }: Parameters): number[] {
    return [...this.target.assumed, ...this.target.measured].map(({ seconds, pages, deviation }) => {
      const distinct = Math.max(1, distinctPages(populations, pattern, seconds));
      return Math.log(distinct / pages) / deviation;
    });
  }

  /** Searches around parameters. */
  async descend(start: Fit): Promise<Fit> {
    if (start.point.length === 0) return start;
    let best = start;
    const good = GOOD_RESIDUAL ** 2 * start.residuals.length;
    const objective = async (point: readonly number[]): Promise<number> => {
      const fit = await this.judge(fromPoint(point, start.parameters, this.frame.pageBytes));
      if (fit === undefined) return Number.POSITIVE_INFINITY;
      if (fit.misfit < best.misfit) best = fit;
      return fit.misfit;
    };
    const steps = start.point.map((_, at) => (at < 2 * start.parameters.populations.length ? 0.15 : 0.03));
    const evaluations = this.isQuick ? EVALUATIONS_PER_PARAMETER * start.point.length : EVALUATIONS_OF_PAGES;
    await nelderMead(objective, start.point, { steps, evaluations, width: 5e-4, goodEnough: good, restarts: 2 });
    return best;
  }
}

/** The nearest fit: one population first, others only where they halve the misfit. */
export async function bestFit(judge: Judge, sender: SenderStart | undefined): Promise<Fit> {
  const senderParameters = senderOf(judge.frame, sender);
  const idle = await judge.judge({ pattern: "random", populations: [], ...senderParameters });
  if (idle === undefined) throw new RangeError("the scenario cannot be simulated");
  if (!judge.frame.fitsWorkload) return judge.descend(idle);
  const data = startData(judge.target, judge.frame.zeroRatio);
  if (data.length === 0) return judge.descend(idle);
  let best = await fitted(judge, data, 1, "random", senderParameters);
  const sweep = !judge.isQuick ? undefined : await fitted(judge, data, 1, "sweep", senderParameters);
  if (best === undefined || (sweep !== undefined && sweep.misfit < HALF * best.misfit)) best = sweep;
  for (let count = 2; judge.isQuick && count <= POPULATIONS_MOST && mayImprove(best); count++) {
    const richer = await fitted(judge, data, count, "random", senderParameters);
    if (richer !== undefined && (best === undefined || richer.misfit < HALF * best.misfit)) best = richer;
  }
  return best ?? judge.descend(idle);
}

function mayImprove(fit: Fit | undefined): boolean {
  return fit === undefined || fit.misfit > fit.residuals.length;
}

async function fitted(
  judge: Judge,
  data: readonly (readonly Start[])[],
  count: number,
  pattern: Pattern,
  sender: object,
): Promise<Fit | undefined> {
  let start: Fit | undefined;
  for (const each of data) {
    const found = await correctedStart(judge, each, count, pattern, sender);
    if (found !== undefined && (start === undefined || found.misfit < start.misfit)) start = found;
    if (!judge.isQuick) break;
  }
  const end = start && (await judge.descend(start));
  return end;
}

/**
 * Start values through the looks. The closed form knows nothing of the engine: of pages found dirty while they still wait to be sent, of
 * memory that is protected again piece by piece. What it misses is taken from the simulation of the last start, and the closed form fitted again to
 * what is left (space mapping: Bandler et al., IEEE Trans. MTT 42, 1994).
 */
async function correctedStart(
  judge: Judge,
  data: readonly Start[],
  count: number,
  pattern: Pattern,
  sender: object,
): Promise<Fit | undefined> {
  const most = (judge.frame.writablePages * 0.98) / count;
  let best: Fit | undefined;
  let corrected: readonly Distinct[] = data;
  for (let round = 0; round < (judge.isQuick ? CORRECTIONS : 2); round++) {
    const { populations } = await fitFootprint(corrected, count, pattern, most);
    const fit = await judge.judge({ pattern, populations, ...sender });
    if (fit === undefined) break;
    const isBetter = best === undefined || fit.misfit < best.misfit;
    if (isBetter) best = fit;
    if (data.every(({ round: looked }) => looked === undefined)) break;
    corrected = data.map((each, at) => {
      const simulated = each.round === undefined ? undefined : fit.run.rounds[each.round];
      const last = corrected[at] as Distinct;
      if (simulated?.pagesDirtied === undefined || simulated.durationSeconds <= 0) return last;
      const missed = Math.max(1, simulated.pagesDirtied) / Math.max(1, distinctPages(populations, pattern, simulated.durationSeconds));
      return { ...each, pages: Math.max(1, each.pages / missed) };
    });
  }
  return best;
}

function senderOf({ pace, fitsZeroTime }: Frame, sender: SenderStart | undefined) {
  return {
    ...(pace === undefined ? {} : { bytesPerSecond: sender?.bytesPerSecond ?? 1e9 }),
    ...(fitsZeroTime ? { zeroPageSeconds: Math.max(1e-8, sender?.zeroPageSeconds ?? USUAL_ZERO_SECONDS) } : {}),
  };
}

/** Sets of distinct pages to start from: that of the looks; without any, what was sent again, divided among the passes in several ways. */
function startData({ observations, assumed, measured }: Target, zeroRatio: number): Start[][] {
  const looked = [...observations.flatMap(({ looks }) => distinctOf(looks)), ...measured];
  if (looked.length > 0) return [[...looked, ...assumed]];
  const [observation] = observations;
  const resent = observation && resentPages(observation, zeroRatio);
  const { seconds = 0 } = observation ?? {};
  if (resent === undefined || resent < 1 || seconds <= 0) return [];
  return FIRST_PASS_RATIOS.flatMap((ratio) => {
    const first = [{ seconds: seconds * ratio, pages: resent * ratio, deviation: 0.1 }];
    const even = { seconds: DOWNTIME_LIMIT_SECONDS, pages: (resent / seconds) * DOWNTIME_LIMIT_SECONDS, deviation: 0.1 };
    return [
      [...first, ...assumedDistinct(first, DOWNTIME_LIMIT_SECONDS)],
      [...first, even],
    ];
  });
}

/** Of what is sent again, what the first pass may have left. */
const FIRST_PASS_RATIOS = [0.5, 0.7, 0.85, 0.95];

/** Pages with content that were sent beyond those that memory has. */
function resentPages({ normalPages, sentPages, sentBytes, memoryBytes, pageBytes }: Observation, zeroRatio: number): number | undefined {
  if (memoryBytes === undefined) return undefined;
  const pages = memoryBytes / pageBytes;
  if (sentPages !== undefined) return sentPages - pages;
  const sent = normalPages ?? (sentBytes ?? 0) / (pageBytes + 8);
  return sent - (1 - zeroRatio) * pages;
}
