/** The programs of docs/recipes.md, laid out as a project with the package installed. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const PAGE = readFileSync("docs/recipes.md", "utf8");

/** A console of the page: a command and its output. */
export interface ShownCommand {
  readonly command: string;
  readonly output: string;
}

/** Text of each file shown on the page, by name. */
export const RECIPE_FILES: ReadonlyMap<string, string> = new Map(
  [...PAGE.matchAll(/^```\w+ file=(\S+)\n(.*?)^```$/gms)].map(([, name = "", text = ""]) => [name, text]),
);

/** Consoles in the order of the page. */
export const RECIPE_COMMANDS: readonly ShownCommand[] = [...PAGE.matchAll(/^```console\n(.*?)^```$/gms)]
  .flatMap(([, console = ""]) => console.split(/^\$ /m).slice(1))
  .map((text) => ({ command: text.slice(0, text.indexOf("\n")), output: text.slice(text.indexOf("\n") + 1) }));

/** Code blocks that are neither a file nor a console, and so run by no test. */
export const OTHER_BLOCKS: readonly string[] = [...PAGE.matchAll(/^```(\S.*)$/gm)]
  .map(([, info = ""]) => info)
  .filter((info) => info !== "console" && !/^\w+ file=\S+$/.test(info));

/** Writes every file into `directory`, with the built package installed. */
export function layOutRecipes(directory: string): void {
  for (const [name, text] of RECIPE_FILES) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  writeFileSync(join(directory, "package.json"), JSON.stringify({ private: true, type: "module" }));
  mkdirSync(join(directory, "node_modules"));
  symlinkSync(resolve("."), join(directory, "node_modules/xenvmc-sim"));
}
