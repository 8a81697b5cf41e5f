import { describe, expect, it } from "vitest";
import { downtimeSteps } from "../../../src/engine/policies/nova.js";
import { createPolicy, POLICY_PRESETS, type PolicyParameters } from "../../../src/index.js";
import { follow, GIB, type MadeUpMigration } from "../../support/policy-runs.js";

type NovaParameters = Extract<PolicyParameters, { readonly name: "nova" }>;
const DEFAULTS = POLICY_PRESETS.find(({ name }) => name === "nova")?.parameters as NovaParameters;

/** Bytes left that never converge. */
const stuck = (memoryBytes: number, lastSeconds: number): MadeUpMigration => ({
  memoryBytes,
  bytesPerSecond: 100e6,
  remainingBytes: () => 500e6,
  passSeconds: 5,
  lastSeconds,
});

describe("Nova's downtime steps", () => {
  it("match Nova's documented example: 400 ms in 10 steps, 30 s apart per GB for 3 GB", () => {
    const steps = downtimeSteps({ ...DEFAULTS, downtimeSeconds: 0.4, steps: 10, delayPerGiBSeconds: 30 }, 3);
    expect(steps.map(({ afterSeconds }) => afterSeconds)).toEqual([0, 90, 180, 270, 360, 450, 540, 630, 720, 810, 900]);
    expect(steps.map(({ downtimeSeconds }) => Math.round(downtimeSeconds * 1000))).toEqual([
      40, 76, 112, 148, 184, 220, 256, 292, 328, 364, 400,
    ]);
  });

  it("follow the clock: the first, 50 ms, at once, then 150 s apart for a guest of up to 2 GiB", () => {
    const told = follow(createPolicy("nova"), stuck(GIB, 1590));
    expect(told.map(({ downtimeLimitSeconds }) => downtimeLimitSeconds)).toEqual([
      0.05, 0.095, 0.14, 0.185, 0.23, 0.275, 0.32, 0.365, 0.41, 0.455, 0.5,
    ]);
    for (const [index, { elapsedSeconds }] of told.entries()) {
      // Nova checks every half second, and takes a step once more than its time has passed.
      expect(elapsedSeconds).toBeGreaterThan(150 * index);
      expect(elapsedSeconds).toBeLessThan(150 * index + 0.75);
    }
  });

  it("are spaced in proportion to the guest's memory", () => {
    const [, second] = follow(createPolicy("nova"), stuck(8 * GIB, 700));
    expect(second?.elapsedSeconds).toBeGreaterThan(600);
    expect(second?.elapsedSeconds).toBeLessThan(600.75);
  });
});

describe("Nova's timeout", () => {
  it("is 800 s per GiB, for at least 2 GiB, and then it aborts", () => {
    const last = follow(createPolicy("nova"), stuck(GIB, 2000)).at(-1);
    expect(last?.decision).toBe("abort");
    expect(last?.elapsedSeconds).toBeGreaterThan(1600);
    expect(last?.elapsedSeconds).toBeLessThan(1600.75);
    expect(last?.detail).toBe("Nova's completion timeout of 1600 s passed with 477 MiB left: aborted.");
  });

  it.each([
    [false, "stop"],
    [true, "postcopy"],
  ])("may force completion: post-copy permitted %s, then %s", (permitPostCopy, decision) => {
    const policy = createPolicy({ ...DEFAULTS, timeoutAction: "force-complete", permitPostCopy, completionTimeoutPerGiBSeconds: 10 });
    const [over, left] = ["Nova's completion timeout of 40 s passed with 477 MiB left", ": the guest was paused to send them."];
    const detail = permitPostCopy ? `as ${over}` : over + left;
    expect(follow(policy, stuck(4 * GIB, 60)).at(-1)).toMatchObject({ decision, detail });
  });

  it("may be unlimited", () => {
    const policy = createPolicy({ ...DEFAULTS, completionTimeoutPerGiBSeconds: 0 });
    expect(follow(policy, stuck(GIB, 3000)).every(({ decision }) => decision === "continue")).toBe(true);
  });
});
