import { describe, expect, it } from "vitest";
import { DirtyPeriod } from "../../../src/engine/qemu/dirty-period.js";

describe("a period between syncs", () => {
  it("ends with the first sync more than a second after its start, and adds up the syncs before", () => {
    const period = new DirtyPeriod(10);
    period.addSent(700);
    expect(period.addSync(100, 10.6)).toBeUndefined();
    period.addSent(300);
    expect(period.addSync(50, 11)).toBeUndefined();
    expect(period.dirtyBytesPerSecond).toBeUndefined();
    expect(period.addSync(30, 12)).toEqual({ dirtiedBytes: 180, sentBytes: 1000, seconds: 2 });
    expect(period.dirtyBytesPerSecond).toBe(90);
  });

  it("starts empty", () => {
    const period = new DirtyPeriod(0);
    period.addSent(5);
    period.addSync(5, 2);
    expect(period.addSync(7, 4)).toEqual({ dirtiedBytes: 7, sentBytes: 0, seconds: 2 });
  });
});
