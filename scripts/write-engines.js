/** Writes the tables of docs/engines.md: runs every engine with every workload, channel and fidelity. Usage: node scripts/write-engines.js */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const root = new URL("..", import.meta.url);
const bundle = new URL("build/engine-page.mjs", root);
mkdirSync(new URL("build/", root), { recursive: true });
await build({
  entryPoints: [new URL("scripts/engine-page.ts", root).pathname],
  outfile: bundle.pathname,
  bundle: true,
  format: "esm",
  platform: "node",
  packages: "external",
  logLevel: "warning",
});
const { runMatrix, writtenPage } = await import(bundle.href);
const page = new URL("docs/engines.md", root);
const matrix = await runMatrix((workload) => console.error(workload));
writeFileSync(page, writtenPage(readFileSync(page, "utf8"), matrix));
