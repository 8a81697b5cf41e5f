/** Runs each competitor in a process of its own, one at a time. */

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Benchmark, Case, Competitor, ModuleCompetitor } from "./benchmark.js";
import { FULL_EFFORT, QUICK_EFFORT } from "./measure.js";
import type { ChildAnswer, ChildProfile, ChildTimes } from "./types.js";
import type { Yardstick } from "./yardstick.js";

const CHILD = fileURLToPath(new URL("./child.js", import.meta.url));
const SAMPLES_BYTES_MAX = 2 ** 28;

export interface Setting {
  readonly isQuick: boolean;
  readonly yardstick: Yardstick;
}

function run(command: string, commandArguments: readonly string[]): unknown {
  const { status, stdout, stderr, error } = spawnSync(command, commandArguments, { encoding: "utf8", maxBuffer: SAMPLES_BYTES_MAX });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${commandArguments.join(" ")} ended with exit code ${status}\n${stderr}`);
  return JSON.parse(stdout);
}

type Mode = "answer" | "time" | "profile";

function start<Input>(
  mode: Mode,
  benchmark: Benchmark<Input>,
  work: Case<Input>,
  competitor: Competitor<Input>,
  setting: Setting,
): unknown {
  if (competitor.kind === "module") {
    const names = [benchmark.name, work.name, competitor.name];
    return run(process.execPath, ["--expose-gc", CHILD, mode, ...names, setting.isQuick ? "quick" : "full"]);
  }
  const { warmupMilliseconds, measureMilliseconds, leastSamples } = setting.isQuick ? QUICK_EFFORT : FULL_EFFORT;
  const effort = [warmupMilliseconds, measureMilliseconds, leastSamples].map(String);
  return run(setting.yardstick.path(competitor.build), [mode, ...effort, ...competitor.commandArguments(work.input)]);
}

/** The digest of a competitor's result on a case. */
export function answerOf<Input>(benchmark: Benchmark<Input>, work: Case<Input>, competitor: Competitor<Input>, setting: Setting): string {
  return (start("answer", benchmark, work, competitor, setting) as ChildAnswer).answer;
}

/** Times a competitor on a case. */
export function timesOf<Input>(
  benchmark: Benchmark<Input>,
  work: Case<Input>,
  competitor: Competitor<Input>,
  setting: Setting,
): ChildTimes {
  return start("time", benchmark, work, competitor, setting) as ChildTimes;
}

/** Profiles a competitor on a case. */
export function profileOf<Input>(
  benchmark: Benchmark<Input>,
  work: Case<Input>,
  competitor: ModuleCompetitor<Input>,
  setting: Setting,
): ChildProfile {
  return start("profile", benchmark, work, competitor, setting) as ChildProfile;
}
