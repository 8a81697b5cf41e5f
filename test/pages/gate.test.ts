import { describe, expect, it } from "vitest";
import { activeSeconds, guestSecondsAtActive } from "../../src/pages/gate.js";
import { ALWAYS } from "../../src/pages/write-source.js";

describe("activeSeconds", () => {
  it("is the guest's time for a source that always writes", () => {
    for (const seconds of [0, 0.1, 3.7, 1e6]) expect(activeSeconds(ALWAYS, seconds)).toBe(seconds);
  });

  it("counts the open part of each period", () => {
    const gate = { periodSeconds: 10, onSeconds: 2, offSeconds: 5, elapsedSeconds: 0 };
    expect([0, 2, 3, 5, 7, 10, 12, 14, 25].map((seconds) => activeSeconds(gate, seconds))).toEqual([0, 0, 1, 3, 3, 3, 3, 5, 9]);
  });

  it("begins at the elapsed seconds", () => {
    const gate = { periodSeconds: 10, onSeconds: 2, offSeconds: 5, elapsedSeconds: 4 };
    expect([0, 1, 2, 8, 9].map((seconds) => activeSeconds(gate, seconds))).toEqual([0, 1, 1, 1, 2]);
  });

  it("opens once if the period never ends", () => {
    const gate = { periodSeconds: Infinity, onSeconds: 2, offSeconds: 5, elapsedSeconds: 0 };
    expect([0, 3, 5, 100].map((seconds) => activeSeconds(gate, seconds))).toEqual([0, 1, 3, 3]);
    expect(activeSeconds({ ...gate, offSeconds: Infinity }, 100)).toBe(98);
  });

  it("never runs backwards", () => {
    const gate = { periodSeconds: 0.3, onSeconds: 0.1, offSeconds: 0.3, elapsedSeconds: 0.07 };
    let last = 0;
    for (let step = 0; step < 500; step++) {
      const active = activeSeconds(gate, step * 0.0137);
      expect(active).toBeGreaterThan(last - 1e-12);
      last = active;
    }
  });
});

describe("guestSecondsAtActive", () => {
  const gates = [
    ALWAYS,
    { periodSeconds: 10, onSeconds: 2, offSeconds: 5, elapsedSeconds: 4 },
    { periodSeconds: 0.3, onSeconds: 0.1, offSeconds: 0.3, elapsedSeconds: 0.07 },
    { periodSeconds: Infinity, onSeconds: 2, offSeconds: 50, elapsedSeconds: 1 },
  ];

  it.each(gates)("is the inverse of activeSeconds ($periodSeconds, $onSeconds, $offSeconds)", (gate) => {
    for (let active = 0.05; active < 40; active += 0.37) {
      const seconds = guestSecondsAtActive(gate, active);
      expect(activeSeconds(gate, seconds)).toBeCloseTo(active, 9);
      expect(activeSeconds(gate, seconds + 0.001)).toBeGreaterThan(active - 1e-9);
    }
  });

  it("is the next opening of the gate, or Infinity after its last", () => {
    const gate = { periodSeconds: 10, onSeconds: 2, offSeconds: 5, elapsedSeconds: 0 };
    expect([0, 3, 6].map((active) => guestSecondsAtActive(gate, active))).toEqual([2, 12, 22]);
    const once = { ...gate, periodSeconds: Infinity };
    expect([0, 2.5, 3].map((active) => guestSecondsAtActive(once, active))).toEqual([2, 4.5, Infinity]);
    expect(guestSecondsAtActive({ ...gate, offSeconds: 2 }, 0)).toBe(Infinity);
  });
});
