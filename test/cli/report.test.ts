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

const STUDY = `${SCENARIO}
study:
  question: Does it fit into a tenth of a second?
  vary:
    link.bandwidth: [500 Mbit/s, 1 Gbit/s]
    "workload[0].rate": { from: 1 k/s, to: 4 k/s, steps: 3, scale: log }
  variants: { netfront: { channel: netfront }, modified: { channel: xenvmc-modified } }
  runs: 3
  goals: { downtimeSeconds: "< 100 ms" }
`;

describe("study --report", () => {
  const studyFile = (): string => {
    const path = join(temporaryDirectory(), "study.yaml");
    writeFileSync(path, STUDY);
    return path;
  };
  const idsOf = (html: string) => [...html.matchAll(/<h3 id="([^"]*)">/g)].map(([, id]) => id);

  it("writes DIR/report.html beside the other files: the verdict, totals against the axes, the goals, a distribution", async () => {
    const out = join(temporaryDirectory(), "d");
    const { exitCode, stdout } = await runCommand(["study", studyFile(), "--jobs", "1", "--out", out, "--report"]);
    const html = readFileSync(join(out, "report.html"), "utf8");
    const [, first = ""] = stdout.split("\n");
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`The report is in ${join(out, "report.html")}.`);
    expect(first).toMatch(/^netfront meets downtime < 100 ms in /);
    expect(html).toContain(`<section class="answer"><p>${first.slice(0, 15)}`);
    expect(html).toContain("modified (reconstruction)");
    const against = ["figure-0-0", "figure-0-1", "figure-1-0", "figure-1-1"];
    expect(idsOf(html)).toEqual([...against, "goals-0", "goals-1", "distribution-0"]);
    expect(saved(html, "figure-0-0.csv").split("\n")).toHaveLength(1 + 2 * 3 + 1);
    expect(saved(html, "distribution-0.csv").split("\n")).toHaveLength(1 + 2 * 3 + 1);
  });

  it("has the study in it, with what --set has set, which gives the same numbers again", async () => {
    const set = ["--set", "vm.memory=32 MiB", "--runs", "2"];
    const { stdout, exitCode } = await runCommand(["study", studyFile(), "--jobs", "1", ...set, "--report", "-"]);
    expect([exitCode, stdout.slice(0, 15)]).toEqual([0, "<!doctype html>"]);
    const again = await runCommand(["study", "-", "--jobs", "1", "--report", "-"], { input: saved(stdout, "study-scenario.json") });
    expect(saved(again.stdout, "totals.csv")).toBe(saved(stdout, "totals.csv"));
    expect(saved(stdout, "totals.csv").split("\n")).toHaveLength(1 + 6 * 2 + 1);
    expect(saved(stdout, "totals.csv")).toMatch(/,2,/);
  });

  it("is refused before any run where it has no place, no room or no whole", async () => {
    const study = studyFile();
    const refused = async (...rest: string[]) => (await runCommand(["study", study, "--jobs", "1", ...rest])).stderr;
    expect(await refused("--report")).toContain("--report needs the name of a file, or --out DIR");
    const out = join(temporaryDirectory(), "d");
    expect(await refused("--out", out, "--shard", "1/2", "--report")).toContain("--report is of a whole study");
    const many = "study.vary={ link.latency: { from: 1 us, to: 9 ms, steps: 2501 } }";
    expect(await refused("--set", many, "--report", join(temporaryDirectory(), "r.html"))).toContain(
      "expected at most 5000 points times variants, received 5002",
    );
    expect(await refused("--report", study)).toContain("would replace");
    expect(existsSync(out)).toBe(false);
  });
});

describe("compare --sensitivity --report", () => {
  it("has a figure of the constants for each variant against the first", async () => {
    const rest = ["--channels", "netfront,xenvmc-modified", "--runs", "1", "--sensitivity", "--report", "-"];
    const { stdout } = await runCommand(["compare", scenarioFile(), ...rest]);
    expect(stdout).toContain("Total time: netfront -&gt; xenvmc-modified (reconstruction), over the range of each constant");
    expect(saved(stdout, "sensitivity-0.csv").split("\n").length).toBeGreaterThan(5);
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
