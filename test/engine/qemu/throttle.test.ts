import { describe, expect, it } from "vitest";
import { qemuEngine } from "../../../src/engine/qemu/qemu.js";
import { BadPeriods, nextThrottleRatio } from "../../../src/engine/qemu/throttle.js";
import { drive, migrationFacts, qemuParameters } from "../../support/qemu.js";

const DEFAULTS = { initialRatio: 0.2, incrementRatio: 0.1, maxRatio: 0.99, triggerRatio: 0.5, forcedSyncSeconds: 0, tailslow: false };
const TWICE = { dirtiedBytes: 100, sentBytes: 100, seconds: 1.1 };
const LADDER = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99];

describe("the ladder of auto-converge", () => {
  it("has eight steps above the first, the last of them limited to 99 %", () => {
    const steps: number[] = [];
    for (let ratio = 0; steps.length < 12; steps.push(ratio)) ratio = nextThrottleRatio(DEFAULTS, ratio, TWICE);
    expect(steps.slice(0, 9).map((ratio) => Number(ratio.toFixed(9)))).toEqual(LADDER);
    expect(steps.slice(9)).toEqual([0.99, 0.99, 0.99]);
  });

  it("begins where it is told to, above its own end too: cpu_throttle_set alone limits the first step", () => {
    expect(nextThrottleRatio({ ...DEFAULTS, initialRatio: 0.5, maxRatio: 0.3 }, 0, TWICE)).toBe(0.5);
    expect(nextThrottleRatio({ ...DEFAULTS, initialRatio: 0.5, maxRatio: 0.3 }, 0.5, TWICE)).toBe(0.3);
  });

  it.each([
    // Dirtied bytes of 100 sent, with a trigger of 50: the guest runs half of its time, and should run this many per cent.
    [51, 49, 0.51],
    [60, 41, 0.59],
    [62, 40, 0.6],
    [63, 39, 0.6],
    [100, 25, 0.6],
  ])("with tailslow takes no more than brings %i to the trigger: to %i %%", (dirtiedBytes, idealPercent, next) => {
    const settings = { ...DEFAULTS, tailslow: true };
    expect(Math.floor((50 * 50) / dirtiedBytes)).toBe(idealPercent);
    expect(nextThrottleRatio(settings, 0.5, { ...TWICE, dirtiedBytes })).toBeCloseTo(next, 12);
    expect(nextThrottleRatio(settings, 0, { ...TWICE, dirtiedBytes })).toBe(0.2);
    expect(nextThrottleRatio(DEFAULTS, 0.5, { ...TWICE, dirtiedBytes })).toBe(0.6);
  });

  it("is climbed one step for every two bad periods", () => {
    const periods = new BadPeriods(0.5);
    const bad = { dirtiedBytes: 51, sentBytes: 100, seconds: 1.1 };
    const good = { ...bad, dirtiedBytes: 50 };
    // A good period in between does not undo a step.
    const taken = [bad, bad, bad, good, good, bad, bad].map((period) => periods.add(period));
    expect(taken).toEqual([false, true, false, false, false, true, false]);
  });
});

/** Auto-converge with a guest that rewrites everything at once: throttle values, and the syncs before each. */
function climb(linkBytesPerSecond: number, maxSeconds: number): { ratios: number[]; seconds: number[] } {
  const facts = migrationFacts({ linkBytesPerSecond });
  const parameters = qemuParameters({ preset: "qemu-8.2", maxBandwidth: 0, autoConverge: true });
  const actions = drive(qemuEngine(parameters).migrate(facts), facts, (sent) => sent, maxSeconds);
  const throttles = actions.flatMap(({ action, nowSeconds }) => (action.kind === "throttle" ? [{ ratio: action.ratio, nowSeconds }] : []));
  return { ratios: throttles.map(({ ratio }) => Number(ratio.toFixed(9))), seconds: throttles.map(({ nowSeconds }) => nowSeconds) };
}

describe("a guest that rewrites everything all the time", () => {
  it("climbs the whole ladder and stays there, two syncs per step if a pass takes more than a second", () => {
    // 1 GiB at 100 MB/s, less the threshold of 30 MB: 10.4 s between syncs.
    const { ratios, seconds } = climb(1e8, 300);
    expect(ratios).toEqual(LADDER);
    const passSeconds = (2 ** 18 * 4104) / 1e8 - 0.3;
    for (const [index, second] of seconds.entries()) expect(second / passSeconds / (2 * (index + 1))).toBeCloseTo(1, 1);
  });

  it("needs as many short passes as make up two periods of more than a second", () => {
    // 1 GiB at 2 GB/s: 0.24 s per pass, so the fifth sync is the first more than a second after a period's start.
    const { ratios, seconds } = climb(2e9, 40);
    expect(ratios).toEqual(LADDER);
    const gaps = seconds.slice(1).map((second, index) => second - (seconds[index] ?? 0));
    for (const gap of gaps) {
      expect(gap).toBeGreaterThan(2);
      expect(gap).toBeLessThan(2 * 1.3);
    }
  });
});
