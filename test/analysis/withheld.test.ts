import { describe, expect, it } from "vitest";
import type { ComparedRun, PairedDifference } from "../../src/analysis/comparison.js";
import { failedRunsOf, faultyRunsOf, withheldFigures, withheldReason } from "../../src/analysis/withheld.js";
import type { StopKind } from "../../src/result/result.js";
import { runFixture, TWO_ROUNDS } from "../support/result-fixture.js";

const FAULT = "rings outlived the pause";

function runOf(kind: StopKind, fault?: string): ComparedRun {
  const run = runFixture(0, TWO_ROUNDS);
  const channel = {
    kind: "xenvmc",
    label: "XenVMC",
    bytesMoved: 0,
    throughputBytesPerSecond: 0,
    roundTripSeconds: 0,
    dom0CpuCount: 0,
    flows: [],
  } as const;
  return { ...run, stop: { ...run.stop, kind }, channel: { ...channel, ...(fault === undefined ? {} : { fault }) } };
}

describe("runs that allow no conclusion", () => {
  it.each<[StopKind, number]>([
    ["timeout", 1],
    ["cancelled", 1],
    ["suspend-timeout", 1],
    ["round-limit", 1],
    ["no-progress", 1],
    ["postcopy", 0],
    ["snapshot", 0],
    ["downtime-met", 0],
    ["max-iterations", 0],
    ["dirty-threshold", 0],
  ])("%s counts %i", (kind, count) => {
    expect(failedRunsOf([runOf(kind)])).toBe(count);
  });

  it("counts faults of the channel in addition to the ends", () => {
    const runs = [runOf("dirty-threshold", FAULT), runOf("dirty-threshold"), runOf("timeout", FAULT)];
    expect([faultyRunsOf(runs), failedRunsOf(runs)]).toEqual([2, 1]);
  });

  it("names the cells and what happened in them, and says nothing if all is well", () => {
    const good = { name: "netfront", runs: [runOf("dirty-threshold")] };
    const stuck = { name: "xenvmc", runs: [runOf("timeout"), runOf("dirty-threshold", FAULT)] };
    expect(withheldReason("netfront -> xenvmc", [good])).toBeUndefined();
    expect(withheldReason("netfront -> xenvmc", [good, stuck])).toBe(
      "netfront -> xenvmc: no percentages, causes or conclusion, as 1 of 2 runs of xenvmc did not move the guest, " +
        "and 1 of 2 runs of xenvmc had rings torn down too late or never.",
    );
  });

  it("names every cell of a kind, and only the kinds that occurred", () => {
    const cells = [
      { name: "netfront", runs: [runOf("cancelled"), runOf("timeout"), runOf("postcopy")] },
      { name: "xenvmc", runs: [runOf("dirty-threshold")] },
      { name: "netfront with the pages of xenvmc", runs: [runOf("timeout")] },
    ];
    expect(withheldReason("netfront -> xenvmc", cells)).toBe(
      "netfront -> xenvmc: no percentages, causes or conclusion, as 2 of 3 runs of netfront and " +
        "1 of 1 runs of netfront with the pages of xenvmc did not move the guest.",
    );
    const torn = (name: string) => ({ name, runs: [runOf("dirty-threshold", FAULT)] });
    expect(withheldReason("a -> b", [torn("a"), torn("b")])).toBe(
      "a -> b: no percentages, causes or conclusion, as 1 of 1 runs of a and 1 of 1 runs of b had rings torn down too late or never.",
    );
  });

  it("counts no fault in a run without a channel", () => {
    const { channel: _channel, ...silent } = runOf("dirty-threshold");
    expect(faultyRunsOf([silent])).toBe(0);
  });

  it("leaves out percentages", () => {
    const entry: PairedDifference = { mean: 1, min: 1, max: 1, median: 1, relativeRatio: 0.5 };
    const figures = {
      totals: { totalSeconds: entry, downtimeSeconds: entry },
      phases: { switchSeconds: entry },
      channel: { bytesMoved: entry },
    };
    const { relativeRatio: _relativeRatio, ...bare } = entry;
    expect(withheldFigures(figures)).toEqual({
      totals: { totalSeconds: bare, downtimeSeconds: bare },
      phases: { switchSeconds: bare },
      channel: { bytesMoved: bare },
    });
    const { channel: _channel, ...silent } = figures;
    expect(withheldFigures(silent)).toStrictEqual({
      totals: { totalSeconds: bare, downtimeSeconds: bare },
      phases: { switchSeconds: bare },
    });
  });
});
