import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunResult } from "../../src/index.js";
import { migrate, scenarioWith } from "../support/scenarios.js";

const CLASSIC = ["xen-nsdi05", "xen-2.0", "xen-3.0", "xen-3.3", "xen-4.2"] as const;

/** Identities that hold for every run of the classic engine (docs/sources/xen.md#classic-loop). */
function expectIdentities(run: RunResult, pages: number): void {
  const { rounds, totals, stop } = run;
  const live = rounds.filter((round) => round.live);
  const dealtWith = (index: number) => {
    const round = rounds[index];
    return (round?.pagesSent ?? 0) + (round?.pagesSkipped ?? 0) + (round?.pagesAllocatedOnly ?? 0);
  };
  expect(dealtWith(0)).toBe(pages);
  for (let index = 1; index < rounds.length; index++) expect(dealtWith(index), `round ${index}`).toBe(rounds[index - 1]?.pagesDirtied);
  expect(live.length).toBeLessThanOrEqual(29);
  expect(totals.pagesSent).toBeLessThan(5 * pages);
  // Nothing is lost: every skipped page was sent in the end.
  expect(totals.pagesSent - totals.pagesResent).toBe(pages);
  if (stop.kind === "dirty-threshold") expect(dealtWith(live.length - 1)).toBeLessThan(50);
}

describe("Xen 2.0 to 4.5", () => {
  it("keeps its identities for any guest and workload", async () => {
    const source = fc.record({
      kind: fc.constantFrom("uniform", "sweep", "zipf"),
      size: fc.integer({ min: 1, max: 4096 }).map((pages) => pages * 4096),
      rate: fc.integer({ min: 1, max: 300_000 }),
      layout: fc.constantFrom("contiguous", "scattered"),
    });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...CLASSIC), fc.array(source, { maxLength: 3 }), fc.nat(1000), async (engine, workload, seed) => {
        const run = await migrate(
          scenarioWith({ vm: { memory: "16 MiB" }, engine, workload, seed, host: { suspend: "10 ms", suspendDirtyPages: 100 } }),
        );
        expectIdentities(run, 4096);
      }),
      { seed: 20260122, numRuns: 60 },
    );
  });

  it("checks the round just finished: fewer than 50 pages are still sent live, and the suspend adds to the next", async () => {
    const run = await migrate(
      scenarioWith({
        engine: { preset: "xen-3.3", setupSeconds: "1 ms" },
        workload: [{ kind: "burst", size: 43 * 4096, period: "1 s" }],
        host: { suspend: "200 ms", suspendDirtyPages: 200, setupDirtyPages: 0 },
      }),
    );
    expect(run.rounds.map((round) => round.pagesSent)).toEqual([16384 - 43, 43, 200]);
    expect(run.stop.kind).toBe("dirty-threshold");
  });

  it("sends exactly the first batch of a sweep much faster than the link in each of 28 rounds", async () => {
    const run = await migrate(
      scenarioWith({
        vm: { memory: "2 GiB" },
        link: { bandwidth: 19500 * 4104 * 8, efficiency: 1, latency: 0 },
        engine: "xen-3.0",
        workload: [{ kind: "sweep", size: "8 MiB", rate: 88000 }],
      }),
    );
    expect(run.totals.rounds).toBe(30);
    expect(run.totals.pagesSent).toBeGreaterThanOrEqual(524_288 + 28 * 1024);
    expect(run.totals.pagesSent).toBeLessThanOrEqual(524_288 + 28 * 1024 + 8);
  });

  it("stops when more than three times the slots have been sent", async () => {
    const run = await migrate(
      scenarioWith({
        engine: { preset: "xen-3.3", skipDirtyPages: false },
        workload: [{ kind: "uniform", size: "64 MiB", rate: "10 M/s" }],
      }),
    );
    expect(run.stop.kind).toBe("sent-cap");
    expect(run.totals.rounds).toBe(5);
  });

  it("in round 1 of 4.2 lists re-dirtied pages without content and skips none", async () => {
    const run = await migrate(scenarioWith({ engine: "xen-4.2", workload: [{ kind: "uniform", size: "64 MiB", rate: "50 k/s" }] }));
    const [first, second] = run.rounds;
    expect(first?.pagesSkipped).toBe(0);
    expect(first?.pagesAllocatedOnly).toBeGreaterThan(1000);
    expect(first?.wireBytes).toBe(16 * 4 + 16384 * 8 + (first?.pagesSent ?? 0) * 4096);
    expect(second?.pagesSkipped).toBeGreaterThan(100);
  });

  it("sends pages without a frame in the last round", async () => {
    const run = await migrate(scenarioWith({ vm: { memory: "64 MiB", deferredPages: 70 }, engine: "xen-3.3", workload: [] }));
    expect(run.rounds.map((round) => round.pagesSent)).toEqual([16384 - 70, 0, 70]);
    expect(run.rounds[0]?.wireBytes).toBe(16 * 4 + (16384 - 70) * 4104);
  });

  it("replaces its stop rule by a policy of the user's own", async () => {
    const run = await migrate(scenarioWith({ engine: "xen-3.3", workload: [{ kind: "uniform", size: "8 MiB", rate: "100 k/s" }] }), {
      policy: ({ iteration }) => (iteration === 3 ? "stop" : "continue"),
    });
    expect(run.totals.rounds).toBe(4);
    expect(run.stop.kind).toBe("policy");
  });

  it("asks the policy again after each CLEAN, and sends the pages found live before it stops", async () => {
    const seen: (number | undefined)[] = [];
    const run = await migrate(scenarioWith({ engine: "xen-3.3", workload: [{ kind: "burst", size: 100 * 4096, period: "1 ms" }] }), {
      policy: ({ dirtyPages }) => {
        seen.push(dirtyPages);
        return dirtyPages !== undefined && dirtyPages < 1500 ? "stop" : "continue";
      },
    });
    expect(seen).toEqual([undefined, 100]);
    expect(run.rounds.map((round) => round.live)).toEqual([true, true, false]);
  });

  it("reports the iteration that ended it by the number in Xen's log file", async () => {
    const run = await migrate(
      scenarioWith({ engine: { preset: "xen-3.3", setupSeconds: "1 ms" }, workload: [{ kind: "burst", size: 43 * 4096, period: "1 s" }] }),
    );
    expect(run.stop.detail).toContain("Iteration 2 had 43 dirty pages, below the threshold of 50.");
    expect(run.rounds[1]?.pagesSent).toBe(43);
  });
});
