/** Writes docs/policies-judged.md and its cells, docs/policies-judged.ndjson. Usage, after a build: node scripts/write-policies.js */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = new URL("..", import.meta.url);
const found = fileURLToPath(new URL("build/tournament.json", root));
const bundle = new URL("build/policies-page.mjs", root);
mkdirSync(new URL("build/", root), { recursive: true });
const command = [fileURLToPath(new URL("dist/cli.js", root)), "tournament", "--workloads", "all", "--quiet", "--json", found];
const { status } = spawnSync(process.execPath, command, { stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);
await build({
  entryPoints: [new URL("scripts/policies-page.ts", root).pathname],
  outfile: bundle.pathname,
  bundle: true,
  format: "esm",
  platform: "node",
  packages: "external",
  logLevel: "warning",
});
const { policiesPage } = await import(bundle.href);
const { cells } = JSON.parse(readFileSync(found, "utf8"));
const lines = cells.map((cell) => `${JSON.stringify(cell)}\n`);
writeFileSync(new URL("docs/policies-judged.ndjson", root), lines.join(""));
writeFileSync(new URL("docs/policies-judged.md", root), policiesPage({ cells }));
