import { describe, expect, it } from "vitest";
import { createPolicy, POLICY_PRESETS, type PolicyParameters } from "../../../src/index.js";
import { follow, GIB, type MadeUpMigration } from "../../support/policy-runs.js";

type Named<Name> = Extract<PolicyParameters, { readonly name: Name }>;
const defaultsOf = <Name extends PolicyParameters["name"]>(wanted: Name) =>
  POLICY_PRESETS.find(({ name }) => name === wanted)?.parameters as Named<Name>;
const LEGACY = defaultsOf("kubevirt");
const TUNING = defaultsOf("kubevirt-vep291");

const migration = (fields: Partial<MadeUpMigration> = {}): MadeUpMigration => ({
  memoryBytes: GIB,
  bytesPerSecond: 100e6,
  // Bytes left that rise and fall for ever.
  remainingBytes: (seconds) => 200e6 + (seconds % 2 < 1 ? 0 : 10e6),
  passSeconds: 1,
  lastSeconds: 600,
  ...fields,
});

describe("KubeVirt's timeout", () => {
  it("is 150 s per gigabyte, rounded up: 1 GiB has 300 s, and is aborted after its last whole second", () => {
    const [end] = follow(createPolicy("kubevirt"), migration());
    expect(end?.decision).toBe("abort");
    expect(end?.elapsedSeconds).toBeGreaterThanOrEqual(301);
    expect(end?.elapsedSeconds).toBeLessThan(301.55);
    expect(end?.detail).toMatch(/^KubeVirt cancelled after its completion timeout of 300 s with \d+ MiB left\.$/);
  });

  it.each([
    [{ allowWorkloadDisruption: true }, "stop"],
    [{ allowWorkloadDisruption: true, allowPostCopy: true }, "postcopy"],
  ])("ends with %o in: %s", (fields, decision) => {
    const [end] = follow(createPolicy({ ...LEGACY, ...fields }), migration());
    const over = `KubeVirt's completion timeout of 300 s passed with 200 MiB left`;
    expect(end).toMatchObject({ decision, detail: decision === "stop" ? `${over}: the guest was paused to send them.` : `as ${over}` });
    expect(end?.elapsedSeconds).toBeGreaterThanOrEqual(301);
    expect(end?.elapsedSeconds).toBeLessThan(301.55);
  });

  it("may be unlimited", () => {
    expect(follow(createPolicy({ ...LEGACY, completionTimeoutPerGiBSeconds: 0 }), migration({ lastSeconds: 2000 }))).toEqual([]);
  });
});

describe("KubeVirt's timeout for a guest with VFIO devices", () => {
  const VFIO = { ...LEGACY, vfio: true, allowWorkloadDisruption: true };

  it("raises the downtime limit to twice the time, leaves the end to QEMU, and aborts after twice the time", () => {
    const [raised, end] = follow(createPolicy({ ...VFIO, completionTimeoutPerGiBSeconds: 50 }), migration());
    expect(raised).toMatchObject({ decision: "continue", downtimeLimitSeconds: 200 });
    expect(raised?.elapsedSeconds).toBeGreaterThanOrEqual(101);
    expect(raised?.elapsedSeconds).toBeLessThan(101.55);
    expect(end).toMatchObject({ decision: "abort" });
    expect(end?.elapsedSeconds).toBeGreaterThanOrEqual(201);
    expect(end?.elapsedSeconds).toBeLessThan(201.55);
  });

  it("is at most QEMU's 2000 s", () => {
    const limits = (completionTimeoutPerGiBSeconds: number) =>
      follow(createPolicy({ ...VFIO, completionTimeoutPerGiBSeconds }), migration({ lastSeconds: 1500 })).map(
        ({ downtimeLimitSeconds }) => downtimeLimitSeconds,
      );
    expect(limits(499)).toEqual([1996]);
    expect(limits(501)).toEqual([2000]);
  });

  it("never switches to post-copy", () => {
    const [raised] = follow(createPolicy({ ...VFIO, allowPostCopy: true }), migration());
    expect(raised).toMatchObject({ decision: "continue", downtimeLimitSeconds: 600 });
  });

  it("replaces VEP 291's limit where both are due", () => {
    // Its first step after 11 s, and the time-out in the twelfth second: both at the poll of 11.2 s.
    const times = { cooldownSeconds: 11, completionTimeoutPerGiBSeconds: 5 };
    const told = follow(createPolicy({ ...TUNING, ...times, vfio: true, allowWorkloadDisruption: true }), migration({ lastSeconds: 20 }));
    expect(told.map(({ downtimeLimitSeconds }) => downtimeLimitSeconds)).toEqual([0.15, 20]);
  });
});

describe("KubeVirt's progress timeout", () => {
  it("ends after more than 150 s without a new minimum of bytes left, even if a pause would be allowed", () => {
    const stuck = migration({ remainingBytes: () => 200e6, memoryBytes: 4 * GIB });
    for (const allowWorkloadDisruption of [false, true]) {
      const [end] = follow(createPolicy({ ...LEGACY, allowWorkloadDisruption }), stuck);
      expect(end?.decision).toBe("abort");
      // The last progress was at the first sync, seen at the check after second 1.
      expect(end?.elapsedSeconds).toBeGreaterThan(152);
      expect(end?.elapsedSeconds).toBeLessThan(152.85);
      expect(end?.detail).toBe("KubeVirt cancelled: the 191 MiB left had not decreased for 150 s.");
    }
  });

  it("never ends if the bytes left rise and fall", () => {
    const policy = createPolicy({ ...LEGACY, completionTimeoutPerGiBSeconds: 0, progressTimeoutSeconds: 5 });
    expect(follow(policy, migration())).toEqual([]);
  });
});

describe("KubeVirt's VEP 291", () => {
  it("raises the limit from 150 to 900 ms, 107 ms every 10 s from the third pass on", () => {
    const told = follow(createPolicy("kubevirt-vep291"), migration({ lastSeconds: 150 }));
    expect(told.map(({ downtimeLimitSeconds }) => Math.round(downtimeLimitSeconds * 1000))).toEqual([
      150, 257, 364, 471, 578, 685, 792, 899, 900,
    ]);
    expect(told[0]?.elapsedSeconds).toBeCloseTo(0.1, 9);
    const gaps = told.slice(1).map(({ elapsedSeconds }, index) => elapsedSeconds - (told[index]?.elapsedSeconds ?? 0));
    for (const gap of gaps) {
      expect(gap).toBeGreaterThanOrEqual(10 - 1e-9);
      expect(gap).toBeLessThan(10.45);
    }
  });

  it("waits for the third pass by QEMU's count, the second after the first", () => {
    const told = follow(createPolicy("kubevirt-vep291"), migration({ passSeconds: 30, lastSeconds: 75 }));
    expect(told[1]?.elapsedSeconds).toBeGreaterThanOrEqual(60);
    expect(told[1]?.elapsedSeconds).toBeLessThan(60.45);
  });

  it("does not change KubeVirt's timeout", () => {
    const policy = createPolicy({ ...TUNING, completionTimeoutPerGiBSeconds: 10, allowWorkloadDisruption: true });
    expect(follow(policy, migration()).at(-1)).toMatchObject({ decision: "stop" });
  });
});
