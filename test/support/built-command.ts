/** The built command as a process. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";

export const COMMAND = resolve("dist/cli.js");

export interface ProcessOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs it with a text on standard input, and waits for its end. */
export async function runBuiltCommand(
  argv: readonly string[],
  input = "",
  options: { uid?: number; gid?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<ProcessOutcome> {
  const child = spawn(process.execPath, [COMMAND, ...argv], options);
  child.stdin.on("error", () => {}); // A command that refuses its arguments does not read its input.
  child.stdin.end(input);
  const parts = { stdout: "", stderr: "" };
  child.stdout.on("data", (text) => (parts.stdout += text));
  child.stderr.on("data", (text) => (parts.stderr += text));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...parts };
}
