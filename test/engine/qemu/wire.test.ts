/** Bytes of real migrations, computed from their page counts (docs/sources/validation.md#qemu-accounting). */
import { describe, expect, it } from "vitest";
import { burstPages, uncountedBytes, wireOf } from "../../../src/engine/qemu/wire.js";
import { qemuParameters } from "../../support/qemu.js";
import { migrate, scenarioWith } from "../../support/scenarios.js";

const KIB = 1024;

/** The engine's bytes for these pages, without the marks between calls of the iterator. */
function ramKib(normalPages: number, zeroPages: number, engine: object = { preset: "qemu-5.2" }): number {
  const { entryBytes, zeroPageBytes = Number.NaN, contentHeaderBytes = 0, batchHeaderBytes } = wireOf(qemuParameters(engine));
  expect(batchHeaderBytes).toBe(0);
  return (normalPages * (entryBytes + contentHeaderBytes + 4096) + zeroPages * (entryBytes + zeroPageBytes)) / KIB;
}

describe("QEMU's counter of bytes", () => {
  // Pages with content, zero pages, reported KiB, and KiB of the 8-byte marks.
  it.each([
    [149_420, 4_045_125, 634_400, 0],
    [70_767_622, 3_635_761, 283_655_333, 18],
    [96_433, 301_620, 389_137, 0.7],
    [94_073, 303_985, 379_699, 0.3],
    [928_866, 21_674, 3_722_913, 1.7],
    [929_702, 21_890, 3_726_266, 2.3],
    [164_516, 20_748, 659_532, 0.4],
    [4_536_795, 1_678_265, 18_197_383, 8.9],
    [41_663, 6_845, 167_038, 0.3],
  ])("%i and %i pages are %i KiB with marks of %d KiB", (normal, zero, reportedKib, marksKib) => {
    const kib = ramKib(normal, zero) + marksKib;
    expect(Math.abs(kib - reportedKib)).toBeLessThan(0.6);
  });

  it("counts 1344 bytes per full multifd packet, none of them for zero pages", () => {
    const multifd = { preset: "qemu-5.2", multifd: { channels: 4 } };
    expect(ramKib(128, 0, multifd) * KIB).toBe(128 * 4096 + 1344);
    // 131 KiB of the 585,757 are packets that are not full, or that only synchronise the connections.
    expect(Math.abs(ramKib(146_032, 0, multifd) + 131 - 585_757)).toBeLessThan(1);
    expect(Math.abs(ramKib(0, 4_048_826, multifd) - 35_585)).toBeLessThan(1);
  });
});

describe("what an engine of QEMU tells the pages", () => {
  const PLAIN = { preset: "qemu-8.2-tcg", zeroPageTime: "2 us" };

  it("is the scan, the limit's name and bytes per page, and nothing of features that are off", () => {
    expect(wireOf(qemuParameters(PLAIN))).toStrictEqual({
      scanOrder: "cyclic",
      limitName: "QEMU's max-bandwidth",
      zeroPageBytes: 1,
      zeroPageSeconds: 2e-6,
      receivedZeroFrameSeconds: 0,
      connections: 1,
      sentFrameSeconds: 0,
      receivedFrameSeconds: 0,
      batchPages: 32,
      batchHeaderBytes: 0,
      entryBytes: 8,
      batchSeconds: 0,
      slotSeconds: 0,
      holeSeconds: 0,
      listsDeferredPages: false,
    });
  });

  it("has a log that starts empty before 5.1", () => {
    const startsSet = (engine: object) => wireOf(qemuParameters(engine)).initiallySet;
    expect(startsSet({ preset: "qemu-4.1" })).toBe(false);
    for (const preset of ["qemu-2.5", "qemu-5.1", "qemu-11.1"]) expect(startsSet({ preset })).toBeUndefined();
    expect(startsSet({ preset: "qemu-4.1", log: "legacy" })).toBeUndefined();
  });

  it("lists zero pages in the packets of multifd since 9.0", () => {
    const zeroPage = (preset: string, multifd: object | false = {}) => wireOf(qemuParameters({ preset, multifd })).zeroPageBytes;
    expect(["qemu-8.2", "qemu-9.0"].map((preset) => zeroPage(preset))).toEqual([1, 320 / 128]);
    expect(zeroPage("qemu-9.0", false)).toBe(1);
    expect(zeroPage("qemu-9.0", { zeroPages: "main" })).toBe(1);
  });

  it.each([
    [1, 0.23e-6],
    [2, 0.18e-6],
    [4, 0.155e-6],
  ])("finds zero pages in %d channels of multifd in parallel, %d s each", (channels, seconds) => {
    const multifd = { channels, zeroPages: "channels" };
    const wire = wireOf(qemuParameters({ preset: "qemu-9.0", multifd, destinationZeroPageTime: "2 us" }));
    expect(wire.zeroPageSeconds).toBeCloseTo(seconds, 15);
    expect(wire.receivedZeroFrameSeconds).toBeCloseTo(2e-6 / channels, 15);
  });

  it("clears the log of each sent page where it is cleared late", () => {
    const seconds = (log: string) => wireOf(qemuParameters({ preset: "qemu-8.2", log, clearPageTime: "3 us" })).sentFrameSeconds;
    expect(seconds("manual-protect")).toBe(3e-6);
    expect([seconds("legacy"), seconds("dirty-ring")]).toEqual([0, 0]);
  });

  it("has chunks of target pages where the log is cleared by chunks", () => {
    const { clearPages } = wireOf(qemuParameters({ preset: "qemu-8.2", clearChunk: "4 MiB" }));
    expect(clearPages).toBe(1024);
    expect(wireOf(qemuParameters({ preset: "qemu-8.2", log: "dirty-ring" }))).not.toHaveProperty("clearPages");
  });

  it("has a cache of target pages with XBZRLE", () => {
    const { deltaCachePages, deltaPageBytes } = wireOf(
      qemuParameters({ ...PLAIN, xbzrle: { cacheSize: "128 MiB", changedBytes: 8, changedRun: 8 } }),
    );
    expect([deltaCachePages, deltaPageBytes]).toEqual([32_768, 3 + 1 + 1 + 8]);
  });

  it("has the ratio and the output of all channels with compression, and neither without", () => {
    const multifd = { channels: 4, compression: "zstd", compressionRatio: 2.5, compressionSpeed: "500 MB/s" };
    const wire = wireOf(qemuParameters({ ...PLAIN, multifd }));
    expect(wire).toMatchObject({ contentRatio: 0.4, bytesPerSecond: 8e8, senderName: "compression in 4 multifd channels" });
    const plain = wireOf(qemuParameters({ ...PLAIN, multifd: { channels: 4 } }));
    for (const name of ["contentRatio", "bytesPerSecond", "senderName"]) expect(plain).not.toHaveProperty(name);
    expect([wire, plain].map(({ batchPages, contentHeaderBytes }) => [batchPages, contentHeaderBytes])).toEqual([
      [128, 2.5],
      [128, 2.5],
    ]);
  });

  it("checks its quota every packet of multifd, which has one packet per channel on the way", () => {
    const multifd = qemuParameters({ ...PLAIN, multifd: { channels: 3 } });
    expect([burstPages(multifd), uncountedBytes(multifd)]).toEqual([128, 3 * (128 * 4096 + 1344)]);
    expect([burstPages(qemuParameters(PLAIN)), uncountedBytes(qemuParameters(PLAIN))]).toEqual([32, 0]);
  });
});

describe("a migration's bytes", () => {
  it("are its pages' and 8 per call of the iterator: one per window of 100 ms while the quota limits it", async () => {
    const engine = {
      preset: "qemu-5.2",
      maxBandwidth: 2 ** 25,
      stateSize: 0,
      syncPageTime: 0,
      vhostDevices: 0,
      setup: 0,
      setupPageTime: 0,
      clearPageTime: 0,
    };
    const { totals, phases, rounds } = await migrate(
      scenarioWith({ workload: [], engine, vm: { memory: "64 MiB", content: { zero: 0.25 } } }),
    );
    expect([totals.pagesSent, totals.zeroPages]).toEqual([16384, 4096]);
    const marks = (totals.wireBytes - 12_288 * 4104 - 4096 * 9) / 8;
    // One call per window in the live phase, and one in the stop-and-copy.
    const windows = Math.round(phases.liveSeconds / 0.1002);
    expect(phases.liveSeconds / 0.1002).toBeCloseTo(windows, 4);
    expect(marks).toBe(windows + 1);
    expect(rounds.at(-1)?.live).toBe(false);
  });

  it("have a mark per slice of 50 ms without a quota", async () => {
    const engine = { preset: "qemu-5.2", maxBandwidth: 0, downtimeLimit: "1 ms", stateSize: 0 };
    const { totals, phases } = await migrate(scenarioWith({ workload: [], engine, vm: { memory: "256 MiB" } }));
    const marks = (totals.wireBytes - 65_536 * 4104) / 8;
    expect(marks / (phases.liveSeconds / 0.05)).toBeGreaterThan(0.9);
    expect(marks / (phases.liveSeconds / 0.05)).toBeLessThan(1.1);
  });
});
