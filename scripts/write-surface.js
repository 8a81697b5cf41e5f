/** Writes docs/api-surface.md from the built package. Usage, after a build: node scripts/write-surface.js */
import { mkdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const root = new URL("..", import.meta.url);
const bundle = new URL("build/surface-page.mjs", root);
mkdirSync(new URL("build/", root), { recursive: true });
await build({
  entryPoints: [new URL("scripts/surface-page.ts", root).pathname],
  outfile: bundle.pathname,
  bundle: true,
  format: "esm",
  platform: "node",
  packages: "external",
  logLevel: "warning",
});
const { surfacePage } = await import(bundle.href);
writeFileSync(new URL("docs/api-surface.md", root), await surfacePage());
