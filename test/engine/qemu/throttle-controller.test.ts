import { describe, expect, it } from "vitest";
import { ThrottleController } from "../../../src/engine/qemu/throttle-controller.js";
import { migrationFacts, qemuParameters } from "../../support/qemu.js";
import { migrate, scenarioWith } from "../../support/scenarios.js";

const MIB = 2 ** 20;
const BAD = { dirtiedBytes: 80, sentBytes: 100, seconds: 1.5 };

describe("a forced sync", () => {
  /** A guest that rewrites 48 MiB, at 4 MB/s: a pass takes 12 s. */
  const gaps = async (preset: string, autoConverge: object | boolean) => {
    const scenario = scenarioWith({
      link: { bandwidth: 32e6, efficiency: 1, latency: 0 },
      engine: { preset, maxBandwidth: 0, autoConverge, cancelAfterSyncs: 6 },
      workload: [{ kind: "burst", size: 48 * MIB, period: "1 ms" }],
    });
    return (await migrate(scenario)).rounds.map((round) => round.durationSeconds);
  };

  it.each(["qemu-9.2", "qemu-10.0-tcg", "qemu-10.0"])(
    "comes at the ticks of a timer of 5 s in %s, after the first pass",
    async (preset) => {
      const [first = 0, ...later] = await gaps(preset, true);
      expect(first).toBeGreaterThan(16);
      // A tick just after a sync is skipped; the sync comes with the next one.
      for (const seconds of later) expect(seconds).toBeLessThan(10.2);
      for (const seconds of later.slice(1)) expect(seconds).toBeCloseTo(5, 0);
    },
  );

  it.each(["qemu-7.2", "qemu-8.2-tcg", "qemu-8.2"])("does not come in %s", async (preset) => {
    for (const seconds of await gaps(preset, true)) expect(seconds).toBeGreaterThan(11);
  });

  it("does not come with auto-converge off", async () => {
    for (const seconds of await gaps("qemu-10.0", false)) expect(seconds).toBeGreaterThan(11);
  });
});

/** cpu_throttle_dirty_sync_timer_tick: every 5 s from the start on; `syncs` does not count that of the set-up. */
describe("the timer of forced syncs", () => {
  const timer = (nowSeconds: number) =>
    new ThrottleController(qemuParameters({ preset: "qemu-10.0", autoConverge: true }), migrationFacts(), nowSeconds);

  it("forces one at a tick if there was none since the last, and never in the first pass", () => {
    const throttling = timer(100);
    const asked: [syncs: number, nowSeconds: number, isDue: boolean][] = [
      // The first pass, whatever the tick.
      [0, 105, false],
      [0, 110, false],
      // A sync of its own at 112: the tick at 115 finds it.
      [1, 114.999, false],
      [1, 115, false],
      [1, 119.999, false],
      [1, 120, true],
      // The forced sync is the second, and does not put off the next one.
      [2, 120.1, false],
      [2, 124.9, false],
      [2, 125, true],
      [3, 130, true],
      // Two of the guest's own passes end in between.
      [6, 135, false],
      [6, 140, true],
    ];
    for (const [syncs, nowSeconds, isDue] of asked)
      expect([nowSeconds, throttling.isSyncDue(syncs, nowSeconds)]).toEqual([nowSeconds, isDue]);
  });

  it("never ticks without auto-converge", () => {
    const throttling = new ThrottleController(qemuParameters({ preset: "qemu-10.0" }), migrationFacts(), 0);
    for (let second = 0; second < 60; second++) expect(throttling.isSyncDue(1, second)).toBe(false);
    const before = new ThrottleController(qemuParameters({ preset: "qemu-8.2", autoConverge: true }), migrationFacts(), 0);
    for (let second = 0; second < 60; second++) expect(before.isSyncDue(1, second)).toBe(false);
  });
});

describe("throttling", () => {
  it("is off without a feature that throttles", () => {
    const throttling = new ThrottleController(qemuParameters({ preset: "qemu-10.0" }), migrationFacts(), 0);
    for (let period = 1; period < 9; period++) throttling.judge(BAD, period);
    expect(throttling.ratio).toBe(0);
  });

  it("starts at the second bad period: by 20 % with auto-converge, at the next adjustment with a quota", () => {
    const converge = new ThrottleController(qemuParameters({ preset: "qemu-10.0", autoConverge: true }), migrationFacts(), 0);
    const parameters = qemuParameters({ preset: "qemu-8.2", log: "dirty-ring", dirtyLimit: { rate: 100 * MIB } });
    const limit = new ThrottleController(parameters, migrationFacts({ distinctPages: () => 102_400 }), 0);
    for (const throttling of [converge, limit]) throttling.judge(BAD, 1.5);
    expect([converge.ratio, limit.ratio]).toEqual([0, 0]);
    for (const throttling of [converge, limit]) throttling.judge(BAD, 3);
    limit.tick(3.9);
    expect([converge.ratio, limit.ratio]).toEqual([0.2, 0]);
    limit.tick(4);
    // The quota reduces 400 MiB/s to 100.
    expect(limit.ratio).toBeCloseTo(0.75, 12);
  });

  it("by a quota is adjusted once per period, and the quota is set once", () => {
    let pages = 102_400;
    const parameters = qemuParameters({ preset: "qemu-8.2", log: "dirty-ring", dirtyLimit: { rate: 100 * MIB, period: "500 ms" } });
    const throttling = new ThrottleController(parameters, migrationFacts({ distinctPages: (seconds) => seconds * pages }), 0);
    throttling.tick(10);
    for (const second of [1.5, 3]) throttling.judge(BAD, second);
    throttling.tick(3.5);
    expect(throttling.ratio).toBeCloseTo(0.75, 12);
    // Eight times as many pages from now on: the sleep of 3 fills grows to 3 + (800 - 100) / 100 fills.
    pages *= 8;
    throttling.tick(3.999);
    expect(throttling.ratio).toBeCloseTo(0.75, 12);
    // More bad periods change nothing: dirty-limit has no steps.
    for (const second of [3.9, 3.95]) throttling.judge(BAD, second);
    expect(throttling.ratio).toBeCloseTo(0.75, 12);
    throttling.tick(4);
    expect(throttling.ratio).toBeCloseTo(10 / 11, 12);
  });

  it("by auto-converge takes its own threshold for a bad period, and dirty-limit half", () => {
    const good = { dirtiedBytes: 49, sentBytes: 100, seconds: 1.5 };
    const converge = qemuParameters({ preset: "qemu-10.0", autoConverge: { trigger: 0.4 } });
    const limit = qemuParameters({ preset: "qemu-8.2", log: "dirty-ring", dirtyLimit: { rate: 100 * MIB } });
    const ratioAfter = (parameters: typeof converge, period: typeof good) => {
      const throttling = new ThrottleController(parameters, migrationFacts({ distinctPages: () => 102_400 }), 0);
      for (const second of [1.5, 3]) throttling.judge(period, second);
      throttling.tick(4);
      return throttling.ratio;
    };
    expect(ratioAfter(converge, good)).toBe(0.2);
    expect(ratioAfter(limit, good)).toBe(0);
    expect(ratioAfter(limit, { ...good, dirtiedBytes: 51 })).toBeCloseTo(0.75, 12);
  });

  it("is the larger of QEMU's and a policy's", () => {
    const throttling = new ThrottleController(qemuParameters({ preset: "qemu-10.0", autoConverge: true }), migrationFacts(), 0);
    throttling.setOwn(0.1);
    expect(throttling.ratio).toBe(0.1);
    for (const second of [1.5, 3]) throttling.judge(BAD, second);
    expect(throttling.ratio).toBe(0.2);
    throttling.setOwn();
    throttling.setOwn(0.5);
    expect(throttling.ratio).toBe(0.5);
  });
});
