/** Bounds hold for every simulated migration; runs that miss a goal for certain are not simulated to their end. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leastTotalSeconds } from "../../src/advice/bounds.js";
import { advise } from "../../src/advice.js";
import { parseScenario } from "../../src/input/parse-scenario.js";
import { simulate, simulateRun } from "../../src/simulation/simulate.js";

const SEED = 20261128;

/** Post-copy is the only way to move this guest in time; its pause is about 20 ms. */
const HOT = {
  version: 1,
  vm: { memory: "64 MiB", vcpus: 2 },
  workload: [{ kind: "uniform", size: "48 MiB", rate: "800 MB/s" }],
  link: { bandwidth: "1 Gbit/s" },
  engine: { preset: "qemu-10.2", maxBandwidth: 0 },
};
const KEEP = ["auto-converge", "compression", "downtime-limit", "xbzrle", "policy"];

describe("the least total time", () => {
  it("is below the total time of every migration", async () => {
    const settings = fc.record({
      zero: fc.constantFrom(0, 0.3),
      rate: fc.integer({ min: 1, max: 200 }),
      bandwidth: fc.constantFrom("1 Gbit/s", "10 Gbit/s", "40 Gbit/s"),
      transport: fc.constantFrom("tcp", "ssh", "tls"),
      engine: fc.constantFrom<object>(
        { maxBandwidth: 0 },
        { maxBandwidth: "20 MiB/s" },
        { maxBandwidth: 0, multifd: { channels: 8, compression: "zstd" } },
        { maxBandwidth: 0, xbzrle: true },
        { maxBandwidth: "20 MiB/s", postcopy: true },
        { maxBandwidth: 0, multifd: { channels: 2 }, postcopy: { preempt: true } },
      ),
    });
    await fc.assert(
      fc.asyncProperty(settings, async ({ zero, rate, bandwidth, transport, engine }) => {
        const scenario = parseScenario({
          version: 1,
          vm: { memory: "64 MiB", vcpus: 2, content: { zero } },
          workload: [{ kind: "uniform", size: "16 MiB", rate: `${rate} MB/s` }],
          link: { bandwidth, transport },
          engine: { preset: "qemu-10.2", ...engine },
          timeout: "2 min",
        });
        const least = leastTotalSeconds(scenario);
        expect(least).toBeGreaterThan(0);
        const { totals } = (await simulate(scenario)).runs[0] as { totals: { totalSeconds: number } };
        expect(totals.totalSeconds).toBeGreaterThanOrEqual(least);
      }),
      { seed: SEED, numRuns: 24 },
    );
  });

  it("leaves out what it rules out", async () => {
    const found = await advise(HOT, { maxDowntime: "1 s", maxTotal: "300 ms", keep: ["compression"] });
    expect(found).toMatchObject({ stopInstead: "goals-missed", untried: 0 });
    expect(found.ruledOut).toBeGreaterThan(0);
    expect(found.nearest).toBeDefined();
  });

  it("runs something where it rules out everything", async () => {
    const postcopy = { ...HOT, engine: { ...HOT.engine, postcopy: true } };
    const found = await advise(postcopy, { maxDowntime: "1 s", maxTotal: "300 ms", keep: [...KEEP, "multifd"] });
    expect(found).toMatchObject({ tried: 1, obstacle: { limit: "link" } });
  });
});

describe("a run with a limit of downtime", () => {
  const scenario = parseScenario({ ...HOT, engine: { ...HOT.engine, postcopy: true } });

  it("is given up at the destination, with the downtime of the whole run", async () => {
    const whole = (await simulateRun(scenario, 0, {}))?.result;
    const downtimeSeconds = whole?.totals.downtimeSeconds as number;
    const given = (await simulateRun(scenario, 0, { maxDowntimeSeconds: downtimeSeconds * 0.99 }))?.result;
    expect(given?.stop.kind).toBe("cancelled");
    expect(given?.totals.downtimeSeconds).toBeLessThanOrEqual(downtimeSeconds);
    expect(given?.totals.downtimeSeconds).toBeGreaterThan(downtimeSeconds * 0.98);
    expect(given?.totals.totalSeconds).toBeLessThan((whole?.totals.totalSeconds as number) * 0.9);
  });

  it("is the same run where it keeps the limit", async () => {
    const whole = await simulateRun(scenario, 0, {});
    const limit = whole?.result.totals.downtimeSeconds as number;
    expect(await simulateRun(scenario, 0, { maxDowntimeSeconds: limit })).toEqual(whole);
  });

  it("comes nearest with what is known of it", async () => {
    const found = await advise(HOT, { maxDowntime: "1 ms", maxTotal: "1 min", keep: KEEP });
    expect(found.nearest).toMatchObject({ givenUp: true, moved: false, meetsGoals: false });
    expect(found.obstacle?.goal).toBe("downtimeSeconds");
    expect(found.pareto.every(({ givenUp }) => givenUp === undefined)).toBe(true);
  });
});

describe("the price for the guest", () => {
  it("has the pages that it waits for", async () => {
    const { advised } = await advise(HOT, { maxDowntime: "1 s", maxTotal: "10 s", keep: KEEP });
    expect(advised?.label).toContain("post-copy");
    expect(advised?.confirmed).toMatchObject({ met: 3, count: 3 });
    expect(advised?.faults).toBeGreaterThan(0);
    expect(advised?.meanFaultSeconds).toBeGreaterThan(0);
  });

  it("has the throughput of the guest's flows", async () => {
    const { advised } = await advise(WITH_FLOWS, { maxDowntime: "2 s", maxTotal: "1 min", runs: 2 });
    const { beforeBytesPerSecond, duringBytesPerSecond, throughputRatio } = advised?.application ?? {};
    expect(beforeBytesPerSecond).toBeCloseTo(50e6, -5);
    expect(throughputRatio).toBeCloseTo((duringBytesPerSecond as number) / (beforeBytesPerSecond as number), 12);
    expect(throughputRatio).toBeGreaterThan(0);
    expect(throughputRatio).toBeLessThanOrEqual(1.0001);
  });

  it("advises against migrating live where that takes more guest time than stopping it", async () => {
    const keep = ["bandwidth", "multifd", "downtime-limit", "compression", "post-copy", "xbzrle", "transport", "policy"];
    const found = await advise(HOT, { maxDowntime: "1 s", maxTotal: "10 min", keep });
    expect(found.advised?.label).toBe("auto-converge");
    expect(found.stopInstead).toBe("costs-more");
    expect(found.advised?.means.guestTimeTakenSeconds).toBeGreaterThan(found.stoppedSeconds);
  });
});

const WITH_FLOWS = {
  version: 1,
  vm: { memory: "64 MiB" },
  workload: [{ kind: "uniform", size: "8 MiB", rate: "4 MB/s" }],
  peers: [{ name: "client", place: "destination", flows: [{ message: "16 KiB", send: "50 MB/s", receive: 0 }] }],
  link: { bandwidth: "1 Gbit/s" },
  engine: "xen-4.10",
};
