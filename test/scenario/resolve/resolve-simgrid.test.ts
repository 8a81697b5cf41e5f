import { describe, expect, it } from "vitest";
import { engineOf } from "../../support/engine-faults.js";

const head = (bandwidth: string) => `version: 1\nvm: { memory: 1 GiB }\nlink: { bandwidth: ${bandwidth} }\n`;

describe("SimGrid's migration", () => {
  // The configured speeds of the measured runs (docs/sources/simgrid.md#measured-runs).
  it.each([
    ["1 Gbit/s", 119 * 2 ** 20],
    ["10 Gbit/s", 1192 * 2 ** 20],
    ["100 Gbit/s", 11_920 * 2 ** 20],
    ["1 MiB/s", 2 ** 20],
    ["1 MB/s", 1e6],
  ])("has by default the whole MiB per second of a link of %s: %i B/s", (bandwidth, speedBytesPerSecond) => {
    expect(engineOf("simgrid", head(bandwidth))).toMatchObject({ speedBytesPerSecond });
  });

  it("takes its own parameters", () => {
    expect(
      engineOf(
        "{ preset: simgrid, intensity: 0.5, speed: 10 MB/s, downtimeLimit: 60 ms, workingSet: 0.5, bandwidthShare: 1, latencyFactor: 1 }",
      ),
    ).toEqual({
      preset: "simgrid",
      family: "simgrid",
      intensityRatio: 0.5,
      speedBytesPerSecond: 1e7,
      maxDowntimeSeconds: 0.06,
      workingSetRatio: 0.5,
      bandwidthRatio: 1,
      latencyFactor: 1,
    });
  });
});
