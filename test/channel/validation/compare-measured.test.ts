import { describe, expect, it } from "vitest";
import { compareMeasured, compareRun, formatComparison, summarizeComparison } from "../../../src/channel/validation/compare-measured.js";
import { MEASURED_RUNS } from "../../../src/channel/validation/measured-linux-6.1.js";
import { createReferencePages } from "../../../src/reference/pages.js";

const rows = compareMeasured(createReferencePages, 1);
const find = (name: string, guestMode = "pv") => {
  const run = MEASURED_RUNS.find((candidate) => candidate.name === name && candidate.guestMode === guestMode);
  if (run === undefined) throw new Error(`no run ${name}`);
  return compareRun(run, createReferencePages, 7).map(({ simulatedPages }) => simulatedPages);
};

describe("measured against simulated pages per window, linux-6.1", () => {
  it("is within 15 % or 12 pages at the median and 25 % at the 90th percentile, with one set of constants", () => {
    const summary = summarizeComparison(rows);
    const table = formatComparison(rows);
    expect(summary.medianErrorRatio <= 0.15 || summary.medianErrorPages <= 12, table).toBe(true);
    expect(summary.percentile90ErrorRatio, table).toBeLessThanOrEqual(0.25);
  });

  it("holds for netfront, for the rings and for both guest modes apart", () => {
    const isNetfront = (channel: string) => channel.startsWith("tcp") || channel === "udp";
    const groups = {
      netfront: rows.filter(({ run }) => isNetfront(run.channel)),
      rings: rows.filter(({ run }) => run.channel.startsWith("xenvmc")),
      pvh: rows.filter(({ run }) => run.guestMode === "pvh"),
    };
    for (const [name, group] of Object.entries(groups)) {
      const summary = summarizeComparison(group);
      expect(summary.windows, name).toBeGreaterThan(20);
      expect(summary.medianErrorRatio, `${name}\n${formatComparison(group)}`).toBeLessThanOrEqual(0.15);
      expect(summary.percentile90ErrorRatio, `${name}\n${formatComparison(group)}`).toBeLessThanOrEqual(0.25);
    }
  });

  it("orders netfront above XenVMC with own rings above the modified channel, in every window of every measured pair", () => {
    for (const [netfront, xenvmc, modified] of [
      ["tcp-send-4096-20", "v2A-send-4096-20", "modA-send-4096-20"],
      ["tcp-recv-4096-20", "v2A-recv-4096-20", "modA-recv-4096-20"],
      ["tcp-both-4096-5", "v2A-both-4096-5", "modA-both-4096-5"],
      ["tcp-send-1024-5", "v2A-send-1024-5", "modA-send-1024-5"],
    ] as const) {
      const columns = [find(netfront), find(xenvmc), find(modified)] as const;
      for (let window = 0; window < columns[2].length; window++) {
        const [first, second, third] = columns.map((column) => column[window] as number) as [number, number, number];
        expect(first, `${netfront}, window ${window}`).toBeGreaterThan(second);
        expect(second, `${xenvmc}, window ${window}`).toBeGreaterThan(third);
      }
    }
  });

  it("prints a table with a line per run and the percentiles", () => {
    const lines = formatComparison(rows).split("\n");
    expect(lines).toHaveLength(MEASURED_RUNS.length + 1);
    expect(lines.at(-1)).toMatch(/^\d+ windows: P50 \d+\.\d %, \d+\.\d pages; P90 \d+\.\d %$/);
  });
});
