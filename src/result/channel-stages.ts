/** A channel's traffic before, during and after a migration, from the samples taken at every change. */
import type { ChannelReport, ChannelSample } from "./result.js";

/** `during`: from the first byte copied to the pause. `after`: from the resume to the last sample. */
export type ChannelStage = "before" | "during" | "after";

/** Traffic of one stage: `during`, means over its time; `before` and `after`, how it stood before the copy and at the last sample. */
export interface StageTraffic {
  /** Delivered in both directions. */
  readonly throughputBytesPerSecond: number;
  /** Of a message of mean size; absent without traffic. */
  readonly roundTripSeconds?: number;
}

const STAGES: Readonly<Record<ChannelSample["phase"], ChannelStage | undefined>> = {
  before: "before",
  copying: "during",
  switching: "during",
  paused: undefined,
  after: "after",
};

/** The stages that the migration reached, in order. */
export function channelStages({ series }: Pick<ChannelReport, "series">): Partial<Record<ChannelStage, StageTraffic>> {
  const samplesOf = (stage: ChannelStage): TimedSample[] => timed(series).filter(({ phase }) => STAGES[phase] === stage);
  const [before, during, after] = [samplesOf("before"), samplesOf("during"), samplesOf("after")];
  return {
    ...(before[0] ? { before: meanOf([before[0]]) } : {}),
    ...(during.length > 0 ? { during: meanOf(during) } : {}),
    ...(after.length > 0 ? { after: meanOf(after.slice(-1)) } : {}),
  };
}

type TimedSample = ChannelSample & { readonly lengthSeconds: number };

function timed(series: readonly ChannelSample[]): TimedSample[] {
  return series.map((sample, index) => ({ ...sample, lengthSeconds: (series[index + 1]?.seconds ?? sample.seconds) - sample.seconds }));
}

/** Weighted by time; a stage of no time has its first sample's figures. */
function meanOf(samples: readonly TimedSample[]): StageTraffic {
  const lengthSeconds = samples.reduce((sum, sample) => sum + sample.lengthSeconds, 0);
  const mean = (pick: (sample: TimedSample) => number): number => {
    if (!(lengthSeconds > 0)) return pick(samples[0] as TimedSample);
    return samples.reduce((sum, sample) => sum + pick(sample) * sample.lengthSeconds, 0) / lengthSeconds;
  };
  const roundTripSeconds = mean((sample) => sample.roundTripSeconds ?? 0);
  return {
    throughputBytesPerSecond: mean(({ sendBytesPerSecond, receiveBytesPerSecond }) => sendBytesPerSecond + receiveBytesPerSecond),
    ...(roundTripSeconds > 0 ? { roundTripSeconds } : {}),
  };
}
