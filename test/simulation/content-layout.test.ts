/** Where an idle guest's data lies decides its pause under QEMU: the pages left at the stop are the last of memory. */
import { describe, expect, it } from "vitest";
import type { Fidelity, RunResult } from "../../src/index.js";
import { migrate, scenarioWith } from "../support/scenarios.js";

const DOWNTIME_LIMIT_SECONDS = 0.3;
const MEMORY_PAGES = 2 ** 21;
const ZERO_RATIO = 0.84;

/** An idle guest of 8 GiB, 1.3 GiB of it data, over 940 Mbit/s. */
function migrateIdle(engine: string, fidelity: Fidelity, content: object): Promise<RunResult> {
  return migrate(
    scenarioWith({
      vm: { memory: "8 GiB", content: { zero: ZERO_RATIO, ...content } },
      link: { bandwidth: "940 Mbit/s", efficiency: 1, latency: "0.1 ms" },
      engine: { preset: engine, maxBandwidth: 0, downtimeLimit: DOWNTIME_LIMIT_SECONDS },
      fidelity,
    }),
  );
}

describe.each(["qemu-4.2", "qemu-10.0"])("an idle guest under %s", (engine) => {
  it.each(["pages", "expected"] as const)("pauses near the limit if data is last, shortly if zero pages are: %s", async (fidelity) => {
    const [low, high, linux] = (await Promise.all(["low", "high", "linux"].map((layout) => migrateIdle(engine, fidelity, { layout })))) as [
      RunResult,
      RunResult,
      RunResult,
    ];
    for (const { totals } of [low, high, linux]) expect(totals.zeroPages).toBeCloseTo(Math.round(ZERO_RATIO * MEMORY_PAGES), 3);
    // With `low` some thousand zero pages are left, of 9 bytes each; with data last, what the link carries within the limit.
    for (const { totals } of [high, linux]) {
      const longerSeconds = totals.downtimeSeconds - low.totals.downtimeSeconds;
      expect(longerSeconds).toBeGreaterThan(0.6 * DOWNTIME_LIMIT_SECONDS);
      expect(longerSeconds).toBeLessThan(DOWNTIME_LIMIT_SECONDS);
    }
    // The same bytes go over in the same time, whatever their order.
    expect(high.totals.wireBytes / low.totals.wireBytes).toBeCloseTo(1, 4);
    expect(high.totals.totalSeconds / low.totals.totalSeconds).toBeCloseTo(1, 2);
  });
});
