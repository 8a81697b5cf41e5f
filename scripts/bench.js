/** Bundles the benchmarks into build/bench/ and runs them: `npm run bench -- [--quick] [--json FILE] [FILTER ...]`. Needs a built core. */
import { rmSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);
rmSync("build/bench", { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: { run: "bench/run.ts", child: "bench/harness/child.ts" },
  outdir: "build/bench",
  bundle: true,
  // Shared code is split into chunks, so that a competitor's process loads only what it needs.
  splitting: true,
  packages: "external",
  format: "esm",
  platform: "node",
  target: "es2022",
  sourcemap: true,
  logLevel: "warning",
});
await import(pathToFileURL("build/bench/run.js").href);
