/**
 * Runs every validation case and writes docs/validation-results.md and the summary in docs/validation.md.
 * Usage: node scripts/write-validation.js
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const root = new URL("..", import.meta.url);
const bundle = new URL("build/validation-page.mjs", root);
mkdirSync(new URL("build/", root), { recursive: true });
await build({
  entryPoints: [new URL("scripts/validation-page.ts", root).pathname],
  outfile: bundle.pathname,
  bundle: true,
  format: "esm",
  platform: "node",
  packages: "external",
  logLevel: "warning",
});
const { resultsPage, validate, withSummary } = await import(bundle.href);
const report = await validate();
const page = new URL("docs/validation.md", root);
writeFileSync(page, withSummary(readFileSync(page, "utf8"), report));
writeFileSync(new URL("docs/validation-results.md", root), resultsPage(report));
