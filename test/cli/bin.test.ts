/** The command as a process: its pipes, signals and exit code. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { COMMAND, runBuiltCommand } from "../support/built-command.js";
import { requireBuiltPackage } from "../support/built-package.js";
import { temporaryDirectory } from "../support/command-line.js";
import { loadedFiles } from "../support/loaded-files.js";

const SCENARIO =
  "{ version: 1, vm: { memory: 16 MiB }, workload: [{ kind: uniform, size: 1 MiB, rate: 2 k/s }], link: { bandwidth: 1 Gbit/s } }";

beforeAll(requireBuiltPackage);

describe("the built command", () => {
  it("can be executed by its name alone", async () => {
    const { stdout } = await promisify(execFile)(COMMAND, ["--version"]);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    [["--version"], []],
    [["--help"], []],
    [["run", "--help"], []],
    [["schema"], []],
    [["explain", "link"], ["cli/explain.js"]],
    [["rnu"], []],
    [["run", "scenario.yaml", "--jsn", "-"], []],
    [["run", "scenario.yaml", "--json", "-", "--csv", "-"], ["cli/outputs.js"]],
    [
      ["run", "-"],
      ["cli/actions.js", "cli/outputs.js", "index.js", "text.js"],
    ],
  ])("%j loads, of the package, cli.js and %j", async (argv, expected) => {
    expect(await loadedBy(argv)).toEqual(["cli.js", ...expected].sort());
  });

  it("reads from a pipe and writes to one", async () => {
    const { code, stdout, stderr } = await runBuiltCommand(["run", "-", "--json", "-"], SCENARIO);
    expect([code, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 2,
      generator: { name: "xenvmc-sim" },
      scenario: { vm: { memoryBytes: 16 * 2 ** 20 } },
    });
  });

  it("takes no more than 16 MiB from a pipe that never ends", async () => {
    const child = spawn(COMMAND, ["run", "-"], { stdio: ["pipe", "ignore", "pipe"] });
    const comment = Buffer.from("#\n".repeat(2 ** 19));
    let open = true;
    child.stdin.on("error", () => (open = false));
    const ended = once(child, "close").then(([code]) => {
      open = false;
      return code as number;
    });
    const stderr = child.stderr.setEncoding("utf8").toArray();
    while (open) await new Promise<void>((resolveWritten) => child.stdin.write(comment, () => resolveWritten()));
    expect([await ended, (await stderr).join("")]).toEqual([
      2,
      "xenvmc-sim: cannot read standard input: it is longer than 16777216 bytes (16 MiB)\n",
    ]);
  });

  it.each([
    {
      argv: ["run", "/nowhere/scenario.yaml"],
      input: "",
      says: /^xenvmc-sim: cannot read \/nowhere\/scenario\.yaml: there is no such file\n$/,
    },
    { argv: ["run", "-"], input: "version: 2", says: /^xenvmc-sim: standard input has \d+ faults:\n/ },
    { argv: ["rnu"], input: "", says: /Did you mean run/ },
  ])("ends with 2 for bad input: $argv", async ({ argv, input, says }) => {
    const { code, stdout, stderr } = await runBuiltCommand(argv, input);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(says);
  });

  it("ends normally when its reader closes the pipe", async () => {
    const script = `"${process.execPath}" "${COMMAND}" schema | head -c 1`;
    const { stdout, stderr } = await promisify(execFile)("sh", ["-c", script]);
    expect([stdout, stderr]).toEqual(["{", ""]);
  });

  // Only Linux has a device that is always full.
  it.runIf(existsSync("/dev/full"))("says in one line that standard output is full", async () => {
    for (const command of ["schema", "presets", "--help", "run -"]) {
      const script = `echo '${SCENARIO}' | "${process.execPath}" "${COMMAND}" ${command} > /dev/full`;
      const outcome = await promisify(execFile)("sh", ["-c", script]).catch((error: { code: number; stderr: string }) => error);
      expect(outcome).toMatchObject({ code: 1, stderr: "xenvmc-sim: cannot write to standard output: no space is left\n" });
    }
  });

  // Address space is counted like this on Linux alone.
  it.runIf(process.platform === "linux")("says how much memory it needed where the system refuses it, and what helps", async () => {
    const run = (options: string) =>
      promisify(execFile)("sh", ["-c", `ulimit -v 4000000; echo '${SCENARIO}' | ${options} "${process.execPath}" "${COMMAND}" run -`]);
    const refused = await run("").catch((error: { code: number; stdout: string; stderr: string }) => error);
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toMatch(
      /^xenvmc-sim: out of memory: the pages of this guest need 1 MiB of WebAssembly memory, which the host refuses\nUnder .*--disable-wasm-trap-handler.*\n$/,
    );
    expect((await run("NODE_OPTIONS=--disable-wasm-trap-handler")).stdout).toContain("Total time");
  });

  it("refuses a directory that it may not write to before it reads the scenario", async () => {
    const directory = temporaryDirectory();
    chmodSync(directory, 0o555);
    // Root may write everywhere, so this runs as another user.
    const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const { code, stdout, stderr } = await runBuiltCommand(["run", "/nowhere.yaml", "--json", join(directory, "result.json")], "", user);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toBe(
      `xenvmc-sim: cannot write ${join(directory, "result.json")}: ${directory} cannot be written to: permission denied\n`,
    );
  });

  it("writes into a special file without replacing it", async () => {
    const { code } = await runBuiltCommand(["run", "-", "--quiet", "--json", "/dev/null"], SCENARIO);
    const { stdout } = await promisify(execFile)("sh", ["-c", "test -c /dev/null && echo still a device"]);
    expect([code, stdout]).toEqual([0, "still a device\n"]);
  });

  it("ends with 130 when interrupted, and leaves nothing half-written", async () => {
    const directory = temporaryDirectory();
    const path = join(directory, "scenario.yaml");
    writeFileSync(path, SCENARIO);
    const child = spawn(process.execPath, [COMMAND, "run", path, "--runs", "1000000", "--json", join(directory, "result.json")]);
    const ended = once(child, "close");
    await setTimeout(1000);
    child.kill("SIGINT");
    expect(await ended).toEqual([130, null]);
    expect(readdirSync(directory).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it.each([
    { signals: ["SIGTERM"], code: 143 },
    { signals: ["SIGHUP"], code: 129 },
    { signals: ["SIGINT", "SIGINT"], code: 130 },
  ] as const)("leaves no draft where $signals come while it writes", async ({ signals, code }) => {
    const directory = temporaryDirectory();
    const [json, pipe] = [join(directory, "result.json"), join(directory, "pipe")];
    await promisify(execFile)("mkfifo", [pipe]);
    // The pipe has no reader yet: the JSON is complete and waits under a draft name.
    const child = spawn(process.execPath, [COMMAND, "run", "-", "--json", json, "--csv", pipe]);
    const ended = once(child, "close");
    child.stdin.end(SCENARIO);
    const drafts = () => readdirSync(directory).filter((name) => name.endsWith(".part"));
    while (drafts().length === 0) await setTimeout(20);
    for (const signal of signals) {
      child.kill(signal);
      await setTimeout(200);
    }
    expect(await ended).toEqual([code, null]);
    expect(readdirSync(directory)).toEqual(["pipe"]);
  });

  it("writes into a named pipe for its reader", async () => {
    const directory = temporaryDirectory();
    const pipe = join(directory, "pipe");
    await promisify(execFile)("mkfifo", [pipe]);
    const script = `cat "${pipe}" & echo '${SCENARIO}' | "${process.execPath}" "${COMMAND}" run - --runs 500 --quiet --csv "${pipe}"; wait`;
    const { stdout } = await promisify(execFile)("sh", ["-c", script]);
    const rows = stdout.trimEnd().split("\n");
    expect([rows[0]?.slice(0, 14), rows.at(-1)?.slice(0, 6)]).toEqual(["seed,run,round", "1,499,"]);
  });

  it("refuses to replace the file connected to standard input or standard output", async () => {
    const path = join(temporaryDirectory(), "scenario.yaml");
    writeFileSync(path, SCENARIO);
    for (const [redirection, message] of [
      [`- < ${path}`, `--json ${path} would replace standard input, which the scenario is read from`],
      [`/nowhere.yaml >> ${path}`, `--json ${path} is the file that standard output goes to`],
    ]) {
      const script = `"${process.execPath}" "${COMMAND}" run --json ${path} ${redirection}`;
      const outcome = await promisify(execFile)("sh", ["-c", script]).catch((error: { code: number; stderr: string }) => error);
      expect(outcome).toMatchObject({ code: 2, stderr: `xenvmc-sim: ${message}\n` });
      expect(readFileSync(path, "utf8")).toBe(SCENARIO);
    }
  });

  it("ends with 130 when interrupted while waiting for input", async () => {
    const child = spawn(process.execPath, [COMMAND, "run", "-"]);
    const ended = once(child, "close");
    await setTimeout(1000);
    child.kill("SIGINT");
    expect(await ended).toEqual([130, null]);
  });
});

/** Files of `dist/` that a command line loads, as seen by V8, without those shared by several others. */
async function loadedBy(argv: readonly string[]): Promise<string[]> {
  const directory = temporaryDirectory();
  await runBuiltCommand(argv, SCENARIO, { env: { ...process.env, NODE_V8_COVERAGE: directory } });
  return loadedFiles(directory);
}
