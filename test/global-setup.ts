/** Builds what the tests load but the repository does not contain: the core, if it is missing or older than its sources. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const BUILT = ["build/core.wasm", "build/core.debug.wasm"];
/** Rewritten only if its content changes, so its age is no indication. */
const GENERATED = "src/core/bytes.generated.ts";

export function setup(): void {
  if (isUpToDate()) return;
  const { status } = spawnSync(process.execPath, ["scripts/build-core.js"], { stdio: "inherit" });
  if (status !== 0) throw new Error(`scripts/build-core.js ended with exit code ${status}`);
}

function isUpToDate(): boolean {
  if (![...BUILT, GENERATED].every((path) => existsSync(path))) return false;
  const oldestOutput = Math.min(...BUILT.map(modified));
  const sources = readdirSync("assembly", { recursive: true, encoding: "utf8" }).map((name) => join("assembly", name));
  return [...sources, "asconfig.json", "scripts/build-core.js"].every((path) => modified(path) <= oldestOutput);
}

function modified(path: string): number {
  return statSync(path).mtimeMs;
}
