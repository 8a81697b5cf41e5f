import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runCommand } from "../support/command-line.js";

describe("help", () => {
  it("goes to standard output with exit code 0", async () => {
    const { exitCode, stdout, stderr } = await runCommand(["--help"]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^Usage: xenvmc-sim/);
    expect(stdout).toMatch(/run .*<scenario>[\s\S]*presets[\s\S]*schema/);
  });

  it("exists for each command", async () => {
    const { exitCode, stdout } = await runCommand(["run", "--help"]);
    expect(exitCode).toBe(0);
    for (const option of ["--json", "--csv", "--set", "--seed", "--runs", "--quiet", "--help"]) expect(stdout).toContain(option);
  });

  it.each([
    [["-h"], ["--help"]],
    [["help"], ["--help"]],
    [
      ["help", "run"],
      ["run", "--help"],
    ],
    [
      ["run", "-h"],
      ["run", "--help"],
    ],
  ])("is the same for %j and %j", async (short, long) => {
    const outcome = await runCommand(short);
    expect(outcome).toEqual(await runCommand(long));
    expect([outcome.exitCode, outcome.stderr]).toEqual([0, ""]);
  });

  it.each([[["sweep", "--help"]], [["sweep", "-h"]], [["help", "sweep"]]])("is not there for a command that is not: %j", async (argv) => {
    expect(await runCommand(argv)).toEqual({ exitCode: 2, stdout: "", stderr: "xenvmc-sim: unknown command 'sweep'\nSee --help.\n" });
  });

  it("is shown as bad usage if no command is named", async () => {
    const { exitCode, stdout, stderr } = await runCommand([]);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("Usage: xenvmc-sim");
  });
});

it("prints the version of the package", async () => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  for (const option of ["--version", "-v"]) expect(await runCommand([option])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
});

describe("bad usage", () => {
  it.each([
    { argv: ["rn", "x.yaml"], says: /unknown command 'rn'[\s\S]*Did you mean run/ },
    { argv: ["preset"], says: /Did you mean presets/ },
    { argv: ["run", "x.yaml", "--jsn", "-"], says: /unknown option '--jsn'[\s\S]*Did you mean --json/ },
    { argv: ["--quite"], says: /unknown option '--quite'/ },
    {
      argv: ["run", "a.yaml", "--engines", "a,b"],
      says: /unknown option '--engines'\n\(compare has --engines; run takes one: --engine NAME\)/,
    },
    { argv: ["run", "a.yaml", "--channel", "xenvmc"], says: /unknown option '--channel'\n\(set it with --set channel=NAME, or compare/ },
    { argv: ["compare", "a.yaml", "--engine", "x"], says: /unknown option '--engine'\n\(Did you mean --engines\?\)/ },
    { argv: ["\u001b[2J"], says: /unknown command '\\u\{1b\}\[2J'/ },
    { argv: ["run", "a\nb\ud800.yaml"], says: /^xenvmc-sim: [^\p{Cs}]*\\u\{d800\}/u },
    { argv: ["run"], says: /missing required argument 'scenario'/ },
    { argv: ["run", "a.yaml", "b.yaml"], says: /too many arguments/ },
    { argv: ["run", "a.yaml", "--json"], says: /argument missing/ },
    { argv: ["run", "-", "--json", "-", "--csv", "-"], says: /--json and --csv cannot both go to standard output/ },
    {
      argv: ["run", "-", "--csv", "x", "--runs-csv", "./x"],
      says: /--csv and --runs-csv cannot both go to x, which is the same file as \.\/x/,
    },
    { argv: ["run", "-", "--json", ""], says: /must have a name/ },
  ])("$argv is answered with exit code 2 and the nearest name", async ({ argv, says }) => {
    const { exitCode, stdout, stderr } = await runCommand(argv);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(says);
    expect(stderr).toMatch(/^xenvmc-sim: /);
  });
});
