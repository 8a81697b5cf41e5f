/** Bundles the fuzzers into build/fuzz/ and runs them: `npm run fuzz -- [NAME ...] [--count N] [--seed S] [--seconds T]`. Needs `dist/`. */
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);
await build({
  absWorkingDir: root,
  entryPoints: ["scripts/fuzz/main.ts", "scripts/fuzz/child.ts", "scripts/fuzz/watch-processor-time.ts"],
  outdir: "build/fuzz",
  bundle: true,
  splitting: true,
  packages: "external",
  format: "esm",
  platform: "node",
  target: "es2022",
  sourcemap: true,
  logLevel: "warning",
});
const { main } = await import(pathToFileURL("build/fuzz/main.js").href);
process.exitCode = await main(process.argv.slice(2));
