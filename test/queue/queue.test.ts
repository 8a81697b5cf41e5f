/** A study computed by workers of a queue: the same bytes whatever is killed meanwhile. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { COMMAND, runBuiltCommand } from "../support/built-command.js";
import { requireBuiltPackage } from "../support/built-package.js";
import { HAS_REDIS, type RedisServer, startRedis } from "../support/redis.js";

/** Runs of some milliseconds, so that kills meet some of them under way. */
const SCENARIO = `version: 1
vm: { memory: 512 MiB }
link: { bandwidth: 1 Gbit/s }
workload: [ { kind: uniform, size: 64 MiB, rate: 20 k/s } ]
study:
  vary:
    link.bandwidth: [800 Mbit/s, 1 Gbit/s]
    engine: [xen-4.10, { preset: qemu-10.2, downtimeLimit: 100 ms }]
  variants: { near: {}, far: { link.latency: 5 ms } }
  until: { totalSeconds: 0.0001 %, atMost: 50 }
  goals: { downtimeSeconds: "< 100 ms" }
`;
const ROWS = 2 * 2 * 2 * 50;
const FILES = ["points.csv", "runs.csv", "runs.parquet", "study.json", "table.md", "table.tex"];
const LEASE = ["--lease", "1"];

const root = mkdtempSync(join(tmpdir(), "queue-"));
const file = join(root, "study.yaml");
const whole = join(root, "whole");
const children: ChildProcess[] = [];
let redis: RedisServer;

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  readonly stderr: () => string;
}

function start(...argv: string[]): Started {
  const child = spawn(process.execPath, [COMMAND, ...argv], { stdio: ["ignore", "ignore", "pipe"] });
  children.push(child);
  let stderr = "";
  child.stderr.on("data", (text) => (stderr += text));
  return { child, ended: once(child, "close").then(([code]) => code as number | null), stderr: () => stderr };
}

const startWorker = (...rest: string[]): Started => start("worker", "--queue", redis.url, "--jobs", "1", ...LEASE, ...rest);
const startStudy = (out: string): Started => start("study", file, "--out", out, "--queue", redis.url, "--quiet");

function rowsIn(out: string): string[] {
  const path = join(out, "runs.ndjson");
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").slice(0, -1) : [];
}

/** Waits for a number of rows, as moments of time differ from machine to machine. */
async function untilRows(out: string, rows: number, { child }: Started): Promise<void> {
  while (rowsIn(out).length < rows && child.exitCode === null) await wait(5);
}

async function expectWhole(out: string, study: Started): Promise<void> {
  expect(await study.ended, study.stderr()).toBe(0);
  for (const name of FILES) expect(readFileSync(join(out, name)).equals(readFileSync(join(whole, name))), name).toBe(true);
  const keys = rowsIn(out).map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(keys).toHaveLength(ROWS);
  expect(new Set(keys.map(({ point, variant, run }) => `${point} ${variant} ${run}`)).size).toBe(ROWS);
}

/** Workers hear of the end a moment later, and remove what they have written since. */
async function expectEmpty(): Promise<void> {
  const client = new Redis(redis.url);
  await expect.poll(() => client.keys("*"), { timeout: 20_000 }).toEqual([]);
  client.disconnect();
}

/** Kills one of the workers while it has a chunk, whichever has one first, and returns it. @throws Error if the study ends before */
async function killAmidst(workers: readonly Started[], study: Started): Promise<Started> {
  const client = new Redis(redis.url);
  const hasChunk = async ({ child }: Started): Promise<boolean> => {
    for (const key of await client.keys("xenvmc-sim:*:active")) {
      const ids = await client.lrange(key, 0, -1);
      const names = await Promise.all(ids.map((id) => client.hget(key.replace(/active$/, id), "pb")));
      if (names.some((name) => name?.endsWith(`-${child.pid}`))) return true;
    }
    return false;
  };
  try {
    while (study.child.exitCode === null) {
      for (const worker of workers) {
        if (!(await hasChunk(worker))) continue;
        worker.child.kill("SIGSTOP");
        await wait(5);
        const isHeld = await hasChunk(worker);
        worker.child.kill(isHeld ? "SIGKILL" : "SIGCONT");
        if (isHeld) return worker;
      }
    }
  } finally {
    client.disconnect();
  }
  throw new Error("the study ended before a worker was killed");
}

/** Numbers from 0 to 1, the same for the same seed (a linear congruential generator, Knuth's MMIX). */
function createDraws(seed: number): () => number {
  let state = BigInt(seed);
  return () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number(state >> 11n) / 2 ** 53;
  };
}

beforeAll(() => {
  requireBuiltPackage();
  writeFileSync(file, SCENARIO);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

it("is tested with a Redis server where .ci/run checks", () => {
  expect(HAS_REDIS || process.env.CI === undefined).toBe(true);
});

describe.skipIf(!HAS_REDIS)("a queue", () => {
  beforeAll(async () => {
    mkdirSync(join(root, "redis"));
    redis = await startRedis(join(root, "redis"));
    expect(await runBuiltCommand(["study", file, "--out", whole, "--quiet"])).toEqual({ code: 0, stdout: "", stderr: "" });
  });
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, "close");
      child.kill("SIGKILL");
      await ended;
    }
  });
  afterAll(() => redis?.kill());

  const seed = Number(process.env.QUEUE_SEED ?? 20261128);
  it(`with four workers of which two are killed, and whose Redis is killed and restarted, has the same bytes (seed ${seed})`, async () => {
    const draws = createDraws(seed);
    const out = join(root, "killed");
    const workers = Array.from({ length: 4 }, () => startWorker());
    const killed = new Set<Started>();
    const study = startStudy(out);
    const moments = [draws(), draws(), draws()].map((draw) => 1 + Math.floor(draw * ROWS * 0.8)).sort((left, right) => left - right);
    const killOne = async (): Promise<void> => {
      const running = workers.filter((worker) => !killed.has(worker));
      killed.add(await killAmidst(running, study));
    };
    const happenings = [
      killOne,
      async () => {
        await redis.kill();
        await wait(300);
        await redis.start();
      },
      killOne,
    ];
    for (const [index, happen] of happenings.entries()) {
      await untilRows(out, moments[index] as number, study);
      expect(study.child.exitCode, "the study goes on").toBeNull();
      await happen();
    }
    await expectWhole(out, study);
    expect(killed.size).toBe(2);
    for (const { child, stderr } of workers.filter((worker) => !killed.has(worker))) expect(child.exitCode, stderr()).toBeNull();
    await expectEmpty();
  });

  it("whose study is killed, then begun again by the same command, has the same bytes", async () => {
    const out = join(root, "study-killed");
    startWorker();
    const killed = startStudy(out);
    await untilRows(out, 40, killed);
    killed.child.kill("SIGKILL");
    await killed.ended;
    expect(rowsIn(out).length).toBeLessThan(ROWS);
    await expectWhole(out, startStudy(out));
    await expectEmpty();
  });

  it("is left empty by a study that is interrupted, which goes on without a queue", async () => {
    const out = join(root, "interrupted");
    startWorker();
    const study = startStudy(out);
    await untilRows(out, 10, study);
    study.child.kill("SIGINT");
    expect(await study.ended).toBe(130);
    expect(study.stderr()).toMatch(/interrupted: \d+ of \d+ runs were finished and are in/);
    await expectEmpty();
    await expectWhole(out, start("study", file, "--out", out, "--quiet"));
  });

  it("is not computed by a worker that would compute something else", async () => {
    const client = new Redis(redis.url);
    const study = { hash: "0".repeat(64), source: { text: SCENARIO, fileName: file, directory: root, overrides: [] } };
    await client.multi().sadd("xenvmc-sim:queues", "other").set("xenvmc-sim:study:other", JSON.stringify(study)).exec();
    const worker = startWorker();
    while (!worker.stderr().includes("left to others") && worker.child.exitCode === null) await wait(10);
    expect(worker.stderr()).toMatch(/study 00000000 is left to others: it was planned by another version/);
    worker.child.kill("SIGINT");
    expect(await worker.ended).toBe(130);
    expect(worker.stderr()).toContain("interrupted: this worker computed 0 runs");
    await client.flushall();
    client.disconnect();
  });

  it("tells the study of a run that has a fault, and the study ends", async () => {
    const faulty = join(root, "faulty.yaml");
    // More cells than are checked before the first run; the second point is larger than its guest.
    writeFileSync(
      faulty,
      `version: 1
vm: { memory: 1 GiB }
link: { bandwidth: 1 Gbit/s }
workload: [ { kind: uniform, size: 4 MiB, rate: 4 k/s } ]
study:
  vary:
    "workload[0].rate": { from: 1 k/s, to: 9 k/s, steps: 3000, scale: lin }
    vm.memory: [8 MiB, 1 GiB]
    "workload[0].size": [4 MiB, 64 MiB]
  runs: 1
`,
    );
    startWorker();
    const study = start("study", faulty, "--out", join(root, "faulty"), "--queue", redis.url, "--quiet");
    expect(await study.ended).toBe(2);
    expect(study.stderr()).toMatch(/the point workload\[0\]\.rate 1 k\/s, vm\.memory 8 MiB, workload\[0\]\.size 64 MiB.*\n.*size/);
    await expectEmpty();
  });

  it("is left by its worker when the server is gone for longer than --leave-after", async () => {
    const worker = startWorker("--leave-after", "1");
    while (!worker.stderr().includes("worker of") && worker.child.exitCode === null) await wait(10);
    await redis.kill();
    expect(await worker.ended).toBe(1);
    expect(worker.stderr()).toMatch(/redis:\/\/127\.0\.0\.1:\d+: no answer for 1 s; the worker leaves/);
    await redis.start();
  });
});

describe("a wrong command line", () => {
  const url = "redis://127.0.0.1:1";
  it.each([
    [["worker", "--queue", "http://host"], 2, /--queue: expected redis:\/\/host:port/],
    [["worker", "--queue", url, "--lease", "0"], 2, /--lease: expected seconds/],
    [["worker", "--queue", "redis://user:secret@127.0.0.1:1"], 1, /redis:\/\/user:\.\.\.@127\.0\.0\.1:1: connect ECONNREFUSED/],
    [["study", "x.yaml", "--queue", url, "--jobs", "2"], 2, /--queue needs --out DIR.*\n.*--jobs: give it to/],
    [["study", "x.yaml", "--queue", url, "--shard", "1/2", "--out", "x"], 2, /--shard: a queue deals out the whole study/],
    [["study", "x.yaml", "--queue", url, "--out", "x", "--policy", "own.js"], 2, /--policy own\.js: workers take no code/],
  ])("%j", async (argv, code, message) => {
    const outcome = await runBuiltCommand(argv);
    expect(outcome).toEqual({ code, stdout: "", stderr: expect.stringMatching(message) });
    expect(outcome.stderr).not.toContain("secret");
  });
});
