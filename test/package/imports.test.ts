/** The directions in which the rooms of the tree may import each other, read from the imports themselves. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

/** Single files that more rooms may import than the rest of their room: what both compilers read. */
const OPEN_FILES = ["assembly/abi"];

/** For each room, and each open file, the rooms it may import besides itself. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  assembly: ["assembly/abi"],
  "assembly/abi": [],
  "src/scenario": [],
  "src/workload": ["src/scenario", "src/pages", "src/result", "src/simulation"],
  "src/channel": ["src/scenario", "src/pages", "src/result", "src/simulation"],
  "src/traffic": ["src/scenario", "src/pages", "src/result", "src/simulation", "src/channel"],
  "src/engine": ["src/scenario", "src/pages", "src/result", "src/simulation"],
  "src/core": ["src/pages", "src/result", "src/simulation", "assembly/abi", "build"],
  "src/reference": ["src/pages", "src/result", "src/simulation", "assembly/abi"],
  "src/expected": ["src/pages"],
  "src/pages": ["assembly/abi"],
  "src/result": ["src/scenario"],
  "src/simulation": [
    "src/pages",
    "src/result",
    "src/scenario",
    "src/expected",
    "src/workload",
    "src/channel",
    "src/traffic",
    "src/engine",
    "src/core",
    "src/reference",
    "assembly/abi",
  ],
  "src/analysis": ["src/scenario", "src/pages", "src/result", "src/simulation", "src/channel", "src/traffic"],
  "src/output": ["src/scenario", "src/pages", "src/result", "src/simulation", "src/analysis", "src/validation"],
  "src/index": [
    "src/scenario",
    "src/workload",
    "src/engine",
    "src/channel",
    "src/pages",
    "src/simulation",
    "src/result",
    "src/analysis",
    "src/output",
    "src/reference",
    "src/core",
    "src/expected",
  ],
  "src/schema": ["src/scenario"],
  "src/node": ["src/index"],
  "src/browser": ["src/index"],
  "src/playground": ["src/index", "src/browser"],
  // The table is for terminals, so that it is in the room beside and not in the library's one file.
  // Beside the library too: its cases are data that only the command needs.
  // Windows of steady traffic are no migrations: they are made of the channel's writes and the reference's pages.
  "src/validation": ["src/index", "src/scenario", "src/engine", "src/channel", "src/reference", "validation"],
  "src/cli": ["src/index", "src/schema", "src/node", "src/output", "src/validation"],
};

/** Rooms that may know time, files, the environment, the console and processes. */
const WORLDLY = new Set(["src/node", "src/browser", "src/cli", "src/playground"]);

const WORLD =
  /(?<![.#])\b(?:process\.(?:env|argv|on|exit|stdout|stderr|stdin|cwd|platform|hrtime|nextTick)|console\.\w|Date\.now|new Date\b|performance\.\w|setTimeout|localStorage|navigator\.|globalThis\.)/;

const files = ["assembly", "src"].flatMap((root) =>
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((name) => join(root, name))
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".generated.ts")),
);

describe.each(files)("%s", (path) => {
  const text = readFileSync(path, "utf8");
  const imports = ts.preProcessFile(text, true, true).importedFiles.map((file) => file.fileName);
  const room = roomOf(path);

  it("imports only what its room may", () => {
    const allowed = [room, ...(ALLOWED[room] ?? [])];
    const targets = imports.filter((name) => name.startsWith(".")).map((name) => roomOf(join(dirname(path), name)));
    expect(targets.filter((target) => !allowed.includes(target))).toEqual([]);
  });

  it("knows the outside world only where it may", () => {
    if (WORLDLY.has(room)) return;
    expect(imports.filter((name) => name.startsWith("node:"))).toEqual([]);
    expect(withoutComments(text).match(WORLD)?.[0]).toBeUndefined();
  });

  it("draws no number from outside its seed", () => {
    expect(withoutComments(text)).not.toMatch(/Math\.random|crypto\.getRandomValues/);
  });
});

describe("the rule itself", () => {
  it("has a line for every room", () => {
    expect([...new Set(files.map(roomOf))].filter((room) => !(room in ALLOWED))).toEqual([]);
  });
});

function roomOf(path: string): string {
  const name = path.replace(/\.(?:js|ts)$/, "");
  if (OPEN_FILES.includes(name)) return name;
  const [root = "", second = ""] = name.split("/");
  return root === "src" ? `src/${second}` : root;
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\/\/.*$/gm, "");
}
