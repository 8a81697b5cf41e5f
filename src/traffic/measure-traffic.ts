/** Measures a scenario's channel without a migration: pages dirtied per window, times, rates, CPU time of guests and Dom0. */
import type { Channel } from "../channel/channel.js";
import { channelFigures, type FlowFigures } from "../channel/channel-figures.js";
import { createChannel } from "../channel/channels.js";
import { channelWrites } from "../channel/dirtying/channel-writes.js";
import { measureWindows, type WindowMeasurement } from "../channel/dirtying/measure-windows.js";
import { placeWrites } from "../channel/dirtying/place-writes.js";
import { beyondMeasured } from "../channel/measured-range.js";
import type { PairTraffic } from "../channel/pair-traffic.js";
import type { BeyondMeasured } from "../result/result.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";
import type { ChannelKind } from "../scenario/resolved/resolved-channel.js";
import { steadyPairs } from "./steady-pairs.js";

/** One channel's traffic without a migration: pages dirtied per window, and the figures of each flow. */
export interface MeasuredChannel {
  readonly channel: { readonly kind: ChannelKind; readonly label: string; readonly reconstruction?: true };
  readonly windows: readonly MeasuredWindow[];
  /** One entry per flow of each peer, in scenario order, at the rates the channel can carry. */
  readonly flows: readonly FlowFigures[];
  /** What of the traffic lies outside the measured windows, so that its pages are extrapolated; absent if nothing does. */
  readonly beyondMeasured?: readonly BeyondMeasured[];
}

/** Distinct pages dirtied in windows of one length, in seconds. */
export interface MeasuredWindow {
  readonly seconds: number;
  /** Number of windows measured. */
  readonly windows: number;
  /** Mean and standard deviation over single windows. */
  readonly distinctPages: { readonly mean: number; readonly standardDeviation: number };
}

type CreatePages = Parameters<typeof measureWindows>[0];

/** A measurement of one channel, to be made run by run. */
export interface TrafficMeasurement {
  /** Counts the windows of one run. */
  measureRun(run: number): readonly WindowMeasurement[];
  /** The windows of all runs together, and the flows. */
  measured(runs: readonly (readonly WindowMeasurement[])[]): MeasuredChannel;
}

/** Opens the measurement of a scenario's channel. @throws Error if the scenario has no channel */
export function openMeasurement(create: CreatePages, scenario: ResolvedScenario, lengths: readonly number[]): TrafficMeasurement {
  if (scenario.channel === undefined) throw new Error("a scenario without peers has no channel");
  const channel = createChannel(scenario.channel);
  const pairs = steadyPairs(scenario, channel);
  const beyond = beyondMeasured(scenario.channel, pairs);
  const measureRun = windowCounter(create, channel, pairs, scenario, lengths);
  return {
    measureRun,
    measured: (runs) => ({
      channel: describe(channel),
      windows: poolRuns(runs, lengths),
      flows: channelFigures(channel, pairs),
      ...(beyond.length === 0 ? {} : { beyondMeasured: beyond }),
    }),
  };
}

function describe({ kind, label }: Channel): MeasuredChannel["channel"] {
  return { kind, label, ...(kind === "xenvmc-modified" ? { reconstruction: true } : {}) };
}

/** Distinct pages that the traffic of `pairs` and the guest's base activity write per window, over all runs of the scenario. */
export function measureDirtyWindows(
  create: CreatePages,
  channel: Channel,
  pairs: readonly PairTraffic[],
  scenario: ResolvedScenario,
  lengths: readonly number[],
): MeasuredWindow[] {
  const measureRun = windowCounter(create, channel, pairs, scenario, lengths);
  return poolRuns(
    Array.from({ length: scenario.runs }, (_, run) => measureRun(run)),
    lengths,
  );
}

/** A function that counts a run's windows. The simulated guest has only the pages that the traffic and the base activity write. */
function windowCounter(
  create: CreatePages,
  channel: Channel,
  pairs: readonly PairTraffic[],
  { seed }: ResolvedScenario,
  lengths: readonly number[],
): TrafficMeasurement["measureRun"] {
  const placed = placeWrites(channelWrites(channel, pairs), 0, 1);
  const pages = Math.max(1, placed.pages);
  return (run) => measureWindows(create, placed.sources, pages, { windowSeconds: lengths, seed, run });
}

function poolRuns(runs: readonly (readonly WindowMeasurement[])[], lengths: readonly number[]): MeasuredWindow[] {
  return lengths.map((_, index) => pool(runs.map((windows) => windows[index] as WindowMeasurement)));
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
