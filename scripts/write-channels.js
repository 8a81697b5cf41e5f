/** Writes the tables of docs/channels.md and the figures beside it. Usage: node scripts/write-channels.js */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const root = new URL("..", import.meta.url);
const bundle = new URL("build/channel-page.mjs", root);
mkdirSync(new URL("build/", root), { recursive: true });
await build({
  entryPoints: [new URL("scripts/channel-page.ts", root).pathname],
  outfile: bundle.pathname,
  bundle: true,
  format: "esm",
  platform: "node",
  logLevel: "warning",
});
const { figures, writtenPage } = await import(bundle.href);
const page = new URL("docs/channels.md", root);
writeFileSync(page, writtenPage(readFileSync(page, "utf8")));
for (const [name, text] of Object.entries(figures())) writeFileSync(new URL(`docs/${name}`, root), text);
