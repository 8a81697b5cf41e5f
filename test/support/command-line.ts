/** Runs the command line in process, with captured streams, in a directory of its own. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { CommandIo, OutputStream } from "../../src/cli/io.js";
import { main } from "../../src/cli/main.js";
import { requireBuiltPackage } from "./built-package.js";

export interface CommandOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandSurroundings {
  /** Content of standard input. */
  readonly input?: string;
  readonly signal?: AbortSignal;
  /** Width in columns if both streams are terminals with colour. Default: neither is a terminal. */
  readonly terminalColumns?: number;
  /** Called with each text written to standard error. */
  readonly onMessage?: (text: string) => void;
}

export async function runCommand(argv: readonly string[], surroundings: CommandSurroundings = {}): Promise<CommandOutcome> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const { input = "", signal = new AbortController().signal, terminalColumns, onMessage } = surroundings;
  const io: CommandIo = {
    stdout: keep(stdout, terminalColumns),
    stderr: keep(stderr, terminalColumns, onMessage),
    readPackageFile: (name) => {
      requireBuiltPackage();
      return readFileSync(`dist/${name}`, "utf8");
    },
    readStandardInput: async function* () {
      yield new TextEncoder().encode(input);
    },
    // Errors that reach no caller are the test runner's here.
    onStrayError: () => {},
    signal,
  };
  const exitCode = await main(argv, io);
  return { exitCode, stdout: stdout.join(""), stderr: stderr.join("") };
}

/** A new empty directory, removed when the test ends. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), "xenvmc-sim-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function keep(parts: string[], terminalColumns: number | undefined, onMessage?: (text: string) => void): OutputStream {
  const isTerminal = terminalColumns !== undefined;
  const write = (text: string): void => {
    parts.push(text);
    onMessage?.(text);
  };
  const writeAll = async (pieces: Iterable<string>): Promise<void> => [...pieces].forEach(write);
  return { write, writeAll, isTerminal, columns: terminalColumns ?? 100, hasColour: isTerminal };
}
