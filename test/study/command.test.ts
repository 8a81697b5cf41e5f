/** The command `study` as a process: the same bytes whatever the workers, kills and shards. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COMMAND, runBuiltCommand } from "../support/built-command.js";
import { requireBuiltPackage } from "../support/built-package.js";

const SCENARIO = `version: 1
name: small
vm: { memory: 16 MiB }
link: { bandwidth: 1 Gbit/s }
workload: [ { kind: uniform, size: 4 MiB, rate: 4 k/s } ]
study:
  question: Which link?
  vary:
    link.bandwidth: [500 Mbit/s, 1 Gbit/s, 2 Gbit/s, 5 Gbit/s]
    "workload[0].rate": { from: 1 k/s, to: 9 k/s, steps: 2, scale: log }
    engine: [xen-4.10, { preset: qemu-10.2, downtimeLimit: 100 ms }]
  variants: { plain: {}, "slow, far": { link.latency: 5 ms } }
  runs: 12
  goals: { downtimeSeconds: "< 100 ms" }
`;
const ROWS = 4 * 2 * 2 * 2 * 12;
const FILES = ["points.csv", "runs.csv", "runs.parquet", "study.json", "table.md", "table.tex"];

const root = mkdtempSync(join(tmpdir(), "study-"));
const file = join(root, "small.yaml");
const whole = join(root, "whole");

afterAll(() => rmSync(root, { recursive: true, force: true }));

beforeAll(async () => {
  requireBuiltPackage();
  writeFileSync(file, SCENARIO);
  const outcome = await study("--out", whole, "--jobs", "1");
  expect(outcome, outcome.stderr).toMatchObject({ code: 0, stderr: "" });
});

function study(...rest: string[]) {
  return runBuiltCommand(["study", file, ...rest]);
}

function expectSame(directory: string): void {
  for (const name of FILES) {
    expect(existsSync(join(directory, name)), `${name} in ${readdirSync(directory).join(", ")}`).toBe(true);
    expect(readFileSync(join(directory, name)).equals(readFileSync(join(whole, name))), name).toBe(true);
  }
}

/** Numbers from 0 to 1, the same for the same seed (a linear congruential generator, Knuth's MMIX). */
function createDraws(seed: number): () => number {
  let state = BigInt(seed);
  return () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number(state >> 11n) / 2 ** 53;
  };
}

const linesIn = (directory: string, name = "runs.ndjson"): string[] => readFileSync(join(directory, name), "utf8").trimEnd().split("\n");

describe("a study", () => {
  it("has one self-contained row per run, and tells what it found", async () => {
    const rows = linesIn(whole).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows).toHaveLength(ROWS);
    expect(new Set(rows.map(({ point, variant, run }) => `${point} ${variant} ${run}`)).size).toBe(ROWS);
    expect(rows[0]).toMatchObject({ seed: 1, "link.bandwidth": 5e8, "workload[0].rate": 1000, engine: "xen-4.10", moved: true });
    const { stdout } = await study("--out", whole);
    expect(stdout).toMatch(/^Which link\?\nplain meets downtime < 100 ms in every run at \d+ of 16 points/);
    expect(readdirSync(whole).sort()).toEqual([...FILES, "runs.ndjson"].sort());
  });

  it.each(["2", "3"])("has the same bytes with %s workers", async (jobs) => {
    const out = join(root, `jobs-${jobs}`);
    expect(await study("--out", out, "--jobs", jobs)).toMatchObject({ code: 0, stderr: "" });
    expectSame(out);
  });
});

describe("a process that is killed", () => {
  const seed = Number(process.env.STUDY_SEED ?? 20261128);
  const moments = Number(process.env.STUDY_KILLS ?? 4);
  it(`goes on with the same command to the same bytes (${moments} moments of seed ${seed})`, async () => {
    const draws = createDraws(seed);
    const out = join(root, "killed");
    for (let kill = 0; kill < moments; kill++) {
      const child = spawn(process.execPath, [COMMAND, "study", file, "--out", out, "--jobs", "2"]);
      const ended = once(child, "close");
      const rows = Math.floor((draws() * ROWS) / 2);
      const already = existsSync(join(out, "runs.ndjson")) ? linesIn(out).length : 0;
      // At a number of rows, as moments of time differ from machine to machine.
      while (
        child.exitCode === null &&
        (existsSync(join(out, "runs.ndjson")) ? linesIn(out).length : 0) < Math.min(ROWS - 1, already + rows)
      ) {
        await wait(2);
      }
      child.kill("SIGKILL");
      await ended;
      // A write that was cut, as by a full disk.
      if (kill % 2 === 1) appendFileSync(join(out, "runs.ndjson"), (linesIn(whole)[kill] as string).slice(0, 40));
    }
    const outcome = await study("--out", out, "--jobs", "2");
    expect(outcome.code, outcome.stderr).toBe(0);
    expectSame(out);
    expect(linesIn(out)).toHaveLength(ROWS);
    expect(readdirSync(out).sort(), "drafts of killed processes are removed").toEqual([...FILES, "runs.ndjson"].sort());
  });

  it("leaves no end file before the end, and keeps what is finished on Ctrl-C", async () => {
    const out = join(root, "interrupted");
    const child = spawn(process.execPath, [COMMAND, "study", file, "--out", out, "--jobs", "2"]);
    let stderr = "";
    child.stderr.on("data", (text) => (stderr += text));
    const ended = once(child, "close");
    while (!existsSync(join(out, "runs.ndjson")) || readFileSync(join(out, "runs.ndjson")).length === 0) await wait(2);
    child.kill("SIGINT");
    const [code] = (await ended) as [number];
    if (code === 0) return expectSame(out);
    expect(code).toBe(130);
    expect(stderr).toMatch(/interrupted: \d+ of 384 runs were finished and are in .*the same command goes on/);
    expect(readdirSync(out).sort()).toEqual(["runs.ndjson", "study.json"]);
    expect((await study("--out", out)).code).toBe(0);
    expectSame(out);
  });
});

describe("a worker that is gone", () => {
  it("is replaced, and its jobs are computed again", async () => {
    const [module, mark, out] = ["policy.mjs", "mark", "lost"].map((name) => join(root, name)) as [string, string, string];
    writeFileSync(
      module,
      `import { existsSync, writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";
let calls = 0;
export function createPolicy() {
  if (!isMainThread && ++calls > 5 && !existsSync(${JSON.stringify(mark)})) {
    writeFileSync(${JSON.stringify(mark)}, "");
    process.exit(7);
  }
  return () => "stop";
}
`,
    );
    const undisturbed = join(root, "not-lost");
    expect(await study("--out", undisturbed, "--jobs", "1", "--policy", module, "--quiet")).toMatchObject({ code: 0 });
    const outcome = await study("--out", out, "--jobs", "2", "--policy", module, "--quiet");
    expect(outcome).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(existsSync(mark)).toBe(true);
    expect(linesIn(out)).toHaveLength(ROWS);
    expect(linesIn(out, "runs.csv")).toEqual(linesIn(undisturbed, "runs.csv"));
  });
});

describe("rows that are damaged", () => {
  it("are named, dropped and computed again", async () => {
    const out = join(root, "damaged");
    cpSync(whole, out, { recursive: true });
    const lines = linesIn(out);
    const [first, second, third] = lines as [string, string, string];
    lines[0] = first.replace(/("totalSeconds":\d+\.\d*?)(\d)/, (_, before, digit) => `${before}${(Number(digit) + 1) % 10}`);
    lines[1] = second.slice(1);
    lines[2] = `${third}${third}`;
    lines[3] = "";
    writeFileSync(join(out, "runs.ndjson"), lines.join("\n"));
    const { code, stderr } = await study("--out", out, "--quiet");
    expect(stderr.trimEnd().split("\n")).toEqual(
      [...[1, 2, 3, 4].map((line) => `line ${line} was damaged`), `line ${ROWS} was cut off`].map(
        (what) => `${out}/runs.ndjson: ${what}; it is dropped and computed again`,
      ),
    );
    expect(code).toBe(0);
    expectSame(out);
    expect(linesIn(out)).toHaveLength(ROWS);
  });
});

describe("shards", () => {
  const shards = Array.from({ length: 7 }, (_, index) => join(root, `shard-${index + 1}`));

  it("of seven processes are merged to the same bytes; a missing one is named with its command", async () => {
    for (const [index, out] of shards.entries()) {
      if (index === 4) continue;
      const outcome = await study("--out", out, "--jobs", "1", "--shard", `${index + 1}/7`);
      expect(outcome, outcome.stderr).toMatchObject({ code: 0 });
    }
    const merged = join(root, "merged");
    const missing = await runBuiltCommand(["merge", ...shards, "--out", merged]);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toBe(
      `xenvmc-sim: 2 of the points have missing runs: 4, 11\nComputed by:\n  xenvmc-sim study ${file} --out ${merged}-shard-5 --shard 5/7\n`,
    );
    expect(existsSync(merged)).toBe(false);
    await study("--out", shards[4] as string, "--shard", "5/7");
    const outcome = await runBuiltCommand(["merge", ...shards, "--out", merged]);
    expect(outcome, outcome.stderr).toMatchObject({ code: 0 });
    expectSame(merged);
  });

  it("have the report that the study writes on one machine", async () => {
    const [out, report] = [join(root, "reported"), join(root, "reported", "report.html")];
    const merge = () => runBuiltCommand(["merge", ...shards, "--out", out, "--report"]);
    expect(await merge()).toMatchObject({ code: 0, stdout: expect.stringContaining(`The report is in ${report}.`) });
    const merged = readFileSync(report);
    rmSync(report);
    expect(await study("--out", out, "--report")).toMatchObject({ code: 0 });
    expect(readFileSync(report).equals(merged)).toBe(true);
    expectSame(out);

    const replaces = await runBuiltCommand(["merge", ...shards, "--out", out, "--report", join(shards[1] as string, "runs.ndjson")]);
    expect(replaces).toMatchObject({ code: 2, stderr: expect.stringContaining("which a shard is read from") });

    const old = join(shards[0] as string, "study.json");
    const { written, ...rest } = JSON.parse(readFileSync(old, "utf8"));
    expect(written).toMatchObject({ name: "small", study: { variants: { "slow, far": { "link.latency": "5 ms" } } } });
    writeFileSync(old, JSON.stringify(rest));
    expect(await merge()).toMatchObject({ code: 2, stderr: expect.stringContaining(`${old} has no study as written`) });
  });

  it("are not mixed with the whole, nor with those of another study", async () => {
    expect(await study("--out", shards[0] as string)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/holds shard 1\/7 of this study, not the whole/),
    });
    expect(await study("--out", whole, "--set", "vm.memory=32 MiB")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/holds another study/),
    });
    expectSame(whole);
  });
});

describe("the rows of a study", () => {
  it("stay when only its runs or its goals change", async () => {
    const out = join(root, "more");
    cpSync(whole, out, { recursive: true });
    expect(await study("--out", out, "--runs", "14", "--set", "study.goals={ rounds: < 9 }", "--jobs", "2")).toMatchObject({
      code: 0,
      stderr: "",
    });
    expect(linesIn(out)).toHaveLength((ROWS / 12) * 14);
    expect(linesIn(out).slice(0, ROWS)).toEqual(linesIn(whole));
    expect(await study("--out", out)).toMatchObject({ code: 0 });
    expectSame(out);
  });
});

describe("a wrong command line", () => {
  it.each([
    [["--jobs", "0"], /--jobs: expected a whole number from 1 to 1024/],
    [["--shard", "8/7", "--out", "x"], /--shard: expected i\/n/],
    [["--shard", "1/7"], /--shard needs --out/],
    [["--set", "study.vary={ link.bandwith: [1] }"], /link\.bandwith.*did you mean bandwidth/],
  ])("%j", async (argv, message) => {
    const { code, stderr } = await study(...argv);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
  });
});
