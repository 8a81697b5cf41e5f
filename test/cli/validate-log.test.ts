import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { runCommand, temporaryDirectory } from "../support/command-line.js";

const LOG = "test/logs/data/qmp-completed-direct.txt";
/** A quiet guest of the log's size: 335,991 pages with content of 2,098,386, moved over a link of its mean pace. */
const SCENARIO = `version: 1
vm: { memory: 8594989056 B, content: { zero: 0.83988 } }
link: { bandwidth: 507 Mbit/s }
engine: { preset: qemu-10.0-kvm, maxBandwidth: 0 }
`;

describe("xenvmc-sim validate --log", () => {
  it("shows what a log says, and what it does not", async () => {
    const { exitCode, stdout, stderr } = await runCommand(["validate", "--log", LOG]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/QMP replies .* 23 lines/);
    expect(stdout).toMatch(/Total time +22.0 s/);
    expect(stdout).toMatch(/Normal pages +335,991/);
    expect(stdout).toContain("Not in the log: downtime limit, dirty rate");
  });

  it("reads several logs, gzip and standard input, and writes all of it as JSON", async () => {
    const packed = join(temporaryDirectory(), "log.gz");
    writeFileSync(packed, gzipSync(readFileSync("test/logs/data/nova-driver-never-ends.txt")));
    const argv = ["validate", "--json", "-", "--log", LOG, packed, "-"];
    const { exitCode, stdout } = await runCommand(argv, { input: readFileSync("test/logs/data/hmp-vfio-32gib.txt", "utf8") });
    expect(exitCode).toBe(0);
    const { logs } = JSON.parse(stdout);
    expect(logs.map((log: { reading: { format: string } }) => log.reading.format)).toEqual(["qmp", "nova", "hmp"]);
    expect(logs[2].reading.migrations[0]).toMatchObject({ end: "completed", downtimeSeconds: 0.483 });
  });

  it("compares a scenario with a log: misses end with 1", async () => {
    const scenario = join(temporaryDirectory(), "scenario.yaml");
    writeFileSync(scenario, SCENARIO);
    const near = await runCommand(["validate", "--log", LOG, "--scenario", scenario, "--json", "-"]);
    const { report } = JSON.parse(near.stdout);
    const pages = report.cases[0].figures.find(({ label }: { label: string }) => label === "pages with content");
    expect(pages).toMatchObject({ measured: 335_991, verdict: "pass" });
    const slow = await runCommand(["validate", "--log", LOG, "--scenario", scenario, "--set", "link.bandwidth=100 Mbit/s"]);
    expect([slow.exitCode, slow.stderr]).toEqual([1, "xenvmc-sim: a figure is out of its tolerance\n"]);
    expect(slow.stdout).toMatch(/total time +22 s .* MISS/);
  });

  it("names every log that cannot be read, with its line, and writes nothing", async () => {
    const directory = temporaryDirectory();
    const broken = join(directory, "broken.json");
    writeFileSync(broken, readFileSync(LOG, "utf8").replace("22004", "2x004"));
    const result = join(directory, "result.json");
    const argv = ["validate", "--log", broken, join(directory, "absent.log"), "--json", result, "--quiet"];
    const { exitCode, stdout, stderr } = await runCommand(argv);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`${broken}:6: JSON: expected a value`);
    expect(stderr).toContain("absent.log: there is no such file");
    expect(() => readFileSync(result)).toThrow();
  });

  it.each([
    [["hines-2009-8", "--log", LOG], "cases"],
    [["--scenario", "a.yaml"], "--scenario needs --log"],
    [["--log", LOG, "--runs", "2"], "are for the scenario of --scenario"],
    [["--log", "test/logs/data/xl-migrate-progress-old.txt", "--scenario", "examples/web-server.yaml"], "figure to compare"],
  ])("refuses %j", async (argv, message) => {
    const { exitCode, stderr } = await runCommand(["validate", ...argv]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});
