/**
 * Compiles `assembly/` for the release and the debug target and embeds the release bytes in `src/core/bytes.generated.ts`.
 * The build id is the beginning of their SHA-256.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const compiler = join(dirname(createRequire(import.meta.url).resolve("assemblyscript/package.json")), "bin", "asc.js");
const generatedPath = join(root, "src", "core", "bytes.generated.ts");
const lineCharacters = 120;

for (const target of ["release", "debug"]) {
  const { status } = spawnSync(process.execPath, [compiler, "--config", "asconfig.json", "--target", target], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) throw new Error(`asc ended with exit code ${status} for the ${target} target`);
}

const bytes = readFileSync(join(root, "build", "core.wasm"));
const buildId = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
const text = bytes.toString("hex");
const lines = text.match(new RegExp(`.{1,${lineCharacters}}`, "g")) ?? [];
const source = `/** The release build of the core, written by scripts/build-core.js. */

/** The beginning of the SHA-256 of the bytes. */
export const CORE_BUILD_ID = "${buildId}";

/** The WebAssembly module in hexadecimal: longer than base64, and 1.2 kB shorter once the library is gzipped, since bytes stay whole. */
export const CORE_BYTES_HEX =
${lines.map((line) => `  "${line}"`).join(" +\n")};
`;
if (!existsSync(generatedPath) || readFileSync(generatedPath, "utf8") !== source) writeFileSync(generatedPath, source);
console.log(`core ${buildId}: ${bytes.length} bytes`);
