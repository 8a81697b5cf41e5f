/** Reads beside writes: in post-copy the guest waits for what it reads too. */
import { describe, expect, it } from "vitest";
import { parseScenario, type Scenario } from "../../../src/index.js";
import { compileAccesses } from "../../../src/workload/compile.js";
import { postcopy, postcopyEngine } from "../../support/postcopy.js";

const PAGES = 1024;
const BASE = { version: 1, vm: { memory: "4 MiB" }, link: { bandwidth: "1 Gbit/s" } } as const;

/** Post-copy of a guest whose background push is too slow to matter. */
function fetched(workload: Scenario["workload"], accessesPerWrite = 1, seconds = "2 s") {
  const action = { preempt: true, limitBytesPerSecond: 1, accessesPerWrite };
  return postcopy({ workload, timeout: seconds, vm: { memory: "4 MiB", vcpus: 64 } }, { engine: postcopyEngine(action) }).postcopy;
}

describe("reads in post-copy", () => {
  it("are waited for, also of a source that never writes", () => {
    const reads = { rate: 200 } as const;
    const readOnly = fetched([{ kind: "uniform", size: "4 MiB", rate: 0, reads }]);
    const writeOnly = fetched([{ kind: "uniform", size: "4 MiB", rate: 200 }]);
    for (const { faults } of [readOnly, writeOnly]) {
      // 400 draws of 1024 pages hit 331 distinct ones, with a deviation of 8.
      expect(Math.abs(faults - PAGES * (1 - Math.exp(-400 / PAGES)))).toBeLessThan(40);
    }
  });

  it("take the place of the engine's accesses per write", () => {
    const workload = (reads: object): Scenario["workload"] => [{ kind: "uniform", size: "4 MiB", rate: 100, ...reads }];
    const expected = (perSecond: number): number => PAGES * (1 - Math.exp((-2 * perSecond) / PAGES));
    expect(Math.abs(fetched(workload({}), 5).faults - expected(500))).toBeLessThan(45);
    expect(Math.abs(fetched(workload({ reads: { rate: 0 } }), 5).faults - expected(100))).toBeLessThan(40);
    expect(Math.abs(fetched(workload({ reads: { rate: 200 } }), 5).faults - expected(300))).toBeLessThan(45);
  });

  it("have a region of their own", () => {
    const { faults } = fetched([
      { kind: "uniform", size: "400 KiB", rate: 0, start: 800, reads: { rate: 5000, size: "40 KiB", start: 10 } },
    ]);
    expect(faults).toBe(10);
  });

  it("follow the distribution of the source", () => {
    const { faults } = fetched([{ kind: "zipf", size: "4 MiB", rate: 0, exponent: 10, reads: { rate: 300 } }]);
    expect(faults).toBeLessThan(10);
  });

  it("dirty nothing", () => {
    const { sources, reads } = compileAccesses(
      parseScenario({ ...BASE, workload: [{ kind: "uniform", size: "1 MiB", rate: 0, reads: { rate: 5 } }] }),
    );
    expect(sources).toEqual([]);
    expect(reads).toMatchObject([{ kind: "uniform", writesPerSecond: 5, region: { firstPage: 0, pages: 256 } }]);
  });
});

describe("reads in a scenario", () => {
  const sourceOf = (source: object) => parseScenario({ ...BASE, workload: [source] }).workload[0];

  it("have the source's region by default, and are read again from a result", () => {
    const given = { kind: "uniform", size: "1 MiB", start: 3, rate: 10, reads: { rate: "4 MiB/s" } } as const;
    expect(sourceOf(given)).toMatchObject({ reads: { readsPerSecond: 1024, startPage: 3, pages: 256 } });
    const scenario = parseScenario({ ...BASE, workload: [{ ...given, reads: { rate: 7, size: "2 MiB", start: 5 } }] });
    expect(parseScenario(JSON.parse(JSON.stringify(scenario)))).toEqual(scenario);
  });

  it.each([
    [{ size: "5 MiB" }, "workload[0].reads.size"],
    [{ start: 1000 }, "workload[0].reads.start"],
  ])("stay within memory: not %o", (reads, path) => {
    expect(() => sourceOf({ kind: "uniform", size: "1 MiB", rate: 10, reads: { rate: 1, ...reads } })).toThrow(path);
  });

  it("are the source's own pages where it is scattered", () => {
    const scattered = { kind: "zipf", size: "1 MiB", rate: 10, layout: "scattered" } as const;
    expect(sourceOf({ ...scattered, reads: { rate: 1 } })).toMatchObject({ reads: { pages: 256 } });
    expect(() => sourceOf({ ...scattered, reads: { rate: 1, size: "2 MiB" } })).toThrow("workload[0].reads");
  });

  it("count towards what the guest's CPUs can do", () => {
    expect(() => sourceOf({ kind: "uniform", size: "1 MiB", rate: 10, reads: { rate: 2e9 } })).toThrow("reads included");
  });
});
