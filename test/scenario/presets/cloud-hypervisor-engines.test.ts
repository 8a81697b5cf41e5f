import { describe, expect, it } from "vitest";
import { CLOUD_HYPERVISOR_ENGINES } from "../../../src/scenario/presets/cloud-hypervisor-engines.js";
import type { CloudHypervisorParameters } from "../../../src/scenario/resolved/engine-parameters.js";

function parametersOf(name: string): CloudHypervisorParameters {
  const parameters = CLOUD_HYPERVISOR_ENGINES.find((preset) => preset.name === name)?.parameters;
  if (parameters?.family !== "cloud-hypervisor") throw new Error(`There is no preset ${name} of Cloud Hypervisor.`);
  return parameters;
}

const PAGES_PER_GIB = 2 ** 18;

/** Seconds to read the dirty log of a guest. */
function readSeconds({ logPageSeconds, logDirtyPageSeconds }: CloudHypervisorParameters, memoryGiB: number, dirtyGiB: number): number {
  return PAGES_PER_GIB * (memoryGiB * logPageSeconds + dirtyGiB * logDirtyPageSeconds);
}

describe("the presets of Cloud Hypervisor", () => {
  // docs/sources/cloud-hypervisor.md
  it.each([
    ["cloud-hypervisor-40", { rule: "passes", maxPasses: 5, finalLogReads: 1, sparseFirstPass: false }],
    ["cloud-hypervisor-52", { rule: "downtime", finalLogReads: 1, sparseFirstPass: false }],
    ["cloud-hypervisor-53", { rule: "downtime", finalLogReads: 2, sparseFirstPass: false }],
    ["cloud-hypervisor-master", { rule: "downtime", finalLogReads: 2, sparseFirstPass: true }],
  ])("%s has the rules of its release", (name, rules) => {
    const defaults = { downtimeSeconds: 0.3, timeoutSeconds: 3600, timeoutStrategy: "cancel", connections: 1, memoryMode: "precopy" };
    expect(parametersOf(name)).toMatchObject({ ...defaults, ...rules });
  });

  it("give the newest release read under the plain name", () => {
    expect({ ...parametersOf("cloud-hypervisor"), preset: "" }).toEqual({ ...parametersOf("cloud-hypervisor-53"), preset: "" });
  });

  it("start the dirty log of 64 GiB in the measured 270 to 340 ms", () => {
    const seconds = 64 * PAGES_PER_GIB * parametersOf("cloud-hypervisor").startLogPageSeconds;
    expect(seconds).toBeGreaterThan(0.27);
    expect(seconds).toBeLessThan(0.34);
  });

  it("read the log of 6 GiB, 5418 MiB of them dirty, in the measured 56 to 59 ms", () => {
    expect(Math.abs(readSeconds(parametersOf("cloud-hypervisor-53"), 6, 5418 / 1024) - 0.0575)).toBeLessThan(0.0025);
  });

  it("read an empty log of 12 TB in the measured 1.85 s before release 50, and no longer", () => {
    expect(readSeconds(parametersOf("cloud-hypervisor-40"), 12 * 1024, 0) / 1.8512).toBeCloseTo(1, 1);
    expect(readSeconds(parametersOf("cloud-hypervisor-52"), 12 * 1024, 0)).toBeLessThan(0.25);
  });

  it("take the measured 27 ms for the state of a small guest", () => {
    for (const { parameters } of CLOUD_HYPERVISOR_ENGINES) {
      const { snapshotSeconds, restoreSeconds } = parameters as CloudHypervisorParameters;
      expect([snapshotSeconds, restoreSeconds]).toEqual([0.007, 0.02]);
    }
  });
});
