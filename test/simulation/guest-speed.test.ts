/** The guest's own speed over a migration, and the guest time that was taken, against sums of other figures. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type RunResult, type Scenario, simulate } from "../../src/index.js";
import { GuestSpeedRecord } from "../../src/simulation/guest-speed.js";
import { guests, scenarioOf } from "../support/guests.js";
import { brokenInvariants } from "../support/invariants.js";
import { firstRun, scenarioWith } from "../support/scenarios.js";

const BUSY: Scenario["workload"] = [{ kind: "uniform", size: "32 MiB", rate: "40 k/s" }];

async function migrate(fields: object): Promise<RunResult> {
  return firstRun(await simulate(scenarioWith({ workload: BUSY, ...fields })));
}

describe("the guest's speed", () => {
  it("is full up to the pause and after it if nothing slows the guest", async () => {
    const { guest, totals, phases } = await migrate({ engine: "xen-4.10", host: { suspend: "20 ms", resume: "30 ms", network: 0 } });
    const pausedSeconds = totals.downtimeSeconds - phases.suspendSeconds;
    expect(guest.speed).toEqual([
      { seconds: 0, speedRatio: 1 },
      { seconds: expect.closeTo(totals.totalSeconds - pausedSeconds, 9), speedRatio: 0 },
      { seconds: totals.totalSeconds, speedRatio: 1 },
    ]);
    expect(guest).toMatchObject({ throttlingSeconds: 0, writeFaultSeconds: 0, pageWaitSeconds: 0 });
    expect(guest.pauseSeconds).toBeCloseTo(pausedSeconds, 9);
    expect(totals.guestTimeTakenSeconds).toBe(guest.pauseSeconds);
  });

  it("falls by what throttling withholds, as rounds and rulings have it", async () => {
    const workload = [{ kind: "uniform", size: "48 MiB", rate: "100 k/s" }];
    const run = await migrate({
      workload,
      engine: { preset: "qemu-10.0", autoConverge: true, downtimeLimit: "20 ms" },
      host: { preset: "none" },
    });
    const withheld = run.rounds.reduce(
      (sum, { live, throttleRatio, durationSeconds }) => sum + (live ? throttleRatio * durationSeconds : 0),
      0,
    );
    expect(run.guest.throttlingSeconds).toBeGreaterThan(0.5);
    expect(run.guest.throttlingSeconds).toBeCloseTo(withheld, 9);
    expect(run.ruledBy.find(({ kind }) => kind === "throttle")?.seconds).toBeCloseTo(withheld, 9);
    expect(run.guest.speed.slice(0, 3).map(({ speedRatio }) => speedRatio)).toEqual([1, 0.8, expect.closeTo(0.7, 12)]);
  });

  it("falls by the cost of each first write, and more the more there are", async () => {
    // 10 s of writes that never hit a page twice: 1000 a second, each 50 us.
    const sweep = [{ kind: "sweep", size: "60 MiB", rate: 1000 }];
    const { guest, totals } = await migrate({ workload: sweep, engine: "xen-4.10", host: { writeFault: "50 us" } });
    const liveSeconds = totals.totalSeconds - guest.pauseSeconds;
    expect(guest.writeFaultSeconds).toBeCloseTo(liveSeconds - liveSeconds / 1.05, 3);
    expect(guest.speed[0]?.speedRatio).toBeCloseTo(1 / 1.05, 2);
  });

  it("falls to loggedSpeed while dirty pages are logged, which costs only sources that cannot catch up", async () => {
    const dirtied = async (loggedSpeed: number, cpu: number) => {
      const workload = [{ kind: "sweep", size: "60 MiB", rate: 10_000, cpu }];
      return migrate({ workload, engine: { preset: "xen-4.10", maxIterations: 1 }, host: { loggedSpeed, suspend: 0 } });
    };
    const [free, slowed, paced] = [await dirtied(1, 1), await dirtied(0.8, 1), await dirtied(0.8, 0.7)];
    expect(slowed.totals.pagesDirtied / free.totals.pagesDirtied).toBeCloseTo(0.8, 3);
    expect(paced.totals.pagesDirtied).toBe(free.totals.pagesDirtied);
    const { guest, totals } = slowed;
    expect(guest.speed[0]).toEqual({ seconds: 0, speedRatio: 0.8 });
    expect(guest.loggingSeconds).toBeCloseTo(0.2 * (totals.totalSeconds - guest.pauseSeconds), 9);
  });

  it("falls by the share of the vCPUs that wait for pages", async () => {
    const { guest, postcopy } = await migrate({ engine: "qemu-postcopy", vm: { memory: "64 MiB", vcpus: 4 } });
    expect(postcopy?.stallSeconds).toBeGreaterThan(0);
    expect(guest.pageWaitSeconds).toBeCloseTo((postcopy?.stallSeconds ?? 0) / 4, 9);
    expect(guest.speed.at(-1)?.speedRatio).toBe(1);
  });

  it("is known up to the end of a migration that is given up, and full after it", async () => {
    const { guest, totals } = await migrate({ engine: "qemu-10.0", host: { writeFault: "3 us" }, timeout: "0.25 s" });
    expect(totals.totalSeconds).toBe(0.25);
    expect(guest.pauseSeconds).toBe(0);
    expect(guest.writeFaultSeconds).toBeGreaterThan(0);
    expect(guest.speed.at(-1)).toEqual({ seconds: 0.25, speedRatio: 1 });
  });

  it("adds up with the time taken, for every engine and guest", async () => {
    await fc.assert(
      fc.asyncProperty(guests("pages", "expected"), async (guest) => {
        const scenario = scenarioOf(guest, { timeout: "2 s" });
        for (const run of (await simulate(scenario)).runs) expect(brokenInvariants(run, scenario)).toEqual([]);
      }),
      { seed: 61, numRuns: 60 },
    );
  });
});

describe("a long series of speeds", () => {
  const changes = fc.array(fc.tuple(fc.constantFrom(1e-6, 1e-4, 2e-3, 0.05, 3), fc.constantFrom(0, 0.25, 0.5, 1)), {
    minLength: 1,
    maxLength: 3000,
  });

  it("has at most 500 samples, whose mean is that of all changes", () => {
    fc.assert(
      fc.property(changes, (steps) => {
        const record = new GuestSpeedRecord();
        let [seconds, guestSeconds] = [0, 0];
        for (const [lengthSeconds, speedRatio] of steps) {
          record.change(seconds, { place: "destination", speedRatio, throttleRatio: 0 });
          seconds += lengthSeconds;
          guestSeconds += lengthSeconds * speedRatio;
        }
        const { speed, pageWaitSeconds } = record.report(seconds);
        expect(speed.length).toBeLessThanOrEqual(500);
        const sampled = speed.reduce(
          (sum, sample, index) => sum + ((speed[index + 1]?.seconds ?? seconds) - sample.seconds) * sample.speedRatio,
          0,
        );
        expect(sampled).toBeCloseTo(guestSeconds, 6);
        expect(pageWaitSeconds).toBeCloseTo(seconds - guestSeconds, 6);
      }),
      { seed: 62, numRuns: 60 },
    );
  });

  it("keeps a long stretch apart from short ones around it", () => {
    const record = new GuestSpeedRecord();
    for (let change = 0; change < 2000; change++)
      record.change(change * 1e-5, { place: "destination", speedRatio: change % 2, throttleRatio: 0 });
    record.change(0.02, { place: "destination", speedRatio: 0.25, throttleRatio: 0 });
    record.change(9, { place: "destination", speedRatio: 1, throttleRatio: 0 });
    const { speed } = record.report(10);
    expect(speed.slice(-3)).toEqual([
      { seconds: expect.closeTo(0.02, 12), speedRatio: 0.25 },
      { seconds: 9, speedRatio: 1 },
      { seconds: 10, speedRatio: 1 },
    ]);
    expect(speed[0]?.speedRatio).toBeCloseTo(0.5, 2);
  });
});
