/** Command lines: each is carried out, or refused with one error and nothing written. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CommandIo, OutputStream } from "../../src/cli/io.js";
import { main } from "../../src/cli/main.js";
import { changesIn, makeDirectory, removeDirectory } from "./command-files.js";
import { claim, type Fuzzer, shorten } from "./fuzzer.js";
import { type CommandLine, commandLines } from "./generate-arguments.js";

export const argumentFuzzer: Fuzzer<CommandLine> = {
  name: "arguments",
  count: 5000,
  limitSeconds: 20,
  inputs: commandLines,
  show: ({ argv, isInterrupted }) => `${JSON.stringify(argv)}${isInterrupted ? ", interrupted" : ""}`,
  check: checkArguments,
};

const ROOT = process.cwd();
const PLACE_NAME = /xenvmc-sim-arguments-\w+/g;

/** Carries out a command line in a directory of its own. Returns the command and its exit code; throws a finding for a bad end. */
export async function checkArguments({ argv, isInterrupted }: CommandLine): Promise<string> {
  const directory = makeDirectory();
  process.chdir(directory);
  try {
    const written = { stdout: "", stderr: "" };
    const exitCode = await main(argv, ioOf(written, isInterrupted));
    checkEnding(exitCode, written, isInterrupted);
    checkFiles(argv, exitCode, directory);
    return `${argv[0] !== undefined && /^[a-z]{1,8}$/.test(argv[0]) ? argv[0] : "no command"}, exit code ${exitCode}`;
  } finally {
    process.chdir(ROOT);
    removeDirectory(directory);
  }
}

interface Written {
  stdout: string;
  stderr: string;
}

function ioOf(written: Written, isInterrupted: boolean): CommandIo {
  const stream = (name: keyof Written): OutputStream => {
    const write = (text: string): void => {
      written[name] += text;
    };
    return { write, writeAll: async (pieces) => [...pieces].forEach(write), isTerminal: false, columns: 100, hasColour: false };
  };
  return {
    stdout: stream("stdout"),
    stderr: stream("stderr"),
    readPackageFile: (name) => readFileSync(join(ROOT, "dist", name), "utf8"),
    readStandardInput: async function* () {
      yield new TextEncoder().encode("version: 1\nvm: { memory: 1 MiB }\nlink: { bandwidth: 1 Gbit/s }\n");
    },
    onStrayError: () => undefined,
    signal: isInterrupted ? AbortSignal.abort() : new AbortController().signal,
  };
}

const EXIT_BAD_INPUT = 2;
const EXIT_INTERRUPTED = 130;
const STACK = /\n\s+at .+:\d+/;

function checkEnding(exitCode: number, { stdout, stderr }: Written, isInterrupted: boolean): void {
  const shown = (): string => `exit code ${exitCode}: ${shorten(stderr.replace(PLACE_NAME, "DIRECTORY"), 400)}`;
  claim([0, 1, EXIT_BAD_INPUT, EXIT_INTERRUPTED].includes(exitCode), shown);
  claim(exitCode !== EXIT_INTERRUPTED || isInterrupted, () => `not interrupted, ${shown()}`);
  claim(!STACK.test(stderr) && !STACK.test(stdout) && !stderr.includes("error of the program itself"), () => `a stack, ${shown()}`);
  claim(!/[^\P{Cc}\n]|[\p{Cs}\p{Zl}\p{Zp}]/u.test(stderr), () => `a control character in ${JSON.stringify(shorten(stderr, 400))}`);
  if (exitCode === 0) return;
  const errors = stderr.split("\n").filter((line) => line.startsWith("xenvmc-sim: "));
  // Without a command the usage is the answer.
  const hasSaidSo = exitCode === EXIT_INTERRUPTED || stderr.startsWith("Usage: xenvmc-sim [options] [command]") || errors.length === 1;
  claim(hasSaidSo, () => `${errors.length} errors, ${shown()}`);
  claim(exitCode !== EXIT_BAD_INPUT || stdout === "", () => `standard output with ${shown()}: ${shorten(stdout, 200)}`);
}

/** Nothing is written by what fails, and nothing but what was asked for by what does not. */
function checkFiles(argv: readonly string[], exitCode: number, directory: string): void {
  const changes = changesIn(directory);
  const outputs = outputsOf(argv);
  const inputs = argv.filter((_, index) => !OUTPUT_OPTIONS.includes(argv[index - 1] ?? "")).flatMap(inputsOf);
  for (const name of changes) {
    claim(exitCode !== EXIT_BAD_INPUT, () => `${name} was written, exit code ${exitCode}`);
    claim(
      outputs.some((output) => output.name === name),
      () => `${name} was written and not asked for, exit code ${exitCode}`,
    );
    claim(!inputs.includes(name), () => `an input was written over: ${name}`);
    const isJson = outputs.some((output) => output.name === name && output.option === "--json");
    if (isJson) JSON.parse(readFileSync(join(directory, name), "utf8"));
  }
}

const OUTPUT_OPTIONS: readonly string[] = ["--json", "--csv", "--runs-csv"];

/** Files that the words name as outputs. */
function outputsOf(argv: readonly string[]): { readonly option: string; readonly name: string }[] {
  return argv.flatMap((word, index) => {
    const [, option = argv[index - 1] ?? "", name = word] = /^(--[a-z-]+)=(.*)$/s.exec(word) ?? [];
    return OUTPUT_OPTIONS.includes(option) ? [{ option, name }] : [];
  });
}

/** Files that are read where a word names one. */
function inputsOf(word: string): string[] {
  return word === "traced.yaml" ? [word, "trace.csv"] : [word.replace(/^--(?:engine|policy)=/, "")];
}
