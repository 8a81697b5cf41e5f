/**
 * Builds `dist/playground/`: the page and its worker. What the first picture does not need is in modules of its own, which the page loads
 * right after it, so that it does without a network from then on. Says what the first load takes. Needs `dist/schema.js`.
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { parse } from "yaml";
import { leaveOutMeanings } from "./leave-out-meanings.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = join(root, "dist/playground");

/** Paths of fields that have a control; a path stands for all fields below it. */
const SHOWN = ["vm", "link", "workload", "engine", "policy", "peers", "channel", "seed", "runs", "fidelity", "timeout"];
const DEPTH_MOST = 5;
/** Bytes of the first load, compressed. */
const FIRST_LOAD_MOST = 250_000;

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const { scenarioJsonSchema } = await import(new URL("../dist/schema.js", import.meta.url).href);
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ["playground/main.ts", "playground/worker.ts"],
  outdir: target,
  bundle: true,
  splitting: true,
  chunkNames: "[name]-[hash]",
  metafile: true,
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
    PLAYGROUND_STORY_VALUES: JSON.stringify((await storyTexts()).map((text) => parse(text))),
    PLAYGROUND_FIELDS: JSON.stringify(fieldTexts(await scenarioJsonSchema())),
  },
});
const first = new Set(["main.js", "worker.js"].flatMap((name) => neededBy(join("dist/playground", name))));
const later = Object.keys(metafile.outputs).filter((path) => !first.has(path));
copyFileSync(join(root, "playground/style.css"), join(target, "style.css"));
const page = readFileSync(join(root, "playground/index.html"), "utf8");
const laterNames = later.map((path) => `./${basename(path)}`).join(" ");
writeFileSync(join(target, "index.html"), page.replace('name="later" content=""', `name="later" content="${laterNames}"`));
sayLoad();

/** A module and all that it imports at once. */
function neededBy(path) {
  const { imports } = metafile.outputs[path];
  return [path, ...imports.filter(({ kind }) => kind === "import-statement").flatMap((imported) => neededBy(imported.path))];
}

/** @throws if the first load is too large */
function sayLoad() {
  const compressed = (paths) => paths.reduce((sum, path) => sum + gzipSync(readFileSync(path), { level: 9 }).length, 0);
  const firstBytes = compressed([join(target, "index.html"), join(target, "style.css"), ...[...first].map((path) => join(root, path))]);
  const laterBytes = compressed(later.map((path) => join(root, path)));
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  console.log(`playground: first load ${kilobytes(firstBytes)} compressed (at most 250), ${kilobytes(laterBytes)} after the first picture`);
  if (firstBytes > FIRST_LOAD_MOST) throw new Error(`the first load of the playground takes more than ${kilobytes(FIRST_LOAD_MOST)}`);
}

/** The shipped scenarios, by their names; and files of variants with the scenario that each names in its first lines. */
function examples() {
  const groups = { Scenarios: "examples", "The seed's claim": "examples/seed-claim", Studies: "examples/studies" };
  const scenarios = Object.entries(groups).flatMap(([group, folder]) =>
    yamlFiles(folder).flatMap((path) => {
      const scenario = readFileSync(join(root, path), "utf8");
      const { name = folder, hosts } = parse(scenario);
      // A study of a fleet is no scenario: the page shows one guest.
      return hosts === undefined ? [{ group, name: `${basename(path, ".yaml")}: ${name}`, scenario, variants: "" }] : [];
    }),
  );
  const variants = yamlFiles("examples/variants").map((path) => {
    const text = readFileSync(join(root, path), "utf8");
    const [base] = text.match(/examples\/[\w-]+\.yaml/) ?? [];
    if (base === undefined) throw new Error(`${path} does not name the scenario that its variants are of`);
    const scenario = readFileSync(join(root, base), "utf8");
    return { group: "Variants side by side", name: `${basename(path, ".yaml")}: ${basename(base, ".yaml")}`, scenario, variants: text };
  });
  return [...scenarios, ...variants];
}

function yamlFiles(folder) {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith(".yaml"));
  return names.sort().map((name) => `${folder}/${name}`);
}

/** The texts of the stories, which are in TypeScript. */
async function storyTexts() {
  const { outputFiles } = await build({ absWorkingDir: root, entryPoints: ["playground/stories.ts"], format: "esm", write: false });
  const { STORIES } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
  return STORIES.map(({ text }) => text);
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
