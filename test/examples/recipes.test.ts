/** The recipes work as their page says: every command of its consoles is run and prints what is shown. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requireBuiltPackage } from "../support/built-package.js";
import { layOutRecipes, OTHER_BLOCKS, RECIPE_COMMANDS, RECIPE_FILES } from "../support/recipes.js";

describe("docs/recipes.md", () => {
  let directory: string;

  beforeAll(() => {
    requireBuiltPackage();
    directory = mkdtempSync(join(tmpdir(), "xenvmc-sim-recipes-"));
    layOutRecipes(directory);
  });

  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it.each(RECIPE_COMMANDS)("shows what `$command` prints", ({ command, output }) => {
    const [program = "", ...argv] = command.split(" ");
    const path = [dirname(process.execPath), resolve("node_modules/.bin"), process.env.PATH].join(delimiter);
    expect(execFileSync(program, argv, { cwd: directory, encoding: "utf8", env: { ...process.env, PATH: path } })).toBe(output);
  });

  it("shows only code that a test runs", () => {
    expect(OTHER_BLOCKS).toEqual([]);
    const names = [...RECIPE_FILES.keys()];
    const started = names.filter((name) => RECIPE_COMMANDS.some(({ command }) => command.includes(name)));
    const beside = names.filter((name) => /\/worker\.js$/.test(name) && started.includes(name.replace("worker", "main")));
    const inBrowsers = names.filter((name) => /^browser(?:-study)?\//.test(name));
    expect(new Set([...started, ...beside, ...inBrowsers])).toEqual(new Set(names));
  });
});
