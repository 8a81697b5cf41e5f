import { describe, expect, it } from "vitest";
import { parseScenario } from "../../src/input/parse-scenario.js";
import { ALWAYS, type Gate } from "../../src/pages/write-source.js";
import { compileWorkload } from "../../src/workload/compile.js";

function compile(workload: unknown) {
  return compileWorkload(parseScenario({ version: 1, vm: { memory: "64 MiB" }, link: { bandwidth: 1e9 }, workload }));
}

const uniform = (pages: number, rate = 1) => ({ kind: "uniform", size: 4096 * pages, rate });

describe("compileWorkload", () => {
  it("returns no sources for an empty workload", () => {
    expect(compile([])).toEqual([]);
  });

  it("converts every kind to pages and guest seconds", () => {
    const sources = compile([
      { ...uniform(8, 20), run: 3 },
      { kind: "zipf", size: "1 MiB", rate: "1 k/s", exponent: 0.5, layout: "scattered" },
      { kind: "power-law", size: "1 MiB", rate: "1 k/s", exponent: 4, start: 1000 },
      { kind: "sweep", size: "1 MiB", rate: "1 k/s", stride: 3, offset: 5 },
      { kind: "burst", size: "8 KiB", period: "50 ms" },
      {
        kind: "trace",
        events: [
          [0.5, 100],
          [1, 90, 2],
        ],
      },
    ]);
    const region = (firstPage: number, pages: number, layout = "contiguous") => ({ firstPage, pages, layout });
    expect(sources).toEqual([
      { kind: "uniform", stream: 0, gate: ALWAYS, region: region(0, 8), writesPerSecond: 20, meanRunPages: 3 },
      { kind: "zipf", stream: 1, gate: ALWAYS, region: region(8, 256, "scattered"), writesPerSecond: 1000, exponent: 0.5, meanRunPages: 1 },
      { kind: "power-law", stream: 2, gate: ALWAYS, region: region(1000, 256), writesPerSecond: 1000, exponent: 4, meanRunPages: 1 },
      { kind: "sweep", stream: 3, gate: ALWAYS, region: region(264, 256), writesPerSecond: 1000, stridePages: 3, offsetPages: 5 },
      { kind: "burst", stream: 4, gate: ALWAYS, region: region(520, 2), periodSeconds: 0.05 },
      {
        kind: "trace",
        stream: 5,
        gate: ALWAYS,
        region: region(90, 11),
        seconds: Float64Array.of(0.5, 1, 1),
        pages: Uint32Array.of(10, 0, 1),
        periodSeconds: Infinity,
      },
    ]);
  });

  it("numbers streams by place, so that a silent or an appended source changes no other", () => {
    const streams = (workload: unknown) => compile(workload).map((source) => source.stream);
    const phases = {
      kind: "phases",
      repeat: true,
      phases: [
        { duration: 1, workload: [uniform(1), uniform(1, 0)] },
        { duration: 1, workload: [uniform(1)] },
      ],
    };
    expect(streams([uniform(1), phases, uniform(1, 0), uniform(1)])).toEqual([0, 1, 3, 5]);
    expect(streams([uniform(1), { kind: "trace", events: [] }, { kind: "preset", name: "quake3" }])).toEqual([0, 2, 3, 4]);
  });

  it("opens a gate for each phase", () => {
    const gates = (phases: Record<string, unknown>): Gate[] => compile([{ kind: "phases", ...phases }]).map((source) => source.gate);
    const three = [
      { duration: 2, workload: [uniform(1)] },
      { duration: 1, workload: [] },
      { duration: 0.5, workload: [uniform(1), uniform(1)] },
    ];
    expect(gates({ repeat: true, offset: 4, phases: three })).toEqual([
      { periodSeconds: 3.5, onSeconds: 0, offSeconds: 2, elapsedSeconds: 0.5 },
      { periodSeconds: 3.5, onSeconds: 3, offSeconds: 3.5, elapsedSeconds: 0.5 },
      { periodSeconds: 3.5, onSeconds: 3, offSeconds: 3.5, elapsedSeconds: 0.5 },
    ]);
    expect(gates({ offset: 1, phases: [{ duration: 2, workload: [uniform(1)] }, { workload: [uniform(1)] }] })).toEqual([
      { periodSeconds: Infinity, onSeconds: 0, offSeconds: 2, elapsedSeconds: 1 },
      { periodSeconds: Infinity, onSeconds: 2, offSeconds: Infinity, elapsedSeconds: 1 },
    ]);
  });
});
