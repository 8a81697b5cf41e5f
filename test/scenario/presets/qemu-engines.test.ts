import { describe, expect, it } from "vitest";
import { QEMU_ENGINES } from "../../../src/scenario/presets/qemu-engines.js";

const MiB = 2 ** 20;

function presetNamed(name: string) {
  const preset = QEMU_ENGINES.find((candidate) => candidate.name === name);
  if (preset === undefined) throw new Error(`no preset ${name}`);
  return preset;
}

describe("QEMU's presets", () => {
  // Defaults: docs/sources/qemu.md#defaults, docs/sources/qemu.md#dirty-logs; byte counting: docs/sources/qemu.md#measured-runs
  it.each([
    ["qemu-0.12", "strict", 30, 32, "legacy", 1, 0],
    ["qemu-1.0", "continuous", 30, 32, "legacy", 1, 0],
    ["qemu-2.1", "continuous", 300, 32, "legacy", 1, 0],
    ["qemu-2.5", "continuous", 300, 32, "legacy", 1, 0],
    ["qemu-4.1", "continuous", 300, 32, "manual-protect", 1, 0],
    ["qemu-5.1", "continuous", 300, 32, "manual-protect", 1, 0],
    ["qemu-5.2", "continuous", 300, 128, "manual-protect", 1, 0],
    ["qemu-7.2", "continuous", 300, 128, "manual-protect", 1, 0],
    ["qemu-8.2", "continuous", 300, 128, "manual-protect", 32, 0],
    ["qemu-9.0", "continuous", 300, 128, "manual-protect", 32, 0],
    ["qemu-9.2", "continuous", 300, 128, "manual-protect", 32, 5],
    ["qemu-10.0", "continuous", 300, 128, "manual-protect", 32, 5],
    ["qemu-10.1", "continuous", 300, 128, "manual-protect", 32, 5],
    ["qemu-10.2", "continuous", 300, 128, "manual-protect", 32, 5],
    ["qemu-11.0", "continuous", 300, 128, "manual-protect", 32, 5],
    ["qemu-11.1", "continuous", 300, 128, "manual-protect", 32, 5],
    ["qemu-postcopy", "continuous", 300, 128, "manual-protect", 32, 5],
    ["qemu-hybrid", "continuous", 300, 128, "manual-protect", 32, 5],
    ["qemu-7.2-tcg", "continuous", 300, 128, "legacy", 1, 0],
    ["qemu-8.2-tcg", "continuous", 300, 128, "legacy", 32, 0],
    ["qemu-9.2-tcg", "continuous", 300, 128, "legacy", 32, 5],
    ["qemu-10.0-tcg", "continuous", 300, 128, "legacy", 32, 5],
  ] as const)(
    "%s: %s, %i ms, %i MiB/s, %s, counts every %i pages, forces a sync after %i s",
    (name, passes, milliseconds, speed, log, flushPages, forced) => {
      const { parameters, features } = presetNamed(name);
      expect(parameters).toMatchObject({
        preset: name,
        family: "qemu",
        passes,
        downtimeLimitSeconds: milliseconds / 1000,
        maxBandwidthBytesPerSecond: speed * MiB,
        log,
        flushPages,
      });
      expect(features?.autoConverge.forcedSyncSeconds).toBe(forced);
    },
  );

  // docs/sources/qemu.md#versions
  it.each([
    ["qemu-4.1", false, "main", false, false, "last-sync", false],
    ["qemu-5.1", true, "main", false, false, "last-sync", false],
    ["qemu-8.2", true, "main", false, false, "last-sync", false],
    ["qemu-9.0", true, "channels", false, false, "last-sync", false],
    ["qemu-10.0", true, "channels", false, false, "last-sync", false],
    ["qemu-10.1", true, "channels", true, false, "last-sync", true],
    ["qemu-10.2", true, "channels", true, false, "last-sync", true],
    ["qemu-11.0", true, "channels", true, false, "last-sync", true],
    ["qemu-11.1", true, "channels", true, true, "on-demand", true],
  ] as const)(
    "%s has the rules of its release",
    (name, initiallySet, zeroPages, completeAtThreshold, syncAtThreshold, expectedDowntime, is10_1) => {
      const { parameters, features, newestRelease = 0 } = presetNamed(name);
      expect(parameters).toMatchObject({ initiallySet, completeAtThreshold, syncAtThreshold, expectedDowntime });
      expect(features).toMatchObject({
        autoConverge: { tailslow: false },
        multifd: { zeroPages },
        postcopy: { hints: is10_1, beforeCompletion: is10_1 },
      });
      expect(newestRelease >= 10.1).toBe(is10_1);
    },
  );

  it("say up to which release they stand, none before the one they are named after", () => {
    for (const { name, newestRelease = 0 } of QEMU_ENGINES) {
      const [, named = "10.0"] = /(\d+\.\d+)/.exec(name) ?? [];
      expect([name, newestRelease >= Number(named)]).toEqual([name, true]);
    }
    expect(presetNamed("qemu-5.2").newestRelease).toBe(7.1);
  });

  it("say what is measured under them and what is assumed, and what is known from titles only", () => {
    for (const { description, measured = "", assumed = "" } of QEMU_ENGINES) {
      expect(description).toMatch(/^QEMU \d+\.\d+/);
      expect(measured.length).toBeGreaterThan(5);
      expect(assumed.length).toBeGreaterThan(20);
    }
    expect(presetNamed("qemu-11.1").assumed).toContain("titles of commits only");
  });

  it("are complete", () => {
    expect(QEMU_ENGINES).toHaveLength(22);
  });

  it.each(QEMU_ENGINES.map((preset) => [preset.name, preset] as const))("%s has the common values", (_, { parameters, features }) => {
    expect(parameters).toMatchObject({
      maxPostcopyBandwidthBytesPerSecond: 0,
      availSwitchoverBandwidthBytesPerSecond: 0,
      windowSeconds: 0.1002,
      sliceSeconds: 0.05,
      clearChunkBytes: 2 ** 30,
      freePageHints: false,
      zeroPageSeconds: 0.28e-6,
      completionSeconds: 0.001,
    });
    expect(features).toMatchObject({
      autoConverge: { initialRatio: 0.2, incrementRatio: 0.1, maxRatio: 0.99, triggerRatio: 0.5 },
      dirtyLimit: { bytesPerSecond: MiB, periodSeconds: 1 },
      xbzrle: { cacheBytes: 64 * MiB, changedBytes: 64, changedRunBytes: 64 },
      multifd: { channels: 2, compression: "none", compressionRatio: 1 },
      postcopy: { afterSyncs: 1, preempt: false, queuedBytes: 212_992, placePageSeconds: 1.51e-6, placeZeroPageSeconds: 0.53e-6 },
    });
  });

  it("take 2.5 ms for a sync of 256 GiB with KVM and 73 ms with 24 vhost devices, and none for software emulation", () => {
    const secondsPerGiB = (name: string, vhostDevices = 0) => {
      const { parameters } = presetNamed(name);
      if (parameters.family !== "qemu") return Number.NaN;
      return (parameters.syncPageSeconds + vhostDevices * parameters.syncDevicePageSeconds) * 2 ** 18;
    };
    expect(256 * secondsPerGiB("qemu-10.0", 24)).toBeCloseTo(73e-3, 12);
    for (const name of ["qemu-1.0", "qemu-5.2", "qemu-8.2", "qemu-10.0", "qemu-hybrid"])
      expect(256 * secondsPerGiB(name)).toBeCloseTo(2.5e-3, 12);
    for (const name of ["qemu-7.2-tcg", "qemu-8.2-tcg", "qemu-9.2-tcg", "qemu-10.0-tcg"]) expect(secondsPerGiB(name)).toBe(0);
  });

  it("switch to post-copy at once, after a pass, or never", () => {
    expect(presetNamed("qemu-postcopy").parameters).toMatchObject({ postcopy: { afterSyncs: 0, preempt: false } });
    expect(presetNamed("qemu-hybrid").parameters).toMatchObject({ postcopy: { afterSyncs: 1, preempt: false } });
    for (const { name, parameters } of QEMU_ENGINES) {
      for (const feature of ["autoConverge", "dirtyLimit", "xbzrle", "multifd", "relax", "cancelAfterSyncs"]) {
        expect(parameters).not.toHaveProperty(feature);
      }
      if (!["qemu-postcopy", "qemu-hybrid"].includes(name)) expect(parameters).not.toHaveProperty("postcopy");
    }
  });

  it.each(["qemu-1.0", "qemu-4.1", "qemu-5.1", "qemu-7.2-tcg", "qemu-10.0-tcg"])("%s says which dirty log it has", (name) => {
    expect(presetNamed(name).description).toMatch(/log|protect/);
  });
});
