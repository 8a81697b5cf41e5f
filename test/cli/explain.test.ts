import { describe, expect, it } from "vitest";
import { runCommand } from "../support/command-line.js";

describe("xenvmc-sim explain", () => {
  it("tells meaning, units, range and default of a field", async () => {
    const { exitCode, stdout } = await runCommand(["explain", "link.latency"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^link\.latency\n {2}\S.*\n/);
    expect(stdout).toMatch(/^ {2}units: ns, us, .*ms, s, min, h$/m);
    expect(stdout).toMatch(/^ {2}range of a plain number: >= 0 and <= 1$/m);
    expect(stdout).toMatch(/^ {2}default: 0\.1 ms$/m);
  });

  it("lists the fields of a mapping, of a list's entries, and of the scenario", async () => {
    expect((await runCommand(["explain", "link"])).stdout).toMatch(/^ {2}bandwidth +\S.*\(required\)$/m);
    expect((await runCommand(["explain", "workload[0]"])).stdout).toMatch(/^ {2}rate +\S/m);
    expect((await runCommand(["explain", "engine.autoConverge"])).stdout).toMatch(/^ {2}increment +\S/m);
    expect((await runCommand(["explain"])).stdout).toMatch(/^ {2}vm +\S/m);
  });

  it("says which fields there are where a path leads nowhere", async () => {
    const { exitCode, stderr, stdout } = await runCommand(["explain", "link.speed"]);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toBe('xenvmc-sim: there is no field "speed" in link (its fields are bandwidth, efficiency, latency)\n');
  });
});
