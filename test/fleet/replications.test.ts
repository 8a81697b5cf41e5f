/** Runs of a plan: each is a run of its guests' scenarios, and their statistics are those of single guests. */
import { describe, expect, it } from "vitest";
import type { Executor, Job } from "../../src/cells/run-cells.js";
import { parseFleet } from "../../src/fleet/read-fleet.js";
import { type FinishedPlanRun, simulateFleet, simulatePlan } from "../../src/fleet/simulate-fleet.js";
import { parseScenario } from "../../src/input/parse-scenario.js";
import { simulate } from "../../src/simulation/simulate.js";
import { pairedDifference } from "../../src/statistics/paired.js";

const VM = { memory: "32 MiB" };
const WORKLOAD = [{ kind: "uniform", size: "8 MiB", rate: "4 k/s" }];
const HOSTS = { a: { link: "1 Gbit/s" }, b: { link: "1 Gbit/s" } };
const TWO = {
  version: 1,
  hosts: HOSTS,
  guests: [
    { name: "one", on: "a", vm: VM, workload: WORKLOAD },
    { name: "two", on: "a", vm: { memory: "64 MiB" }, workload: WORKLOAD },
  ],
  plans: { "one by one": { drain: "a", to: "b" }, "at once": { drain: "a", to: "b", parallel: 2 } },
  runs: 4,
};

describe("several runs of a plan", () => {
  it("of one guest are the runs and the summary of its scenario", async () => {
    const fleet = parseFleet({ ...TWO, guests: TWO.guests.slice(0, 1), plans: undefined, plan: { drain: "a", to: "b" } });
    const [plan] = (await simulateFleet(fleet)).plans;
    const alone = await simulate(parseScenario({ version: 1, vm: VM, workload: WORKLOAD, link: { bandwidth: "1 Gbit/s" }, runs: 4 }));
    expect(plan?.replications?.runs.map(({ guests }) => guests[0]?.totals)).toEqual(alone.runs.map(({ totals }) => totals));
    const [guest] = plan?.replications?.guests ?? [];
    expect(guest?.totalSeconds).toEqual(alone.summary.totalSeconds);
    expect(guest?.downtimeSeconds).toEqual(alone.summary.downtimeSeconds);
    expect(plan?.replications?.summary.worstDowntimeSeconds).toEqual(alone.summary.downtimeSeconds);
    expect(guest?.movedRuns).toBe(4);
  });

  it("begin with the run that is there alone, and differ from each other", async () => {
    const { plans, runs } = await simulateFleet(parseFleet(TWO));
    const single = await simulateFleet(parseFleet({ ...TWO, runs: 1 }));
    expect(runs).toBe(4);
    for (const [index, { replications, ...first }] of plans.entries()) {
      expect(first).toEqual(single.plans[index]);
      expect(replications?.runs[0]).toEqual({ ...single.plans[index], name: undefined });
      expect(new Set(replications?.runs.map(({ pagesSent }) => pagesSent)).size).toBe(4);
    }
  });

  it("are compared with those of the first plan on the same seeds", async () => {
    const [base, other] = (await simulateFleet(parseFleet(TWO))).plans;
    const values = [base, other].map((plan) => plan?.replications?.runs.map(({ pagesSent }) => pagesSent) ?? []);
    expect(base?.replications?.differences).toBeUndefined();
    expect(other?.replications?.differences?.pagesSent).toEqual(pairedDifference(values[0] as number[], values[1] as number[]));
  });

  it("that are finished are kept at an interrupt, if wanted; of none there is no result", async () => {
    const interruptAfter = (migrations: number) => {
      const controller = new AbortController();
      let ended = 0;
      const onMigration = () => (++ended === migrations ? controller.abort(new Error("enough")) : undefined);
      return simulateFleet(parseFleet(TWO), { signal: controller.signal, keepFinishedRuns: true, onMigration });
    };
    const kept = await interruptAfter(9);
    expect([kept.runs, kept.plans.map(({ replications }) => replications?.runs.length)]).toEqual([2, [2, 2]]);
    await expect(interruptAfter(3)).rejects.toThrow("enough");
  });

  it("are the same whatever carries them out, and kept up to the first that is missing", async () => {
    const fleet = parseFleet(TWO);
    const controller = new AbortController();
    /** Finishes jobs from behind. Those named are lost to an interrupt. */
    const backwards = (lost: readonly Job[] = []): Executor<FinishedPlanRun> => ({
      lanes: 1,
      chunkJobs: 8,
      async execute(jobs, onRow) {
        for (const job of [...jobs].reverse()) {
          if (lost.some(({ cell, run }) => cell === job.cell && run === job.run)) continue;
          onRow(job, (await simulatePlan(fleet, job, { followLinks: true })) as FinishedPlanRun);
        }
        if (lost.length > 0) controller.abort(new Error("enough"));
        return undefined;
      },
    });
    expect(await simulateFleet(fleet, { executor: backwards() })).toEqual(await simulateFleet(fleet, { followLinks: true }));
    const options = { executor: backwards([{ cell: 1, run: 1 }]), signal: controller.signal, keepFinishedRuns: true };
    expect((await simulateFleet(fleet, options)).runs).toBe(1);
  });
});
