/** Studies over fleets: the same planner, queue, rows and statistics as over scenarios, with a plan as a run. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { simulateFleet } from "../../src/fleet.js";
import { fleetSubject } from "../../src/fleet-study.js";
import { openScenarioText } from "../../src/input/parse-text.js";
import { ConfigError } from "../../src/scenario/config-error.js";
import { planStudy, study, valuesAt } from "../../src/study.js";
import { runCommand, temporaryDirectory } from "../support/command-line.js";

const BASE = `version: 1
name: two that talk
hosts: { a: { link: 1 Gbit/s }, b: { link: { bandwidth: 1 Gbit/s, latency: 0.2 ms } } }
guests:
  - { name: web, on: a, vm: { memory: 16 MiB }, peers: [{ guest: database, flows: [{ message: 4 KiB, send: 1 MB/s, receive: 20 MB/s }] }] }
  - { name: database, on: a, vm: { memory: 32 MiB }, workload: [{ kind: uniform, size: 4 MiB, rate: 4 k/s }] }
`;
const PLANS = `plans:
  one by one: { drain: a, to: b }
  at once: { drain: a, to: b, parallel: 2 }
`;
const PLAN = "plan: { drain: a, to: b }\n";

function plan(text: string) {
  const { value, origin } = openScenarioText(text);
  return planStudy(value, { origin }, fleetSubject);
}

function faultsOf(text: string): string {
  try {
    plan(text);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "";
}

describe("the study of a fleet", () => {
  it("compares the plans of the file, where it names no variants", async () => {
    const { value, origin } = openScenarioText(`${BASE}${PLANS}study: { runs: 3, goals: { makespanSeconds: "< 0.3 s" } }\n`);
    const { study: planned, rows, points, verdict } = await study(value, { origin, subject: fleetSubject });
    expect(planned.variants.map(({ name }) => name)).toEqual(["one by one", "at once"]);
    const fleet = await simulateFleet(plan(`${BASE}${PLANS}study: {}\n`).subject.read({ ...(value as object), runs: 3 }, {}));
    const expected = fleet.plans.flatMap(({ replications }) =>
      replications?.runs.map(({ pagesSent, wireBytes }) => [pagesSent, wireBytes]),
    );
    expect(rows.map(({ figures }) => [figures.pagesSent, figures.wireBytes])).toEqual(expected);
    expect(points.map(({ figures }) => figures.makespanSeconds?.mean)).toEqual(
      fleet.plans.map(({ replications }) => replications?.summary.makespanSeconds.mean),
    );
    expect(points[1]?.differences?.pagesSent).toEqual(fleet.plans[1]?.replications?.differences?.pagesSent);
    expect(verdict).toContain("at once has the shortest makespan at 1 of 1 point.");
    expect(verdict.join("\n")).toMatch(/^at once against one by one, makespan: /m);
  });

  it("varies plans by name, their fields, links and guests, with quantities in base units", () => {
    const { study: planned, cell } = plan(`${BASE}${PLAN}study:
  vary:
    plan.parallel: [1, 2]
    plan.bandwidth: [100 Mbit/s, 1 Gbit/s]
    hosts.a.link: [1 Gbit/s, 10 Gbit/s]
    hosts.b.link.latency: [0.1 ms, 0.2 ms]
    "guests[0].vm.memory": { from: 16 MiB, to: 64 MiB, steps: 3 }
    "guests[0].peers[0].flows[0].receive": [5 MB/s]
`);
    const values = planned.axes.map((axis) => axis.values.map(({ value }) => value));
    expect(values).toEqual([[1, 2], [1e8, 1e9], [1e9, 1e10], [1e-4, 2e-4], [2 ** 24, 5 * 2 ** 23, 2 ** 26], [5e6]]);
    const last = cell(47, 0);
    expect(valuesAt(planned, 47).map(({ label }) => label)).toContain("10 Gbit/s");
    expect(last.plans[0]).toMatchObject({ parallel: 2, bandwidthBytesPerSecond: 1.25e8 });
    expect(last.hosts[0]?.linkBytesPerSecond).toBeCloseTo(10 * (cell(0, 0).hosts[0]?.linkBytesPerSecond as number), 0);
  });

  it("lists faults of the fleet, of fields and of a choice that is missing", () => {
    const text = faultsOf(`${BASE}${PLANS}study: { vary: { hosts.a.lnk: [1 Gbit/s] }, goals: { totalSeconds: "< 1 s" } }\n`);
    expect(text).toMatch(/study\.vary.*: expected .*link.*lnk/);
    expect(text).toContain("expected one of makespanSeconds, worstDowntimeSeconds");
    expect(faultsOf(`${BASE}${PLANS}study: { variants: { x: { channel: xenvmc } } }\n`)).toContain(
      "expected plan: the name of one of the plans, set by an axis or by every variant: one by one, at once",
    );
    expect(faultsOf(`${BASE}${PLANS}study: { vary: { plan: [one by one, together] } }\n`)).toMatch(/together/);
    expect(faultsOf(`${BASE}${PLANS}study: { varry: {} }\n`)).toMatch(/varry/);
  });
});

describe("xenvmc-sim study FLEET", () => {
  const STUDY = `${BASE}${PLANS}study:
  question: Which plan is done first?
  vary: { plan: [one by one, at once] }
  variants: { netfront: { channel: netfront }, modified: { channel: xenvmc-modified } }
  runs: 2
  figures: [{ x: plan, y: longestApartSeconds }]
`;
  const fileOf = (directory: string): string => {
    const path = join(directory, "fleet.yaml");
    writeFileSync(path, STUDY);
    return path;
  };

  it("writes the same files at once and by shards, and a report", async () => {
    const directory = temporaryDirectory();
    const [path, whole, merged] = [fileOf(directory), join(directory, "whole"), join(directory, "merged")];
    const shards = [1, 2].map((index) => join(directory, `shard-${index}`));
    const { exitCode, stdout, stderr } = await runCommand(["study", path, "--out", whole, "--jobs", "1", "--report"]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("Which plan is done first?");
    expect(stdout.replace(/\s+/g, " ")).toContain("modified against netfront, time apart:");
    for (const [index, out] of shards.entries())
      expect((await runCommand(["study", path, "--out", out, "--jobs", "1", "--shard", `${index + 1}/2`, "-q"])).exitCode).toBe(0);
    expect((await runCommand(["merge", ...shards, "--out", merged, "-q"])).exitCode).toBe(0);
    for (const name of ["runs.csv", "points.csv", "table.md"])
      expect(readFileSync(join(merged, name), "utf8")).toBe(readFileSync(join(whole, name), "utf8"));
    const [header = "", first = ""] = readFileSync(join(whole, "runs.csv"), "utf8").split("\n");
    expect(header).toBe(
      "point,variant,run,seed,plan,stop,converged,moved,ruledBy,makespanSeconds,worstDowntimeSeconds,guestTimeTakenSeconds,pagesSent,wireBytes,longestApartSeconds,apartBytes,movedGuests",
    );
    expect(first).toMatch(/^0,netfront,0,1,one by one,/);
    const report = readFileSync(join(whole, "report.html"), "utf8");
    expect(report).toContain("Time apart against plan");
    expect(report).toContain("8 plans carried out in all");
    // The same command again finds every row there.
    expect((await runCommand(["study", path, "--out", whole, "--jobs", "1", "-q"])).exitCode).toBe(0);
  });

  it("is left out by fleet, which says so, and refuses modules", async () => {
    const path = fileOf(temporaryDirectory());
    const { exitCode, stderr } = await runCommand(["fleet", path]);
    expect([exitCode, stderr]).toEqual([0, `${path}: the fleet alone is taken; xenvmc-sim study computes the study in it\n`]);
    const refused = await runCommand(["study", path, "--policy", "examples/own-policy.js"]);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain("a fleet takes no engine or policy from a module");
    expect(existsSync(join(path, "runs.csv"))).toBe(false);
  });
});
