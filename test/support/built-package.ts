/** The built package. Its tests must not pass with an outdated build. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const BUILT = [
  "dist/index.js",
  "dist/expected.js",
  "dist/reference.js",
  "dist/traffic.js",
  "dist/text.js",
  "dist/study.js",
  "dist/logs.js",
  "dist/advice.js",
  "dist/schema.js",
  "dist/report.js",
  "dist/fleet.js",
  "dist/fleet-study.js",
  "dist/cli.js",
  "dist/core.wasm",
  "dist/index.d.ts",
  "dist/scenario.schema.json",
  "dist/fleet.schema.json",
  "dist/playground/index.html",
];

/** Throws if `dist/` is missing or older than the sources. */
export function requireBuiltPackage(): void {
  const missing = BUILT.filter((path) => !existsSync(path));
  if (missing.length > 0) throw new Error(`${missing.join(", ")} missing: run "npm run build"`);
  const built = statSync("dist/index.js").mtimeMs;
  const newer = ["src", "assembly", "playground"]
    .flatMap((root) => readdirSync(root, { recursive: true, encoding: "utf8" }).map((name) => join(root, name)))
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".generated.ts") && statSync(path).mtimeMs > built);
  if (newer.length > 0) throw new Error(`dist/ is older than ${newer[0]}: run "npm run build"`);
}
