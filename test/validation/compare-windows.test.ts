import { describe, expect, it } from "vitest";
import { quantile } from "../../src/statistics/quantile.js";
import { VALIDATION_CASES } from "../../src/validation/cases.js";
import { simulateWindows, windowFigures } from "../../src/validation/compare-windows.js";
import { validateCase } from "../../src/validation/validate.js";

const cases = VALIDATION_CASES.filter(({ windows }) => windows !== undefined);

const find = (name: string) => {
  for (const { windows, scenario } of cases) {
    const run = windows?.find((candidate) => candidate.name === name);
    if (run && scenario) return simulateWindows({ ...scenario, seed: 7 }, run);
  }
  throw new Error(`no run ${name}`);
};

describe("pages per window, linux-6.1", () => {
  it.each([
    ["netfront", /netfront$/],
    ["rings", /xenvmc/],
    ["pvh", /pvh/],
  ])("are within 15 %% at the median and 25 %% at the 90th percentile for %s by itself", async (_, name) => {
    const reports = await Promise.all(cases.filter((each) => name.test(each.name)).map((each) => validateCase(each)));
    const errors = reports.flatMap(({ figures }) => figures.map(({ errorRatio }) => Math.abs(errorRatio as number)));
    expect(errors.length).toBeGreaterThan(20);
    expect(quantile(errors, 0.5)).toBeLessThanOrEqual(0.15);
    expect(quantile(errors, 0.9)).toBeLessThanOrEqual(0.25);
  });

  it("order netfront above XenVMC with own rings above the modified channel, in every window of every measured pair", () => {
    for (const [netfront, xenvmc, modified] of [
      ["tcp-send-4096-20", "v2A-send-4096-20", "modA-send-4096-20"],
      ["tcp-recv-4096-20", "v2A-recv-4096-20", "modA-recv-4096-20"],
      ["tcp-both-4096-5", "v2A-both-4096-5", "modA-both-4096-5"],
      ["tcp-send-1024-5", "v2A-send-1024-5", "modA-send-1024-5"],
    ] as const) {
      const columns = [find(netfront), find(xenvmc), find(modified)] as const;
      expect(columns[2].length).toBeGreaterThan(3);
      for (let window = 0; window < columns[2].length; window++) {
        const [first, second, third] = columns.map((column) => column[window] as number) as [number, number, number];
        expect(first, `${netfront}, window ${window}`).toBeGreaterThan(second);
        expect(second, `${xenvmc}, window ${window}`).toBeGreaterThan(third);
      }
    }
  });
});

describe("windowFigures", () => {
  it("gives a figure per length, and distinguishes a repeated run from the first", () => {
    const measured = [
      { seconds: 0.01, meanPages: 41, windows: 100 },
      { seconds: 0.3, meanPages: 52, windows: 3 },
    ];
    const figures = windowFigures([
      { name: "a", measured },
      { name: "a", measured: measured.slice(1) },
    ]);
    expect(figures.map(({ label, measured: pages }) => [label, pages])).toEqual([
      ["a, 10 ms", 41],
      ["a, 300 ms", 52],
      ["a again, 300 ms", 52],
    ]);
  });
});

describe("simulateWindows", () => {
  const scenario = { version: 1, vm: { memory: "256 MiB" }, link: { bandwidth: "1 Gbit/s" }, channel: "netfront" } as const;
  const measured = [{ seconds: 0.1, meanPages: 1, windows: 1 }];

  it("has only the base activity without traffic, the traffic of peers, and a run's settings", () => {
    const peers = [{ name: "b", place: "source", flows: [{ message: "1 KiB", send: "5 MB/s" }] }] as const;
    expect(simulateWindows(scenario, { name: "silent", measured })).toEqual([0]);
    const idle = simulateWindows(scenario, { name: "idle", set: ["channel.dirtying.base.idle=true"], measured })[0] as number;
    const small = simulateWindows(scenario, {
      name: "segments",
      peers: [...peers],
      set: ["channel.netfront.segmentationOffload=false"],
      measured,
    });
    const large = simulateWindows(scenario, { name: "offload", peers: [...peers], measured });
    expect(idle).toBeGreaterThan(0);
    expect(large[0]).toBeGreaterThan(2 * idle);
    expect(small[0]).not.toBe(large[0]);
  });
});
