import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { runCommand } from "../support/command-line.js";

const SCENARIO =
  "{ version: 1, vm: { memory: 64 MiB }, link: { bandwidth: 1 Gbit/s }, channel: xenvmc, peers: [{ name: database, place: source, flows: [{ message: 4 KiB, send: 20 MB/s }] }] }";
const channel = (...options: string[]) => runCommand(["channel", "-", ...options], { input: SCENARIO });

describe("xenvmc-sim channel", () => {
  it("prints pages per window and time per message, and says what is counted", async () => {
    const { exitCode, stdout, stderr } = await channel();
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/Distinct pages in +XenVMC\n10\.0 ms +\d+\.\d \(deviation/);
    expect(stdout).toMatch(/Round trip +23\.4 us/);
    expect(stdout).toMatch(/the workload\s+is left out/);
  });

  it("gives the default windows as JSON", async () => {
    const measurement = JSON.parse((await channel("--windows", "10ms, 30 ms", "--json", "-")).stdout);
    expect(measurement.windows.map(({ seconds }: { seconds: number }) => seconds)).toEqual([0.01, 0.03]);
    expect(measurement.windows[0].distinctPages).toEqual({ mean: expect.any(Number), standardDeviation: expect.any(Number) });
    expect(measurement).toMatchObject({ version: 2, generator: { name: "xenvmc-sim" }, channel: { kind: "xenvmc" } });
  });

  it("shows all three side by side, the modified one as a reconstruction, on any terminal", async () => {
    const { stdout } = await runCommand(["channel", "-", "--all"], { input: SCENARIO, terminalColumns: 40 });
    const text = stripVTControlCharacters(stdout);
    for (const name of ["netfront", "XenVMC", "XenVMC-M (reconstruction)"]) expect(text).toContain(name);
    expect(text.split("\n").filter((line) => line.length > 40)).toEqual([]);
    const { channels } = JSON.parse((await channel("--all", "--json", "-")).stdout);
    expect(channels.map((each: { channel: { reconstruction?: true } }) => each.channel.reconstruction)).toEqual([
      undefined,
      undefined,
      true,
    ]);
  });

  it.each([
    [["--windows", "10 parsecs"], /windows\[0\]: expected a time/],
    [["--set", "peers=[]"], /the scenario has no peers/],
  ])("refuses %j", async (options, says) => {
    const { exitCode, stdout, stderr } = await channel(...options);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(says);
  });
});
