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
      const { suspendSeconds, stopAndCopySeconds, stateSeconds, resumeSeconds } = phases;
      expect(totals.downtimeSeconds).toBeCloseTo(suspendSeconds + stopAndCopySeconds + stateSeconds + resumeSeconds, 12);
    },
  );

  it("is refused at the start with expected counts, which have no single pages", async () => {
    for (const engine of ["qemu-postcopy", { preset: "cloud-hypervisor", memoryMode: "postcopy" }]) {
      const scenario = scenarioWith({ engine, workload: WORKLOAD, fidelity: "expected" });
      await expect(createSimulation(scenario)).rejects.toThrow(/fidelity: expected "pages" or "events" with post-copy/);
    }
    await expect(createSimulation(scenarioWith({ engine: "qemu-10.0", workload: WORKLOAD, fidelity: "expected" }))).resolves.toBeDefined();
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

  it("gives the same bytes whatever the steps", async () => {
    const scenario = scenarioWith({ ...fields, engine: "qemu-postcopy", peers });
    const whole = await migrate(scenario);
    const stepped = await createSimulation(scenario, { pages: "reference" });
    while (!stepped.finished) stepped.advance(stepped.nowSeconds + 0.0137);
    expect(JSON.stringify(stepped.runResult())).toBe(JSON.stringify(whole));
  });
});
