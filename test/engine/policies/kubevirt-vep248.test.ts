import { describe, expect, it } from "vitest";
import { createPolicy, POLICY_PRESETS, type PolicyParameters } from "../../../src/index.js";
import { follow, GIB, type MadeUpMigration } from "../../support/policy-runs.js";

type Vep248 = Extract<PolicyParameters, { readonly name: "kubevirt-vep248" }>;
const DEFAULTS = POLICY_PRESETS.find(({ name }) => name === "kubevirt-vep248")?.parameters as Vep248;

/** Bytes left that fall for a minute, then stay constant. */
const settling = (bytes: number, fields: Partial<MadeUpMigration> = {}): MadeUpMigration => ({
  memoryBytes: 4 * GIB,
  bytesPerSecond: 100e6,
  remainingBytes: (seconds) => bytes + Math.max(0, 60 - seconds) * 50e6,
  passSeconds: 2,
  lastSeconds: 600,
  ...fields,
});

describe("KubeVirt's stall detection", () => {
  it("starts with QEMU's limit, and sets the highest allowed once the stall is certain and 900 ms are enough", () => {
    const told = follow(createPolicy("kubevirt-vep248"), settling(80e6, { lastSeconds: 130 }));
    // At second 100 no less is left than at second 60.
    expect(told.map(({ elapsedSeconds, downtimeLimitSeconds }) => [Math.round(elapsedSeconds), downtimeLimitSeconds])).toEqual([
      [100, 0.9],
    ]);
    const low = follow(createPolicy({ ...DEFAULTS, maxDowntimeSeconds: 0.2 }), settling(10e6, { lastSeconds: 1 }));
    expect(low.map(({ downtimeLimitSeconds }) => downtimeLimitSeconds)).toEqual([0.2]);
  });

  it("aborts when QEMU has not switched 60 s later", () => {
    const last = follow(createPolicy("kubevirt-vep248"), settling(80e6)).at(-1);
    expect(last?.decision).toBe("abort");
    expect(last?.elapsedSeconds).toBeGreaterThanOrEqual(161);
    expect(last?.elapsedSeconds).toBeLessThan(162.1);
    expect(last?.detail).toContain("QEMU had not switched over 60 s after the request");
  });

  it.each([
    [134e6, "continue"],
    [136e6, "abort"],
  ])("waits up to 1.5 times the 900 ms, beyond that it aborts at once: %d bytes, %s", (bytes, decision) => {
    const told = follow(createPolicy("kubevirt-vep248"), settling(bytes, { lastSeconds: 110 }));
    expect(told.at(-1)).toMatchObject({ decision });
    if (decision === "abort") expect(told.at(-1)?.detail).toContain("1.36 s of pause, more than 1.5 times the 900 ms allowed");
  });

  it("forces the switch if disruption is allowed, or switches to post-copy if that is allowed too", () => {
    const disrupted = follow(createPolicy({ ...DEFAULTS, allowWorkloadDisruption: true }), settling(500e6, { lastSeconds: 110 }));
    expect(disrupted.at(-1)).toMatchObject({
      decision: "stop",
      detail: expect.stringMatching(/^KubeVirt forced the switchover: the bytes left stopped falling at /),
    });
    const both = { ...DEFAULTS, allowWorkloadDisruption: true, allowPostCopy: true };
    expect(follow(createPolicy(both), settling(500e6)).at(-1)).toMatchObject({
      decision: "postcopy",
      detail: "as the bytes left stopped falling at 477 MiB, 5 s of pause",
    });
  });

  it("waits while the pause would exceed twice the timeout", () => {
    // 5 gigabytes, rounded up, at 10 s each: 50 s, doubled to 100 s, none of which is left at the stall.
    const parameters = { ...DEFAULTS, completionTimeoutPerGiBSeconds: 10, allowWorkloadDisruption: true, allowPostCopy: true };
    const last = follow(createPolicy(parameters), settling(500e6)).at(-1);
    // At its timeout, 50 s, it does switch: 1 GB left takes 10 s.
    expect(last).toMatchObject({ decision: "postcopy", detail: "as KubeVirt's completion timeout of 50 s passed with 954 MiB left" });
    expect(last?.elapsedSeconds).toBeGreaterThanOrEqual(51);
    expect(last?.elapsedSeconds).toBeLessThan(51.5);
  });

  it("aborts at its timeout if nothing is allowed and there is no stall", () => {
    const falling = settling(0, { remainingBytes: (seconds) => 4e9 * 0.5 ** (seconds / 20) });
    const last = follow(createPolicy({ ...DEFAULTS, completionTimeoutPerGiBSeconds: 20 }), falling).at(-1);
    expect(last).toMatchObject({ decision: "abort" });
    expect(last?.detail).toMatch(/^KubeVirt's completion timeout of 100 s passed with .* left: cancelled\.$/);
  });

  it("uses a smoothed bandwidth: one low sample does not make it abort", () => {
    // 120 MB at 100 MB/s take less than 1.5 times 900 ms, at 60 MB/s they do not.
    expect(follow(createPolicy("kubevirt-vep248"), settling(120e6, { lastSeconds: 110 })).at(-1)?.decision).toBe("continue");
    expect(follow(createPolicy("kubevirt-vep248"), settling(120e6, { bytesPerSecond: 60e6 })).at(-1)?.decision).toBe("abort");
  });
});
