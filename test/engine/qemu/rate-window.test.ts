import { describe, expect, it } from "vitest";
import { RateWindow } from "../../../src/engine/qemu/rate-window.js";

describe("a rate-limit window", () => {
  it("has a quota of a tenth of a second's bytes, and 0 for no limit", () => {
    const window = new RateWindow(0.1002, 0);
    expect(window.quotaLeft(2 ** 25)).toBe(3_355_443);
    window.addBytes(3_355_444);
    expect(window.quotaLeft(2 ** 25)).toBe(-1);
    expect(window.quotaLeft(0)).toBe(Infinity);
  });

  it("is over after 100 ms, and the next begins when that is noticed", () => {
    const window = new RateWindow(0.1002, 1);
    window.addBytes(600);
    expect(window.endIfOver(1.0999)).toBeUndefined();
    expect(window.bytesPerSecond).toBeUndefined();
    expect(window.endIfOver(1.15)).toBe(600);
    expect(window.bytesPerSecond).toBeCloseTo(4000, 6);
    expect(window.bytes).toBe(0);
    expect(window.endIfOver(1.2)).toBeUndefined();
    expect(window.endIfOver(1.2501)).toBe(0);
  });

  it("that ends in a sleep lasts as long as the sleep really takes", () => {
    const window = new RateWindow(0.1002, 5);
    expect(window.secondsToSleep(5.03)).toBeCloseTo(0.0702, 12);
    expect(window.secondsToSleep(5.2)).toBe(0);
  });
});
