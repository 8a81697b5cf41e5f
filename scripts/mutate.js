/**
 * Mutation testing: makes single changes in a folder or file of src/ and checks whether a test of that room fails.
 * Usage: npm run mutate -- src/engine [or a folder or file in it]. The report is on the screen and in build/mutation-ROOM.json.
 */
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { setPriority } from "node:os";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

const LOW_PRIORITY = 10;
const root = fileURLToPath(new URL("..", import.meta.url));

for (const given of process.argv.length > 2 ? process.argv.slice(2) : ["src/analysis", "src/engine"]) {
  const path = relative(root, given);
  const [src, room] = path.split("/");
  if (src !== "src" || room === undefined) throw new Error(`expected a folder or file in a room of src/, received ${given}`);
  const mutated = statSync(given).isDirectory() ? `${path}/**/*.ts` : path;
  setPriority(LOW_PRIORITY);
  const stryker = ["node_modules/@stryker-mutator/core/bin/stryker.js", "run", "stryker.config.js", "--mutate", mutated];
  const { status } = spawnSync(process.execPath, stryker, { cwd: root, stdio: "inherit", env: { ...process.env, MUTATED_ROOM: room } });
  if (status !== 0) process.exitCode = status ?? 1;
}
