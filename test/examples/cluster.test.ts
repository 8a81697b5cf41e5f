/**
 * The examples of studies on several machines. GNU parallel and Snakemake run them; Slurm and Kubernetes are played: the scripts and
 * containers are started with the variables that they set, and killed as they kill.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { COMMAND, runBuiltCommand } from "../support/built-command.js";
import { requireBuiltPackage } from "../support/built-package.js";

const SCENARIO = `version: 1
vm: { memory: 256 MiB }
link: { bandwidth: 1 Gbit/s }
workload: [ { kind: uniform, size: 64 MiB, rate: 20 k/s } ]
study:
  vary: { link.bandwidth: [500 Mbit/s, 800 Mbit/s, 1 Gbit/s, 2 Gbit/s, 5 Gbit/s] }
  variants: { xen: { engine: xen-4.10 }, qemu: { engine: qemu-10.2 } }
  runs: 8
`;
const SHARDS = 4;
const FILES = ["points.csv", "runs.csv", "runs.parquet", "study.json", "table.md", "table.tex"];
const FOLDER = resolve("examples/cluster");

const root = mkdtempSync(join(tmpdir(), "cluster-"));
const file = join(root, "study.yaml");
const whole = join(root, "whole");
const bin = join(root, "bin");

beforeAll(async () => {
  requireBuiltPackage();
  writeFileSync(file, SCENARIO);
  mkdirSync(bin);
  writeFileSync(join(bin, "xenvmc-sim"), `#!/bin/sh\nexec '${process.execPath}' '${COMMAND}' "$@"\n`);
  chmodSync(join(bin, "xenvmc-sim"), 0o755);
  expect(await runBuiltCommand(["study", file, "--out", whole, "--jobs", "1", "--quiet"])).toEqual({ code: 0, stdout: "", stderr: "" });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>;
}

/** Starts a program with `xenvmc-sim` on its path, as the leader of a process group. */
function start(command: string, argv: readonly string[], env: NodeJS.ProcessEnv = {}, cwd = root): Started {
  const path = `${bin}${delimiter}${process.env.PATH}`;
  const child = spawn(command, argv, { cwd, env: { HOME: root, ...env, PATH: path }, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let stderr = "";
  child.stdout.on("data", () => {});
  child.stderr.on("data", (text) => (stderr += text));
  return { child, ended: once(child, "close").then(([code]) => ({ code: code as number | null, stderr })) };
}

/** Kills it, with all that it has started, once its shard has a row. */
async function killAmidst({ child, ended }: Started, rows: string): Promise<number | null> {
  while (child.exitCode === null && !(existsSync(rows) && readFileSync(rows).length > 0)) await wait(2);
  if (child.exitCode === null) process.kill(-(child.pid as number), "SIGKILL");
  return (await ended).code;
}

function expectWhole(directory: string): void {
  for (const name of FILES) expect(readFileSync(join(directory, name)).equals(readFileSync(join(whole, name))), name).toBe(true);
}

const isInstalled = (command: string): boolean => spawnSync(command, ["--version"]).status === 0;

describe("Slurm", () => {
  const settings = Object.fromEntries(
    [...readFileSync(join(FOLDER, "slurm-array.sh"), "utf8").matchAll(/^#SBATCH --([\w-]+)=(.*)$/gm)].map(([, name, value]) => [
      name,
      value,
    ]),
  );
  const rows = join(root, "slurm");
  const out = join(root, "slurm-whole");

  /** Starts a copy of the script in another directory, as slurmd does, with sbatch(1)'s output environment variables. */
  function startTask(script: string, argv: readonly string[], tasks: readonly number[] = [], task?: number): Started {
    const spool = join(root, "slurm_script");
    copyFileSync(join(FOLDER, script), spool);
    const ofArray = {
      SLURM_ARRAY_JOB_ID: "100",
      SLURM_ARRAY_TASK_ID: String(task),
      SLURM_ARRAY_TASK_COUNT: String(tasks.length),
      SLURM_ARRAY_TASK_MIN: String(Math.min(...tasks)),
      SLURM_ARRAY_TASK_MAX: String(Math.max(...tasks)),
      SLURM_CPUS_PER_TASK: settings["cpus-per-task"],
    };
    return start("bash", [spool, ...argv], { SLURM_JOB_ID: "101", SLURM_SUBMIT_DIR: root, ...(task === undefined ? {} : ofArray) });
  }

  it("is told what a killed task and one that never began leave missing, and how to submit them again", async () => {
    expect(settings.array).toBe(`1-${SHARDS}`);
    const all = [1, 2, 3, 4];
    const killed = await killAmidst(startTask("slurm-array.sh", [file, rows], all, 3), join(rows, "shard-3/runs.ndjson"));
    for (const task of [1, 4]) expect(await startTask("slurm-array.sh", [file, rows], all, task).ended).toEqual({ code: 0, stderr: "" });
    const missing = killed === 0 ? [2] : [2, 3];
    const { code, stderr } = await startTask("slurm-merge.sh", [rows, out]).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/of the points have missing runs: 1/);
    expect(stderr).toContain(`Submit again: sbatch --array=${missing.join(",")} slurm-array.sh STUDY ${rows}\n`);
    expect(existsSync(out)).toBe(false);
    for (const task of missing) {
      expect(await startTask("slurm-array.sh", [file, rows], missing, task).ended).toEqual({ code: 0, stderr: "" });
    }
    expect(await startTask("slurm-merge.sh", [rows, out]).ended).toEqual({ code: 0, stderr: "" });
    expectWhole(out);
  });
});

describe("Kubernetes", () => {
  interface Container {
    readonly image: string;
    readonly env?: readonly { readonly name: string; readonly value: string }[];
    readonly command: readonly string[];
    readonly args: readonly string[];
    readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  }
  interface KubernetesJob {
    readonly kind: string;
    readonly spec: {
      readonly completionMode?: string;
      readonly completions?: number;
      readonly template: {
        readonly spec: { readonly containers: readonly [Container]; readonly volumes: readonly { readonly name: string }[] };
      };
    };
  }

  function jobOf(name: string): KubernetesJob {
    const documents = parseAllDocuments(readFileSync(join(FOLDER, name), "utf8")).map((each) => each.toJS() as KubernetesJob);
    return documents.find(({ kind }) => kind === "Job") as KubernetesJob;
  }

  /** Starts a pod's container: `$(NAME)` of a known variable is replaced, as by the kubelet, and volumes are directories. */
  function startPod({ spec }: KubernetesJob, mounts: Readonly<Record<string, string>>, index?: number): Started {
    const [{ env = [], command, args, volumeMounts }] = spec.template.spec.containers;
    const variables: Record<string, string> = Object.fromEntries(env.map(({ name, value }) => [name, value]));
    if (index !== undefined) variables.JOB_COMPLETION_INDEX = String(index);
    const expanded = [...command, ...args].map((word) =>
      word.replaceAll(/\$\$|\$\(([^)]*)\)/g, (whole, name) => (whole === "$$" ? "$" : (variables[name] ?? whole))),
    );
    const mounted = expanded.map((word) =>
      volumeMounts.reduce((text, { name, mountPath }) => text.replaceAll(`${mountPath}/`, `${mounts[name]}/`), word),
    );
    const [program, ...argv] = mounted as [string, ...string[]];
    return start(program, argv, variables);
  }

  it("computes a shard per index, a pod that is killed again, and puts them together", async () => {
    const job = jobOf("kubernetes-study.yaml");
    const [{ env, volumeMounts }] = job.spec.template.spec.containers;
    expect(job.spec).toMatchObject({ completionMode: "Indexed", completions: SHARDS });
    expect(env).toEqual([{ name: "SHARDS", value: String(SHARDS) }]);
    expect(job.spec.template.spec.volumes.map(({ name }) => name)).toEqual(volumeMounts.map(({ name }) => name));
    const rows = join(root, "volume");
    mkdirSync(rows);
    const mounts = { study: root, rows };
    await killAmidst(startPod(job, mounts, 2), join(rows, "shard-3/runs.ndjson"));
    for (let index = 0; index < SHARDS; index++) expect(await startPod(job, mounts, index).ended).toEqual({ code: 0, stderr: "" });
    expect(await startPod(jobOf("kubernetes-merge.yaml"), mounts).ended).toEqual({ code: 0, stderr: "" });
    expectWhole(join(rows, "whole"));
  });

  it("has a container of the oldest Node supported, with the packages of a queue and the command that its jobs start", () => {
    const text = readFileSync(join(FOLDER, "Dockerfile"), "utf8");
    const { engines, peerDependencies, bin: commands } = JSON.parse(readFileSync("package.json", "utf8"));
    const line = engines.node.match(/\d+/)[0];
    expect([...text.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image)).toEqual(Array(2).fill(`node:${line}-bookworm-slim`));
    for (const [name, range] of Object.entries<string>(peerDependencies)) expect(text).toContain(`${name}@${range.match(/\d+/)?.[0]}`);
    expect(JSON.parse(text.match(/^ENTRYPOINT (.*)$/m)?.[1] ?? "")).toEqual(Object.keys(commands));
    expect(readFileSync(join(FOLDER, "Dockerfile.dockerignore"), "utf8").split("\n")).toContain("node_modules");
  });
});

describe("GNU parallel", () => {
  it.skipIf(!isInstalled("parallel"))("computes shards, and what was killed by the same line again", async () => {
    const [rows, out] = [join(root, "parallel rows"), join(root, "parallel-whole")];
    const run = (): Started => start("bash", [join(FOLDER, "parallel.sh"), file, rows, out], { JOBS: "2" });
    await killAmidst(run(), join(rows, "shard-1/runs.ndjson"));
    const { code, stderr } = await run().ended;
    expect(code, stderr).toBe(0);
    expectWhole(out);
  });
});

describe("Snakemake", () => {
  it.skipIf(!isInstalled("snakemake"))("computes shards, and what was killed by the same line again", async () => {
    const config = ["--config", `study=${file}`, "rows=snakemake", "out=snakemake-whole", `shards=${SHARDS}`];
    const run = (...options: string[]): Started =>
      start("snakemake", ["--snakefile", join(FOLDER, "Snakefile"), "--cores", "2", ...options, ...config]);
    await killAmidst(run(), join(root, "snakemake/shard-1/runs.ndjson"));
    await run("--unlock").ended;
    const { code, stderr } = await run("--rerun-incomplete").ended;
    expect(code, stderr).toBe(0);
    expectWhole(join(root, "snakemake-whole"));
  });
});
