/**
 * Fetches a Node of a newer line, as npm packs it, into build/node/ and prints the path of its binary.
 * Usage: node scripts/fetch-node.js VERSION (a line, 22, 24 or 26, or a full version). What is there already is not fetched again.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The newest version of each line that is still maintained, when it was last looked at. */
export const NODE_LINES = { 22: "22.23.3", 24: "24.21.0", 26: "26.12.1" };

const cache = fileURLToPath(new URL("../build/node/", import.meta.url));

/** Path of the binary of a line's version in NODE_LINES, or of any other full version. */
export function fetchNode(lineOrVersion) {
  const version = NODE_LINES[lineOrVersion] ?? lineOrVersion;
  const binary = `${cache}${version}/package/bin/node`;
  if (existsSync(binary)) return binary;
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(`${cache}draft-`);
  try {
    const name = `node-${process.platform}-${process.arch}@${version}`;
    const packed = execFileSync("npm", ["pack", "--silent", "--pack-destination", draft, name], { encoding: "utf8" }).trim();
    execFileSync("tar", ["-xzf", packed, "package/bin/node", "package/LICENSE"], { cwd: draft });
    rmSync(`${draft}/${packed}`);
    // A draft is its owner's alone; tests start this Node as other users too.
    chmodSync(draft, 0o755);
    // In one step, so that a fetch that breaks off leaves nothing that looks whole.
    if (!existsSync(binary)) renameSync(draft, `${cache}${version}`);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return binary;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(fetchNode(process.argv[2]));
