/** Writes docs/scenario.md and src/scenario/schema/scenario-types.ts from the schema. Usage: node scripts/write-scenario.js */
import { mkdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const root = new URL("..", import.meta.url);
const bundle = new URL("build/write-scenario.mjs", root);
mkdirSync(new URL("build/", root), { recursive: true });
await build({
  stdin: {
    contents: `
      export { scenarioPage } from "./scripts/scenario-page.ts";
      export { scenarioTypes } from "./scripts/scenario-types.ts";
      export { scenarioJsonSchema } from "./src/scenario/json-schema.ts";`,
    resolveDir: root.pathname,
    loader: "ts",
  },
  outfile: bundle.pathname,
  bundle: true,
  format: "esm",
  platform: "node",
  packages: "external",
  logLevel: "warning",
});
const { scenarioJsonSchema, scenarioPage, scenarioTypes } = await import(bundle.href);
const schema = await scenarioJsonSchema();
writeFileSync(new URL("docs/scenario.md", root), scenarioPage(schema));
writeFileSync(new URL("src/scenario/schema/scenario-types.ts", root), scenarioTypes(schema));
