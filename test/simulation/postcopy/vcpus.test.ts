import { describe, expect, it } from "vitest";
import { Vcpus } from "../../../src/simulation/postcopy/vcpus.js";

describe("virtual CPUs at the destination", () => {
  it("stop at a missing page and continue a fixed time after it has arrived", () => {
    const vcpus = new Vcpus(4, 0.5);
    expect([vcpus.runningRatio, vcpus.areWaiting, vcpus.nextWakeSeconds]).toEqual([1, false, Infinity]);
    expect(vcpus.stop(7, 1)).toBe(true);
    expect(vcpus.stop(9, 1.25)).toBe(true);
    expect([vcpus.runningRatio, vcpus.areWaiting, vcpus.faults]).toEqual([0.5, true, 2]);
    expect(vcpus.pageArrived(8, 2)).toBe(false);
    expect(vcpus.pageArrived(7, 2)).toBe(true);
    expect([vcpus.runningRatio, vcpus.nextWakeSeconds]).toEqual([0.5, 2.5]);
    vcpus.wake();
    expect([vcpus.runningRatio, vcpus.nextWakeSeconds, vcpus.areWaiting]).toEqual([0.75, Infinity, true]);
    expect(vcpus.times.summary()).toMatchObject({ mean: 1.5, max: 1.5 });
  });

  it("wait together for one page, as one fault", () => {
    const vcpus = new Vcpus(2, 0);
    expect([vcpus.stop(7, 1), vcpus.stop(7, 3)]).toEqual([true, false]);
    vcpus.pageArrived(7, 4);
    expect(vcpus.faults).toBe(1);
    expect(vcpus.times.summary()?.mean).toBe(3);
    expect(vcpus.stallSecondsUntil(4)).toBe(3 + 1);
  });

  it("count waiting time up to a given second, for those still waiting and those about to continue", () => {
    const vcpus = new Vcpus(3, 10);
    vcpus.stop(1, 0);
    vcpus.stop(2, 1);
    vcpus.pageArrived(1, 2);
    expect(vcpus.stallSecondsUntil(5)).toBe(5 + 4);
  });
});
