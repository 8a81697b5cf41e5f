import { describe, expect, it } from "vitest";
import { runCommand } from "../support/command-line.js";

describe("xenvmc-sim explain", () => {
  it("tells meaning, units, range and default of a field", async () => {
    const { exitCode, stdout } = await runCommand(["explain", "link.latency"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^link\.latency\n {2}\S.*\n/);
    expect(stdout).toMatch(/^ {2}units: ns, us, .*ms, s, min, h$/m);
    expect(stdout).toMatch(/^ {2}range: >= 0 and <= 3600 seconds$/m);
    expect(stdout).toMatch(/^ {2}range of a number without a unit, in seconds: >= 0 and <= 1$/m);
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
    expect(stderr).toBe(
      'xenvmc-sim: there is no field "speed" in link (its fields are bandwidth, efficiency, transport, connectionBandwidth, latency); did you mean engine.speed?\n',
    );
  });

  it("takes a field of a list's entries without an index too", async () => {
    const [short, long] = [await runCommand(["explain", "workload.rate"]), await runCommand(["explain", "workload[0].rate"])];
    expect(short.stdout.split("\n").slice(1)).toEqual(long.stdout.split("\n").slice(1));
  });

  it.each([
    ["link.latncy", "(its fields are bandwidth, efficiency, transport, connectionBandwidth, latency); did you mean latency?"],
    ["latency", "; did you mean link.latency?"],
    ["Dom0CPUs", "; did you mean host.dom0Cpus?"],
    ["engine.autoConverg", "; did you mean autoConverge?"],
  ])("suggests the nearest fields: %s", async (field, hint) => {
    const { exitCode, stderr } = await runCommand(["explain", field]);
    expect(exitCode).toBe(2);
    expect(stderr.trimEnd().endsWith(hint)).toBe(true);
  });

  it("says no more where nothing is near", async () => {
    expect((await runCommand(["explain", "xyzzyqwerty"])).stderr).not.toContain("did you mean");
  });
});
