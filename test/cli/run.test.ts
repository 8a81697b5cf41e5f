import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { type MigrationResult, simulate } from "../../src/index.js";
import { parseScenario } from "../../src/text.js";
import { runCommand, temporaryDirectory } from "../support/command-line.js";
import { csvOf, jsonOf } from "../support/result-text.js";

const SCENARIO = `
version: 1
name: a small guest
vm: { memory: 16 MiB }
workload: [{ kind: uniform, size: 1 MiB, rate: 2 k/s }]
link: { bandwidth: 1 Gbit/s }
`;

const scenarioFile = (text: string | Uint8Array = SCENARIO): string => {
  const path = join(temporaryDirectory(), "scenario.yaml");
  writeFileSync(path, text);
  return path;
};

describe("a result in place of a scenario", () => {
  it("runs its scenario again to the same bytes, and says so", async () => {
    const directory = temporaryDirectory();
    const [first, second] = [join(directory, "first.json"), join(directory, "second.json")];
    await runCommand(["run", scenarioFile(), "--quiet", "--json", first]);
    const { exitCode, stderr } = await runCommand(["run", first, "--json", second]);
    expect([exitCode, stderr]).toEqual([0, `${first}: this is a result: the scenario in it is taken\n`]);
    expect(readFileSync(second, "utf8")).toBe(readFileSync(first, "utf8"));
    const { scenario } = JSON.parse(readFileSync(first, "utf8"));
    const piped = await runCommand(["run", "-", "--json", "-"], { input: JSON.stringify(scenario) });
    expect([piped.stdout, piped.stderr]).toEqual([readFileSync(first, "utf8"), ""]);
    expect((await runCommand(["run", first, "--quiet", "--set", "link.latency=-1"])).stderr).toContain("link.latency: expected a time");
  });
});

describe("where the result goes", () => {
  it("prints a table, and nothing else anywhere", async () => {
    const { exitCode, stdout, stderr } = await runCommand(["run", scenarioFile()]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^a small guest\nxen-4\.10 moves 16\.0 MiB/);
    expect(stdout).toMatch(/Round +Guest[\s\S]*Total time[\s\S]*Downtime/);
  });

  it("prints the library's result as JSON for --json -", async () => {
    const { exitCode, stdout } = await runCommand(["run", scenarioFile(), "--json", "-"]);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(jsonOf(await simulate(parseScenario(SCENARIO))));
  });

  it("writes files beside the table", async () => {
    const directory = temporaryDirectory();
    const [json, csv] = [join(directory, "result.json"), join(directory, "rounds.csv")];
    const { exitCode, stdout } = await runCommand(["run", scenarioFile(), "--json", json, "--csv", csv]);
    const result = await simulate(parseScenario(SCENARIO));
    expect([exitCode, readFileSync(json, "utf8"), readFileSync(csv, "utf8")]).toEqual([0, jsonOf(result), csvOf(result)]);
    expect(stdout).toContain("Total time");
    expect(readdirSync(directory).sort()).toEqual(["result.json", "rounds.csv"]);
  });

  it("writes a row per run with what was set, beside a row per round", async () => {
    const directory = temporaryDirectory();
    const [rounds, runs] = [join(directory, "rounds.csv"), join(directory, "runs.csv")];
    const options = [
      "--csv",
      rounds,
      "--runs-csv",
      runs,
      "--runs",
      "2",
      "--set",
      "link.bandwidth=1 Gbit/s",
      "--set",
      "name=x",
      "--set",
      "link.bandwidth = 10 Gbit/s",
    ];
    expect((await runCommand(["run", scenarioFile(), ...options, "-q"])).exitCode).toBe(0);
    const [header = "", ...rows] = readFileSync(runs, "utf8").trimEnd().split("\n");
    expect(header).toMatch(/^name,link\.bandwidth,seed,run,engine,stop,converged,ruledBy,totalSeconds,/);
    expect(rows.map((row) => row.split(",").slice(0, 5).join())).toEqual(["x,10 Gbit/s,1,0,xen-4.10", "x,10 Gbit/s,1,1,xen-4.10"]);
    expect(readFileSync(rounds, "utf8")).toMatch(/^seed,run,round/);
  });

  it("prints nothing at all with --quiet, unless standard output was asked for", async () => {
    expect(await runCommand(["run", scenarioFile(), "--quiet"])).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    expect((await runCommand(["run", scenarioFile(), "--quiet", "--csv", "-"])).stdout).toMatch(/^seed,run,round/);
  });

  it("replaces the target of a symbolic link, not the link", async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, "real.json"), "old");
    symlinkSync("real.json", join(directory, "link.json"));
    await runCommand(["run", scenarioFile(), "--json", join(directory, "link.json")]);
    expect(JSON.parse(readFileSync(join(directory, "real.json"), "utf8"))).toHaveProperty("version", 2);
  });

  it("uses colour on a terminal and fits its width", async () => {
    const { stdout } = await runCommand(["run", scenarioFile()], { terminalColumns: 40 });
    expect(stdout).toContain("\u001b[1ma small guest\u001b[22m");
    const lines = stripVTControlCharacters(stdout).split("\n");
    expect(lines.filter((line) => line.length > 40)).toEqual([]);
  });
});

describe("what is simulated", () => {
  const resultOf = async (...options: string[]): Promise<MigrationResult> =>
    JSON.parse((await runCommand(["run", scenarioFile(), "--json", "-", ...options])).stdout) as MigrationResult;

  it("reads the scenario from standard input for -", async () => {
    const { exitCode, stdout } = await runCommand(["run", "-"], { input: SCENARIO });
    expect([exitCode, stdout.split("\n")[0]]).toEqual([0, "a small guest"]);
  });

  it("sets any field, several times", async () => {
    const { scenario } = await resultOf("--set", "link.bandwidth=10 Gbit/s", "--set", "workload[0].rate=5 k/s");
    expect(scenario.link.bandwidthBitsPerSecond).toBe(1e10);
    expect(scenario.workload[0]).toHaveProperty("writesPerSecond", 5000);
  });

  it("takes an engine by its name or as a mapping, the last word over --set", async () => {
    const nameOf = async (...options: string[]) => (await resultOf(...options)).scenario.engine.preset;
    expect(await nameOf("--engine", "qemu-10.0")).toBe("qemu-10.0");
    expect(await nameOf("--engine", "{ preset: xen-3.3, maxIterations: 9 }", "--set", "engine=qemu-10.0")).toBe("xen-3.3");
  });

  it("takes seed and runs", async () => {
    const result = await resultOf("--seed", "42", "--runs", "3", "--set", "seed=7");
    expect(result.runs.map(({ seed, run }) => [seed, run])).toEqual([
      [42, 0],
      [42, 1],
      [42, 2],
    ]);
  });

  it("reads a trace from the scenario's directory", async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, "writes.csv"), "seconds,page\n0.001,3\n0.002,4\n");
    const path = join(directory, "scenario.yaml");
    writeFileSync(path, SCENARIO.replace("{ kind: uniform, size: 1 MiB, rate: 2 k/s }", "{ kind: trace, file: writes.csv }"));
    expect(await runCommand(["run", path, "--quiet"])).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  });

  it("says that a trace was merged, and by how much", async () => {
    const { path } = traceScenario("{ kind: trace, file: writes.csv, bin: 10 ms }", "0,3\n0.001,3\n0.002,3\n0.02,3\n");
    const { stdout } = await runCommand(["run", path]);
    expect(stdout).toContain("\nTrace writes.csv: 4 writes merged to 3, the first and the last to each page in bins of 10.0 ms\n");
    const compared = await runCommand(["compare", path, "--engines", "xen-4.10,xen-3.3"]);
    expect(compared.stdout).toContain("4 writes merged to 3");
  });

  it("stops reading a trace when it is interrupted, before anything is simulated", async () => {
    const { path } = traceScenario("{ kind: trace, file: writes.csv }", "0.001,3\n");
    const outcome = await runCommand(["run", path], { signal: AbortSignal.abort() });
    expect(outcome).toEqual({ exitCode: 130, stdout: "", stderr: "xenvmc-sim: interrupted before anything was finished\n" });
  });

  it("lists the faults of a trace with those of the scenario", async () => {
    const { path } = traceScenario("{ kind: trace, file: writes.csv, sped: 1 }", "0.001,3\n");
    const other = traceScenario("{ kind: trace, file: writes.csv }, { kind: trace, file: none.csv }", "0,3\n0,x\n");
    expect((await runCommand(["run", path])).stderr).toContain("workload[0].sped");
    const { exitCode, stderr } = await runCommand(["run", other.path]);
    expect([exitCode, stderr.match(/a page number >= 0 in line 2 of writes.csv|there is no such file/g)?.length]).toEqual([2, 2]);
  });
});

/** A scenario beside its trace, in a directory of their own. */
function traceScenario(source: string, csv: string): { readonly path: string } {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, "writes.csv"), csv);
  const path = join(directory, "scenario.yaml");
  writeFileSync(path, SCENARIO.replace("{ kind: uniform, size: 1 MiB, rate: 2 k/s }", source));
  return { path };
}

describe("a value that cannot be read or written", () => {
  it("reports what a fidelity cannot simulate as a fault of the scenario", async () => {
    const path = scenarioFile(
      `${SCENARIO}fidelity: expected\n`.replace("{ kind: uniform, size: 1 MiB, rate: 2 k/s }", "{ kind: trace, file: writes.csv }"),
    );
    writeFileSync(join(path, "..", "writes.csv"), "seconds,page\n0.1,5\n");
    const { exitCode, stdout, stderr } = await runCommand(["run", path]);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/fidelity: expected pages, received expected\. A recorded trace has no expected counts/);
  });

  it.each([
    { what: "a file that is not there", make: () => join(temporaryDirectory(), "none.yaml"), says: /there is no such file/ },
    { what: "a directory", make: () => temporaryDirectory(), says: /it is a directory/ },
    { what: "a file of zeros", make: () => scenarioFile(new Uint8Array(64)), says: /it is not a text file/ },
    { what: "a picture", make: () => scenarioFile(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe)), says: /it is not text in UTF-8/ },
    { what: "a path through a file", make: () => join(scenarioFile(), "x"), says: /a part of its path is not a directory/ },
  ])("$what is refused in one line", async ({ make, says }) => {
    const { exitCode, stdout, stderr } = await runCommand(["run", make()]);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(says);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  it("refuses invalid output paths before it simulates", async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, "sub"));
    for (const [path, says] of [
      [join(directory, "sub"), /it is a directory/],
      [join(directory, "none", "result.json"), /there is no directory/],
    ] as const) {
      const { exitCode, stderr } = await runCommand(["run", scenarioFile(), "--json", path]);
      expect([exitCode, readdirSync(directory)]).toEqual([2, ["sub"]]);
      expect(stderr).toMatch(says);
    }
  });

  it("refuses two outputs to the same file, whatever their paths, and writes neither", async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, "sub"));
    symlinkSync("sub", join(directory, "link"));
    symlinkSync("sub/result", join(directory, "older"));
    const pairs = [
      [join(directory, "sub", "result"), `${directory}/sub/../sub/result`],
      [join(directory, "sub", "result"), join(directory, "link", "result")],
      [join(directory, "sub", "older"), join(directory, "older")],
    ] as const;
    for (const [json, csv] of pairs) {
      if (json.endsWith("older")) {
        writeFileSync(join(directory, "sub", "result"), "older");
        symlinkSync("result", json);
      }
      const before = readdirSync(directory, { recursive: true });
      const { exitCode, stdout, stderr } = await runCommand(["run", scenarioFile(), "--json", json, "--csv", csv]);
      expect([exitCode, stdout, readdirSync(directory, { recursive: true })]).toEqual([2, "", before]);
      expect(stderr).toBe(`xenvmc-sim: --json and --csv cannot both go to ${json}, which is the same file as ${csv}\n`);
    }
    expect(readFileSync(join(directory, "sub", "result"), "utf8")).toBe("older");
  });

  it("refuses to replace the scenario or its trace", async () => {
    const directory = temporaryDirectory();
    const [path, trace] = [join(directory, "scenario.yaml"), join(directory, "writes.csv")];
    const text = SCENARIO.replace("{ kind: uniform, size: 1 MiB, rate: 2 k/s }", "{ kind: trace, file: writes.csv }");
    writeFileSync(path, text);
    writeFileSync(trace, "0.001,3\n");
    symlinkSync("scenario.yaml", join(directory, "link.yaml"));
    for (const [option, output, input] of [
      ["--json", path, path],
      ["--csv", join(directory, "link.yaml"), path],
      ["--csv", trace, trace],
    ] as const) {
      const { exitCode, stdout, stderr } = await runCommand(["run", path, option, output]);
      expect([exitCode, stdout]).toEqual([2, ""]);
      expect(stderr).toBe(`xenvmc-sim: ${option} ${output} would replace ${input}, which the scenario is read from\n`);
    }
    expect([readFileSync(path, "utf8"), readFileSync(trace, "utf8")]).toEqual([text, "0.001,3\n"]);
  });

  it("refuses to replace an input by any name: its policy, a hard link to the scenario", async () => {
    const path = scenarioFile();
    const [policy, second] = [join(path, "..", "policy.mjs"), join(path, "..", "second.yaml")];
    writeFileSync(policy, "export default () => 'continue';");
    linkSync(path, second);
    for (const [output, input, content] of [
      [policy, policy, "the policy"],
      [second, path, "the scenario"],
    ] as const) {
      for (const command of [["run"], ["compare", "--engines", "xen-4.10,xen-3.3"]]) {
        const [name = "", ...more] = command;
        const outcome = await runCommand([name, path, ...more, "--policy", policy, "--csv", output]);
        const stderr = `xenvmc-sim: --csv ${output} would replace ${input}, which ${content} is read from\n`;
        expect(outcome).toEqual({ exitCode: 2, stdout: "", stderr });
      }
    }
    expect([readFileSync(path, "utf8"), readFileSync(policy, "utf8")]).toEqual([SCENARIO, "export default () => 'continue';"]);
  });

  it("names file, line and column of a fault and leaves an older result alone", async () => {
    const directory = temporaryDirectory();
    const [path, json] = [join(directory, "scenario.yaml"), join(directory, "result.json")];
    writeFileSync(path, SCENARIO.replace("bandwidth: 1 Gbit/s", "bandwith: 1 Gbit/s"));
    writeFileSync(json, "older");
    const { exitCode, stdout, stderr } = await runCommand(["run", path, "--json", json]);
    expect([exitCode, stdout, readFileSync(json, "utf8")]).toEqual([2, "", "older"]);
    expect(stderr).toContain(`${path}:6:`);
    expect(stderr).toContain("did you mean bandwidth?");
  });
});

describe("interrupted", () => {
  it("keeps the finished runs, ends with 130 and removes its progress line", async () => {
    const interruption = new AbortController();
    const json = join(temporaryDirectory(), "result.json");
    const onMessage = (text: string): void => {
      if (/ [1-9]\d* of 1000000 runs, about .* left$/.test(text)) interruption.abort();
    };
    const { exitCode, stderr } = await runCommand(["run", scenarioFile(), "--runs", "1000000", "--json", json], {
      signal: interruption.signal,
      terminalColumns: 80,
      onMessage,
    });
    const { runs, scenario } = JSON.parse(readFileSync(json, "utf8")) as MigrationResult;
    expect([exitCode, scenario.runs]).toEqual([130, 1_000_000]);
    expect(runs.length).toBeGreaterThan(0);
    const afterProgress = stderr.split("\r\u001b[K").at(-1);
    expect(afterProgress).toBe(`xenvmc-sim: interrupted: ${runs.length} of 1000000 runs were finished and are in the result\n`);
  });

  it("writes nothing if no run was finished", async () => {
    const json = join(temporaryDirectory(), "result.json");
    const { exitCode, stdout } = await runCommand(["run", scenarioFile(), "--json", json], { signal: AbortSignal.abort() });
    expect([exitCode, stdout, existsSync(json)]).toEqual([130, "", false]);
  });
});
