/**
 * Runs the tests on the last build under newer lines of Node. Usage: npm run test:node -- [LINE...] [-- ARGUMENTS OF VITEST]
 * Without a line, runs under each of them. Ends with the first exit code that is not 0.
 */
import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { fetchNode, NODE_LINES } from "./fetch-node.js";

const given = process.argv.slice(2);
const separator = given.includes("--") ? given.indexOf("--") : given.length;
const lines = separator === 0 ? Object.keys(NODE_LINES) : given.slice(0, separator);
const root = new URL("..", import.meta.url);

for (const line of lines) {
  const binary = fetchNode(line);
  console.error(`Node ${NODE_LINES[line] ?? line}`);
  // First in the path, so that tests that start npm or the command by name use this Node too.
  const env = { ...process.env, PATH: `${dirname(binary)}:${process.env.PATH}` };
  const { status } = spawnSync(binary, ["node_modules/vitest/vitest.mjs", "run", ...given.slice(separator + 1)], {
    cwd: root,
    env,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}
