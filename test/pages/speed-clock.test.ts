import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createWasmPages } from "../../src/core/wasm-pages.js";
import { activeSeconds, guestSecondsAtActive } from "../../src/pages/gate.js";
import type { PagesConfig } from "../../src/pages/pages.js";
import { SpeedClock } from "../../src/pages/speed-clock.js";
import { ALWAYS, type Gate, type WriteSource } from "../../src/pages/write-source.js";
import { createReferencePages } from "../../src/reference/pages.js";
import { builds, loadBuild } from "../support/builds.js";
import { expectedDistinctPages } from "../support/expected-pages.js";

describe("a driven clock", () => {
  it("adds up its pieces", () => {
    const clock = new SpeedClock(1);
    clock.setSpeed(2, 0);
    clock.setSpeed(5, 0.5);
    expect([0, 1, 2, 4, 5, 7].map((second) => clock.activeSeconds(second))).toEqual([0, 1, 2, 2, 2, 3]);
    clock.forgetBefore(5);
    expect(clock.pieces).toHaveLength(1);
    expect(clock.activeSeconds(7)).toBe(3);
  });

  it("gives the guest second at which it reaches an active second at its present speed", () => {
    const clock = new SpeedClock(2);
    expect(clock.guestSecondsAt(3)).toBe(1.5);
    clock.setSpeed(1, 0);
    expect([2, 3].map((active) => clock.guestSecondsAt(active))).toEqual([1, Infinity]);
    clock.setSpeed(4, 0.5);
    expect(clock.guestSecondsAt(3)).toBe(6);
  });

  it("keeps the last of several changes at one second, and refuses earlier ones", () => {
    const clock = new SpeedClock(1);
    clock.setSpeed(1, 3);
    clock.setSpeed(1, 0.25);
    expect(clock.activeSeconds(5)).toBe(2);
    expect(() => clock.setSpeed(0.5, 1)).toThrow(RangeError);
  });

  it("keeps no more pieces than the core has room for, and its time exact", () => {
    const clock = new SpeedClock(1);
    const whole = new Map<number, number>();
    let activeSeconds = 0;
    for (let change = 1; change < 5000; change++) {
      activeSeconds += change % 3;
      whole.set(change, activeSeconds);
      clock.setSpeed(change - 1, change % 3);
      expect(clock.pieces.length).toBeLessThanOrEqual(1024);
      expect(clock.activeSeconds(change)).toBeCloseTo(activeSeconds, 6);
    }
    expect(clock.speedRatio).toBe(4999 % 3);
    for (const [change, active] of whole) {
      // Joined at most three times: to 8 changes of at most 2 seconds, of 5000.
      expect(Math.abs(clock.activeSeconds(change) - active)).toBeLessThanOrEqual(16);
      expect(clock.activeSeconds(change)).toBeGreaterThanOrEqual(clock.activeSeconds(change - 1));
    }
  });
});

/** Open for 0.2 of every 0.3 seconds of its clock. */
const PHASE: Gate = { periodSeconds: 0.3, onSeconds: 0.1, offSeconds: 0.3, elapsedSeconds: 0.15 };

/** A ring, a pool and a hot set that follow one clock, and a source that does not. */
function sourcesOf(clock: SpeedClock): WriteSource[] {
  const driven = { ...ALWAYS, clock };
  const region = (firstPage: number, pages: number, layout: "contiguous" | "scattered" = "contiguous") => ({ firstPage, pages, layout });
  return [
    { kind: "sweep", stream: 0, gate: driven, region: region(10, 128), writesPerSecond: 900, stridePages: 1, offsetPages: 5 },
    { kind: "uniform", stream: 1, gate: driven, region: region(500, 2000, "scattered"), writesPerSecond: 3000, meanRunPages: 1 },
    { kind: "burst", stream: 2, gate: driven, region: region(300, 20), periodSeconds: 0.3 },
    { kind: "zipf", stream: 3, gate: driven, region: region(2600, 1400), writesPerSecond: 4000, exponent: 0.9, meanRunPages: 1 },
    { kind: "uniform", stream: 4, gate: ALWAYS, region: region(0, 4096), writesPerSecond: 300, meanRunPages: 1 },
    {
      kind: "sweep",
      stream: 5,
      gate: { ...PHASE, clock },
      region: region(3000, 900),
      writesPerSecond: 2000,
      stridePages: 1,
      offsetPages: 0,
    },
  ];
}

function configOf(clock: SpeedClock, seed: number): PagesConfig {
  const rest = { deferredPages: 0, scanOrder: "ascending", writes: "masks", zero: { pages: 0, where: "anywhere" }, run: 0 } as const;
  return { slots: 4096, allocatedPages: 4096, sources: sourcesOf(clock), seed, ...rest };
}

const changes = fc.array(
  fc.record({ after: fc.double({ min: 0, max: 0.4, noNaN: true }), speed: fc.constantFrom(0, 0.2, 1, 2.5), harvest: fc.boolean() }),
  {
    minLength: 1,
    maxLength: 12,
  },
);

describe.each(builds)("sources that follow a clock, %s build", (build) => {
  it("equal the reference, sync by sync", async () => {
    const core = await loadBuild(build);
    fc.assert(
      fc.property(changes, fc.nat(1000), (steps, seed) => {
        const histories = [createReferencePages, (config: PagesConfig) => createWasmPages(core, config)].map((create) => {
          const clock = new SpeedClock(1);
          const pages = create(configOf(clock, seed));
          let guestSeconds = 0;
          return steps.map(({ after, speed, harvest }) => {
            guestSeconds += after;
            const counted = harvest ? pages.clean(guestSeconds) : pages.peek(guestSeconds);
            if (harvest) clock.forgetBefore(guestSeconds);
            clock.setSpeed(guestSeconds, speed);
            return [counted, ...pages.snapshot("log")];
          });
        });
        expect(histories[1]).toEqual(histories[0]);
      }),
      { seed: 41, numRuns: 60 },
    );
  });
});

describe("the expected pages of a driven clock", () => {
  it("follow the active time, also if a window spans a change", () => {
    const clock = new SpeedClock(2);
    clock.setSpeed(1, 0.5);
    const [ring, pool] = sourcesOf(clock) as [WriteSource, WriteSource];
    // Guest seconds 0.5 .. 2 correspond to 1 + 0.5 active seconds.
    expect(expectedDistinctPages([pool], 0.5, 2)).toBeCloseTo(2000 * (1 - Math.exp((-3000 * 1.5) / 2000)), 6);
    expect(expectedDistinctPages([ring], 0.99, 1.01)).toBe(23);
  });

  it("counts the periods of a gate in the seconds of its clock", () => {
    const clock = new SpeedClock(2);
    clock.setSpeed(1, 0.5);
    const gate = { ...PHASE, clock };
    // Its period begins anew at clock second 2.1 - 0.15, and it had been open for 0.05 s.
    expect([0.05, 1, 1.5].map((guestSeconds) => activeSeconds(gate, guestSeconds))).toEqual([
      expect.closeTo(0.1, 12),
      expect.closeTo(1.35, 12),
      expect.closeTo(1.55, 12),
    ]);
    expect(guestSecondsAtActive(gate, 1.45)).toBeCloseTo(1.3, 12);
  });
});
