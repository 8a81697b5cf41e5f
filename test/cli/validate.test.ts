import { readdirSync, readFileSync } from "node:fs";
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
