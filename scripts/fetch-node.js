/**
 * Installs a newer version of Node from its npm package into build/node/ and prints the path of its binary.
 * Usage: node scripts/fetch-node.js VERSION (a line, 22, 24 or 26, or a full version). An existing copy is used again.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The newest version of each maintained line, as of the last update of this file. */
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
    // mkdtemp gives access to the owner only; tests also start this Node as other users.
    chmodSync(draft, 0o755);
    // Renamed in one step, so that an interrupted fetch leaves no incomplete copy in place.
    if (!existsSync(binary)) renameSync(draft, `${cache}${version}`);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return binary;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(fetchNode(process.argv[2]));
