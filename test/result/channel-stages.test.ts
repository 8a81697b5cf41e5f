import { describe, expect, it } from "vitest";
import { channelStages } from "../../src/result/channel-stages.js";
import type { ChannelSample } from "../../src/result/result.js";

function sample(seconds: number, phase: ChannelSample["phase"], rate: number, roundTripSeconds?: number): ChannelSample {
  const base = { seconds, phase, mode: "local", sendBytesPerSecond: rate / 4, receiveBytesPerSecond: (3 * rate) / 4 } as const;
  return roundTripSeconds === undefined ? base : { ...base, roundTripSeconds };
}

describe("channelStages", () => {
  it("takes means over the time of the copy, and the values before and at the end", () => {
    const series = [
      sample(0, "before", 100, 1e-4),
      sample(0, "copying", 80, 1e-4),
      sample(3, "copying", 40, 2e-4),
      sample(4, "switching", 0, 3e-4),
      sample(5, "paused", 0),
      sample(6, "after", 0, 4e-4),
      sample(8, "after", 60, 5e-4),
      sample(10, "after", 60, 5e-4),
    ];
    expect(channelStages({ series })).toEqual({
      before: { throughputBytesPerSecond: 100, roundTripSeconds: 1e-4 },
      during: { throughputBytesPerSecond: (3 * 80 + 40) / 5, roundTripSeconds: expect.closeTo((3 * 1e-4 + 2e-4 + 3e-4) / 5, 12) },
      after: { throughputBytesPerSecond: 60, roundTripSeconds: 5e-4 },
    });
  });

  it("leaves out stages that were not reached, and round trips without messages", () => {
    expect(channelStages({ series: [sample(0, "before", 0, 0)] })).toEqual({ before: { throughputBytesPerSecond: 0 } });
    expect(channelStages({ series: [] })).toEqual({});
  });
});
