import { describe, expect, it } from "vitest";
import { migrate, scenarioWith } from "../support/scenarios.js";

const PAGES = 16384;

describe("a round", () => {
  it("is slower by liveSpeed while the guest runs, and not when it is suspended", async () => {
    const host = { liveSpeed: 0.5, suspendDirtyPages: 1024, setupDirtyPages: 0 };
    const engine = { preset: "xen-3.3", entryBytes: 0, batchHeaderBytes: 0, stateBytes: 0 };
    const run = await migrate(scenarioWith({ workload: [], host, engine }));
    expect(run.rounds.map((round) => round.pagesSent)).toEqual([PAGES, 0, 1024]);
    expect(run.phases.liveSeconds).toBeCloseTo((PAGES * 4096) / 62.5e6 + 30e-6, 12);
    expect(run.phases.stopAndCopySeconds).toBeCloseTo((1024 * 4096) / 125e6, 12);
  });

  it("takes slotSeconds per slot, and the time to read the dirty log if it is live and has nothing to send", async () => {
    const seconds = async (slotSeconds: number) => {
      const engine = { preset: "xen-4.10", slotSeconds };
      const vm = { memory: "64 MiB", slots: "128 MiB" };
      return (await migrate(scenarioWith({ vm, workload: [], engine }))).rounds.map((round) => round.durationSeconds);
    };
    const [free, costly] = [await seconds(0), await seconds(1e-6)];
    expect(costly[0]).toBeCloseTo((free[0] ?? 0) + 2 * PAGES * 1e-6, 12);
    expect(costly[1]).toBeCloseTo(30e-6, 12);
    expect(costly[2]).toBe(0);
  });
});
