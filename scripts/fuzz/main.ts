/** Command line of the fuzzers: fuzzer, number of inputs, seed. */
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Fuzzer, shorten } from "./fuzzer.js";
import { FUZZERS } from "./fuzzers.js";
import { type Found, inputOfCase, kindOf } from "./run-case.js";
import { type Outcome, supervise } from "./supervise.js";

const USAGE = `Usage: npm run fuzz -- [NAME ...] [--count N] [--seed S] [--from I] [--seconds T] [--processes P]
NAME: ${FUZZERS.map(({ name }) => name).join(", ")}; default: all of them, one after the other.`;

interface Settings {
  readonly fuzzers: readonly Fuzzer<unknown>[];
  readonly seed: number;
  readonly from: number;
  readonly count: number | undefined;
  readonly seconds: number;
  readonly processes: number;
}

/** Runs the command. Returns the exit code: 1 if something was found, 2 for wrong arguments. */
export async function main(argv: readonly string[]): Promise<number> {
  const settings = readArguments(argv);
  if (typeof settings === "string") {
    console.error(`${settings}\n${USAGE}`);
    return 2;
  }
  // A hanging child does not notice that the parent disconnects, so it is killed on exit.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
  let found = 0;
  for (const fuzzer of settings.fuzzers) found += await runFuzzer(fuzzer, settings);
  return found > 0 ? 1 : 0;
}

/** The settings, or an error message for the arguments. */
function readArguments(argv: readonly string[]): Settings | string {
  const option = { type: "string" } as const;
  const options = { count: option, seed: option, from: option, seconds: option, processes: option };
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    const unknown = positionals.filter((name) => !FUZZERS.some((fuzzer) => fuzzer.name === name));
    if (unknown.length > 0) return `no fuzzer ${unknown.join(", ")}`;
    for (const [name, value] of Object.entries(values))
      if (!/^\d+$/.test(value ?? "")) return `--${name}: expected a number, received ${value}`;
    return {
      fuzzers: FUZZERS.filter(({ name }) => positionals.length === 0 || positionals.includes(name)),
      seed: Number(values.seed ?? 1),
      from: Number(values.from ?? 0),
      count: values.count === undefined ? undefined : Number(values.count),
      seconds: Number(values.seconds ?? Number.POSITIVE_INFINITY),
      processes: Number(values.processes ?? Math.max(1, Math.min(2, availableParallelism()))),
    };
  } catch (error) {
    return (error as Error).message;
  }
}

/** Runs one fuzzer and prints its outcome. Returns the number of findings. */
async function runFuzzer(fuzzer: Fuzzer<unknown>, { seed, from, count, seconds, processes }: Settings): Promise<number> {
  const started = performance.now();
  const script = fileURLToPath(new URL("child.js", import.meta.url));
  const { name, limitSeconds } = fuzzer;
  console.log(`${name}: seed ${seed}`);
  const outcome = await supervise({
    name,
    seed,
    from,
    count: count ?? fuzzer.count,
    seconds,
    processes,
    limitSeconds,
    script,
    onProgress: showProgress,
  });
  const elapsed = (performance.now() - started) / 1000;
  const cases = casesOf(outcome);
  console.log(`${name}: ${cases.toLocaleString("en")} inputs in ${elapsed.toFixed(0)} s, ${Math.round(cases / elapsed)} a second`);
  for (const [verdict, number] of [...outcome.verdicts].sort(([, left], [, right]) => right - left)) {
    console.log(`  ${number.toLocaleString("en").padStart(9)}  ${verdict}`);
  }
  for (const kind of groupByKind(outcome.found)) await printFindings(fuzzer, seed, kind);
  console.log(`${name}: ${outcome.found.length === 0 ? "nothing found" : `${outcome.found.length} found`}`);
  return outcome.found.length;
}

function groupByKind(found: readonly Found[]): Iterable<readonly Found[]> {
  const kinds = new Map<string, Found[]>();
  for (const one of found) kinds.set(kindOf(one.what), [...(kinds.get(kindOf(one.what)) ?? []), one]);
  return kinds.values();
}

/** Prints findings of one kind, represented by the first whose input was shrunk. */
async function printFindings(fuzzer: Fuzzer<unknown>, seed: number, kind: readonly Found[]): Promise<void> {
  const example = kind.find(({ input }) => input !== "") ?? kind[0];
  if (!example) return;
  const { index, what, input } = example;
  console.log(`  FOUND ${kind.length > 1 ? `${kind.length} times: ` : ""}${what}`);
  console.log(`    again: npm run fuzz -- ${fuzzer.name} --seed ${seed} --from ${index} --count 1`);
  console.log(`    input: ${shorten(input === "" ? await inputOfCase(fuzzer, seed, index) : input, 2000)}`);
}

let shown = performance.now();

const TERMINAL_MILLISECONDS = 500;
const LOG_MILLISECONDS = 60_000;

/** One line that is overwritten on a terminal; elsewhere a line a minute, so that a log tells where a run that was ended had got to. */
function showProgress(outcome: Outcome): void {
  const { isTTY } = process.stderr;
  if (performance.now() - shown < (isTTY ? TERMINAL_MILLISECONDS : LOG_MILLISECONDS)) return;
  shown = performance.now();
  const [last] = outcome.found.slice(-1);
  const latest = last === undefined || isTTY ? "" : `, the last is ${last.index}: ${last.what}`;
  const line = `${casesOf(outcome).toLocaleString("en")} inputs, ${outcome.found.length} found${latest}`;
  process.stderr.write(isTTY ? `\r${line} ` : `${line}\n`);
}

function casesOf({ verdicts, found }: Outcome): number {
  return [...verdicts.values()].reduce((sum, number) => sum + number, found.length);
}
