/** `--report`: one file, and at its end what makes the same numbers again. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commandText, moduleOnly } from "../../src/cli/actions/command-text.js";
import { runCommand, temporaryDirectory } from "../support/command-line.js";

const SCENARIO = `
version: 1
name: a small guest
vm: { memory: 16 MiB }
workload: [{ kind: uniform, size: 1 MiB, rate: 2 k/s }]
link: { bandwidth: 1 Gbit/s }
peers: [{ name: db, place: source, flows: [{ message: 1 KiB, send: 5 MB/s }] }]
`;

const scenarioFile = (): string => {
  const path = join(temporaryDirectory(), "scenario.yaml");
  writeFileSync(path, SCENARIO);
  return path;
};

/** The file behind the link of that name. */
function saved(html: string, name: string): string {
  const address = html.match(new RegExp(`href="([^"]*)" download="${name}"`))?.[1]?.replaceAll("&amp;", "&") ?? "";
  return decodeURIComponent(address.slice(address.indexOf(",") + 1));
}

describe("run --report", () => {
  it("writes the report beside the table, with every figure of the run", async () => {
    const file = join(temporaryDirectory(), "report.html");
    const scenario = scenarioFile();
    const { exitCode, stdout } = await runCommand(["run", scenario, "--set", "link.latency=1 ms", "--runs", "3", "--report", file]);
    const html = readFileSync(file, "utf8");
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining("a small guest")]);
    expect(html).toContain(`run ${scenario} --set 'link.latency=1 ms'`);
    const names = ["rounds", "remaining", "rates", "guest-speed", "page-map", "page-rounds", "channel", "round-trip", "phases"];
    const ofRuns = ["downtime-phases", "total-distribution", "downtime-distribution"];
    expect([...html.matchAll(/<h3 id="([^"]*)">/g)].map(([, id]) => id)).toEqual([...names, ...ofRuns]);
  });

  it("has the scenario in it, which gives the same numbers again", async () => {
    const { stdout } = await runCommand(["run", scenarioFile(), "--seed", "7", "--report", "-"]);
    const again = await runCommand(["run", "-", "--report", "-"], { input: saved(stdout, "scenario.json") });
    expect(again.exitCode).toBe(0);
    expect(saved(again.stdout, "rounds.csv")).toBe(saved(stdout, "rounds.csv"));
    expect(saved(again.stdout, "rounds.csv").split("\n").length).toBeGreaterThan(3);
  });

  it("does not replace its scenario, and shares no file with another result", async () => {
    const scenario = scenarioFile();
    expect((await runCommand(["run", scenario, "--report", scenario])).stderr).toContain("--report");
    const file = join(temporaryDirectory(), "both");
    const { exitCode, stderr } = await runCommand(["run", scenario, "--json", file, "--report", file]);
    expect([exitCode, existsSync(file)]).toEqual([2, false]);
    expect(stderr).toContain(`--json and --report cannot both go to ${file}`);
  });
});

describe("compare --report", () => {
  it("has causes, and the rounds and traffic of each variant's first run", async () => {
    const { exitCode, stdout } = await runCommand([
      "compare",
      scenarioFile(),
      "--channels",
      "netfront,xenvmc",
      "--runs",
      "2",
      "--report",
      "-",
    ]);
    const { stdout: alone } = await runCommand(["run", scenarioFile(), "--set", "channel=xenvmc", "--report", "-"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Total time: netfront -&gt; xenvmc, by cause");
    expect(saved(stdout, "channel-1.csv")).toBe(saved(alone, "channel.csv"));
    expect(saved(stdout, "channel-1.csv").split("\n").length).toBeGreaterThan(3);
    expect(stdout).toContain("xenvmc-sim compare scenario.json --channels netfront,xenvmc --runs 2");
  });
});

describe("commandText", () => {
  it("is read back by a shell", () => {
    const options = [
      ["--set", ["a=1", "b='x y'"]],
      ["--quiet", true],
      ["--seed", undefined],
      ["--policy", "p.js"],
    ] as const;
    expect(commandText("run", "a b.yaml", options)).toBe(
      `xenvmc-sim run 'a b.yaml' --set a=1 --set 'b='\\''x y'\\''' --quiet --policy p.js`,
    );
    expect([moduleOnly("own.mjs"), moduleOnly("nova"), moduleOnly(undefined)]).toEqual(["own.mjs", undefined, undefined]);
  });
});
