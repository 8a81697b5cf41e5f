import { describe, expect, it } from "vitest";
import { createEngine } from "../../src/engine/engines.js";
import { firecrackerEngine } from "../../src/engine/firecracker.js";
import type { FirecrackerParameters } from "../../src/scenario/resolved/engine-parameters.js";
import { migrate, scenarioWith } from "../support/scenarios.js";

const PLAIN: FirecrackerParameters = {
  preset: "firecracker",
  family: "firecracker",
  diffSnapshot: false,
  betweenSeconds: 1,
  stateBytes: 125_000,
  roundTrips: 0,
};
const BUSY = [{ kind: "uniform", size: "8 MiB", rate: "100 k/s" }];
const COPY_SECONDS = (16384 * 4096) / 125e6;

describe("Firecracker", () => {
  it("pauses the guest, copies everything and resumes it, whatever it writes", async () => {
    const result = await migrate(scenarioWith({ workload: BUSY }), { engine: firecrackerEngine(PLAIN) });
    expect(result.rounds.map(({ live, pagesSent }) => [live, pagesSent])).toEqual([[false, 16384]]);
    expect(result.totals.downtimeSeconds).toBeCloseTo(COPY_SECONDS + 0.001, 12);
    expect(result.totals.totalSeconds).toBe(result.totals.downtimeSeconds);
    expect(result.stop).toMatchObject({ kind: "snapshot", converged: false });
  });

  it("takes a full snapshot of the paused guest, lets it run, and sends the pages it dirtied", async () => {
    // Writes from guest second 0.1 on; the guest's time stops while it is paused.
    const events = Array.from({ length: 30 }, (_, index) => [0.1 * (index + 1), index]);
    const workload = [{ kind: "trace", events }];
    const result = await migrate(scenarioWith({ workload }), {
      engine: firecrackerEngine({ ...PLAIN, diffSnapshot: true, betweenSeconds: 1.05 }),
    });
    expect(result.rounds.map(({ live, pagesSent, throttleRatio }) => [live, pagesSent, throttleRatio])).toEqual([
      [true, 16384, 1],
      [false, 10, 0],
    ]);
    expect(result.totals.downtimeSeconds).toBeCloseTo((10 * 4096) / 125e6 + 0.001, 12);
    expect(result.totals.totalSeconds).toBeCloseTo(COPY_SECONDS + 1.05 + result.totals.downtimeSeconds, 12);
    expect(result.stop.detail).toContain("stood still for 537 ms at the source");
  });

  it("pauses the guest with write faults too", async () => {
    const scenario = scenarioWith({ workload: BUSY, host: { writeFault: "1 us" } });
    const engine = firecrackerEngine({ ...PLAIN, diffSnapshot: true, betweenSeconds: 0 });
    expect((await migrate(scenario, { engine })).rounds.map(({ pagesSent }) => pagesSent)).toEqual([16384, 0]);
  });

  it("asks no policy", () => {
    expect(() => createEngine(PLAIN, () => "continue")).toThrow("stop policy: the engine firecracker has nothing to ask one about");
  });
});
