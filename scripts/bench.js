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
  // Shared code in chunks of its own: a competitor's process loads what it needs and no more.
  splitting: true,
  packages: "external",
  format: "esm",
  platform: "node",
  target: "es2022",
  sourcemap: true,
  logLevel: "warning",
});
await import(pathToFileURL("build/bench/run.js").href);
