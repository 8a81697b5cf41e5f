/** Post-copy in engines that use it, through the public interface. */
import { describe, expect, it } from "vitest";
import { createSimulation } from "../../../src/index.js";
import { migrate, scenarioWith } from "../../support/scenarios.js";

const WORKLOAD = [{ kind: "uniform", size: "32 MiB", rate: "20 k/s" }];
const HOST = { suspend: "12 ms", resume: "40 ms" };

describe("an engine with post-copy", () => {
  it.each(["qemu-postcopy", "qemu-hybrid", { preset: "cloud-hypervisor", memoryMode: "postcopy" }])(
    "%j sends the remaining pages once",
    async (engine) => {
      const { stop, totals, phases, rounds, postcopy } = await migrate(scenarioWith({ engine, workload: WORKLOAD, host: HOST }));
      const last = rounds.at(-1);
      expect(stop).toMatchObject({ kind: "postcopy", converged: false });
      expect(last).toMatchObject({ live: true, pagesSent: last?.pagesToSend });
      expect((postcopy?.pagesByFault ?? 0) + (postcopy?.pagesBySweep ?? 0)).toBe(last?.pagesSent);
      expect(totals.postcopyFaults).toBe(postcopy?.faults);
      expect(totals.postcopyFaults).toBeGreaterThan(0);
      expect(totals.meanFaultSeconds).toBe(postcopy?.faultSeconds?.mean);
      // Every page of the guest was sent; the pages sent twice are those written since.
      expect(totals.pagesSent - totals.pagesResent).toBe(16384);
      expect(phases.postcopySeconds).toBe(last?.durationSeconds);
      expect(totals.totalSeconds).toBeCloseTo(
        Object.values(phases).reduce((sum, seconds) => sum + seconds, 0),
        12,
      );
      // Downtime lasts from the pause until the guest runs again; the pages sent later are not part of it.
      const { suspendSeconds, finalSyncSeconds, discardSeconds, stopAndCopySeconds, deviceSeconds, stateSeconds, resumeSeconds } = phases;
      expect(totals.downtimeSeconds).toBeCloseTo(
        suspendSeconds + finalSyncSeconds + discardSeconds + stopAndCopySeconds + deviceSeconds + stateSeconds + resumeSeconds,
        12,
      );
    },
  );

  it("asks for one page after the other under Cloud Hypervisor, all of its memory, zero pages too", async () => {
    const link = { bandwidth: "10 Gbit/s", efficiency: 1, latency: "0.1 ms" };
    const engine = { preset: "cloud-hypervisor-53", memoryMode: "postcopy" };
    const fields = { engine, workload: [], vm: { memory: "64 MiB", content: { zero: 0.5 } }, link };
    const { phases, totals } = await migrate(scenarioWith(fields));
    expect(totals).toMatchObject({ pagesSent: 16384, zeroPages: 8192, wireBytes: 64 * 2 ** 20 + 64 * 2 ** 10, rounds: 1 });
    expect(phases.postcopySeconds).toBeCloseTo(16384 * (2 * 0.1e-3 + 4096 / 1.25e9 + 7e-6), 6);
    // No dirty log is started.
    expect(phases).toMatchObject({ setupSeconds: 0, liveSeconds: 0, stopAndCopySeconds: 0 });
    expect(totals.downtimeSeconds).toBe(phases.stateSeconds);
    // Ten times the link is no faster than its round trips and the one connection.
    const fast = await migrate(scenarioWith({ ...fields, link: { ...link, bandwidth: "100 Gbit/s" } }));
    expect(fast.phases.postcopySeconds).toBeCloseTo(16384 * (2 * 0.1e-3 + 4096 / (1.7 * 2 ** 30) + 7e-6), 6);
  });

  it("has faults of one to two requests under Cloud Hypervisor", async () => {
    const engine = { preset: "cloud-hypervisor-53", memoryMode: "postcopy" };
    const link = { bandwidth: "10 Gbit/s", efficiency: 1, latency: "0.1 ms" };
    const { postcopy } = await migrate(scenarioWith({ engine, workload: WORKLOAD, link }));
    expect(postcopy?.faultSeconds?.mean).toBeGreaterThan(0.2e-3);
    expect(postcopy?.faultSeconds?.max).toBeLessThan(0.43e-3);
  });

  it("is refused at the start with expected counts, which have no single pages", async () => {
    for (const engine of ["qemu-postcopy", { preset: "cloud-hypervisor", memoryMode: "postcopy" }]) {
      const scenario = scenarioWith({ engine, workload: WORKLOAD, fidelity: "expected" });
      await expect(createSimulation(scenario)).rejects.toThrow(/fidelity: expected "pages" or "events" with post-copy/);
    }
    const precopy = scenarioWith({ engine: "qemu-10.0", workload: WORKLOAD, fidelity: "expected" });
    await expect(createSimulation(precopy)).resolves.toMatchObject({ finished: false });
  });

  it("needs a guest that runs at the destination", async () => {
    const { engine } = scenarioWith({ engine: "qemu-postcopy", workload: WORKLOAD });
    const { createEngine } = await import("../../../src/engine/engines.js");
    const own = createEngine(engine);
    const hasty = {
      ...own,
      *migrate(...facts: Parameters<typeof own.migrate>): ReturnType<typeof own.migrate> {
        const process = own.migrate(...facts);
        for (let next = process.next(undefined); !next.done; ) {
          const { value } = next;
          next = process.next(value.kind === "resume" ? undefined : yield value);
        }
      },
    };
    await expect(migrate(scenarioWith({ workload: WORKLOAD }), { engine: hasty })).rejects.toThrow("resume before");
  });
});

describe("post-copy of a guest with traffic", () => {
  const peers = [{ name: "database", place: "elsewhere", flows: [{ message: "64 KiB", send: "50 MB/s", receive: "0 B/s", mode: "open" }] }];
  const fields = { vm: { memory: "128 MiB" }, workload: WORKLOAD, host: HOST };
  const seconds = async (more: object) =>
    (await migrate(scenarioWith({ ...fields, engine: "qemu-postcopy", ...more }))).phases.postcopySeconds;

  it("has the bandwidth left by the traffic, which continues", async () => {
    const [alone, beside] = [await seconds({}), await seconds({ peers })];
    expect(beside).toBeGreaterThan(1.2 * alone);
    const { channel } = await migrate(scenarioWith({ ...fields, engine: "qemu-postcopy", peers }));
    const after = channel?.series.filter(({ phase, copyBytesPerSecond }) => phase === "after" && copyBytesPerSecond !== undefined) ?? [];
    expect(after.length).toBeGreaterThan(0);
    expect(after.every(({ sendBytesPerSecond }) => sendBytesPerSecond > 0)).toBe(true);
  });

  it.each([
    ["one connection", { transport: "tcp", connectionBandwidth: "160 Mbit/s" }, {}, 20e6],
    ["the destination", {}, { placePageTime: "200 us" }, 4104 / 200e-6],
  ])("leaves what %s cannot take to the traffic", async (_name, ofLink, ofPostcopy, copyBytesPerSecond) => {
    const flows = [{ message: "64 KiB", send: "500 MB/s", receive: "0 B/s", mode: "open" }];
    const link = { bandwidth: "1 Gbit/s", efficiency: 1, ...ofLink };
    const engine = { preset: "qemu-10.0", postcopy: { afterSyncs: 0, ...ofPostcopy } };
    const talking = { ...fields, link, host: { dom0Cpus: 16 }, peers: [{ name: "database", place: "elsewhere", flows }], engine };
    const { channel } = await migrate(scenarioWith(talking));
    const after = channel?.series.filter((sample) => sample.phase === "after" && sample.copyBytesPerSecond !== undefined) ?? [];
    expect(after.length).toBeGreaterThan(0);
    // A fair share would be half of 125 MB/s.
    for (const { sendBytesPerSecond } of after) expect(sendBytesPerSecond).toBeCloseTo(125e6 - copyBytesPerSecond, -4);
  });

  it("leaves nearly all of the link to the traffic where one page at a time is asked for", async () => {
    const flows = [{ message: "64 KiB", send: "500 MB/s", receive: "0 B/s", mode: "open" }];
    const engine = { preset: "cloud-hypervisor", memoryMode: "postcopy" };
    const link = { bandwidth: "1 Gbit/s", efficiency: 1, latency: "0.5 ms" };
    const talking = { ...fields, link, host: { dom0Cpus: 16 }, peers: [{ name: "database", place: "elsewhere", flows }] };
    const { channel } = await migrate(scenarioWith({ ...talking, engine }));
    const after = channel?.series.filter(({ phase, copyBytesPerSecond }) => phase === "after" && copyBytesPerSecond !== undefined) ?? [];
    expect(after.length).toBeGreaterThan(0);
    // A page in a millisecond takes 4 MB/s of 125; a fair share would be half.
    for (const { sendBytesPerSecond } of after) expect(sendBytesPerSecond).toBeGreaterThan(0.9 * 125e6);
  });

  it.each(["qemu-postcopy", { preset: "cloud-hypervisor", memoryMode: "postcopy" }])(
    "gives the same bytes whatever the steps, under %j",
    async (engine) => {
      const scenario = scenarioWith({ ...fields, engine, peers, link: { bandwidth: "1 Gbit/s", efficiency: 1, latency: "0.02 ms" } });
      const whole = await migrate(scenario);
      const stepped = await createSimulation(scenario, { pages: "reference" });
      while (!stepped.finished) stepped.advance(stepped.nowSeconds + 0.0137);
      expect(JSON.stringify(stepped.runResult())).toBe(JSON.stringify(whole));
    },
  );
});
