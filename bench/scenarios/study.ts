/** Studies as the command computes them, in a process of its own: workers against one, memory, closed forms. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type Benchmark, type Case, find, type OwnTimes, type Subject } from "../harness/benchmark.js";
import type { Measurement, Verdict } from "../harness/types.js";
import { atMost, exactlyAtMost, milliseconds, ratioOf, scaled } from "../harness/verdict.js";

interface Input {
  /** The scenario file, with its study. */
  readonly text: string;
  readonly rows: number;
}

const COMMAND = resolve("dist/cli.js");
/** Two workers do the work in at most this share of the time: 1.9 times as fast. */
const TWO_WORKERS_RATIO_MAX = 1 / 1.9;
const MEMORY_RATIO_MAX = 1.1;
const EXPECTED_SECONDS_MAX = 30;

/** A guest of 4 GiB that dirties 64 MiB of them, on `points` links, `runs` times each. */
function migrations(points: number, runs: number): Case<Input> {
  const text = `version: 1
vm: { memory: 4 GiB }
link: { bandwidth: 10 Gbit/s }
workload: [ { kind: uniform, size: 64 MiB, rate: 20 k/s } ]
study: { runs: ${runs}, vary: { link.bandwidth: { from: 5 Gbit/s, to: 25 Gbit/s, steps: ${points} } } }
`;
  return { name: `${points * runs} migrations of 4 GiB`, units: points * runs, quick: false, input: { text, rows: points * runs } };
}

const FEW = migrations(10, 100);
const MANY = migrations(100, 100);
const EXPECTED: Case<Input> = {
  name: "100000 points of expected",
  units: 1e5,
  quick: false,
  input: {
    rows: 1e5,
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

/** Writes the most memory that the process had to standard error at its end. */
const REPORT_MEMORY = 'process.on("exit", () => console.error("kibibytes", process.resourceUsage().maxRSS));';

function openStudy({ text, rows }: Input, jobs: number): Subject {
  if (!existsSync(COMMAND)) throw new Error("dist/cli.js is missing: npm run build");
  const directory = mkdtempSync(join(tmpdir(), "xenvmc-sim-bench-"));
  process.on("exit", () => rmSync(directory, { recursive: true, force: true }));
  const [file, report, out] = ["study.yaml", "report.mjs", "out"].map((name) => join(directory, name)) as [string, string, string];
  writeFileSync(file, text);
  writeFileSync(report, REPORT_MEMORY);
  let peakMebibytes = 0;
  const run = (): OwnTimes => {
    rmSync(out, { recursive: true, force: true });
    const start = performance.now();
    const given = ["--import", pathToFileURL(report).href, COMMAND, "study", file, "--out", out, "--jobs", String(jobs)];
    const { status, stderr } = spawnSync(process.execPath, given, { encoding: "utf8" });
    const elapsed = performance.now() - start;
    const [, kibibytes] = /kibibytes (\d+)/.exec(stderr) ?? [];
    if (status !== 0 || kibibytes === undefined) throw new Error(`the study ended with exit code ${status} and said ${stderr}`);
    peakMebibytes = Math.max(peakMebibytes, Number(kibibytes) / 1024);
    return { milliseconds: elapsed, processorMilliseconds: elapsed };
  };
  return {
    answer() {
      run();
      const csv = readFileSync(join(out, "runs.csv"));
      const lines = csv.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 0);
      if (lines !== rows + 1) throw new Error(`expected ${rows} rows, found ${lines - 1}`);
      return createHash("sha256").update(csv).digest("hex");
    },
    prepare: () => ({ timesItself: true, run, figures: () => ({ peakMebibytes: Math.round(peakMebibytes) }) }),
  };
}

function judge(measurements: readonly Measurement[]): Verdict[] {
  const [one, two] = ["one worker", "two workers"].map((name) => find(measurements, MANY.name, name));
  const few = find(measurements, FEW.name, "two workers");
  const expected = find(measurements, EXPECTED.name, "one worker");
  const peakRatio = (two?.figures.peakMebibytes ?? Number.NaN) / (few?.figures.peakMebibytes ?? Number.NaN);
  return [
    ...(one === undefined || two === undefined
      ? []
      : [
          atMost(
            `${MANY.name}, two workers`,
            Number(TWO_WORKERS_RATIO_MAX.toFixed(3)),
            "x one",
            ratioOf(milliseconds(two), milliseconds(one)),
          ),
        ]),
    ...(Number.isNaN(peakRatio) ? [] : [exactlyAtMost("most memory, 10,000 migrations against 1,000", MEMORY_RATIO_MAX, "x", peakRatio)]),
    ...(expected === undefined ? [] : [atMost(EXPECTED.name, EXPECTED_SECONDS_MAX, "s", scaled(milliseconds(expected), 1e-3))]),
  ];
}

export const studyBenchmark: Benchmark<Input> = {
  name: "study",
  question: "How fast does a study go, do two workers halve it, and does its memory stay the same?",
  unit: "run",
  ours: "two workers",
  cases: [FEW, MANY, EXPECTED],
  competitors: [
    { kind: "module", name: "one worker", open: (input) => openStudy(input, 1) },
    { kind: "module", name: "two workers", open: (input) => openStudy(input, 2) },
  ],
  judge,
};
