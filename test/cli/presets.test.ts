import { describe, expect, it } from "vitest";
import { PLAN_PRESETS } from "../../src/fleet.js";
import { ENGINE_PRESETS, HOST_PRESETS, POLICY_PRESETS, workloadPresets } from "../../src/index.js";
import { runCommand } from "../support/command-line.js";

describe("presets", () => {
  it.each([30, 40, 100])("lists every engine, policy, host and workload in %i columns", async (terminalColumns) => {
    const { exitCode, stdout } = await runCommand(["presets"], { terminalColumns });
    expect(exitCode).toBe(0);
    for (const { name } of [...ENGINE_PRESETS, ...POLICY_PRESETS, ...HOST_PRESETS, ...workloadPresets()])
      expect(stdout).toMatch(new RegExp(`^ {2}${name}(?: |$)`, "m"));
  });

  it.each([[["--json"]], [["--json", "-"]]])("gives all their values as JSON for %j", async (options) => {
    const { stdout } = await runCommand(["presets", ...options]);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      engines: ENGINE_PRESETS,
      policies: POLICY_PRESETS,
      hosts: HOST_PRESETS,
      workloads: workloadPresets(),
      plans: PLAN_PRESETS,
    });
  });
});

describe("schema", () => {
  it("is a JSON Schema that knows the fields of a scenario", async () => {
    const { exitCode, stdout, stderr } = await runCommand(["schema"]);
    const schema = JSON.parse(stdout);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(schema.$schema).toMatch(/json-schema\.org/);
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(["version", "vm", "workload", "link", "engine", "seed", "runs"]));
    expect(schema.required).toEqual(expect.arrayContaining(["version", "vm", "link"]));
  });

  it("is that of fleets with --fleet, whose fields explain --fleet describes", async () => {
    const schema = JSON.parse((await runCommand(["schema", "--fleet"])).stdout);
    expect([schema.title, schema.required]).toEqual(["Fleet", ["version", "hosts", "guests"]]);
    const { stdout } = await runCommand(["explain", "--fleet", "plan.retries"]);
    expect(stdout).toMatch(/^plan\.retries\n {2}How often a migration that was given up is tried again\./);
    expect(stdout).toMatch(/^ {2}times +How often\. \(required\)$/m);
    expect((await runCommand(["explain", "--fleet", "hosts.a.link"])).stdout).toMatch(/^ {2}latency /m);
    const wrong = await runCommand(["explain", "--fleet", "plan.retires"]);
    expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining("did you mean retries?")]);
  });
});
