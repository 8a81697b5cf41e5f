import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { type Comparison, compare } from "../../src/index.js";
import { parseScenario } from "../../src/text.js";
import { runCommand, temporaryDirectory } from "../support/command-line.js";

const SCENARIO = `
version: 1
name: a small guest leaves
vm: { memory: 64 MiB }
workload: [{ kind: uniform, size: 4 MiB, rate: 2 k/s }]
link: { bandwidth: 1 Gbit/s }
peers: [{ name: database, place: source, flows: [{ message: 4 KiB, send: 20 MB/s, receive: 50 MB/s }] }]
`;
const QUIET = SCENARIO.replace(/peers:.*\n/, "");

const compareText = (...options: string[]) => runCommand(["compare", "-", ...options], { input: SCENARIO });
const compareJson = async (...options: string[]) => JSON.parse((await compareText("--json", "-", ...options)).stdout) as Comparison;

describe("xenvmc-sim compare", () => {
  it("prints means, differences, causes and one sentence, and names the reconstruction wherever it is used", async () => {
    const { exitCode, stdout, stderr } = await compareText("--runs", "3");
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^a small guest leaves\nxen-4\.10 moves 64\.0 MiB/);
    expect(stdout).toMatch(/Channel +netfront +xenvmc +xenvmc-modified \(reconstruction\)\nTotal time, ms/);
    expect(stdout).toMatch(/netfront -> xenvmc\n +Difference += pages changed +\+ exchange speed +\+ interaction\nTotal time/);
    expect(stdout).toMatch(/Against netfront, xenvmc: total time [-+\d.]+ %/);
    const bare = stdout.match(/xenvmc-modified(?!\s\(reconstruction\)|\s+is a)/g) ?? [];
    expect(bare).toEqual([]);
    expect(stdout.split("\n").filter((line) => line.length > 100)).toEqual([]);
  });

  it.each([30, 40, 80, 200])("fits a terminal of %i columns and loses no figure", async (columns) => {
    const { stdout } = await runCommand(["compare", "-", "--runs", "2"], { input: SCENARIO, terminalColumns: columns });
    const text = stripVTControlCharacters(stdout);
    expect(text.split("\n").filter((line) => line.length > columns)).toEqual([]);
    for (const figure of ["Total time", "Downtime", "Pages sent", "Round trip", "Dom0 CPUs"]) expect(text).toContain(figure);
  });

  it("shows no speed and no round trip of peers that say nothing", async () => {
    const { stdout } = await compareText("--runs", "2", "--set", "peers[0].flows=[]");
    expect(stdout).toMatch(/\nDelivered, GB\/s +- +- +-\nRound trip, s +- +- +-\n/);
  });

  it("writes the library's comparison as JSON", async () => {
    const comparison = await compareJson("--runs", "2");
    expect(comparison).toEqual(JSON.parse(JSON.stringify(await compare(parseScenario(SCENARIO), { runs: 2 }))));
    expect(comparison).toMatchObject({ version: 2, compared: "channels", finishedRuns: 2 });
    expect(comparison.variants.map(({ reconstruction }) => reconstruction)).toEqual([undefined, undefined, true]);
  });

  it("writes one row per run of each variant as CSV", async () => {
    const { stdout } = await compareText("--csv", "-", "--runs", "2", "--channels", "xenvmc,{kind: xenvmc-modified, rehome: true}");
    const [header = "", ...rows] = stdout.trimEnd().split("\n");
    expect(header).toMatch(/^variant,reconstruction,seed,run,stop/);
    expect(rows.map((row) => row.split(",").slice(0, 4).join(","))).toEqual([
      "xenvmc,false,1,0",
      "xenvmc,false,1,1",
      "xenvmc-modified(rehome: true),true,1,0",
      "xenvmc-modified(rehome: true),true,1,1",
    ]);
  });

  it("takes channels, engines, seed and fields", async () => {
    const channels = await compareJson(
      "--channels",
      "xenvmc, {kind: xenvmc-modified, modified: {batching: false}}",
      "--seed",
      "7",
      "--runs",
      "1",
    );
    expect(channels.variants.map(({ label }) => label)).toEqual(["xenvmc", "xenvmc-modified(modified: {batching: false})"]);
    expect([channels.scenario.seed, channels.variants[1]?.runs[0]?.seed]).toEqual([7, 7]);
    const engines = await compareJson(
      "--engines",
      "xen-4.10,{preset: xen-4.10, maxIterations: 29}",
      "--set",
      "vm.memory=32 MiB",
      "--runs",
      "1",
    );
    expect([engines.compared, engines.scenario.vm.memoryBytes]).toEqual(["engines", 2 ** 25]);
  });

  it.each([
    [["--channels", "netfront"], /--channels: expected at least two to compare, received 1/],
    [["--channels", "netfront,{kind: xenvmc"], /--channels: expected names or mappings separated by commas/],
    [["--channels", "netfront,xenvnc"], /channels\[1\] has 1 fault:[\s\S]*did you mean xenvmc\?/],
    [["--channels", "netfront,xenvmc", "--engines", "xen-4.10,xen-4.2"], /cannot be combined/],
    [["--channels", "null,null"], /channels\[0\] has 1 fault:/],
    [["--channels", "netfront,[xenvmc]"], /channels\[1\] has 1 fault:/],
    [["--engines", "null,xen-4.2"], /engines\[0\] has 1 fault:/],
    [["--runs", "0"], /runs: expected/],
  ])("refuses %j", async (options, says) => {
    const { exitCode, stdout, stderr } = await compareText(...options);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(says);
  });

  it("requires engines for a guest without peers", async () => {
    const { exitCode, stderr } = await runCommand(["compare", "-"], { input: QUIET });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("name what to compare with --engines")]);
    const engines = ["--engines", "xen-4.10,{preset: xen-4.10, maxIterations: 29}", "--runs", "2"];
    expect((await runCommand(["compare", "-", ...engines], { input: QUIET })).stdout).toContain("Engine");
  });

  it("shows engines with their rounds and how they ended", async () => {
    const engines = ["--engines", "xen-4.10,qemu-10.0,{preset: qemu-8.2, downtimeLimit: 20 ms}", "--runs", "2"];
    const { exitCode, stdout } = await runCommand(["compare", "-", ...engines], { input: QUIET });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Engine +xen-4\.10 +qemu-10\.0 +qemu-8\.2\(downtimeLimit: 20 ms\)$/m);
    expect(stdout).toMatch(/^Bitmap syncs +- +\d/m);
    expect(stdout).toMatch(/^Converged +2 of 2 +2 of 2 +2 of 2$/m);
    expect(stdout).toMatch(/^Ended: dirty-threshold +2 +- +-$/m);
    expect(stdout).toMatch(/^Ended: downtime-met +- +2 +2$/m);
    expect(stdout).toMatch(/^Against xen-4\.10, qemu-10\.0: total time/m);
    expect(stdout).not.toContain("What-if");
    expect(stdout.split("\n").filter((line) => line.length > 100)).toEqual([]);
  });

  it("says which engine aborts, and shows no mean of it", async () => {
    const engines = ["--engines", "xen-4.10,{preset: qemu-10.0, cancelAfterSyncs: 1}", "--runs", "2"];
    const { exitCode, stdout } = await runCommand(["compare", "-", ...engines], { input: QUIET });
    const text = stdout.replace(/\s+/g, " ");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Total time, ms +[\d.]+ ± [\d.]+ +-$/m);
    expect(stdout).toMatch(/^Ended: cancelled +- +2$/m);
    expect(text).toContain("2 of 2 runs did not move the guest: there is nothing to take a mean of.");
    expect(text).toContain("Against xen-4.10, qemu-10.0(cancelAfterSyncs: 1) never moves the guest, xen-4.10 does in");
  });

  it("names what-ifs, and refuses traffic without a channel", async () => {
    const engines = await compareText("--engines", "xen-4.10,qemu-10.0", "--runs", "1");
    expect(engines.stdout.replace(/\s+/g, " ")).toContain("traffic by netfront");
    expect(engines.stdout.replace(/\s+/g, " ")).toContain("What-if (qemu-10.0): Xen's channels do not meet such engines");
    const refused = await compareText("--engines", "xen-4.10,simgrid");
    expect([refused.exitCode, refused.stdout]).toEqual([2, ""]);
    expect(refused.stderr).toContain("engine: expected an engine that moves pages where the guest talks to peers");
  });

  it("has the engine-specific figures in the CSV", async () => {
    const { stdout } = await runCommand(["compare", "-", "--engines", "xen-4.10,qemu-hybrid", "--runs", "1", "--csv", "-"], {
      input: QUIET,
    });
    const [header = "", ...rows] = stdout.trimEnd().split("\n");
    const columns = ["variant", "dirtySyncCount", "meanFaultSeconds"].map((name) => header.split(",").indexOf(name));
    expect(rows.map((row) => columns.map((column) => row.split(",")[column] !== ""))).toEqual([
      [true, false, false],
      [true, true, expect.any(Boolean)],
    ]);
  });

  it("says which runs allow no conclusion, and draws none", async () => {
    const options = ["--runs", "2", "--channels", "netfront,xenvmc-modified,{kind: xenvmc, teardown: never}"];
    const { exitCode, stdout } = await compareText(...options);
    const text = stdout.replace(/\s+/g, " ");
    expect(exitCode).toBe(0);
    expect(text).toContain("xenvmc(teardown: never): 2 of 2 runs have a fault of the channel.");
    expect(text).toContain(
      "netfront -> xenvmc(teardown: never): no percentages, causes or conclusion, as 2 of 2 runs of xenvmc(teardown: never)",
    );
    expect(text).toMatch(
      /Against netfront, xenvmc-modified \(reconstruction\): total time [^;]*; xenvmc\(teardown: never\): nothing is concluded;/,
    );
    expect(text).toMatch(/; xenvmc-modified \(reconstruction\): (the|neither) /);
    expect(text.match(/Of the first/g)).toBeNull();
  });

  it("keeps whole replications when interrupted", async () => {
    const interruption = new AbortController();
    const json = join(temporaryDirectory(), "comparison.json");
    const { exitCode, stderr } = await runCommand(["compare", "-", "--runs", "100000", "--json", json], {
      input: SCENARIO,
      signal: interruption.signal,
      terminalColumns: 80,
      onMessage: (text) => {
        if (/ \d\d+ of 900000 migrations/.test(text)) interruption.abort();
      },
    });
    const { finishedRuns, variants } = JSON.parse(readFileSync(json, "utf8")) as Comparison;
    expect(exitCode).toBe(130);
    expect(variants.map(({ runs }) => runs.length)).toEqual([finishedRuns, finishedRuns, finishedRuns]);
    expect(stderr).toContain(`interrupted: ${finishedRuns} of 100000 runs of every variant were finished`);
  });

  it("writes nothing if no run was finished", async () => {
    const json = join(temporaryDirectory(), "comparison.json");
    const { exitCode } = await runCommand(["compare", "-", "--json", json], { input: SCENARIO, signal: AbortSignal.abort() });
    expect([exitCode, existsSync(json)]).toEqual([130, false]);
  });

  it("has an example within the channels' measured rates, with a visible difference", async () => {
    const { exitCode, stdout } = await runCommand(["compare", "examples/web-vm-leaves-database.yaml", "--runs", "2"]);
    expect(exitCode).toBe(0);
    expect(stdout.split("\n").length).toBeLessThanOrEqual(48);
  });

  describe("--variants", () => {
    const write = (text: string): string => {
      const path = join(temporaryDirectory(), "variants.yaml");
      writeFileSync(path, text);
      return path;
    };
    const variants = (text: string, ...options: string[]) => compareText("--variants", write(text), "--runs", "2", ...options);

    it("compares scenarios that differ in any field, and splits causes only where the channel alone differs", async () => {
      const { exitCode, stdout } = await variants(
        "plain: { channel: netfront }\nshared: { channel: xenvmc }\nlarger: { channel: xenvmc, vm.memory: 128 MiB }",
        "--json",
        "-",
      );
      expect(exitCode).toBe(0);
      const { compared, variants: found, attribution } = JSON.parse(stdout) as Comparison;
      expect(compared).toBe("variants");
      expect(found.map(({ label, scenario }) => [label, scenario?.vm.memoryBytes])).toEqual([
        ["plain", 64 * 2 ** 20],
        ["shared", 64 * 2 ** 20],
        ["larger", 128 * 2 ** 20],
      ]);
      expect(attribution.map(({ from, to }) => [from, to])).toEqual([["plain", "shared"]]);
    });

    it("gives each variant the runs of a scenario written out with its fields", async () => {
      const { stdout } = await variants("a: { channel: netfront }\nb: { link.bandwidth: 10 Gbit/s }", "--json", "-");
      const { variants: found } = JSON.parse(stdout) as Comparison;
      const alone = await compareJson("--runs", "2", "--set", "link.bandwidth=10 Gbit/s", "--channels", "netfront,xenvmc");
      expect(found[1]?.runs).toEqual(alone.variants[0]?.runs);
    });

    it("lists the faults of every variant by its name, and each of the file once", async () => {
      const faulty = await variants("a: { channel: netfrnt }\nb: { vm.memory: 1 KiB }\nc: {}");
      expect(faulty.exitCode).toBe(2);
      expect(faulty.stderr).toContain("3 faults");
      expect(faulty.stderr).toContain("a: channel");
      expect(faulty.stderr).toContain("b: vm.memory");
      expect(faulty.stderr).toContain("b: workload[0].size");
      const broken = await runCommand(["compare", "-", "--variants", write("a: {}\nb: {}")], {
        input: SCENARIO.replace("64 MiB", "64 Miles"),
      });
      expect(broken.stderr).toContain("1 fault:");
    });

    it("is refused beside --channels, and when its output would replace it", async () => {
      const path = write("a: {}\nb: {}");
      const both = await compareText("--variants", path, "--channels", "netfront,xenvmc");
      expect(both.stderr).toContain("--channels and --variants cannot be combined");
      const replacing = await compareText("--variants", path, "--json", path);
      expect(replacing.stderr).toContain("would replace");
    });
  });
});
