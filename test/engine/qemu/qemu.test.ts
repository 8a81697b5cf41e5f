/** QEMU's migration thread, tested against its source (docs/sources/qemu.md#migration-thread). */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { qemuEngine } from "../../../src/engine/qemu/qemu.js";
import { createSimulation, type RunResult } from "../../../src/index.js";
import { drive, migrationFacts, qemuParameters } from "../../support/qemu.js";
import { migrate, scenarioWith } from "../../support/scenarios.js";

const SEED = 20260731;
const MIB = 2 ** 20;
const LINK = { bandwidth: 8e8, efficiency: 1, latency: 0 };
const LINK_BYTES_PER_SECOND = 1e8;
/** All pages of this many bytes are rewritten every millisecond. */
const rewritten = (size: number) => [{ kind: "burst", size, period: "1 ms" }];
/** Limited by the link only. */
const FREE = { preset: "qemu-8.2-tcg", maxBandwidth: 0, stateSize: 0, zeroPageTime: 0 };

function run(engine: object, workload: object[], fields: object = {}): Promise<RunResult> {
  return migrate(scenarioWith({ link: LINK, engine: { ...FREE, ...engine }, workload, ...fields }));
}

describe("an idle guest", () => {
  it.each(["qemu-5.2", "qemu-7.2-tcg", "qemu-8.2-tcg", "qemu-10.0-tcg", "qemu-10.0"])("of %s takes three syncs", async (engine) => {
    const { totals, stop } = await migrate(scenarioWith({ engine, workload: [] }));
    expect(totals.dirtySyncCount).toBe(3);
    expect(totals.pagesSent).toBe(16384);
    expect(stop).toMatchObject({ kind: "downtime-met", converged: true });
  });
});

describe("a guest that never converges", () => {
  it("sends between two syncs what it rewrites less the threshold, and at most one slice more", async () => {
    const memoryMiB = fc.integer({ min: 48, max: 128 });
    const limitMs = fc.integer({ min: 50, max: 300 });
    await fc.assert(
      fc.asyncProperty(memoryMiB, limitMs, fc.constantFrom("qemu-5.2", "qemu-10.0-tcg"), async (memory, limit, preset) => {
        const pages = memory * 256;
        const engine = { ...FREE, preset, downtimeLimit: limit / 1000, syncPageTime: 0, cancelAfterSyncs: 12 };
        const scenario = scenarioWith({ vm: { memory: memory * MIB }, link: LINK, engine, workload: rewritten(memory * MIB) });
        const { rounds, stop } = await migrate(scenario);
        expect(stop.kind).toBe("cancelled");
        const thresholdPages = (LINK_BYTES_PER_SECOND * limit) / 1000 / 4096;
        // The time of a slice is in whole milliseconds and checked every 64 pages; 8 of 4104 bytes are no content.
        const slicePages = (LINK_BYTES_PER_SECOND * 0.051) / 4104 + 64;
        for (const round of rounds.slice(1)) {
          expect(round.pagesSent).toBeGreaterThan(pages - thresholdPages);
          expect(round.pagesSent).toBeLessThan(pages - thresholdPages + slicePages);
        }
      }),
      { seed: SEED, numRuns: 12 },
    );
  });

  it("expects the downtime of everything it rewrites: 677 ms for 1600 MiB at 19,818 Mbit/s", async () => {
    const facts = migrationFacts({ linkBytesPerSecond: 19_818e6 / 8, allocatedPages: 2 ** 22 });
    const region = 409_600;
    const actions = drive(qemuEngine(qemuParameters(FREE)).migrate(facts), facts, (_sent, left) => region - left, 30);
    const reports = actions.flatMap(({ action }) => (action.kind === "report" ? [action.totals] : []));
    expect((reports.at(-1)?.expectedDowntimeSeconds ?? 0) * 1000).toBeCloseTo(677, 0);
    expect(reports.at(-1)?.dirtySyncCount).toBeGreaterThan(40);
  });
});

describe("the remaining pages", () => {
  it("are none in the first window, whatever the limit: a window's pages are sent before the first check", async () => {
    const { rounds } = await run({ downtimeLimit: "100 s" }, [], { vm: { memory: "128 MiB" } });
    const windowPages = (rounds[0]?.pagesSent ?? 0) * 4104;
    expect(windowPages).toBeGreaterThan(0.1 * LINK_BYTES_PER_SECOND);
    expect(windowPages).toBeLessThan(0.11 * LINK_BYTES_PER_SECOND);
  });

  it("are carried over to the next round, and the scan continues at its position", async () => {
    const scenario = scenarioWith({ link: LINK, engine: { ...FREE, cancelAfterSyncs: 3 }, workload: rewritten(64 * MIB) });
    const simulation = await createSimulation(scenario, { pages: "reference" });
    const nextRound = () => {
      simulation.advance(Infinity, 1);
      return simulation.rounds.at(-1);
    };
    const first = nextRound();
    const cursor = simulation.scannedRatio;
    expect(cursor).toBeCloseTo((first?.pagesSent ?? 0) / 16384, 9);
    expect(cursor).toBeGreaterThan(0.4);
    simulation.advance(simulation.nowSeconds + 0.02);
    expect(simulation.scannedRatio).toBeGreaterThan(cursor);
    const second = nextRound();
    expect(second?.pagesToSend).toBe(16384);
    // The scan reached the end, continued at the first page and stopped before its starting point.
    expect(simulation.scannedRatio).toBeCloseTo(cursor + (second?.pagesSent ?? 0) / 16384 - 1, 9);
  });

  it("are sent without the bandwidth limit of the live phase, at the link's speed", async () => {
    const { rounds, phases } = await run({ maxBandwidth: 2 ** 24, completion: "5 ms", firstTouchTime: 0 }, []);
    // The 8-byte mark after the pages takes no time.
    const bytes = rounds.at(-1)?.wireBytes ?? 0;
    expect(bytes).toBeGreaterThan(2 ** 21);
    expect(phases.stopAndCopySeconds).toBeCloseTo((bytes - 8) / LINK_BYTES_PER_SECOND + 0.005, 9);
  });

  it("take longer if the destination never had them, if placing them is slower than sending them", async () => {
    const [quick, slow] = await Promise.all(["40 us", "141.04 us"].map((firstTouchTime) => run({ firstTouchTime }, [])));
    const pages = slow?.rounds.at(-1)?.pagesSent ?? 0;
    expect(pages).toBeGreaterThan(1000);
    // 4104 bytes take 41.04 us.
    expect((slow?.phases.stopAndCopySeconds ?? 0) - (quick?.phases.stopAndCopySeconds ?? 0)).toBeCloseTo(pages * 100e-6, 6);
  });

  it("are estimated with avail-switchover-bandwidth if it is set", async () => {
    const told = await run({ availSwitchoverBandwidth: 1e9 }, rewritten(64 * MIB));
    expect(told.stop.kind).toBe("downtime-met");
    expect(told.totals.downtimeSeconds).toBeGreaterThan(0.6);
    const measured = await run({ cancelAfterSyncs: 5 }, rewritten(64 * MIB));
    expect(measured.stop.kind).toBe("cancelled");
    const lower = await run({ availSwitchoverBandwidth: 1e6 }, []);
    expect(lower.rounds.at(-1)?.pagesSent).toBeLessThan((1e6 * 0.3) / 4096);
  });
});

describe("whole passes, as QEMU 0.12 made them", () => {
  it("send all of a round before the next sync, and end if the next would take no longer than the limit", async () => {
    const engine = { preset: "qemu-0.12", maxBandwidth: 0, stateSize: 0, syncPageTime: 0 };
    const workload = [{ kind: "uniform", size: 32 * MIB, rate: 12_000 }];
    const { rounds, stop } = await migrate(scenarioWith({ link: LINK, engine, workload }));
    expect(stop).toMatchObject({ kind: "downtime-met", converged: true });
    for (const { live, pagesToSend, pagesSent } of rounds) if (live && pagesToSend > 0) expect([0, pagesToSend]).toContain(pagesSent);
    const passes = rounds.filter(({ live, pagesSent }) => live && pagesSent > 0);
    for (const { pagesSent, durationSeconds, pagesDirtied = 0 } of passes.slice(0, -1)) {
      expect(pagesDirtied * 4096).toBeGreaterThan(0.03 * ((pagesSent * 4104) / durationSeconds));
    }
    const last = passes.at(-1);
    expect((last?.pagesDirtied ?? Infinity) * 4096).toBeLessThan(0.0301 * LINK_BYTES_PER_SECOND);
  });
});
