/** Time that the command takes as a process, beside a process that does nothing. */

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Benchmark, type Case, find, type OwnTimes, type Subject } from "../harness/benchmark.js";
import type { Measurement, Verdict } from "../harness/types.js";
import { atMost, milliseconds, ratioOf } from "../harness/verdict.js";

interface Input {
  readonly commandArguments: readonly string[];
  /** Text on standard input. */
  readonly input: string;
  readonly exitCode: number;
  /** What its output has to contain. */
  readonly says: string;
  /** True if it is answered without the simulator. */
  readonly isAnsweredAtOnce: boolean;
}

const COMMAND = resolve("dist/cli.js");
const RATIO_MAX = 1.3;
const SMALLEST = "{ version: 1, vm: { memory: 4 KiB }, link: { bandwidth: 1 Gbit/s } }";

/** An empty script in the module format that Node loads fastest. */
function createEmptyScript(): string {
  const directory = mkdtempSync(join(tmpdir(), "xenvmc-sim-bench-"));
  process.on("exit", () => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, "empty.cjs");
  writeFileSync(path, "");
  return path;
}

function answeredAtOnce(name: string, commandArguments: readonly string[], says: string, exitCode = 0): Case<Input> {
  return { name, units: 1, quick: true, input: { commandArguments, input: "", exitCode, says, isAnsweredAtOnce: true } };
}

const CASES: readonly Case<Input>[] = [
  answeredAtOnce("--version", ["--version"], "."),
  answeredAtOnce("--help", ["--help"], "Usage: xenvmc-sim"),
  answeredAtOnce("schema", ["schema"], "json-schema.org"),
  answeredAtOnce("a wrong command", ["rnu"], "Did you mean run?", 2),
  answeredAtOnce("a wrong option", ["run", "scenario.yaml", "--jsn", "-"], "Did you mean --json?", 2),
  {
    name: "run, a guest of one page",
    units: 1,
    quick: true,
    input: { commandArguments: ["run", "-"], input: SMALLEST, exitCode: 0, says: "Total time", isAnsweredAtOnce: false },
  },
];

/** Runs Node and times the whole process. Throws if it does not end as expected. */
function timed(nodeArguments: readonly string[], { input, exitCode, says }: Pick<Input, "input" | "exitCode" | "says">): OwnTimes {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, nodeArguments, { input, encoding: "utf8" });
  const elapsed = performance.now() - start;
  if (status !== exitCode || !`${stdout}${stderr}`.includes(says)) {
    throw new Error(`node ${nodeArguments.join(" ")} ended with exit code ${status} and said ${stdout}${stderr}`);
  }
  return { milliseconds: elapsed, processorMilliseconds: elapsed };
}

function openEmpty(): Subject {
  const script = createEmptyScript();
  const run = () => timed([script], { input: "", exitCode: 0, says: "" });
  return { answer: () => String(run().milliseconds > 0), prepare: () => ({ timesItself: true, run }) };
}

function openCommand(input: Input): Subject {
  if (!existsSync(COMMAND)) throw new Error("dist/cli.js is missing: npm run build");
  const run = () => timed([COMMAND, ...input.commandArguments], input);
  return { answer: () => String(run().milliseconds > 0), prepare: () => ({ timesItself: true, run }) };
}

function judge(measurements: readonly Measurement[]): Verdict[] {
  return CASES.filter(({ input }) => input.isAnsweredAtOnce).flatMap(({ name }) => {
    const [empty, command] = [find(measurements, name, "empty Node process"), find(measurements, name, "command")];
    if (empty === undefined || command === undefined) return [];
    return [atMost(`start, ${name}`, RATIO_MAX, "x empty Node process", ratioOf(milliseconds(command), milliseconds(empty)))];
  });
}

export const startCommand: Benchmark<Input> = {
  name: "start-command",
  question: "How long does the command take from its start to its end, beside a Node process that does nothing?",
  unit: "start",
  ours: "command",
  cases: CASES,
  competitors: [
    { kind: "module", name: "empty Node process", open: openEmpty },
    { kind: "module", name: "command", open: openCommand },
  ],
  judge,
};
