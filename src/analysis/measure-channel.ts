/** Measures a scenario's channel and flows without a migration: pages per window, times, rates, CPU time of guests and Dom0. */

import { macrotask } from "../cells/macrotask.js";
import { inThisThread, type Job, runCells, runsInOrder } from "../cells/run-cells.js";
import type { Generator } from "../result/result.js";
import { BOOLEAN, type FieldCheck, LIST, optional } from "../scenario/check-fields.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import { ConfigError, type Scenario } from "../scenario/scenario.js";
import { describeDimension, readQuantity } from "../scenario/units.js";
import { CALLBACK, PAGES_OPTION, resolveCall, SIGNAL_OPTION } from "../simulation/call.js";
import { choosePages, type PagesImplementation } from "../simulation/open-pages.js";
import { loadTraffic } from "../traffic/load.js";
import type { MeasuredChannel, TrafficMeasurement } from "../traffic/measure-traffic.js";
import { VERSION } from "../version.js";
import { channelVariants } from "./variants.js";

export type { MeasuredChannel, MeasuredWindow } from "../traffic/measure-traffic.js";

/** What `xenvmc-sim channel --json` prints. */
export interface ChannelMeasurement extends MeasuredChannel {
  readonly version: 2;
  readonly generator: Generator;
  readonly scenario: ResolvedScenario;
  /** One sentence on which page writes the windows count. */
  readonly counted: string;
  /** The same traffic over all three channels; present if `all` was set. */
  readonly channels?: readonly MeasuredChannel[];
}

/** Options of `measureChannel`. */
export interface MeasureChannelOptions {
  /** Window lengths, in seconds or with a unit, above 0 and at most an hour. Default 10 ms, 100 ms and 1 s. */
  readonly windows?: readonly (number | string)[];
  /** Also measures all three channels. Default false. */
  readonly all?: boolean;
  readonly pages?: PagesImplementation;
  /** Checked between runs: when aborted, the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called after every run of every channel. */
  readonly onRun?: (finishedRuns: number, allRuns: number) => void;
}

const MEASURE_OPTIONS: { readonly [Name in keyof Required<MeasureChannelOptions>]: FieldCheck } = {
  windows: optional(LIST),
  all: optional(BOOLEAN),
  ...PAGES_OPTION,
  ...SIGNAL_OPTION,
  onRun: CALLBACK,
};

const COUNTED = "pages of the guest that its channel and its base activity write (stacks, timers, run queue); the workload is left out";
const DEFAULT_WINDOWS = [0.01, 0.1, 1];
const LONGEST_WINDOW_SECONDS = 3600;
const KINDS = ["netfront", "xenvmc", "xenvmc-modified"] as const;

/**
 * Measures the windows of all runs of a scenario.
 * @throws ConfigError for an invalid scenario, one without peers, or an invalid length. Rejects with the signal's reason when aborted
 */
export async function measureChannel(given: Scenario | ResolvedScenario, options: MeasureChannelOptions = {}): Promise<ChannelMeasurement> {
  const scenario = resolveCall("measureChannel", given, options, MEASURE_OPTIONS);
  const lengths = (options.windows ?? DEFAULT_WINDOWS).map(windowSeconds);
  if (lengths.length === 0) throw fault("windows", "at least one length", "none");
  const { create, core } = await choosePages(scenario.fidelity, options.pages);
  if (scenario.channel === undefined || scenario.peers.length === 0)
    throw fault("peers", "at least one, for a channel to carry something", "none");
  const { openMeasurement } = await loadTraffic();
  const variants = options.all ? channelVariants(scenario, KINDS).map((variant) => variant.scenario) : [];
  const cells = [scenario, ...variants].map((each) => openMeasurement(create, each, lengths));
  const [own, ...channels] = await measureAll(cells, scenario.runs, options);
  return {
    version: 2,
    generator: { name: "xenvmc-sim", version: VERSION, core },
    scenario,
    counted: COUNTED,
    ...(own as MeasuredChannel),
    ...(options.all ? { channels } : {}),
  };
}

async function measureAll(
  cells: readonly TrafficMeasurement[],
  runs: number,
  { signal, onRun }: MeasureChannelOptions,
): Promise<MeasuredChannel[]> {
  type Windows = ReturnType<TrafficMeasurement["measureRun"]>;
  const windows = cells.map((): Windows[] => []);
  let finished = 0;
  const queue = runsInOrder<Windows>(cells.length, runs, ({ cell }, measured) => {
    windows[cell]?.push(measured);
    finished++;
    onRun?.(finished, cells.length * runs);
  });
  const measureJob = async ({ cell, run }: Job): Promise<Windows> => {
    if (cell + run > 0) await macrotask();
    return (cells[cell] as TrafficMeasurement).measureRun(run);
  };
  await runCells(queue, inThisThread(measureJob), signal);
  if (finished < cells.length * runs) throw signal?.reason;
  return cells.map((cell, index) => cell.measured(windows[index] as Windows[]));
}

function windowSeconds(given: number | string, index: number): number {
  const reading = readQuantity(given, "time");
  const value = "value" in reading ? reading.value : Number.NaN;
  if (value > 0 && value <= LONGEST_WINDOW_SECONDS) return value;
  throw fault(`windows[${index}]`, describeDimension("time", ` > 0 and <= ${LONGEST_WINDOW_SECONDS} s`), JSON.stringify(given));
}

function fault(path: string, expected: string, received: string): ConfigError {
  return new ConfigError([{ path, expected, received }], "the measurement");
}
