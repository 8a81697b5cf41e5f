/** `--jobs` of run, compare, validate and fleet, as processes: the same bytes in threads, also where one ends or the user interrupts. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { COMMAND, runBuiltCommand } from "../support/built-command.js";
import { requireBuiltPackage } from "../support/built-package.js";
import { runCommand, temporaryDirectory } from "../support/command-line.js";

const SCENARIO = `{ version: 1, vm: { memory: 16 MiB }, workload: [{ kind: uniform, size: 1 MiB, rate: 2 k/s }], link: { bandwidth: 1 Gbit/s },
  peers: [{ name: database, place: source, flows: [{ message: 4 KiB, send: 5 MB/s }] }] }`;

const FLEET = `{ version: 1, hosts: { a: { link: 1 Gbit/s }, b: { link: 1 Gbit/s } }, guests: [
  { name: web, on: a, vm: { memory: 16 MiB }, workload: [{ kind: uniform, size: 1 MiB, rate: 2 k/s }], peers: [{ guest: database, flows: [{ message: 4 KiB, send: 1 MB/s }] }] },
  { name: database, on: a, vm: { memory: 16 MiB }, workload: [{ kind: trace, file: writes.csv }] }], plans: { in turn: { drain: a, to: b }, at once: { drain: a, to: b, parallel: 2 } } }`;

beforeAll(requireBuiltPackage);

/** Standard output of the command in one thread, which is not to fail. */
async function printed(argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runBuiltCommand(argv, SCENARIO);
  expect([code, stderr]).toEqual([0, ""]);
  return stdout;
}

function fleetFile(): string {
  const directory = temporaryDirectory();
  const path = join(directory, "fleet.yaml");
  writeFileSync(path, FLEET);
  writeFileSync(join(directory, "writes.csv"), "seconds,page\n0.01,5\n0.02,6\n0.03,7\n");
  return path;
}

/** A policy that leaves a mark when a thread of its own first asks it; `then` is what it does beside. */
function policyWithMark(then: string) {
  const directory = temporaryDirectory();
  const [module, mark] = [join(directory, "policy.mjs"), join(directory, "mark")];
  const text = `import { existsSync, writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";
export default () => {
  if (!isMainThread && !existsSync(${JSON.stringify(mark)})) {
    writeFileSync(${JSON.stringify(mark)}, "");
    ${then}
  }
  return "stop";
};
`;
  writeFileSync(module, text);
  return { directory, module, mark };
}

describe("--jobs", () => {
  it.each([
    ["run", "-", "--runs", "7"],
    ["compare", "-", "--runs", "2", "--sensitivity"],
    ["compare", "-", "--runs", "3", "--engines", "xen-4.10, qemu-10.0"],
    ["validate", "hines-2009-8", "nsdi05-quake3-512"],
  ])("gives the bytes of one thread: %s %s %s", async (...argv) => {
    const alone = await printed([...argv, "--json", "-"]);
    expect(await printed([...argv, "--json", "-", "--jobs", "2"])).toBe(alone);
  });

  it("gives the bytes of one thread for a fleet, and for its report", async () => {
    const argv = ["fleet", fleetFile(), "--set", "guests[1].vm.memory=32 MiB", "--runs", "5"];
    for (const output of ["--json", "--report"]) {
      const alone = await printed([...argv, output, "-"]);
      expect(await printed([...argv, output, "-", "--jobs", "2"])).toBe(alone);
    }
  });

  it("computes the run of a thread that ends again", async () => {
    const { module, mark } = policyWithMark("process.exit(7);");
    const argv = ["run", "-", "--runs", "5", "--policy", module, "--json", "-"];
    const alone = await printed(argv);
    expect(existsSync(mark)).toBe(false);
    expect(await printed([...argv, "--jobs", "2"])).toBe(alone);
    expect(existsSync(mark)).toBe(true);
  });

  it("keeps the finished runs when interrupted", async () => {
    const { directory, module, mark } = policyWithMark("");
    const [path, json] = [join(directory, "scenario.yaml"), join(directory, "result.json")];
    writeFileSync(path, SCENARIO);
    const argv = ["run", path, "--runs", "100000", "--policy", module, "--jobs", "2", "--json", json, "--quiet"];
    const child = spawn(process.execPath, [COMMAND, ...argv], { stdio: ["ignore", "ignore", "pipe"] });
    const ended = once(child, "close");
    let said = "";
    child.stderr.on("data", (text) => {
      said += text;
    });
    while (!existsSync(mark)) await wait(20);
    child.kill("SIGINT");
    expect(await ended).toEqual([130, null]);
    const { runs } = JSON.parse(readFileSync(json, "utf8")) as { runs: { run: number }[] };
    expect(said).toBe(`xenvmc-sim: interrupted: ${runs.length} of 100000 runs were finished and are in the result\n`);
    expect(runs.length).toBeGreaterThan(0);
    const numbers = runs.map(({ run }) => run);
    expect(numbers).toEqual([...new Set(numbers)].sort((left, right) => left - right));
  });

  it("is refused where it is no number, or there is no run", async () => {
    const refused = async (...argv: string[]) => (await runCommand(argv, { input: SCENARIO })).stderr;
    expect(await refused("run", "-", "--jobs", "0")).toContain('--jobs: expected a whole number from 1 to 1024, received "0"');
    expect(await refused("fleet", fleetFile(), "--jobs", "0")).toContain('--jobs: expected a whole number from 1 to 1024, received "0"');
    expect(await refused("validate", "--log", "x.log", "--jobs", "2")).toContain("--jobs is for runs: --log alone simulates none");
  });
});
