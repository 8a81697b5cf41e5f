/** The playground uses the library as anyone could: by its public entries alone. */
import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { expect, it } from "vitest";

const ENTRIES = ["../src/index.js", "../src/text.js", "../src/report.js", "../src/logs.js", "../src/calibrate.js"];

it.each(readdirSync("playground").filter((name) => name.endsWith(".ts")))(
  "playground/%s imports only public entries of the library",
  (name) => {
    const modules = ts.preProcessFile(readFileSync(`playground/${name}`, "utf8"), true, true).importedFiles.map(({ fileName }) => fileName);
    expect(modules.filter((module) => !module.startsWith("./") && module !== "yaml" && !ENTRIES.includes(module))).toEqual([]);
  },
);
