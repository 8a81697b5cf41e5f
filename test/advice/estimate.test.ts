/** Estimates against closed forms of geometric rounds, against `simulate`, and over threads. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AbortedAdviceError, type EstimateCell, estimate } from "../../src/advice.js";
import { simulate } from "../../src/simulation/simulate.js";
import { runBuiltCommand } from "../support/built-command.js";
import { requireBuiltPackage } from "../support/built-package.js";

const PAGE_BYTES = 4096;
const MEMORY_PAGES = 16_384;
const WRITES_PER_SECOND = 8000;

/** Cloud Hypervisor makes whole passes over what is dirty; without its costs their times are a geometric series. */
const PASSES = {
  version: 1,
  vm: { memory: MEMORY_PAGES * PAGE_BYTES },
  workload: [{ kind: "sweep", size: MEMORY_PAGES * PAGE_BYTES, rate: WRITES_PER_SECOND }],
  link: { bandwidth: "1 Gbit/s", latency: 0, efficiency: 1 },
  engine: {
    preset: "cloud-hypervisor-52",
    downtime: "10 ms",
    startLogPageTime: 0,
    logPageTime: 0,
    logDirtyPageTime: 0,
    snapshotTime: 0,
    restoreTime: 0,
    setup: 0,
    stateSize: 0,
  },
  timeout: "2 min",
} as const;

const cellAt = (cells: readonly EstimateCell[], bandwidth: number, limit: number): EstimateCell =>
  cells.find((cell) => cell.bandwidth === bandwidth && cell.limit === limit) as EstimateCell;

describe("estimate", () => {
  it("takes the geometric series of rounds where a writer is slower than the link, and does not converge where it is faster", async () => {
    const gigabits = [0.05, 0.1, 0.2, 0.4, 0.6, 1, 4];
    const limitSeconds = [0.002, 0.02, 0.2];
    const found = await estimate(PASSES, {
      bandwidths: gigabits.map((value) => `${value} Gbit/s`),
      downtimeLimits: limitSeconds.map((value) => `${value * 1000} ms`),
    });
    expect(found.limitField).toBe("engine.downtime");
    for (const [row, gigabit] of gigabits.entries()) {
      const pageSeconds = PAGE_BYTES / ((gigabit * 1e9) / 8);
      const growth = WRITES_PER_SECOND * pageSeconds;
      for (const [column, limit] of limitSeconds.entries()) {
        const { moved, converged, totalSeconds = Number.NaN, downtimeSeconds = Number.NaN } = cellAt(found.cells, row, column);
        const where = `${gigabit} Gbit/s, ${limit} s`;
        expect(moved, where).toBe(growth < 1);
        if (growth >= 1) continue;
        expect(converged, where).toBe(true);
        let pass = MEMORY_PAGES * pageSeconds;
        let expectedSeconds = 0;
        // The first pass is always live.
        do {
          expectedSeconds += pass;
          pass *= growth;
        } while (pass > limit);
        expect(Math.abs(totalSeconds / (expectedSeconds + pass) - 1), where).toBeLessThan(0.005);
        expect(Math.abs(downtimeSeconds - pass), where).toBeLessThan(0.0005);
        expect(totalSeconds).toBeLessThan((MEMORY_PAGES * pageSeconds) / (1 - growth) + 0.001);
      }
    }
  });

  it.each([{ fidelity: "expected" as const }, { fidelity: "pages" as const }])(
    "has in each cell what run has: %j",
    async ({ fidelity }) => {
      const scenario = {
        version: 1,
        vm: { memory: "64 MiB" },
        workload: [{ kind: "uniform", size: "16 MiB", rate: "20 MB/s" }],
        link: { bandwidth: "1 Gbit/s" },
        engine: { preset: "qemu-10.2", maxBandwidth: 0 },
        timeout: "20 s",
        runs: 2,
      };
      const found = await estimate(scenario, { fidelity, bandwidths: ["100 Mbit/s", "1 Gbit/s"], downtimeLimits: ["1 ms", "300 ms"] });
      const moved = found.cells.map((cell) => cell.moved);
      expect(new Set(moved)).toEqual(new Set([true, false]));
      for (const cell of found.cells) {
        const set = {
          ...scenario,
          fidelity,
          link: { bandwidth: found.bandwidths[cell.bandwidth]?.label },
          engine: { ...scenario.engine, downtimeLimit: found.limits[cell.limit]?.label },
        };
        const { runs, summary } = await simulate(set as never);
        expect(cell.stop).toBe(runs[0]?.stop.kind);
        if (!cell.moved) continue;
        expect(cell.totalSeconds).toBe(summary.totalSeconds.mean);
        expect(cell.downtimeSeconds).toBe(summary.downtimeSeconds.mean);
      }
    },
  );

  it("chooses ranges around the scenario's own values", async () => {
    const { bandwidths, limits } = await estimate(PASSES);
    expect(bandwidths.map(({ label }) => label)).toEqual(["100 Mbit/s", "1 Gbit/s", "2.5 Gbit/s", "10 Gbit/s", "25 Gbit/s"]);
    expect(limits.map(({ label }) => label)).toEqual(["10 ms", "30 ms", "50 ms", "100 ms"]);
  });

  it("has one column for an engine without a downtime limit, and says why", async () => {
    const { limits, noLimitReason, cells, limitField } = await estimate({ ...PASSES, engine: "xen-4.10" });
    expect(limits).toEqual([{ label: "total time" }]);
    expect(limitField).toBeUndefined();
    expect(noLimitReason).toContain("xen-4.10 has no downtime limit: it stops below a number of dirty pages");
    expect(cells.every(({ moved }) => moved)).toBe(true);
  });

  it.each([
    ["policy", { policy: "nova" }, "policy.downtime"],
    ["steps of KubeVirt", { policy: "kubevirt-vep291" }, "policy.maxDowntime"],
    ["Proxmox VE's first limit", { policy: "proxmox", workload: [] }, "engine.downtimeLimit"],
  ])("varies the limit in force: %s", async (_name, changes, field) => {
    const scenario = { ...PASSES, engine: { preset: "qemu-10.2", xbzrle: false }, ...changes };
    const request = { bandwidths: ["1 Gbit/s"], downtimeLimits: ["200 ms"] };
    expect((await estimate(scenario, request)).limitField).toBe(field);
  });

  it.each([
    ["a bandwidth that is none", PASSES, { bandwidths: ["1 Gbit/s", "fast"] }, /link\.bandwidth/],
    ["a limit out of range", PASSES, { downtimeLimits: ["-1 s"] }, /engine\.downtime/],
    [
      "limits of an engine without one",
      { ...PASSES, engine: "xen-4.10" },
      { downtimeLimits: ["1 s"] },
      /expected none, as xen-4\.10 has no/,
    ],
    ["no rows", PASSES, { bandwidths: [] }, /at least one value/],
    ["what expected counts refuse", { ...PASSES, engine: { preset: "qemu-10.2", xbzrle: true } }, {}, /expected pages.*XBZRLE/],
  ])("refuses %s", async (_name, scenario, request, message) => {
    await expect(estimate(scenario, request)).rejects.toThrow(message);
  });

  it("ends with an error when aborted", async () => {
    const signal = AbortSignal.abort();
    await expect(estimate(PASSES, {}, { signal })).rejects.toThrow(AbortedAdviceError);
  });
});

describe("the command estimate", () => {
  const root = mkdtempSync(join(tmpdir(), "estimate-"));
  const file = join(root, "passes.yaml");

  beforeAll(() => {
    requireBuiltPackage();
    writeFileSync(file, JSON.stringify(PASSES));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it("gives the same bytes whatever the threads, those of the library", async () => {
    const alone = await runBuiltCommand(["estimate", file, "--jobs", "1", "--json", "-"]);
    expect(alone, alone.stderr).toMatchObject({ code: 0, stderr: "" });
    const together = await runBuiltCommand(["estimate", file, "--jobs", "3", "--json", "-"]);
    expect(together.stdout).toBe(alone.stdout);
    expect(JSON.parse(alone.stdout)).toEqual(JSON.parse(JSON.stringify(await estimate(PASSES))));
  });

  it("prints a table with a dash where it does not converge", async () => {
    const { code, stdout } = await runBuiltCommand(["estimate", file, "--bandwidths", "100 Mbit/s, 1 Gbit/s", "--downtimes", "20 ms, 1 s"]);
    expect(code).toBe(0);
    const rows = stdout.split("\n").filter((line) => /^ *(?:20 ms|1\d* [GM]bit)/.test(line.trim()));
    expect(rows.map((row) => row.trim().split(/ {2,}/))).toEqual([
      ["20 ms", "1 s"],
      ["100 Mbit/s", "-", "-"],
      // 537 ms of the first pass, and 26 % of the pass before in each other one.
      ["1 Gbit/s", "724 ms", "678 ms"],
    ]);
    expect(stdout).toContain("does not converge");
  });

  it("refuses options with faults", async () => {
    const { code, stderr } = await runBuiltCommand(["estimate", file, "--bandwidths", "1 Gbit/s,,2 Gbit/s"]);
    expect(code).toBe(2);
    expect(stderr).toContain("--bandwidths: expected values separated by commas");
  });
});
