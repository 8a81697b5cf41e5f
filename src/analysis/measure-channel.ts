/** Measures a scenario's channel and flows without a migration: pages per window, times, rates, CPU time of guests and Dom0. */

import type { Channel } from "../channel/channel.js";
import { channelFigures, type FlowFigures } from "../channel/channel-figures.js";
import { createChannel } from "../channel/channels.js";
import { channelWrites } from "../channel/dirtying/channel-writes.js";
import { measureWindows, type WindowMeasurement } from "../channel/dirtying/measure-windows.js";
import { placeWrites } from "../channel/dirtying/place-writes.js";
import type { PairTraffic } from "../channel/pair-traffic.js";
import type { Generator } from "../result/result.js";
import { BOOLEAN, type FieldCheck, LIST, optional } from "../scenario/check-fields.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import type { ChannelKind } from "../scenario/resolved/resolved-channel.js";
import { ConfigError, type Scenario } from "../scenario/scenario.js";
import { describeDimension, readQuantity } from "../scenario/units.js";
import { PAGES_OPTION, resolveCall } from "../simulation/call.js";
import { choosePages, type PagesImplementation } from "../simulation/open-pages.js";
import { steadyPairs } from "../traffic/steady-pairs.js";
import { VERSION } from "../version.js";
import { channelVariants } from "./variants.js";

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

/** One channel's traffic without a migration: pages dirtied per window, and the figures of each flow. */
export interface MeasuredChannel {
  readonly channel: { readonly kind: ChannelKind; readonly label: string; readonly reconstruction?: true };
  readonly windows: readonly MeasuredWindow[];
  /** One entry per flow of each peer, in scenario order, at the rates the channel can carry. */
  readonly flows: readonly FlowFigures[];
}

/** Distinct pages dirtied in windows of one length, in seconds. */
export interface MeasuredWindow {
  readonly seconds: number;
  /** Number of windows measured. */
  readonly windows: number;
  /** Mean and standard deviation over single windows. */
  readonly distinctPages: { readonly mean: number; readonly standardDeviation: number };
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
  const measure = (each: ResolvedScenario): MeasuredChannel => {
    if (each.channel === undefined || each.peers.length === 0)
      throw fault("peers", "at least one, for a channel to carry something", "none");
    const channel = createChannel(each.channel);
    const pairs = steadyPairs(each, channel);
    return {
      channel: describe(channel),
      windows: measureDirtyWindows(create, channel, pairs, each, lengths),
      flows: channelFigures(channel, pairs),
    };
  };
  return {
    version: 2,
    generator: { name: "xenvmc-sim", version: VERSION, core },
    scenario,
    counted: COUNTED,
    ...measure(scenario),
    ...(options.all ? { channels: channelVariants(scenario, KINDS).map((variant) => measure(variant.scenario)) } : {}),
  };
}

function describe({ kind, label }: Channel): MeasuredChannel["channel"] {
  return { kind, label, ...(kind === "xenvmc-modified" ? { reconstruction: true } : {}) };
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

type CreatePages = Parameters<typeof measureWindows>[0];

/**
 * Distinct pages that the traffic of `pairs` and the guest's base activity write per window, over all runs of the scenario. The
 * simulated guest has only the pages they write; no other page is counted.
 */
export function measureDirtyWindows(
  create: CreatePages,
  channel: Channel,
  pairs: readonly PairTraffic[],
  { seed, runs }: ResolvedScenario,
  lengths: readonly number[],
): MeasuredWindow[] {
  const placed = placeWrites(channelWrites(channel, pairs), 0, 1);
  const pages = Math.max(1, placed.pages);
  const byRun = Array.from({ length: runs }, (_, run) =>
    measureWindows(create, placed.sources, pages, { windowSeconds: lengths, seed, run }),
  );
  return lengths.map((_, index) => pool(byRun.map((windows) => windows[index] as WindowMeasurement)));
}

/** Mean and standard deviation over the windows of all runs; every run has the same number of windows. */
function pool(parts: readonly WindowMeasurement[]): MeasuredWindow {
  const { seconds, windows } = parts[0] as WindowMeasurement;
  const mean = parts.reduce((sum, { meanPages }) => sum + meanPages, 0) / parts.length;
  const squares = parts.reduce(
    (sum, { meanPages, standardDeviationPages }) => sum + (windows - 1) * standardDeviationPages ** 2 + windows * (meanPages - mean) ** 2,
    0,
  );
  const all = windows * parts.length;
  return { seconds, windows: all, distinctPages: { mean, standardDeviation: Math.sqrt(squares / (all - 1)) } };
}
