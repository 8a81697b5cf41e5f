/** Measures a scenario's channel and flows without a migration: pages per window, times, rates, CPU time of guests and Dom0. */

import type { Generator } from "../result/result.js";
import { BOOLEAN, type FieldCheck, LIST, optional } from "../scenario/check-fields.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import { ConfigError, type Scenario } from "../scenario/scenario.js";
import { describeDimension, readQuantity } from "../scenario/units.js";
import { PAGES_OPTION, resolveCall } from "../simulation/call.js";
import { choosePages, type PagesImplementation } from "../simulation/open-pages.js";
import { loadTraffic } from "../traffic/load.js";
import type { MeasuredChannel } from "../traffic/measure-traffic.js";
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
}

const MEASURE_OPTIONS: { readonly [Name in keyof Required<MeasureChannelOptions>]: FieldCheck } = {
  windows: optional(LIST),
  all: optional(BOOLEAN),
  ...PAGES_OPTION,
};

const COUNTED = "pages of the guest that its channel and its base activity write (stacks, timers, run queue); the workload is left out";
const DEFAULT_WINDOWS = [0.01, 0.1, 1];
const LONGEST_WINDOW_SECONDS = 3600;
const KINDS = ["netfront", "xenvmc", "xenvmc-modified"] as const;

/** Measures the windows of all runs of a scenario. @throws ConfigError for an invalid scenario, one without peers, or an invalid length */
export async function measureChannel(given: Scenario | ResolvedScenario, options: MeasureChannelOptions = {}): Promise<ChannelMeasurement> {
  const scenario = resolveCall("measureChannel", given, options, MEASURE_OPTIONS);
  const lengths = (options.windows ?? DEFAULT_WINDOWS).map(windowSeconds);
  if (lengths.length === 0) throw fault("windows", "at least one length", "none");
  const { create, core } = await choosePages(scenario.fidelity, options.pages);
  if (scenario.channel === undefined || scenario.peers.length === 0)
    throw fault("peers", "at least one, for a channel to carry something", "none");
  const { measureTraffic } = await loadTraffic();
  const measure = (each: ResolvedScenario): MeasuredChannel => measureTraffic(create, each, lengths);
  return {
    version: 2,
    generator: { name: "xenvmc-sim", version: VERSION, core },
    scenario,
    counted: COUNTED,
    ...measure(scenario),
    ...(options.all ? { channels: channelVariants(scenario, KINDS).map((variant) => measure(variant.scenario)) } : {}),
  };
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
