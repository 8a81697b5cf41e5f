/** The job of 10 GB: its end is the second cause of a faster migration, and most of the difference. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Comparison, compare, type ResolvedScenario } from "../../src/index.js";
import { parseScenario } from "../../src/text.js";

const FILE = new URL("../../examples/job-that-ends.yaml", import.meta.url);
const scenario: ResolvedScenario = parseScenario(readFileSync(FILE, "utf8"));
const untied: ResolvedScenario = { ...scenario, workload: scenario.workload.map(({ while: _while, ...source }) => source) };

async function compared(given: ResolvedScenario): Promise<Comparison> {
  return compare(given, { channels: ["netfront", "xenvmc", "xenvmc-modified"], runs: 2 });
}

/** Relative difference in total time of each faster channel from netfront. */
function changesOf({ differences }: Comparison): number[] {
  return differences.filter(({ from }) => from === "netfront").map(({ figures }) => figures.totals.totalSeconds?.relativeRatio ?? 0);
}

describe("a job that ends while its guest moves", () => {
  it("moves the guest in some 10 % less time over a faster channel: by the exchange's speed, not by its pages", async () => {
    const comparison = await compared(scenario);
    for (const change of changesOf(comparison)) {
      expect(change).toBeLessThan(-0.07);
      expect(change).toBeGreaterThan(-0.13);
    }
    for (const { from, figures } of comparison.attribution) {
      const { difference, speed, pages } = figures.totalSeconds ?? {};
      if (from !== "netfront") continue;
      expect((speed?.mean as number) / (difference?.mean as number)).toBeGreaterThan(0.8);
      expect(speed?.mean).toBeLessThan(2 * (pages?.mean as number));
    }
    const [netfront, ...faster] = comparison.variants.map(({ summary }) => summary);
    expect(netfront?.channel?.completedSeconds?.mean).toBeGreaterThan(netfront?.totals.totalSeconds?.mean as number);
    for (const { totals, channel } of faster) {
      expect(channel?.completedSeconds?.mean).toBeLessThan(0.6 * (totals.totalSeconds?.mean as number));
      expect(totals.downtimeSeconds?.mean).toBeLessThan(0.5 * (netfront?.totals.downtimeSeconds?.mean as number));
    }
  });

  it("would move it in some 4 % less if its guest wrote to the end whatever the channel", async () => {
    for (const change of changesOf(await compared(untied))) {
      expect(change).toBeLessThan(-0.01);
      expect(change).toBeGreaterThan(-0.05);
    }
  });
});
