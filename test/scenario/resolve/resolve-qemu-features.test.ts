import { describe, expect, it } from "vitest";
import { ENGINE_PRESETS } from "../../../src/scenario/scenario.js";
import { engineFaults, engineOf } from "../../support/engine-faults.js";

const FEATURES = ["autoConverge", "xbzrle", "multifd", "postcopy"] as const;
const featuresOf = (name: string) => ENGINE_PRESETS.find((preset) => preset.name === name)?.features;
const qemu = (parameters: string) => engineOf(`{ preset: qemu-10.0, ${parameters} }`);
const faults = (parameters: string) => engineFaults(`{ preset: qemu-10.0, ${parameters} }`);

const PLACE = {
  placePageSeconds: 1.51e-6,
  placeZeroPageSeconds: 0.53e-6,
  discardRangeSeconds: 1.2e-6,
  discardPageSeconds: 0.2e-6,
};

describe("a feature of QEMU", () => {
  it.each(FEATURES)("%s is off, on with the preset's defaults, or on with some of its own", (feature) => {
    for (const preset of ["qemu-7.2", "qemu-10.0"]) {
      expect(engineOf(preset)).not.toHaveProperty(feature);
      expect(engineOf(`{ preset: ${preset}, ${feature}: false }`)).toEqual(engineOf(preset));
      expect(engineOf(`{ preset: ${preset}, ${feature}: true }`)).toEqual({
        ...engineOf(preset),
        [feature]: featuresOf(preset)?.[feature],
      });
      expect(engineOf(`{ preset: ${preset}, ${feature}: {} }`)).toEqual(engineOf(`{ preset: ${preset}, ${feature}: true }`));
    }
  });

  it("can be removed from a preset that has it", () => {
    expect(engineOf("{ preset: qemu-hybrid, postcopy: false }")).toEqual({ ...engineOf("qemu-10.0"), preset: "qemu-hybrid" });
    expect(engineOf("{ preset: qemu-postcopy, postcopy: { faultTime: 1 ms } }")).toMatchObject({
      postcopy: { afterSyncs: 0, faultSeconds: 1e-3 },
    });
  });

  it.each([
    [
      "autoConverge: { initial: 0.5, increment: 0.2 }",
      { initialRatio: 0.5, incrementRatio: 0.2, maxRatio: 0.99, triggerRatio: 0.5, forcedSyncSeconds: 5, tailslow: false },
    ],
    [
      "autoConverge: { max: 0.8, trigger: 1, forcedSync: 0 }",
      { initialRatio: 0.2, incrementRatio: 0.1, maxRatio: 0.8, triggerRatio: 1, forcedSyncSeconds: 0, tailslow: false },
    ],
    ["log: dirty-ring, dirtyLimit: { rate: 10 MB/s }", { bytesPerSecond: 1e7, periodSeconds: 1 }],
    ["log: dirty-ring, dirtyLimit: { period: 500 ms }", { bytesPerSecond: 2 ** 20, periodSeconds: 0.5 }],
    ["xbzrle: { cacheSize: 256 MiB }", { cacheBytes: 2 ** 28, changedBytes: 64, changedRunBytes: 64 }],
    ["xbzrle: { changedBytes: 8 }", { cacheBytes: 2 ** 26, changedBytes: 8, changedRunBytes: 8 }],
    ["xbzrle: { changedBytes: 4096, changedRun: 16 }", { cacheBytes: 2 ** 26, changedBytes: 4096, changedRunBytes: 16 }],
    [
      "multifd: { channels: 8 }",
      { channels: 8, compression: "none", compressionRatio: 1, compressionBytesPerSecond: 0, zeroPages: "channels" },
    ],
    [
      "multifd: { compression: zlib }",
      { channels: 2, compression: "zlib", compressionRatio: 2.743, compressionBytesPerSecond: 95e6, zeroPages: "channels" },
    ],
    [
      "multifd: { compression: zstd, compressionRatio: 4, compressionSpeed: 1 GB/s }",
      { channels: 2, compression: "zstd", compressionRatio: 4, compressionBytesPerSecond: 1e9, zeroPages: "channels" },
    ],
    [
      "multifd: { compression: qpl, acceleratorSpeed: 6 GB/s }",
      {
        channels: 2,
        compression: "qpl",
        compressionRatio: 1.98,
        compressionBytesPerSecond: 4.22e9,
        acceleratorBytesPerSecond: 6e9,
        zeroPages: "channels",
      },
    ],
    [
      "multifd: { channels: 8, zeroCopySend: true }",
      {
        channels: 8,
        compression: "none",
        compressionRatio: 1,
        compressionBytesPerSecond: 0,
        zeroPages: "channels",
        zeroCopySend: true,
        zeroCopySpeedup: 1.18,
      },
    ],
    [
      "postcopy: { preempt: true, accessesPerWrite: 1 }",
      {
        afterSyncs: 1,
        preempt: true,
        hints: false,
        beforeCompletion: false,
        queuedBytes: 0,
        faultSeconds: 0.1e-3,
        ...PLACE,
        accessesPerWrite: 1,
      },
    ],
    [
      "postcopy: { queued: 1 MB }",
      {
        afterSyncs: 1,
        preempt: false,
        hints: false,
        beforeCompletion: false,
        queuedBytes: 1e6,
        faultSeconds: 0.1e-3,
        ...PLACE,
        accessesPerWrite: 3,
      },
    ],
    // A time given alone replaces the sync count.
    [
      "postcopy: { afterSeconds: 20 }",
      {
        afterSeconds: 20,
        preempt: false,
        hints: false,
        beforeCompletion: false,
        queuedBytes: 212_992,
        faultSeconds: 0.1e-3,
        ...PLACE,
        accessesPerWrite: 3,
      },
    ],
    [
      "postcopy: { afterSeconds: 20, afterSyncs: 3 }",
      {
        afterSeconds: 20,
        afterSyncs: 3,
        preempt: false,
        hints: false,
        beforeCompletion: false,
        queuedBytes: 212_992,
        faultSeconds: 0.1e-3,
        ...PLACE,
        accessesPerWrite: 3,
      },
    ],
  ])("%s", (parameters, resolved) => {
    const feature = /(\w+): \{/.exec(parameters)?.[1] ?? "";
    expect(qemu(parameters)).toHaveProperty(feature, resolved);
  });

  it.each([
    [
      "autoConverge: { initial: 0.6, max: 0.5 }",
      "engine.autoConverge.initial: expected a first share no larger than the highest, received initial 0.6, max 0.5",
    ],
    [
      "autoConverge: { max: 0.1 }",
      "engine.autoConverge.max: expected a first share no larger than the highest, received initial 0.2, max 0.1",
    ],
    [
      "autoConverge: { initial: 0.5, max: 0.5, increment: 0.1 }",
      "engine.autoConverge.increment: expected no such parameter where initial is max, received 0.1",
    ],
    ["xbzrle: { cacheSize: 100 MiB }", "engine.xbzrle.cacheSize: expected a power of two, received 104857600"],
    ["xbzrle: { changedBytes: 5000 }", "engine.xbzrle.changedBytes: expected at most a page, 4096 bytes, received 5000 bytes"],
    ["xbzrle: { changedBytes: 8, changedRun: 16 }", "engine.xbzrle.changedRun: expected at most the changedBytes, 8, received 16"],
    [
      "multifd: { compressionRatio: 2 }",
      "engine.multifd.compressionRatio: expected no such parameter where compression is none, received 2",
    ],
    [
      "multifd: { compression: none, compressionSpeed: 2 MB/s }",
      "engine.multifd.compressionSpeed: expected no such parameter where compression is none, received 2000000",
    ],
    ["postcopy: { preempt: true, queued: 5 }", "engine.postcopy.queued: expected no such parameter where preempt is true, received 5"],
    [
      "postcopy: { afterSyncs: 0, afterSeconds: 5 }",
      "engine.postcopy.afterSeconds: expected no such parameter where afterSyncs is 0, received 5",
    ],
  ])("%s is refused", (parameters, fault) => {
    expect(faults(parameters)).toEqual([fault]);
  });

  it("xbzrle's cache holds at least one page", () => {
    const head = "version: 1\nvm: { memory: 1 GiB, pageSize: 1 GiB }\nlink: { bandwidth: 1 Gbit/s }\n";
    const fault = "expected a cache of at least a page, 1073741824 bytes, received 67108864 bytes";
    expect(engineFaults("{ preset: qemu-10.0, xbzrle: true }", head)).toEqual([`engine.xbzrle: ${fault}`]);
    expect(engineFaults("{ preset: qemu-10.0, xbzrle: { cacheSize: 64 MiB } }", head)).toEqual([`engine.xbzrle.cacheSize: ${fault}`]);
  });
});
