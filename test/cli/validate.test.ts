import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCommand, temporaryDirectory } from "../support/command-line.js";

describe("xenvmc-sim validate", () => {
  it("prints a table and ends with 0 if all figures are within tolerance", async () => {
    const { exitCode, stdout, stderr } = await runCommand(["validate", "hines-2009-8"]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("The case passed");
  });

  it("ends with 1 if a figure misses, and prints the result all the same", async () => {
    const { exitCode, stdout, stderr } = await runCommand(["validate", "nsdi05-quake3-curve"]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("MISS");
    expect(stderr).toBe("xenvmc-sim: the case missed a tolerance\n");
  });

  it("writes the report as JSON, with sources", async () => {
    const file = join(temporaryDirectory(), "report.json");
    const { exitCode, stdout } = await runCommand(["validate", "xl-log-512", "--json", file, "--quiet"]);
    expect([exitCode, stdout]).toEqual([0, ""]);
    const report = JSON.parse(readFileSync(file, "utf8"));
    expect(report).toMatchObject({ version: 1, passed: true, generator: { name: "xenvmc-sim" } });
    expect(report.cases[0].source).toContain("xl -v migrate");
  });

  it("refuses a case that does not exist, and writes nothing", async () => {
    const directory = temporaryDirectory();
    const { exitCode, stdout, stderr } = await runCommand(["validate", "no-such-case", "--json", join(directory, "report.json")]);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain('received "no-such-case"');
    expect(readdirSync(directory)).toEqual([]);
  });

  it("can be interrupted", async () => {
    const { exitCode } = await runCommand(["validate", "hines"], { signal: AbortSignal.abort() });
    expect(exitCode).toBe(130);
  });
});

describe("xenvmc-sim validate --cases", () => {
  it("validates cases of one's own with their logs, and shows the errors by engine", async () => {
    const directory = temporaryDirectory();
    const json = join(directory, "report.json");
    const { exitCode, stdout, stderr } = await runCommand(["validate", "--cases", "examples/cases"]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("Must miss: no bandwidth limit: total time -");
    expect(stdout).toMatch(
      /Engine +Cases +Figures +P50 +P90 +P50\* +P90\*\nqemu-10\.0 +1 +2 +0\.32 % +1\.05 % +0\.32 % +1\.05 %\nxen-3\.3 +1 +2 /,
    );
    await runCommand(["validate", "database", "--cases", "examples/cases/own-migrations.yaml", "--json", json, "-q"]);
    const report = JSON.parse(readFileSync(json, "utf8"));
    expect(report.cases.map((each: { name: string }) => each.name)).toEqual(["database-guest"]);
    expect(report.engines).toEqual([{ engine: "qemu-10.0", cases: 1, errors: report.errors, independentErrors: report.independentErrors }]);
  });

  it("names the faults of every file, and validates nothing", async () => {
    const directory = temporaryDirectory();
    const good = readFileSync("examples/cases/own-migrations.yaml", "utf8");
    writeFileSync(join(directory, "a.yaml"), good);
    writeFileSync(join(directory, "b.json"), '{ "version": 1, "group": "b" }');
    writeFileSync(join(directory, "notes.txt"), "no case file");
    const { exitCode, stdout, stderr } = await runCommand(["validate", "--cases", directory]);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`cannot read ${join(directory, "database-guest.log")}: `);
    expect(stderr).toContain("b.json:1:1: cases: expected a list, received nothing");
    expect(stderr).not.toContain("notes.txt");
    const empty = await runCommand(["validate", "--cases", temporaryDirectory()]);
    expect(empty.stderr).toContain("no file in it ends with .json, .yaml or .yml");
    const twice = await runCommand(["validate", "--cases", "examples/cases", "examples/cases/own-migrations.yaml"]);
    expect(twice.stderr).toContain('two cases are named "idle-guest": their names have to differ');
    const unknown = await runCommand(["validate", "hines", "--cases", "examples/cases"]);
    expect(unknown.stderr).toContain("a group of them (own-migrations)");
    const both = await runCommand(["validate", "--cases", "examples/cases", "--log", "a.log"]);
    expect([both.exitCode, both.stderr]).toEqual([2, expect.stringContaining("either --log or --cases")]);
  });
});
