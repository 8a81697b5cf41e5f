/** Many volumes at once: who shares a stage fairly is through in the order of the sizes, at moments known in closed form. */
import { describe, expect, it } from "vitest";
import type { ChannelReport } from "../../src/result/result.js";
import { scenarioWith } from "../support/scenarios.js";
import { openMigration } from "../support/traffic.js";

/** Received, so that they do not meet the copy on the card; Dom0 is no limit. */
function report(sizes: readonly number[]): ChannelReport {
  const flows = sizes.map((bytes) => ({ mode: "volume", message: 4096, receive: bytes }));
  const { migration } = openMigration(
    scenarioWith({
      vm: { memory: "64 MiB" },
      host: { dom0Cpus: 64 },
      workload: [],
      peers: [{ name: "p", place: "elsewhere", flows }],
      channel: "netfront",
    }),
  );
  migration.advance(Infinity);
  const { channel } = migration.result();
  if (!channel) throw new Error("There was no channel.");
  return channel;
}

describe("volumes that share a stage", () => {
  it.each([1, 2, 40])("are through one after another: %i of them", (count) => {
    // Shuffled: 17 is prime to every number up to 40 but itself and multiples of it.
    const sizes = Array.from({ length: count }, (_, index) => 40_000 + 997 * ((index * 17) % count));
    const { series, completedSeconds } = report(sizes);
    const rate = series[0]?.receiveBytesPerSecond ?? 0;
    const sorted = [...sizes].sort((one, other) => one - other);
    const moments = sorted.map((size, rank) => {
      const before = sorted.slice(0, rank).reduce((sum, bytes) => sum + bytes, 0);
      return (before + size * (count - rank)) / rate;
    });
    expect(completedSeconds).toBeCloseTo(moments.at(-1) as number, 6);
    // The rate is the stage's until the last one is through: only then something changes that a sample would show.
    const changes = series.filter(({ receiveBytesPerSecond }) => Math.abs(receiveBytesPerSecond - rate) > 1);
    expect(changes[0]?.seconds).toBeCloseTo(moments.at(-1) as number, 6);
  });

  it("are 1,100 without a fault, more than the changes that the core keeps between two harvests", () => {
    const { completedSeconds, bytesMoved } = report(Array.from({ length: 1100 }, (_, index) => 4096 + index));
    expect(completedSeconds).toBeGreaterThan(0);
    // Of each no more is missing than what counts as rounding.
    expect(Math.abs(bytesMoved - (1100 * 4096 + (1100 * 1099) / 2))).toBeLessThan(0.2 * 1100);
  });
});
