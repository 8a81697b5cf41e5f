/** `calibrate`: from logs of real migrations to a scenario whose simulation is nearest to them. */
import { parseScenario } from "../input/parse-scenario.js";
import { missingFrom } from "../logs/missing.js";
import type { LogReading } from "../logs/observed.js";
import type { RunResult } from "../result/result.js";
import { ConfigError } from "../scenario/config-error.js";
import type { Scenario } from "../scenario/scenario.js";
import { createSimulation, simulate } from "../simulation/simulate.js";
import { VERSION } from "../version.js";
import { type ComparedFigure, comparedFigures, type FigureUnit } from "./compare.js";
import { contentStart } from "./content.js";
import { bestFit, type Fit, type FitOptions, Judge, targetOf } from "./fit.js";
import type { Pattern } from "./footprint.js";
import { type Frame, frameOf, isGiven, memoryGiven, type Setting } from "./frame.js";
import { type Intervals, intervalsOf, type ParameterInterval } from "./intervals.js";
import { fittedSettings, type ParameterName, parameterNames, parameterValues, scenarioOf } from "./model.js";
import { type Observation, observe } from "./observation.js";
import { pooled } from "./pool.js";
import { senderStart } from "./sender.js";
import { type Unknown, unknowns } from "./unknown.js";

/** A log that has been read, under the name of its file. */
export interface NamedLog {
  readonly name: string;
  readonly reading: LogReading;
}

/** Options of `calibrate`. */
export interface CalibrateOptions {
  /** A scenario, or a part of one, as an object: every field that it has stands, the others are read, fitted or assumed. */
  readonly base?: object;
  /** Runs with every page that are compared with the log. Default 3. */
  readonly runs?: number;
  readonly signal?: AbortSignal;
  /** Called for each simulation of the search, with how many there were. */
  readonly onTried?: (tried: number) => void;
}

/** A fitted parameter. */
export interface FittedParameter extends ParameterName, ParameterInterval {
  readonly value: number;
}

/** A figure of a log beside that of the calibrated scenario, mean over its runs. */
export interface CalibratedFigure {
  readonly migration: string;
  readonly label: string;
  readonly unit: FigureUnit;
  readonly observed: number;
  /** Absent if no run has it. */
  readonly simulated?: number;
  /** simulated / observed - 1; absent without both, or for 0. */
  readonly error?: number;
}

/** What `calibrate` resolves with. Plain data. */
export interface Calibration {
  readonly version: 1;
  readonly generator: { readonly name: "xenvmc-sim"; readonly version: string };
  readonly logs: readonly { readonly name: string; readonly title: string; readonly migrations: number }[];
  /** What `run` takes. */
  readonly scenario: Readonly<Record<string, unknown>>;
  readonly settings: readonly Setting[];
  readonly pattern: Pattern;
  readonly parameters: readonly FittedParameter[];
  readonly figures: readonly CalibratedFigure[];
  readonly unknowns: readonly Unknown[];
  /** Simulations of the search. */
  readonly tried: number;
  readonly observations: readonly Observation[];
  /** The first run of the scenario with every page, as far as the log goes. */
  readonly run: RunResult;
}

const RUNS = 3;

/**
 * Fits a scenario to what logs tell of one guest: one migration, or several of the same.
 * @throws ConfigError for a base with faults, RangeError for logs from which nothing can be fitted
 */
export async function calibrate(logs: readonly NamedLog[], options: CalibrateOptions = {}): Promise<Calibration> {
  const base = (options.base ?? {}) as Readonly<Record<string, unknown>>;
  const observations = observationsOf(logs, memoryGiven(base));
  const main = richest(observations);
  const content = contentStart(main);
  const sender = senderStart(main, content.zeroRatio);
  const format = logs.find(({ reading }) => reading.migrations.length > 0)?.reading.format ?? "";
  const frame = frameOf({ base, observation: withMemory(main, observations), format, content, sender });
  if (sender === undefined && frame.pace !== undefined)
    throw new RangeError(`${missingWords(logs)}: give the link in a scenario, link: { bandwidth: 10 Gbit/s }`);
  const target = targetOf(observations);
  const { signal, onTried } = options;
  const fitOptions: FitOptions = { ...(signal && { signal }), ...(onTried && { onTried }) };
  const judge = new Judge(frame, target, await fidelityOf(frame), fitOptions);
  const fit = await bestFit(judge, sender);
  const intervals = await intervalsOf(fit, judge);
  return assemble({ logs, observations, frame, fit, intervals, judge, options, tried: judge.tried });
}

/** All migrations that say something, and measurements without one. @throws RangeError */
function observationsOf(logs: readonly NamedLog[], memoryBytes: number | undefined): Observation[] {
  const observations = logs.flatMap(({ name, reading: { migrations } }) =>
    migrations.map((migration) => observe(migration, migration.name ?? name, migration.memoryBytes ?? memoryBytes)),
  );
  const useful = observations.filter((each) => comparedFigures(each).length + each.measured.length > 0);
  if (useful.length === 0) throw new RangeError(`${missingWords(logs)}: nothing of it can be compared with a simulation`);
  const sizes = new Set(useful.flatMap(({ memoryBytes }) => (memoryBytes === undefined ? [] : [memoryBytes])));
  if (sizes.size > 1) {
    const names = useful.map(({ name, memoryBytes }) => `${name} (${memoryBytes} B)`).slice(0, 5);
    throw new RangeError(`the logs are of guests of different memory, one calibration is of one guest: ${names.join(", ")}`);
  }
  return pooled(useful);
}

function missingWords(logs: readonly NamedLog[]): string {
  const [first] = logs;
  const migration = first?.reading.migrations[0];
  if (first === undefined || migration === undefined) return "no log has a migration";
  const { figures, advice } = missingFrom(migration, first.reading.format);
  return `${first.name} (${first.reading.title}) lacks ${figures.join(", ")}${advice === undefined ? "" : `; ${advice}`}`;
}

/** The migration with most looks at the dirty log, and samples of the first pass. */
function richest(observations: readonly Observation[]): Observation {
  const score = ({ looks, firstPass, isComplete }: Observation) => looks.length * 10 + firstPass.length + Number(isComplete);
  return observations.reduce((best, each) => (score(each) > score(best) ? each : best));
}

function withMemory(main: Observation, observations: readonly Observation[]): Observation {
  const memoryBytes = observations.find((each) => each.memoryBytes !== undefined)?.memoryBytes;
  return memoryBytes === undefined ? main : { ...main, memoryBytes };
}

/** Expected counts where the engine has them. */
async function fidelityOf(frame: Frame): Promise<"expected" | "pages"> {
  const probe = { kind: "uniform", size: 4096, rate: 1 };
  const pace = frame.pace === "link.bandwidth" ? { link: { ...(frame.base.link as object), bandwidth: "1 Gbit/s" } } : {};
  const scenario = { ...scenarioOf(frame, frame.settings), ...pace, fidelity: "expected" };
  try {
    await createSimulation({ workload: [probe], ...scenario } as unknown as Scenario);
    return "expected";
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return "pages";
  }
}

interface Assembled {
  readonly logs: readonly NamedLog[];
  readonly observations: readonly Observation[];
  readonly frame: Frame;
  readonly fit: Fit;
  readonly intervals: Intervals;
  readonly judge: Judge;
  readonly options: CalibrateOptions;
  readonly tried: number;
}

async function assemble({ logs, observations, frame, fit, intervals, judge, options, tried }: Assembled): Promise<Calibration> {
  const names = parameterNames(fit.parameters, frame);
  const values = parameterValues(fit.parameters, frame.pageBytes);
  const known = [...frame.settings, ...fittedSettings(fit.parameters, frame)];
  const settings = [...known, ...fixedCost(frame, known, fit, observations)];
  const scenario = scenarioOf(frame, settings);
  const compared = { ...scenario, fidelity: "pages", runs: options.runs ?? RUNS, timeout: judge.target.seconds };
  const { runs } = await simulate(compared as unknown as Scenario, options.signal && { signal: options.signal });
  return {
    version: 1,
    generator: { name: "xenvmc-sim", version: VERSION },
    logs: logs.map(({ name, reading }) => ({ name, title: reading.title, migrations: reading.migrations.length })),
    scenario,
    settings,
    pattern: fit.parameters.pattern,
    parameters: names.map((name, at) => ({ ...name, value: values[at] as number, ...(intervals.parameters[at] as ParameterInterval) })),
    figures: observations.flatMap((observation, at) =>
      (judge.target.figures[at] as readonly ComparedFigure[]).map((figure) => figureOf(figure, observation.name, runs)),
    ),
    unknowns: unknowns(judge.target, frame, names, intervals),
    tried,
    observations,
    run: runs[0] as RunResult,
  };
}

/** Our modelling decision: a pause this much longer than simulated is a cost of the host that the log shows. */
const LONGER_PAUSE_SECONDS = 0.005;

/** What the pause takes beyond memory and state: devices, the toolstack, the network. A shorter pause is chance, and where the last pages lie. */
function fixedCost(frame: Frame, settings: readonly Setting[], { run }: Fit, observations: readonly Observation[]): Setting[] {
  const pauses = observations.flatMap(({ downtimeSeconds }) => (downtimeSeconds === undefined ? [] : [downtimeSeconds]));
  if (pauses.length === 0 || isGiven(frame.base, "host.resume") || !run.stop.converged) return [];
  const longer = pauses.reduce((sum, pause) => sum + pause, 0) / pauses.length - run.totals.downtimeSeconds;
  if (longer < LONGER_PAUSE_SECONDS) return [];
  const { resumeSeconds } = parseScenario(scenarioOf(frame, settings)).host;
  const value = Number((resumeSeconds + longer).toPrecision(4));
  return [{ path: "host.resume", value, origin: "fitted", reason: "the pause of the log beyond what memory and state take" }];
}

function figureOf({ label, unit, observed, of }: ComparedFigure, migration: string, runs: readonly RunResult[]): CalibratedFigure {
  const values = runs.map(of).filter((value) => value !== undefined);
  const head = { migration, label, unit, observed };
  if (values.length === 0) return head;
  const simulated = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { ...head, simulated, ...(observed === 0 ? {} : { error: simulated / observed - 1 }) };
}
