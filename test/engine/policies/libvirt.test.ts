import { describe, expect, it } from "vitest";
import { createPolicy } from "../../../src/index.js";
import { follow, GIB } from "../../support/policy-runs.js";

/** Bytes left that never converge. */
const STUCK = { memoryBytes: GIB, bytesPerSecond: 100e6, remainingBytes: () => 500e6, passSeconds: 5, lastSeconds: 100 };

describe("libvirt's time-out", () => {
  it("is none by default: QEMU alone decides", () => {
    expect(follow(createPolicy("libvirt"), { ...STUCK, lastSeconds: 5000 })).toEqual([]);
  });

  it.each([
    ["suspend", "stop", "virsh's timeout of 30 s passed with 477 MiB left: the guest was paused to send them."],
    ["postcopy", "postcopy", "as virsh's timeout of 30 s passed with 477 MiB left"],
  ] as const)("ends the live phase at its second, not before: %s", (timeoutAction, decision, detail) => {
    const policy = () => createPolicy({ name: "libvirt", timeoutSeconds: 30, timeoutAction });
    expect(follow(policy(), { ...STUCK, lastSeconds: 29.9 })).toEqual([]);
    const [end] = follow(policy(), STUCK);
    expect(end).toMatchObject({ decision, detail });
    expect(end?.elapsedSeconds).toBeCloseTo(30, 9);
  });
});
