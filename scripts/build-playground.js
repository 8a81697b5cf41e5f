/** Builds `dist/playground/`: the page, and its worker with all that it may need, so that nothing is loaded later. Needs `dist/schema.js`. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { parse } from "yaml";
import { leaveOutMeanings } from "./leave-out-meanings.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = join(root, "dist/playground");

/** Paths of fields that have a control; a path stands for all fields below it. */
const SHOWN = ["vm", "link", "workload", "engine", "policy", "peers", "channel", "seed", "runs", "fidelity", "timeout"];
const DEPTH_MOST = 5;

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const { scenarioJsonSchema } = await import(new URL("../dist/schema.js", import.meta.url).href);
await build({
  absWorkingDir: root,
  entryPoints: ["playground/main.ts", "playground/worker.ts"],
  outdir: target,
  bundle: true,
  format: "esm",
  target: "es2022",
  platform: "browser",
  mainFields: ["module", "main"],
  minify: true,
  logLevel: "warning",
  plugins: [leaveOutMeanings],
  define: {
    PLAYGROUND_EXAMPLES: JSON.stringify(examples()),
    PLAYGROUND_FILES: JSON.stringify({ "trace.csv": readFileSync(join(root, "examples/trace.csv"), "utf8") }),
    PLAYGROUND_FIELDS: JSON.stringify(fieldTexts(await scenarioJsonSchema())),
  },
});
for (const file of ["index.html", "style.css"]) copyFileSync(join(root, "playground", file), join(target, file));

/** The shipped scenarios, by their names. */
function examples() {
  return ["examples", "examples/seed-claim", "examples/studies"].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(".yaml"))
      .sort()
      .map((name) => {
        const text = readFileSync(join(root, folder, name), "utf8");
        return { name: `${basename(name, ".yaml")}: ${parse(text).name ?? folder}`, text };
      }),
  );
}

/** What the schema says of each field, by its path; of alternatives with the same field, the first. */
function fieldTexts(schema) {
  const texts = {};
  const visit = (node, path, depth) => {
    if (depth > DEPTH_MOST) return;
    const alternatives = [node, ...(node.anyOf ?? []), ...(node.oneOf ?? [])];
    const names = alternatives.find(({ enum: names }) => names?.every((name) => typeof name === "string"))?.enum;
    if (path !== "" && node.description !== undefined) {
      texts[path] ??= {
        description: node.description,
        ...(node["x-range"] === undefined ? {} : { range: node["x-range"] }),
        ...(node["x-unit"] === undefined ? {} : { unit: node["x-unit"] }),
        ...(["string", "number", "boolean"].includes(typeof node.default) ? { default: node.default } : {}),
        ...(names === undefined ? {} : { names }),
      };
    } else if (path !== "" && names !== undefined) {
      const { description } = alternatives.find(({ enum: own }) => own === names);
      texts[path] ??= { description: description ?? "", names };
    }
    for (const each of alternatives) {
      if (each !== node) visit(each, path, depth + 1);
      if (each.items) visit(each.items, `${path}[]`, depth + 1);
      for (const [key, field] of Object.entries(each === node ? (each.properties ?? {}) : {})) {
        if (path === "" && !SHOWN.includes(key)) continue;
        visit(field, path === "" ? key : `${path}.${key}`, path === "" ? 0 : depth + 1);
      }
    }
  };
  visit(schema, "", 0);
  return texts;
}
