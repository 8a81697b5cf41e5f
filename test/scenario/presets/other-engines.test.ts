import { expect, it } from "vitest";
import { OTHER_ENGINES } from "../../../src/scenario/presets/other-engines.js";

// docs/sources/cloud-hypervisor.md, docs/sources/firecracker.md, docs/sources/simgrid.md#constants
it.each([
  [
    "cloud-hypervisor",
    { rule: "downtime", downtimeSeconds: 0.3, timeoutSeconds: 3600, timeoutStrategy: "cancel", connections: 1, memoryMode: "precopy" },
  ],
  ["cloud-hypervisor-40", { rule: "passes", maxPasses: 5, connections: 1, memoryMode: "precopy" }],
  ["firecracker", { family: "firecracker", diffSnapshot: false, betweenSeconds: 0 }],
  ["simgrid", { intensityRatio: 0, maxDowntimeSeconds: 0.03, workingSetRatio: 0.9, bandwidthRatio: 0.97 / 1.05, latencyFactor: 13.01 }],
])("%s has the values of its source", (name, values) => {
  expect(OTHER_ENGINES.find((preset) => preset.name === name)?.parameters).toMatchObject({ preset: name, ...values });
});

it("reads the dirty log of 6 GiB in the measured 56 to 59 ms", () => {
  const { parameters } = OTHER_ENGINES[0] ?? {};
  const seconds = parameters?.family === "cloud-hypervisor" ? parameters.logPageSeconds * 6 * 2 ** 18 : Number.NaN;
  expect(seconds).toBeGreaterThan(0.056);
  expect(seconds).toBeLessThan(0.059);
});

it("says that SimGrid's model ignores the workload and the link's efficiency", () => {
  const simgrid = OTHER_ENGINES.find((preset) => preset.name === "simgrid");
  expect(simgrid?.description).toMatch(/ignores workload, zero pages and link\.efficiency/);
});
