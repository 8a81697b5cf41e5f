import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseScenario } from "../../../src/input/parse-scenario.js";
import { engineOf } from "../../support/engine-faults.js";

/** The values a user writes, and their resolved form. */
const FIELDS = [
  ["maxBandwidth", "64 MiB/s", "maxBandwidthBytesPerSecond", 2 ** 26],
  ["maxBandwidth", 0, "maxBandwidthBytesPerSecond", 0],
  ["downtimeLimit", "30 ms", "downtimeLimitSeconds", 0.03],
  ["downtimeLimit", 0, "downtimeLimitSeconds", 0],
  ["availSwitchoverBandwidth", "1 Gbit/s", "availSwitchoverBandwidthBytesPerSecond", 1.25e8],
  ["passes", "strict", "passes", "strict"],
  ["window", "110 ms", "windowSeconds", 0.11],
  ["slice", "20 ms", "sliceSeconds", 0.02],
  ["flushPages", 1, "flushPages", 1],
  ["cancelAfterSyncs", 8, "cancelAfterSyncs", 8],
  ["log", "dirty-ring", "log", "dirty-ring"],
  ["freePageHints", true, "freePageHints", true],
  ["zeroPageTime", "1.4 us", "zeroPageSeconds", 1.4e-6],
  ["syncPageTime", "6 ns", "syncPageSeconds", 6e-9],
  ["setup", "10 ms", "setupSeconds", 0.01],
  ["completion", "0 s", "completionSeconds", 0],
  ["stateSize", "1 MiB", "stateBytes", 2 ** 20],
  ["roundTrips", 3, "roundTrips", 3],
] as const;

describe("QEMU's parameters", () => {
  it("each resolve to the field with its unit, and to no other", () => {
    const preset = engineOf("qemu-10.0");
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...FIELDS), { selector: ([key]) => key }), (fields) => {
        const given = Object.fromEntries(fields.map(([key, value]) => [key, value]));
        const scenario = { version: 1, vm: { memory: 2 ** 30 }, link: { bandwidth: 1e9 }, engine: { preset: "qemu-10.0", ...given } };
        expect(parseScenario(scenario).engine).toEqual({
          ...preset,
          ...Object.fromEntries(fields.map(([, , name, resolved]) => [name, resolved])),
        });
      }),
      { seed: 20_250_101, numRuns: 100 },
    );
  });

  it("of the dirty logs and of the background push resolve to their fields", () => {
    expect(engineOf("{ preset: qemu-10.0, clearChunk: 4 MiB }")).toMatchObject({ clearChunkBytes: 2 ** 22 });
    expect(engineOf("{ preset: qemu-10.0, log: dirty-ring, dirtyRingEntries: 1024 }")).toMatchObject({ dirtyRingEntries: 1024 });
    expect(engineOf("{ preset: qemu-hybrid, maxPostcopyBandwidth: 1 MB/s }")).toMatchObject({ maxPostcopyBandwidthBytesPerSecond: 1e6 });
    expect(engineOf("{ preset: qemu-10.0, relax: { afterSyncs: 5, downtimeLimit: 2 s } }")).toMatchObject({
      relax: { afterSyncs: 5, downtimeLimitSeconds: 2 },
    });
  });
});
