/**
 * The order of the rooms, read from the map in CONTRIBUTING.md, lowest first: a file imports only its own room and rooms below it. Files
 * never import each other in circles.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { findCircles } from "../support/circles.js";

/** Rooms that may use time, files, the environment, the console and processes. */
const WORLDLY = new Set(["src/node", "src/browser", "src/cli"]);

/** Rooms that use the library by its public entries, as its users do, and what else they may import. */
const OUTSIDERS: Readonly<Record<string, readonly string[]>> = {
  "src/node": ["src/cells", "src/index", "src/study", "src/logs"],
  "src/browser": ["src/index", "src/study", "src/cells"],
  "src/cli": [
    "src/version",
    "src/cells",
    "src/index",
    "src/text",
    "src/study",
    "src/advice",
    "src/calibrate",
    "src/fleet",
    "src/fleet-study",
    "src/report",
    "src/logs",
    "src/node",
    "src/output",
    "src/validation",
  ],
};

const WORLD =
  /(?<![.#])\b(?:process\.(?:env|argv|on|exit|stdout|stderr|stdin|cwd|platform|hrtime|nextTick)|console\.\w|Date\.now|new Date\b|performance\.\w|setTimeout|localStorage|navigator\.|globalThis\.)/;

interface SourceFile {
  readonly path: string;
  readonly code: string;
  /** Every module named in an import, as written. */
  readonly modules: readonly string[];
  /** Those inside the repository, as paths. */
  readonly targets: readonly string[];
}

const ROOMS = roomsOfMap(readFileSync("CONTRIBUTING.md", "utf8"));
const sources = ["assembly", "src"].flatMap(readSources);

describe.each([...new Set(sources.map(({ path }) => roomOf(path)))])("%s", (room) => {
  const files = sources.filter(({ path }) => roomOf(path) === room);

  it("imports its own room and rooms below it", () => {
    const uphill = files.flatMap(({ path, targets }) =>
      targets.filter((target) => !mayImport(room, roomOf(target))).map((target) => `${path} -> ${target}`),
    );
    expect(uphill).toEqual([]);
  });

  it("draws no random number except from the seed", () => {
    expect(files.filter(({ code }) => /Math\.random|crypto\.getRandomValues/.test(code)).map(({ path }) => path)).toEqual([]);
  });
});

describe("the outside world", () => {
  it("is used only by rooms that may use it", () => {
    const indoors = sources.filter(({ path }) => !WORLDLY.has(roomOf(path)));
    const knowing = indoors.filter(({ code, modules }) => WORLD.test(code) || modules.some((name) => name.startsWith("node:")));
    expect(knowing.map(({ path }) => path)).toEqual([]);
  });
});

describe("the map in CONTRIBUTING.md", () => {
  it("has a row for every room, and no row without one", () => {
    const present = new Set(sources.map(({ path }) => roomOf(path)));
    expect([...present].filter((room) => !ROOMS.includes(room))).toEqual([]);
    expect(ROOMS.filter((room) => room !== "validation" && !present.has(room))).toEqual([]);
  });
});

describe.each(["src", "assembly", "bench"])("%s", (root) => {
  it("has no circle of imports", () => {
    const files = readSources(root);
    expect(findCircles(new Map(files.map(({ path, targets }) => [path, targets])))).toEqual([]);
  });
});

function mayImport(room: string, target: string): boolean {
  if (room === target) return true;
  if (room in OUTSIDERS) return OUTSIDERS[room]?.includes(target) ?? false;
  return ROOMS.includes(target) && ROOMS.indexOf(target) < ROOMS.indexOf(room);
}

/** The first column of the map, row by row: the rooms, lowest first. */
function roomsOfMap(text: string): string[] {
  const map = text.slice(text.indexOf("| Room"), text.indexOf("\n\n", text.indexOf("| Room")));
  const cells = map
    .split("\n")
    .slice(2)
    .map((row) => row.split("|")[1] ?? "");
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name.replace(/\/$|\.ts$/, "")));
}

function readSources(root: string): SourceFile[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((name) => join(root, name))
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".generated.ts"))
    .map((path) => {
      const text = readFileSync(path, "utf8");
      const modules = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
      const targets = modules.filter((name) => name.startsWith(".")).map((name) => join(dirname(path), name).replace(/\.js$/, ".ts"));
      return { path, code: withoutComments(text), modules, targets: root === "assembly" ? targets.map(withEnding) : targets };
    });
}

function withEnding(path: string): string {
  return path.endsWith(".ts") ? path : `${path}.ts`;
}

/** `assembly/abi.ts` is a room of its own, since both compilers read it; so is each public entry of the library. */
function roomOf(path: string): string {
  const name = path.replace(/\.(?:js|ts)$/, "");
  if (name === "assembly/abi") return name;
  const [root = "", second = ""] = name.split("/");
  return root === "src" ? `src/${second}` : root;
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\/\/.*$/gm, "");
}
