/** Sources that need a share of the guest's CPU time: at a speed of the guest below the share they slow down, above it they do not. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BARE_WIRE } from "../../src/engine/bare-wire.js";
import {
  clean,
  createSimulation,
  type Engine,
  enableLog,
  type Fidelity,
  parseScenario,
  pause,
  type Scenario,
  suspend,
  throttle,
} from "../../src/index.js";
import { CpuClock } from "../../src/pages/cpu-clock.js";
import { createGuestClock } from "../../src/simulation/guest-clock.js";
import { scenarioWith } from "../support/scenarios.js";

const FREE = { writeFaultSeconds: 0, loggedSpeedRatio: 1 };

/** Simulated seconds from one second to another of sources that write `pagesPerSecond` pages, each for the first time. */
function firstWritesOf(clock: CpuClock, pagesPerSecond: number) {
  return (since: number, from: number, to: number): number =>
    pagesPerSecond * (clock.activeSeconds(since + to) - clock.activeSeconds(since + from));
}

describe("the clock of a source that needs a share of CPU time", () => {
  const cases = [
    ["above its share", 0.3, 0.5, 1],
    ["at its share", 0.5, 0.5, 1],
    ["below its share", 0.75, 0.5, 0.5],
    ["with nearly all time withheld", 0.99, 0.5, 0.02],
    ["with a share of 1", 0.3, 1, 0.7],
  ] as const;
  it.each(cases)("runs %s: %d withheld of a guest of which it needs %d, at %d of its rate", (_, throttleRatio, cpuRatio, rate) => {
    const source = new CpuClock(cpuRatio);
    const guest = createGuestClock(FREE, () => 0, [source]);
    guest.throttle(2, throttleRatio);
    expect(source.activeSeconds(guest.at(2))).toBe(2);
    expect(source.activeSeconds(guest.at(5)) - 2).toBeCloseTo(3 * rate, 12);
    guest.throttle(5, 0);
    expect(source.activeSeconds(guest.at(6)) - 2).toBeCloseTo(3 * rate + 1, 12);
  });

  it("shares what throttling leaves with the first writes that it causes", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 0.95, noNaN: true }),
        fc.double({ min: 0, max: 3, noNaN: true }),
        (cpuRatio, throttleRatio, faultRatio) => {
          const source = new CpuClock(cpuRatio);
          // One page per second at its rate, `faultRatio` seconds for each.
          const guest = createGuestClock({ ...FREE, writeFaultSeconds: faultRatio }, firstWritesOf(source, 1), [source]);
          guest.throttle(0, throttleRatio);
          while (guest.nextChangeSeconds < 1) guest.advance();
          const rate = Math.min(1, (1 - throttleRatio) / (cpuRatio + faultRatio));
          expect(source.activeSeconds(guest.at(1))).toBeCloseTo(rate, 9);
          expect(guest.at(1)).toBeCloseTo(1 - throttleRatio - rate * faultRatio, 9);
        },
      ),
      { seed: 51, numRuns: 300 },
    );
  });

  it("stands while the guest is stopped, and then goes on at the destination like the guest", () => {
    const source = new CpuClock(0.5);
    const guest = createGuestClock(FREE, () => 0, [source]);
    guest.throttle(1, 0.8);
    expect(source.activeSeconds(guest.at(2))).toBeCloseTo(1.4, 12);
    guest.pause(2);
    expect(source.activeSeconds(guest.at(3))).toBeCloseTo(1.4, 12);
    guest.runUnlogged(3, 0.25);
    expect(source.activeSeconds(guest.at(5))).toBeCloseTo(1.9, 12);
  });
});

/** Reads the dirty log after a second without throttling and after one with it. */
function throttledEngine(throttleRatio: number): Engine {
  return {
    name: "mine",
    ...BARE_WIRE,
    *migrate() {
      yield* enableLog(0, 0);
      yield* pause(1, "liveSeconds");
      dirtyPages.length = 0;
      dirtyPages.push((yield* clean()).dirtyPages);
      yield* throttle(throttleRatio);
      yield* pause(1, "liveSeconds");
      dirtyPages.push((yield* clean()).dirtyPages);
      yield* suspend({ kind: "policy", converged: true, detail: "It has counted." });
    },
  };
}
const dirtyPages: number[] = [];

async function counted(throttleRatio: number, workload: Scenario["workload"], fidelity: Fidelity, pages: "core" | "reference" = "core") {
  const simulation = await createSimulation(scenarioWith({ workload, fidelity }), { engine: throttledEngine(throttleRatio), pages });
  simulation.run();
  return [...dirtyPages];
}

describe("a source with a share of CPU time", () => {
  const sweep = (cpu: number): Scenario["workload"] => [{ kind: "sweep", size: "60 MiB", rate: 4000, cpu }];
  it.each(["pages", "events", "expected"] as const)("keeps its rate until its time is short, of %s", async (fidelity) => {
    expect(await counted(0.4, sweep(0.6), fidelity)).toEqual([4000, 4000]);
    expect(await counted(0.7, sweep(0.6), fidelity)).toEqual([4000, 2000]);
    expect(await counted(0.7, sweep(1), fidelity)).toEqual([4000, 1200]);
  });

  const workload: NonNullable<Scenario["workload"]> = [
    { kind: "uniform", size: "8 MiB", rate: "20 k/s", cpu: 0.6 },
    { kind: "zipf", size: "8 MiB", rate: "10 k/s", run: 3, cpu: 0.3 },
    { kind: "burst", size: "1 MiB", period: "0.3 s", cpu: 0.6 },
    {
      kind: "trace",
      events: [
        [0.5, 9000],
        [1.5, 9001],
        [1.9, 9002],
        [2.5, 9003],
      ],
      cpu: 0.5,
    },
    {
      kind: "phases",
      cpu: 0.5,
      repeat: true,
      phases: [
        { duration: "0.4 s", workload: [{ kind: "uniform", size: "2 MiB", start: 10_000, rate: "4 k/s" }] },
        { duration: "0.3 s", workload: [{ kind: "sweep", size: "2 MiB", start: 12_000, rate: "3 k/s" }] },
      ],
    },
  ];
  it.each([0, 0.4, 0.55, 0.9])("is the same in the core and in the reference, with %d withheld", async (throttleRatio) => {
    expect(await counted(throttleRatio, workload, "pages")).toEqual(await counted(throttleRatio, workload, "pages", "reference"));
  });

  it("dirties the expected pages", async () => {
    const drawn = workload.filter(({ kind }) => kind !== "trace");
    const [, expected] = await counted(0.55, drawn, "expected");
    for (const fidelity of ["pages", "events"] as const) {
      const [, pages] = await counted(0.55, drawn, fidelity);
      expect(Math.abs((pages as number) / (expected as number) - 1)).toBeLessThan(0.03);
    }
  });

  it("takes the phases of a source along", async () => {
    const phases = (cpu: number): Scenario["workload"] => [
      {
        kind: "phases",
        cpu,
        phases: [{ duration: "1.5 s", workload: [{ kind: "sweep", size: "60 MiB", rate: 4000 }] }, { workload: [] }],
      },
    ];
    expect(await counted(0.5, phases(0.5), "pages")).toEqual([4000, 2000]);
    expect(await counted(0.75, phases(0.5), "pages")).toEqual([4000, 2000]);
    expect(await counted(0.75, phases(1), "pages")).toEqual([4000, 1000]);
  });
});

describe("cpu in a scenario", () => {
  const base = { version: 1, vm: { memory: "64 MiB" }, link: { bandwidth: "1 Gbit/s" } } as const;
  const resolved = (workload: Scenario["workload"]) => parseScenario({ ...base, workload }).workload;

  it("is in the resolved source, from which it is read again, unless it is 1", () => {
    const scenario = parseScenario({ ...base, workload: [{ kind: "uniform", size: "8 MiB", rate: 100, cpu: 0.4 }] });
    expect(scenario.workload[0]).toMatchObject({ cpuRatio: 0.4 });
    expect(parseScenario(JSON.parse(JSON.stringify(scenario)))).toEqual(scenario);
    expect(resolved([{ kind: "uniform", size: "8 MiB", rate: 100 }])[0]).not.toHaveProperty("cpuRatio");
    expect(resolved([{ kind: "trace", events: [[0, 1]], cpu: 0.4 }])[0]).toMatchObject({ cpuRatio: 0.4 });
  });

  it("belongs to every region of a source and to every source of a preset", () => {
    const hotCold = { kind: "hot-cold", hot: { size: "1 MiB", rate: 10 }, cold: { size: "1 MiB", rate: 10 }, cpu: 0.4 } as const;
    expect(resolved([hotCold]).map(({ cpuRatio }) => cpuRatio)).toEqual([0.4, 0.4]);
  });

  it.each([0, -1, 1.1])("is above 0 and at most 1, not %d", (cpu) => {
    expect(() => resolved([{ kind: "uniform", size: "8 MiB", rate: 100, cpu }])).toThrow("workload[0].cpu");
  });

  it("belongs to the phases source, not to those in its phases", () => {
    const inner = { kind: "uniform", size: "8 MiB", rate: 100, cpu: 0.4 } as const;
    expect(() => resolved([{ kind: "phases", phases: [{ workload: [inner] }] }])).toThrow("workload[0].phases[0].workload[0].cpu");
  });
});
