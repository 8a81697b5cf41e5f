/** A simulated stream that takes all it gets reaches every measured point of its channel, in its simulation and in the figures. */
import { describe, expect, it } from "vitest";
import { TIMING_CALIBRATIONS } from "../../src/channel/calibration/calibrations.js";
import type { ResolvedScenario } from "../../src/index.js";
import { parseScenario } from "../../src/index.js";
import { createTraffic } from "../../src/traffic/from-scenario.js";

const SECONDS = 0.5;

function streamOf(kind: string, calibration: string, message: number, direction: "send" | "receive"): ResolvedScenario {
  const flows = [{ mode: "volume", message, [direction]: 1e13 }];
  return parseScenario({
    version: 1,
    vm: { memory: "1 GiB" },
    link: { bandwidth: "1 Gbit/s" },
    peers: [{ name: "b", place: "source", flows }],
    channel: { kind, calibration },
  });
}

/** Bits per second that were delivered without a migration. */
function simulatedBitsPerSecond(scenario: ResolvedScenario): number {
  const traffic = createTraffic(scenario);
  if (!traffic) throw new Error("The scenario has no traffic.");
  while (traffic.nextChangeSeconds < SECONDS) traffic.advance(traffic.nextChangeSeconds, traffic.nextChangeSeconds);
  traffic.advance(SECONDS, SECONDS);
  return (8 * traffic.books.deliveredBytes) / SECONDS;
}

describe.each(Object.values(TIMING_CALIBRATIONS))("a saturating stream on $name, with the default Dom0", ({ name, netfront, xenvmc }) => {
  const points = [
    ...(netfront.stream.bitsPerSecond ?? []).map((point) => ["netfront", ...point] as const),
    ...(xenvmc.stream.bitsPerSecond ?? []).map((point) => ["xenvmc", ...point] as const),
  ];

  it.each(points)("over %s reaches what was measured for %s bytes within 3 %%", (kind, bytes, measured) => {
    for (const direction of ["send", "receive"] as const) {
      const simulated = simulatedBitsPerSecond(streamOf(kind, name, bytes, direction));
      expect(Math.abs(simulated / measured - 1), direction).toBeLessThan(0.03);
    }
  });
});
