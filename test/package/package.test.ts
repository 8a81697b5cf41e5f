/** The package as npm would publish it: packed, installed into an empty project, used there. */

import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { type Analysis, checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MigrationResult, type SimulateOptions, simulate, VERSION } from "../../src/index.js";
import { scenarioJsonSchema } from "../../src/schema.js";
import { parseScenario } from "../../src/text.js";
import { requireBuiltPackage } from "../support/built-package.js";
import { temporaryDirectory } from "../support/command-line.js";
import { loadedFiles } from "../support/loaded-files.js";
import { MALFORMED_SCENARIOS } from "../support/malformed.js";
import { jsonOf } from "../support/result-text.js";

const execute = promisify(execFile);
const SCENARIO = {
  version: 1,
  vm: { memory: "64 MiB" },
  workload: [{ kind: "uniform", size: "4 MiB", rate: "5 k/s" }],
  link: { bandwidth: "1 Gbit/s" },
};

beforeAll(requireBuiltPackage);

describe("the packed package", () => {
  /** A project outside this tree with only the package and the one library that its types need. */
  let directory: string;
  /** Name of the packed file in that project. */
  let packed: string;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "xenvmc-sim-package-"));
    const { stdout } = await execute("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", directory]);
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
    packed = filename;
    writeFileSync(join(directory, "package.json"), JSON.stringify({ name: "user", private: true, type: "module" }));
    const options = ["--offline", "--ignore-scripts", "--no-audit", "--no-fund", "--install-links"];
    await execute("npm", ["install", ...options, join(directory, filename), resolve("node_modules/valibot")], { cwd: directory });
  });

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it("installs without a network, imports in Node and gives the same bytes as the sources", async () => {
    const script = `
      import { simulate, VERSION } from "xenvmc-sim";
      console.log(JSON.stringify([VERSION, await simulate(${JSON.stringify(SCENARIO)})]));`;
    writeFileSync(join(directory, "use.js"), script);
    const { stdout } = await execute(process.execPath, ["use.js"], { cwd: directory });
    const [version, result] = JSON.parse(stdout);
    expect(version).toBe(VERSION);
    expect(jsonOf(result)).toBe(jsonOf(await simulate(parseScenario(SCENARIO))));
  });

  it.each([
    ["a file", `(await import("xenvmc-sim/scenario.schema.json", { with: { type: "json" } })).default`],
    ["a function", `await (await import("xenvmc-sim/schema")).scenarioJsonSchema()`],
  ])("brings the JSON Schema of its scenarios as %s", async (_, schema) => {
    const script = `console.log(JSON.stringify(${schema}));`;
    const { stdout } = await execute(process.execPath, ["--input-type=module", "--no-warnings", "-e", script], { cwd: directory });
    expect(JSON.parse(stdout)).toEqual(await scenarioJsonSchema());
  });

  it("brings the JSON Schema of fleets as a file that is what the function gives", async () => {
    const script = `
      const file = (await import("xenvmc-sim/fleet.schema.json", { with: { type: "json" } })).default;
      console.log(JSON.stringify([file, await (await import("xenvmc-sim/schema")).fleetJsonSchema()]));`;
    const { stdout } = await execute(process.execPath, ["--input-type=module", "--no-warnings", "-e", script], { cwd: directory });
    const [file, made] = JSON.parse(stdout);
    expect(file).toEqual(made);
    expect(file.title).toBe("Fleet");
  });

  it("reads texts, with faults worded by the library", async () => {
    const script = `
      import { ConfigError, simulate } from "xenvmc-sim";
      import { applyOverrides, parseScenario } from "xenvmc-sim/text";
      const scenario = parseScenario("{ version: 1, vm: { memory: 64 MiB }, link: { bandwidth: 1 Gbit/s } }", { overrides: ["seed=7"] });
      const faultOf = (text) => { try { parseScenario(text); } catch (error) { return error; } };
      const fault = faultOf("version: 2");
      const { runs } = await simulate(scenario);
      console.log(JSON.stringify([runs[0].seed, applyOverrides({}, ["seed=7"]), fault instanceof ConfigError, fault.issues[0].line]));`;
    writeFileSync(join(directory, "text.js"), script);
    const { stdout } = await execute(process.execPath, ["text.js"], { cwd: directory });
    expect(JSON.parse(stdout)).toEqual([7, { seed: 7 }, true, 1]);
  });

  it("brings its command", async () => {
    const direct = await execute(join(directory, "node_modules/.bin/xenvmc-sim"), ["--version"]);
    const byName = await execute("npx", ["--offline", "xenvmc-sim", "--version"], { cwd: directory });
    expect([direct.stdout, byName.stdout]).toEqual([`${VERSION}\n`, `${VERSION}\n`]);
  });

  it.each([[["worker"]], [["study", "study.yaml", "--out", "rows"]]])("says what to install where %j asks for a queue", async (argv) => {
    const command = join(directory, "node_modules/.bin/xenvmc-sim");
    const outcome = await execute(command, [...argv, "--queue", "redis://127.0.0.1:1"], { cwd: directory }).catch((error) => error);
    expect(outcome).toMatchObject({
      code: 1,
      stderr: "xenvmc-sim: a queue needs two packages beside xenvmc-sim: npm install bullmq@6 ioredis@5\n",
    });
  });

  it("brings types that compile with Node's or the DOM's types, and that reject a wrong use", () => {
    writeFileSync(
      join(directory, "use.ts"),
      `import { loadCore, type MigrationResult, simulate } from "xenvmc-sim";
       import { scenarioJsonSchema } from "xenvmc-sim/schema";
       import { parseScenario } from "xenvmc-sim/text";
       const core = await loadCore(new Uint8Array());
       const result: MigrationResult = await simulate(parseScenario("version: 1"), { pages: core, signal: AbortSignal.timeout(1000) });
       export const seconds: number = result.runs[0]?.totals.totalSeconds ?? 0;
       export const schema: Promise<object> = scenarioJsonSchema();
       // A wrong type must be noticed, or the declarations say nothing.
       export const wrong: string = result.version;`,
    );
    const wrong = "use.ts: Type 'number' is not assignable to type 'string'.";
    expect(typeErrors({ lib: ["lib.es2023.d.ts"], types: ["node"] })).toEqual([wrong]);
    expect(typeErrors({ lib: ["lib.es2023.d.ts", "lib.dom.d.ts"], types: [] })).toEqual([wrong]);
    expect(typeErrors({ lib: ["lib.es2023.d.ts"], types: [] })).toContain("options.d.ts: Cannot find name 'AbortSignal'.");
  });

  it.each([
    ["memory", "Memory of the guest"],
    ["latency", "One-way latency. A number counts seconds"],
    ["dirtyRate", "query-dirty-rate"],
    ["autoConverge", "Throttle a guest that does not converge"],
    ["downtimeLimit", "downtime-limit"],
    ["timeout", "unfinished migration"],
  ])("shows in an editor what the field %s of a scenario means", (field, text) => {
    const file = join(directory, "hover.ts");
    const program = `import { simulate } from "xenvmc-sim";
      await simulate({
        version: 1,
        vm: { memory: "4 GiB" },
        link: { bandwidth: "10 Gbit/s", latency: "0.1 ms" },
        workload: [{ kind: "uniform", size: "1 GiB", dirtyRate: "42 k/s" }],
        engine: { preset: "qemu-10.0", autoConverge: true, downtimeLimit: "500 ms" },
        timeout: "10 min",
      });`;
    writeFileSync(file, program);
    expect(hoverText(file, program.indexOf(field))).toContain(text);
  });

  it("passes publint", async () => {
    const { messages } = await publint({ pack: { tarball: tarball() }, strict: true, level: "suggestion" });
    expect(messages).toEqual([]);
  });

  /** The oldest resolution algorithm ignores `exports`, and `require` of an ES module works since Node 20.19: both are intended. */
  it("has types for every resolution algorithm that finds the code", async () => {
    const { problems, entrypoints } = await typesAndCode(tarball());
    expect(Object.keys(entrypoints)).toEqual(typedEntries());
    const meant = typedEntries().flatMap((entrypoint) => [
      { kind: "NoResolution", entrypoint, resolutionKind: "node10" },
      { kind: "CJSResolvesToESM", entrypoint, resolutionKind: "node16-cjs" },
    ]);
    expect(problems).toEqual(meant);
  });

  function tarball(): ArrayBuffer {
    const bytes = readFileSync(join(directory, packed));
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  }

  /** The compiler's messages about use.ts and every declaration of the package that it reaches; other packages are not checked. */
  function typeErrors(environment: Pick<ts.CompilerOptions, "lib" | "types">): string[] {
    const modules = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ES2022 };
    const checks = { noEmit: true, strict: true, skipLibCheck: false, typeRoots: [resolve("node_modules/@types")] };
    const program = ts.createProgram([join(directory, "use.ts")], { ...modules, ...checks, ...environment });
    const checked = program.getSourceFiles().filter(({ fileName }) => /\/use\.ts$|\/node_modules\/xenvmc-sim\//.test(fileName));
    expect(checked.length).toBeGreaterThan(10);
    const errors = [program.getOptionsDiagnostics(), checked.map((file) => program.getSemanticDiagnostics(file))].flat(2);
    return errors.map(
      ({ file, messageText }) => `${basename(file?.fileName ?? "")}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
    );
  }
});

/** What an editor shows at a place of a file: its documentation, with the tags. */
function hoverText(file: string, position: number): string {
  const options = {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
    types: [],
    strict: true,
  };
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => "1",
    getScriptSnapshot: (name) => (ts.sys.fileExists(name) ? ts.ScriptSnapshot.fromString(readFileSync(name, "utf8")) : undefined),
    getCurrentDirectory: () => dirname(file),
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
    readDirectory: ts.sys.readDirectory,
  });
  const info = service.getQuickInfoAtPosition(file, position);
  return ts.displayPartsToString(info?.documentation);
}

/** Entries of the package that are modules, from `exports`. */
function typedEntries(): string[] {
  const { exports } = JSON.parse(readFileSync("package.json", "utf8")) as { exports: Record<string, string | { types?: string }> };
  return Object.entries(exports).flatMap(([entry, target]) => (typeof target === "object" ? entry : []));
}

/** Problems found by are-the-types-wrong: for each resolution algorithm, whether the types it finds belong to the code it finds. */
async function typesAndCode(tarball: ArrayBuffer): Promise<Analysis> {
  const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)), { entrypoints: typedEntries() });
  if (!analysis.types) throw new Error("the package has no types");
  return analysis;
}

const PEERS = [{ name: "db", place: "source", flows: [{ message: "1 KiB", send: "10 MB/s" }] }];

/** Simulates in a process that has only the built library, and tells which files of the package it loaded. */
async function simulatedAlone(scenario: object, options: SimulateOptions): Promise<{ result: MigrationResult; loaded: string[] }> {
  const script = `
    import { simulate } from ${JSON.stringify(pathToFileURL(resolve("dist/index.js")).href)};
    console.log(JSON.stringify(await simulate(${JSON.stringify(scenario)}, ${JSON.stringify(options)})));`;
  const directory = temporaryDirectory();
  const env = { ...process.env, NODE_V8_COVERAGE: directory };
  const { stdout } = await execute(process.execPath, ["--input-type=module", "-e", script], { env });
  return { result: JSON.parse(stdout), loaded: loadedFiles(directory) };
}

describe("its content", () => {
  it("is one library file that imports no other file at its start, and nothing of Node", () => {
    const text = readFileSync("dist/index.js", "utf8");
    expect(text).not.toMatch(/\b(?:import|export)\b[^"'()]*\bfrom\s*["']|\bimport\s*["']/);
    expect(text).not.toMatch(/\brequire\(|["']node:/);
  });

  it("loads what few simulations need from files of their own, which import nothing", () => {
    const later = [...readFileSync("dist/index.js", "utf8").matchAll(/\bimport\("([^"]*)"\)/g)].map(([, file]) => file as string);
    expect(later.sort()).toEqual(["./expected.js", "./postcopy.js", "./reference.js", "./sensitivity.js", "./traffic.js"]);
    for (const file of later) expect(readFileSync(join("dist", file), "utf8")).not.toMatch(/\bimport\b|\brequire\(/);
  });

  it.each<[object, SimulateOptions, string[]]>([
    [{}, {}, []],
    [{ fidelity: "expected" }, {}, ["expected.js"]],
    [{}, { pages: "reference" }, ["reference.js"]],
    [{ peers: PEERS }, {}, ["traffic.js"]],
    [{ engine: "qemu-postcopy" }, {}, ["postcopy.js"]],
  ])("with %j and %j loads %j beside the library, and gives the same bytes as the sources", async (changes, options, expected) => {
    const scenario = { ...SCENARIO, ...changes };
    const { result, loaded } = await simulatedAlone(scenario, options);
    expect(jsonOf(result)).toBe(jsonOf(await simulate(parseScenario(scenario), options)));
    expect(loaded).toEqual([...expected, "index.js"].sort());
  });

  it("has a core of at most 24 kB", () => {
    expect(readFileSync("dist/core.wasm").length).toBeLessThanOrEqual(24_000);
  });

  it.each([
    ["index.js", 110_000],
    ["expected.js", 13_000],
    ["reference.js", 9_000],
    ["traffic.js", 20_000],
    ["postcopy.js", 10_000],
    ["sensitivity.js", 2_000],
    ["study.js", 17_000],
    ["browser.js", 3_000],
    ["browser-worker.js", 2_000],
    ["logs.js", 21_000],
    ["advice.js", 45_000],
    ["calibrate.js", 40_000],
    ["report.js", 52_000],
    ["fleet.js", 80_000],
    ["fleet-study.js", 10_000],
  ])("has %s of at most %d bytes compressed", (file, bytesMax) => {
    expect(gzipSync(readFileSync(join("dist", file))).length).toBeLessThanOrEqual(bytesMax);
  });

  it("has a playground whose first load, without the parser of texts, is at most 250 kB compressed", () => {
    const names = readdirSync("dist/playground");
    const [, later = ""] = readFileSync("dist/playground/index.html", "utf8").match(/name="later" content="([^"]*)"/) ?? [];
    const first = names.filter((name) => !later.split(" ").includes(`./${name}`));
    expect(first).toEqual(expect.arrayContaining(["index.html", "main.js", "style.css", "worker.js"]));
    const texts = first.map((name) => readFileSync(join("dist/playground", name), "utf8"));
    expect(texts.reduce((sum, text) => sum + gzipSync(text).length, 0)).toBeLessThanOrEqual(250_000);
    expect(texts.filter((text) => text.includes("Not a YAML token"))).toEqual([]);
    // What is loaded later is there.
    expect(names).toEqual(expect.arrayContaining(later.split(" ").map((name) => name.slice(2))));
  });

  it("has the text parser in a separate file, which imports the rest from the library", () => {
    const ofParser = "Not a YAML token";
    const text = readFileSync("dist/text.js", "utf8");
    expect(text).toContain(ofParser);
    expect(readFileSync("dist/index.js", "utf8")).not.toContain(ofParser);
    expect(new Set(text.match(/(?<=\bfrom\s*)"[^"]*"/g))).toEqual(new Set(['"./index.js"']));
  });

  it("has studies in a separate file, which imports the rest from the library", () => {
    const text = readFileSync("dist/study.js", "utf8");
    expect(new Set(text.match(/(?<=\bfrom\s*)"[./][^"]*"/g))).toEqual(new Set(['"./index.js"']));
    expect(text).not.toMatch(/\brequire\(|["']node:/);
  });

  it("has a library without the texts of the JSON Schema", () => {
    const meaning = "Share of pages that are all zero at the start.";
    expect(readFileSync("dist/schema.js", "utf8")).toContain(meaning);
    expect(readFileSync("dist/index.js", "utf8")).not.toContain(meaning);
  });

  it("has a library that lists the same faults as the sources without those texts", async () => {
    const library = (await import(pathToFileURL("dist/text.js").href)) as { readonly parseScenario: typeof parseScenario };
    const said = (parse: typeof parseScenario) =>
      MALFORMED_SCENARIOS.map(({ text }) => {
        try {
          return parse(text);
        } catch (error) {
          return String(error);
        }
      });
    expect(said(library.parseScenario)).toEqual(said(parseScenario));
  });

  it("has a line in the list of dependencies for each", () => {
    const { dependencies = {}, devDependencies = {}, peerDependencies = {} } = JSON.parse(readFileSync("package.json", "utf8"));
    const list = readFileSync("docs/dependencies.md", "utf8");
    expect(
      Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies }).filter((name) => !list.includes(`\`${name}\``)),
    ).toEqual([]);
  });

  it("holds no source, test or build leftover", () => {
    expect(readdirSync("dist").sort()).toEqual([
      "LICENSES.txt",
      "advice.d.ts",
      "advice.js",
      "advice.js.map",
      "browser-worker.js",
      "browser-worker.js.map",
      "browser.d.ts",
      "browser.js",
      "browser.js.map",
      "calibrate.d.ts",
      "calibrate.js",
      "calibrate.js.map",
      "cli",
      "cli.js",
      "cli.js.map",
      "core.wasm",
      "expected.js",
      "expected.js.map",
      "fleet-study.d.ts",
      "fleet-study.js",
      "fleet-study.js.map",
      "fleet.d.ts",
      "fleet.js",
      "fleet.js.map",
      "fleet.schema.json",
      "index.d.ts",
      "index.js",
      "index.js.map",
      "link-meter.js",
      "link-meter.js.map",
      "logs.d.ts",
      "logs.js",
      "logs.js.map",
      "playground",
      "postcopy.js",
      "postcopy.js.map",
      "reference.js",
      "reference.js.map",
      "report.d.ts",
      "report.js",
      "report.js.map",
      "scenario.schema.json",
      "schema.d.ts",
      "schema.js",
      "schema.js.map",
      "sensitivity.js",
      "sensitivity.js.map",
      "study.d.ts",
      "study.js",
      "study.js.map",
      "text.d.ts",
      "text.js",
      "text.js.map",
      "traffic.js",
      "traffic.js.map",
      "types",
    ]);
    const ofCommand = readdirSync("dist/cli").filter((name) => !/^shared-\w+\.js(?:\.map)?$/.test(name));
    expect(ofCommand.sort()).toEqual([
      "actions.js",
      "actions.js.map",
      "advise.js",
      "advise.js.map",
      "calibrate.js",
      "calibrate.js.map",
      "estimate.js",
      "estimate.js.map",
      "explain.js",
      "explain.js.map",
      "fleet-worker.js",
      "fleet-worker.js.map",
      "fleet.js",
      "fleet.js.map",
      "merge.js",
      "merge.js.map",
      "outputs.js",
      "outputs.js.map",
      "own-cases.js",
      "own-cases.js.map",
      "play.js",
      "play.js.map",
      "runs-worker.js",
      "runs-worker.js.map",
      "study-worker.js",
      "study-worker.js.map",
      "study.js",
      "study.js.map",
      "tournament.js",
      "tournament.js.map",
      "validate-logs.js",
      "validate-logs.js.map",
      "validate.js",
      "validate.js.map",
      "worker.js",
      "worker.js.map",
    ]);
  });
});
