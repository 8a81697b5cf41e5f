/**
 * Builds the package: `build/` (the core), `dist/index.js` (the library, one file for every platform), what the library loads on first
 * use (`LOADED_LATER`), `dist/text.js` (scenarios in YAML and JSON text, on top of it), `dist/study.js` (studies, on top of it),
 * `dist/browser.js` and `dist/browser-worker.js` (studies in web workers), `dist/logs.js` (readers of logs),
 * `dist/fleet.js` (fleets), `dist/fleet-study.js` (studies of them), `dist/advice.js` (estimates and advice), `dist/calibrate.js` (scenarios from logs), `dist/report.js` (reports with figures), `dist/cli.js` (the command), `dist/schema.js` (the JSON Schema of scenarios), `dist/core.wasm`
 * (for hosts that compile it themselves), `dist/scenario.schema.json` and `dist/fleet.schema.json` (for editors), `dist/playground/` (a page) and the type declarations.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { leaveOutMeanings } from "./leave-out-meanings.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const start = performance.now();

/** The command line imports the built library files instead of bundling a second copy. */
const shareLibrary = {
  name: "share-library",
  setup(bundler) {
    bundler.onResolve(
      { filter: /^(?:\.\.\/)+(?:index|text|study|report|advice|calibrate|logs|fleet|fleet-study)\.js$/ },
      ({ path, resolveDir }) => {
        const [, entry] = join(resolveDir, path).match(/\/src\/([\w-]+)\.js$/) ?? [];
        return entry === undefined ? undefined : { path: `../${entry}.js`, external: true };
      },
    );
  },
};

/** As above, for entries that lie beside the library. */
const besideLibrary = {
  name: "beside-library",
  setup(bundler) {
    bundler.onResolve({ filter: /^\.\.?\/(?:index|study)\.js$/ }, ({ path }) => ({ path: `./${basename(path)}`, external: true }));
  },
};

/** The actions of commands are separate files in `dist/cli/`, loaded only with valid arguments. */
const loadActionsLater = {
  name: "load-actions-later",
  setup(bundler) {
    bundler.onResolve({ filter: /^\.\// }, ({ path, kind }) =>
      kind === "dynamic-import" ? { path: `./cli/${basename(path)}`, external: true } : undefined,
    );
  },
};

/** Modules of Node that commander needs only for subcommands that are separate programs, which are not used here. */
const OF_PROGRAMS = ["node:child_process", "node:fs"];

/**
 * Commander loads Node's modules by `require`, which ES modules lack. Modules that it does not need here are replaced by empty ones: loading
 * them would take a tenth of the time of `--help`.
 */
const adaptCommander = {
  name: "adapt-commander",
  setup(bundler) {
    bundler.onResolve({ filter: /^node:/ }, ({ path, kind }) => (kind === "require-call" ? { path, namespace: "required" } : undefined));
    bundler.onLoad({ filter: /.*/, namespace: "required" }, ({ path }) => ({
      contents: OF_PROGRAMS.includes(path) ? "" : `module.exports = process.getBuiltinModule(${JSON.stringify(path)})`,
    }));
  },
};

/** Modules of Node that the pool of workers loads by `require`, which ES modules lack. */
const requireBuiltins = {
  name: "require-builtins",
  setup(bundler) {
    bundler.onResolve({ filter: /^\w+$/ }, ({ path, kind }) =>
      kind === "require-call" && isBuiltin(path) ? { path, namespace: "builtin" } : undefined,
    );
    bundler.onLoad({ filter: /.*/, namespace: "builtin" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)})`,
    }));
  },
};

/** Modules that other entries import from the library, so that ConfigError, the core and the set of checked scenarios exist only once. */
const OF_LIBRARY = ["input/parse-scenario", "scenario/config-error", "simulation/simulate", "core/load", "engine/policies/policies"].map(
  (name) => join(root, `src/${name}.js`),
);

const takeFromLibrary = {
  name: "take-from-library",
  setup(bundler) {
    bundler.onResolve({ filter: /^\.\.?\/[\w/-]+\.js$/ }, ({ path, resolveDir }) =>
      OF_LIBRARY.includes(join(resolveDir, path)) ? { path: "./index.js", external: true } : undefined,
    );
  },
};

/** An entry on top of others imports their files. */
const takeFromEntries = {
  name: "take-from-entries",
  setup(bundler) {
    bundler.onResolve({ filter: /^\.\.?\/(?:study|fleet)\.js$/ }, ({ path }) => ({ path: `./${basename(path)}`, external: true }));
  },
};

/** Modules that the library imports on first use, by their file of the package. */
const LOADED_LATER = {
  expected: "src/expected/pages.ts",
  "link-meter": "src/fleet/link-meter.ts",
  postcopy: "src/simulation/postcopy/waiting-guest.ts",
  reference: "src/reference/pages.ts",
  sensitivity: "src/analysis/sensitivity.ts",
  traffic: "src/traffic/with-peers.ts",
};

const loadOnFirstUse = {
  name: "load-on-first-use",
  setup(bundler) {
    bundler.onResolve({ filter: /^\.\.?\// }, ({ path, kind, resolveDir }) => {
      if (kind !== "dynamic-import") return undefined;
      const source = relative(root, join(resolveDir, path)).replace(/\.js$/, ".ts");
      const [name] = Object.entries(LOADED_LATER).find(([, module]) => module === source) ?? [];
      if (name === undefined) throw new Error(`${source}: expected one of ${Object.values(LOADED_LATER).join(", ")}`);
      return { path: `./${name}.js`, external: true };
    });
  },
};

const shared = { absWorkingDir: root, bundle: true, format: "esm", target: "es2022", sourcemap: true, metafile: true, logLevel: "warning" };

const library = { ...shared, platform: "neutral", mainFields: ["module", "main"], minify: true };

const command = { ...shared, platform: "node", minify: true, outdir: "dist" };

rmSync(new URL("../dist", import.meta.url), { recursive: true, force: true });
mkdirSync(new URL("../dist", import.meta.url), { recursive: true });
run("scripts/build-core.js");
const bundles = await Promise.all([
  build({ ...library, entryPoints: ["src/index.ts"], outfile: "dist/index.js", plugins: [leaveOutMeanings, loadOnFirstUse] }),
  build({ ...library, entryPoints: LOADED_LATER, outdir: "dist" }),
  build({ ...library, entryPoints: ["src/text.ts"], outfile: "dist/text.js", plugins: [takeFromLibrary] }),
  build({ ...library, entryPoints: ["src/study.ts"], outfile: "dist/study.js", plugins: [takeFromLibrary] }),
  build({
    ...library,
    entryPoints: { browser: "src/browser.ts", "browser-worker": "src/browser/worker.ts" },
    outdir: "dist",
    plugins: [besideLibrary],
  }),
  build({ ...library, entryPoints: ["src/advice.ts"], outfile: "dist/advice.js", plugins: [takeFromLibrary] }),
  build({ ...library, entryPoints: ["src/calibrate.ts"], outfile: "dist/calibrate.js", plugins: [takeFromLibrary] }),
  build({ ...library, entryPoints: ["src/logs.ts"], outfile: "dist/logs.js" }),
  build({
    ...library,
    entryPoints: ["src/fleet.ts"],
    outfile: "dist/fleet.js",
    plugins: [takeFromLibrary, leaveOutMeanings, loadOnFirstUse],
  }),
  build({
    ...library,
    entryPoints: ["src/fleet-study.ts"],
    outfile: "dist/fleet-study.js",
    plugins: [takeFromEntries, takeFromLibrary, leaveOutMeanings],
  }),
  build({ ...library, entryPoints: ["src/schema.ts"], outfile: "dist/schema.js" }),
  build({ ...library, entryPoints: ["src/report.ts"], outfile: "dist/report.js" }),
  build({ ...command, entryPoints: { cli: "src/cli/bin.ts" }, plugins: [loadActionsLater, adaptCommander] }),
  build({
    ...command,
    entryPoints: [
      "src/cli/outputs.ts",
      "src/cli/actions/actions.ts",
      "src/cli/actions/advise.ts",
      "src/cli/actions/calibrate.ts",
      "src/cli/actions/estimate.ts",
      "src/cli/actions/explain.ts",
      "src/cli/actions/fleet.ts",
      "src/cli/actions/fleet-worker.ts",
      "src/cli/actions/merge.ts",
      "src/cli/actions/own-cases.ts",
      "src/cli/actions/play.ts",
      "src/cli/actions/runs-worker.ts",
      "src/cli/actions/study.ts",
      "src/cli/actions/study-worker.ts",
      "src/cli/actions/tournament.ts",
      "src/cli/actions/validate.ts",
      "src/cli/actions/validate-logs.ts",
      "src/cli/actions/worker.ts",
    ].map((path) => ({ in: path, out: basename(path, ".ts") })),
    outdir: "dist/cli",
    // Installed by those who use a queue.
    external: ["bullmq", "ioredis"],
    splitting: true,
    chunkNames: "shared-[hash]",
    plugins: [shareLibrary, requireBuiltins],
  }),
]);
copyFileSync(`${root}build/core.wasm`, `${root}dist/core.wasm`);
chmodSync(`${root}dist/cli.js`, 0o755);
run("node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json");
const { fleetJsonSchema, scenarioJsonSchema } = await import(new URL("../dist/schema.js", import.meta.url).href);
writeFileSync(`${root}dist/scenario.schema.json`, `${JSON.stringify(await scenarioJsonSchema(), null, 2)}\n`);
writeFileSync(`${root}dist/fleet.schema.json`, `${JSON.stringify(await fleetJsonSchema(), null, 2)}\n`);
const entries = ["index", "text", "study", "browser", "advice", "calibrate", "schema", "report", "logs", "fleet", "fleet-study"];
for (const entry of entries) writeFileSync(`${root}dist/${entry}.d.ts`, `export * from "./types/src/${entry}.js";\n`);
dropUnreachedDeclarations(entries.map((entry) => `${root}dist/${entry}.d.ts`));
writeFileSync(`${root}dist/LICENSES.txt`, licenceTexts(bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs))));
run("scripts/build-playground.js");
console.error(`Built dist/ in ${((performance.now() - start) / 1000).toFixed(1)} s`);

/** Runs one of the project's scripts with this Node and stops the build if it fails. */
function run(script, ...scriptArguments) {
  const { status } = spawnSync(process.execPath, [script, ...scriptArguments], { cwd: root, stdio: ["ignore", 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
}

/** Deletes declaration files that no entry refers to, directly or indirectly; the compiler writes one for every source file. */
function dropUnreachedDeclarations(entryFiles) {
  const reached = new Set(entryFiles);
  for (const file of reached) {
    const named = readFileSync(file, "utf8").matchAll(/\b(?:from|import\()\s*"(\.[^"]+)\.js"/g);
    for (const [, path] of named) reached.add(`${join(dirname(file), path)}.d.ts`);
  }
  const types = `${root}dist/types`;
  for (const name of readdirSync(types, { recursive: true })) {
    if (name.endsWith(".d.ts") && !reached.has(join(types, name))) rmSync(join(types, name));
  }
}

/** The licence texts of the bundled packages, which their licences require to be included. */
function licenceTexts(inputs) {
  const folders = inputs.flatMap((path) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? []);
  const texts = [...new Set(folders)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(`${root}${folder}/package.json`, "utf8"));
    const file = readdirSync(`${root}${folder}`).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name} ${version} (${license})\n\n${file === undefined ? "" : readFileSync(`${root}${folder}/${file}`, "utf8")}`;
  });
  return `This package contains code of the following packages.\n\n${texts.join(`\n${"-".repeat(80)}\n`)}`;
}
