import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCommand, temporaryDirectory } from "../support/command-line.js";

const SCENARIO = `
version: 1
vm: { memory: 16 MiB }
workload: [{ kind: uniform, size: 1 MiB, rate: 20 k/s }]
link: { bandwidth: 1 Gbit/s }
`;

const file = (name: string, text: string): string => {
  const path = join(temporaryDirectory(), name);
  writeFileSync(path, text);
  return path;
};

const run = (policy: string, ...more: readonly string[]) =>
  runCommand(["run", file("scenario.yaml", SCENARIO), "--policy", policy, "--json", "-", ...more]);

const stopsOf = (stdout: string) => (JSON.parse(stdout) as { runs: { stop: { kind: string } }[] }).runs.map(({ stop }) => stop.kind);

describe("--policy NAME", () => {
  it("is the scenario's field policy", async () => {
    const { exitCode, stdout } = await run("cloud-hypervisor");
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ scenario: { policy: { name: "cloud-hypervisor" } }, runs: [{ stop: { kind: "policy" } }] });
  });

  it("may be a mapping, as there", async () => {
    const { exitCode, stdout } = await run("{ name: cloud-hypervisor, downtime: 2 s }");
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ scenario: { policy: { name: "cloud-hypervisor", downtimeSeconds: 2 } } });
  });

  it.each([
    ["nova", "policy: expected a QEMU engine, as nova depends on its downtime limit"],
    ["clod-hypervisor", "did you mean cloud-hypervisor?"],
  ])("%s: one fault says why not", async (name, message) => {
    const { exitCode, stdout, stderr } = await run(name);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });
});

describe("--policy FILE.js", () => {
  it("takes a default export", async () => {
    const module = file("stop.mjs", `export default ({ iteration }) => (iteration === 2 ? "stop" : "continue");`);
    expect(stopsOf((await run(module)).stdout)).toEqual(["policy"]);
  });

  it("takes createPolicy(), called for each run", async () => {
    const text = `export function createPolicy() { let asked = 0; return () => (++asked === 3 ? "abort" : "continue"); }`;
    const { stdout } = await run(file("stateful.mjs", text), "--runs", "3");
    expect(stopsOf(stdout)).toEqual(["cancelled", "cancelled", "cancelled"]);
  });

  it("works for compare too", async () => {
    const module = file("stop.mjs", `export default ({ iteration }) => (iteration === 2 ? "stop" : "continue");`);
    const engines = ["--engines", "xen-4.10, xen-3.3", "--runs", "2"];
    const { exitCode, stdout } = await runCommand([
      "compare",
      file("scenario.yaml", SCENARIO),
      "--policy",
      module,
      "--json",
      "-",
      ...engines,
    ]);
    expect(exitCode).toBe(0);
    const { variants } = JSON.parse(stdout) as { variants: { runs: { stop: { kind: string } }[] }[] };
    expect(variants.flatMap(({ runs }) => runs.map(({ stop }) => stop.kind))).toEqual(["policy", "policy", "policy", "policy"]);
  });

  it.each([
    ["export const answer = 42;", "expected a default export (statistics) => decision, or an export createPolicy() that makes one"],
    ["export default 'stop';", "found neither"],
    ["export const createPolicy = () => 'stop';", 'createPolicy: expected a function (statistics) => decision, received "stop"'],
    ["export default (", "cannot be loaded"],
    ["throw new Error('not today');", "cannot be loaded: not today"],
    ["export default () => 'stpo';", 'expected one of "continue", "stop", "abort", "postcopy", received "stpo"'],
    ["export default () => { throw new Error('lost'); };", "stop policy: it threw Error: lost"],
    ["export default () => 'postcopy';", '"postcopy" is for engines of QEMU'],
  ])("%s is one clear error", async (text, message) => {
    const { exitCode, stdout, stderr } = await run(file("bad.mjs", text));
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("please report it");
  });

  it("a missing file is one too", async () => {
    const { exitCode, stderr } = await run("/nowhere/policy.js");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("--policy /nowhere/policy.js: cannot be loaded");
  });

  it("cannot be combined with a policy in the scenario", async () => {
    const { exitCode, stderr } = await run(file("stop.mjs", "export default () => 'continue';"), "--set", "policy=cloud-hypervisor");
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("the scenario already has a policy, cloud-hypervisor")]);
  });
});
