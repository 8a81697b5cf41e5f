/** Studies as the command computes them, in a process of its own: workers against one, memory, closed forms. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type Benchmark, type Case, find, type OwnTimes, type Subject } from "../harness/benchmark.js";
import type { Measurement, Verdict } from "../harness/types.js";
import { atMost, exactlyAtMost, milliseconds, type Reading, ratioOf, scaled } from "../harness/verdict.js";

interface Input {
  /** The scenario file, with its study. */
  readonly text: string;
  readonly rows: number;
  /** True if one worker alone is measured. */
  readonly isForOne?: boolean;
}

const COMMAND = resolve("dist/cli.js");
const WORKERS = 2;
/** Two workers are 1.9 times as fast: they take this share of the time, and their threads this multiple of its processor time. */
const TIME_RATIO_MAX = 1 / 1.9;
const PROCESSOR_TIME_RATIO_MAX = WORKERS / 1.9;
const MEMORY_RATIO_MAX = 1.1;
const EXPECTED_SECONDS_MAX = 30;

/** A guest of 4 GiB that writes a part of them, on `points` links, `runs` times each. */
function migrations(written: string, workload: string, points: number, runs: number): Case<Input> {
  const text = `version: 1
vm: { memory: 4 GiB }
link: { bandwidth: 10 Gbit/s }
workload: [ ${workload} ]
study: { runs: ${runs}, vary: { link.bandwidth: { from: 5 Gbit/s, to: 25 Gbit/s, steps: ${points} } } }
`;
  const rows = points * runs;
  return { name: `${rows} migrations of 4 GiB, ${written} written`, units: rows, quick: rows <= 1000, input: { text, rows } };
}

/** Short runs, of half a millisecond: what threads cost counts most. */
const SMALL = "{ kind: uniform, size: 64 MiB, rate: 20 k/s }";
/** The hot-cold guest of the benchmarks of migrations: one tenth at 0.2 of the page rate of the link, four tenths at 0.05. */
const HALF = "{ kind: hot-cold, hot: { size: 410 MiB, rate: 57 k/s }, cold: { size: 1638 MiB, rate: 14 k/s } }";
const FEW = migrations("64 MiB", SMALL, 10, 100);
const MANY = migrations("64 MiB", SMALL, 100, 100);
const MANY_LONGER = migrations("half", HALF, 100, 100);
const EXPECTED: Case<Input> = {
  name: "100000 points of expected",
  units: 1e5,
  quick: false,
  input: {
    rows: 1e5,
    isForOne: true,
    text: `version: 1
vm: { memory: 4 GiB }
link: { bandwidth: 10 Gbit/s }
workload: [ { kind: uniform, size: 64 MiB, rate: 20 k/s } ]
fidelity: expected
study:
  vary:
    link.bandwidth: { from: 5 Gbit/s, to: 25 Gbit/s, steps: 100 }
    "workload[0].rate": { from: 1 k/s, to: 40 k/s, steps: 100 }
    link.latency: { from: 0.1 ms, to: 1 ms, steps: 10 }
`,
  },
};

/** Writes what the process used to standard error at its end: kibibytes at most, microseconds of all threads and of the main one. */
const REPORT_USE = `import { readFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";
const ofMainThread = () => {
  try {
    return Number(readFileSync("/proc/" + process.pid + "/task/" + process.pid + "/schedstat", "utf8").split(" ")[0]) / 1000;
  } catch {
    return 0;
  }
};
if (isMainThread) {
  process.on("exit", () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    console.error("use", maxRSS, userCPUTime + systemCPUTime, Math.round(ofMainThread()));
  });
}
`;

function openStudy({ text, rows }: Input, jobs: number): Subject {
  if (!existsSync(COMMAND)) throw new Error("dist/cli.js is missing: npm run build");
  const directory = mkdtempSync(join(tmpdir(), "xenvmc-sim-bench-"));
  process.on("exit", () => rmSync(directory, { recursive: true, force: true }));
  const [file, report, out] = ["study.yaml", "report.mjs", "out"].map((name) => join(directory, name)) as [string, string, string];
  writeFileSync(file, text);
  writeFileSync(report, REPORT_USE);
  let peakMebibytes = 0;
  let mainThreadSeconds = 0;
  const run = (): OwnTimes => {
    rmSync(out, { recursive: true, force: true });
    const start = performance.now();
    const given = ["--import", pathToFileURL(report).href, COMMAND, "study", file, "--out", out, "--jobs", String(jobs)];
    const { status, stderr } = spawnSync(process.execPath, given, { encoding: "utf8" });
    const elapsed = performance.now() - start;
    const use = /use (\d+) (\d+) (\d+)/.exec(stderr)?.slice(1).map(Number);
    if (status !== 0 || use === undefined) throw new Error(`the study ended with exit code ${status} and said ${stderr}`);
    const [kibibytes, microseconds, mainMicroseconds] = use as [number, number, number];
    peakMebibytes = Math.max(peakMebibytes, kibibytes / 1024);
    mainThreadSeconds = mainMicroseconds / 1e6;
    return { milliseconds: elapsed, processorMilliseconds: microseconds / 1000 };
  };
  return {
    answer() {
      run();
      const csv = readFileSync(join(out, "runs.csv"));
      const lines = csv.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 0);
      if (lines !== rows + 1) throw new Error(`expected ${rows} rows, found ${lines - 1}`);
      return createHash("sha256").update(csv).digest("hex");
    },
    prepare: () => ({
      timesItself: true,
      callsPerPass: 1,
      run,
      figures: () => ({ peakMebibytes: Math.round(peakMebibytes), mainThreadSeconds }),
    }),
  };
}

/** Elapsed time, as processor time is that of several threads. */
function elapsed({ medianMilliseconds, minMilliseconds }: Measurement): Reading {
  return { typical: medianMilliseconds, best: minMilliseconds };
}

/** Two workers against one: elapsed time, and processor time, which bounds it and can be measured on a busy machine. */
function judgeWorkers(measurements: readonly Measurement[], { name }: Case<Input>): Verdict[] {
  const [one, two] = [find(measurements, name, "one worker"), find(measurements, name, "two workers")];
  if (one === undefined || two === undefined) return [];
  const processorRatio = two.processorMilliseconds / one.processorMilliseconds;
  return [
    atMost(`${name}: time of two workers`, rounded(TIME_RATIO_MAX), "x one", ratioOf(elapsed(two), elapsed(one))),
    exactlyAtMost(`${name}: processor time of two workers`, rounded(PROCESSOR_TIME_RATIO_MAX), "x one", processorRatio),
  ];
}

function judgeMemory(measurements: readonly Measurement[], workers: string): Verdict[] {
  const [few, many] = [FEW, MANY].map(({ name }) => find(measurements, name, workers)?.figures.peakMebibytes);
  if (few === undefined || many === undefined) return [];
  return [exactlyAtMost(`most memory of ${workers}, 10,000 migrations against 1,000`, MEMORY_RATIO_MAX, "x", many / few)];
}

function judge(measurements: readonly Measurement[]): Verdict[] {
  const expected = find(measurements, EXPECTED.name, "one worker");
  return [
    ...judgeWorkers(measurements, MANY),
    ...judgeWorkers(measurements, MANY_LONGER),
    ...judgeMemory(measurements, "one worker"),
    ...judgeMemory(measurements, "two workers"),
    ...(expected === undefined ? [] : [atMost(EXPECTED.name, EXPECTED_SECONDS_MAX, "s", scaled(milliseconds(expected), 1e-3))]),
  ];
}

function rounded(ratio: number): number {
  return Number(ratio.toFixed(3));
}

/** Processor seconds by thread, and the most memory. */
function report(measurements: readonly Measurement[]): string {
  const rows = measurements.map(({ case: name, competitor, processorMilliseconds, figures }) => {
    const { mainThreadSeconds = 0, peakMebibytes = 0 } = figures;
    return `| ${name} | ${competitor} | ${(processorMilliseconds / 1000).toFixed(2)} | ${mainThreadSeconds.toFixed(2)} | ${peakMebibytes} |`;
  });
  const head = ["| case | workers | processor s | main thread s | peak MiB |", "|---|---|---:|---:|---:|"];
  return [...head, ...rows].join("\n");
}

export const studyBenchmark: Benchmark<Input> = {
  name: "study",
  question: "How fast does a study go, do two workers halve it, and does its memory stay the same?",
  unit: "run",
  ours: "two workers",
  cases: [FEW, MANY, MANY_LONGER, EXPECTED],
  competitors: [
    { kind: "module", name: "one worker", open: (input) => openStudy(input, 1) },
    { kind: "module", name: "two workers", takesPart: ({ isForOne }) => isForOne !== true, open: (input) => openStudy(input, WORKERS) },
  ],
  report,
  judge,
};
