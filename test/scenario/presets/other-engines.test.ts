import { expect, it } from "vitest";
import { OTHER_ENGINES } from "../../../src/scenario/presets/other-engines.js";

// docs/sources/firecracker.md, docs/sources/simgrid.md#constants
it.each([
  ["firecracker", { family: "firecracker", diffSnapshot: false, betweenSeconds: 0 }],
  ["simgrid", { intensityRatio: 0, maxDowntimeSeconds: 0.03, workingSetRatio: 0.9, bandwidthRatio: 0.97 / 1.05, latencyFactor: 13.01 }],
])("%s has the values of its source", (name, values) => {
  expect(OTHER_ENGINES.find((preset) => preset.name === name)?.parameters).toMatchObject({ preset: name, ...values });
});

it("says that SimGrid's model ignores the workload and the link's efficiency", () => {
  const simgrid = OTHER_ENGINES.find((preset) => preset.name === "simgrid");
  expect(simgrid?.description).toMatch(/ignores workload, zero pages and link\.efficiency/);
});
