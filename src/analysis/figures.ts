/** The figures of a run by name, and a function of each figure over all runs. */
import { CHANNEL_KEYS } from "../result/figure-names.js";
import type { RunResult } from "../result/result.js";
import type { ComparedRun, Figures } from "./comparison.js";

/** A run without its rounds, time series and events. */
export function withoutCourse({ seed, run, stop, ruledBy, totals, phases, guest, channel }: RunResult): ComparedRun {
  const { speed: _speed, ...timeTaken } = guest;
  const base = { seed, run, stop, ruledBy, totals, phases, guest: timeTaken };
  if (channel === undefined) return base;
  const { series: _series, events: _events, ...figures } = channel;
  return { ...base, channel: figures };
}

export function figuresOf(run: ComparedRun): Figures<number> {
  const { totals, phases, channel } = run;
  return {
    totals: { ...totals },
    phases: { switchSeconds: phases.switchSeconds },
    ...(channel === undefined ? {} : { channel: Object.fromEntries(channelFigures(channel)) }),
  };
}

function channelFigures(channel: NonNullable<ComparedRun["channel"]>): [string, number][] {
  return CHANNEL_KEYS.flatMap((name) => {
    const value = channel[name];
    return value === undefined ? [] : [[name, value] satisfies [string, number]];
  });
}

/** Calls `make` for each figure that every run has, with one list of values (in run order) per list of runs. */
export function mapFigures<Entry>(
  lists: readonly (readonly Figures<number>[])[],
  make: (...values: readonly (readonly number[])[]) => Entry,
): Figures<Entry> {
  const group = (pick: (figures: Figures<number>) => Readonly<Record<string, number>> | undefined) => {
    const records = lists.map((list) => list.map((figures) => pick(figures) ?? {}));
    const names = Object.keys(records[0]?.[0] ?? {}).filter((name) => records.flat().every((record) => name in record));
    return Object.fromEntries(names.map((name) => [name, make(...records.map((list) => list.map((record) => record[name] as number)))]));
  };
  const channel = group((figures) => figures.channel);
  return {
    totals: group((figures) => figures.totals),
    phases: group((figures) => figures.phases),
    ...(Object.keys(channel).length === 0 ? {} : { channel }),
  };
}
