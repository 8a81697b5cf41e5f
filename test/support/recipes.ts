/** The programs of docs/recipes.md, laid out as a project that has installed the package. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const PAGE = readFileSync("docs/recipes.md", "utf8");

/** What a console of the page shows: a command and what it prints. */
export interface ShownCommand {
  readonly command: string;
  readonly output: string;
}

/** Text of each file that the page shows, by its name. */
export const RECIPE_FILES: ReadonlyMap<string, string> = new Map(
  [...PAGE.matchAll(/^```\w+ file=(\S+)\n(.*?)^```$/gms)].map(([, name = "", text = ""]) => [name, text]),
);

/** In the order of the page. */
export const RECIPE_COMMANDS: readonly ShownCommand[] = [...PAGE.matchAll(/^```console\n(.*?)^```$/gms)]
  .flatMap(([, console = ""]) => console.split(/^\$ /m).slice(1))
  .map((text) => ({ command: text.slice(0, text.indexOf("\n")), output: text.slice(text.indexOf("\n") + 1) }));

/** Blocks of code that are neither a file nor a console: none of the tests would run them. */
export const OTHER_BLOCKS: readonly string[] = [...PAGE.matchAll(/^```(\S.*)$/gm)]
  .map(([, info = ""]) => info)
  .filter((info) => info !== "console" && !/^\w+ file=\S+$/.test(info));

/** Writes every file into `directory`, where the package is installed as it was built. */
export function layOutRecipes(directory: string): void {
  for (const [name, text] of RECIPE_FILES) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  writeFileSync(join(directory, "package.json"), JSON.stringify({ private: true, type: "module" }));
  mkdirSync(join(directory, "node_modules"));
  symlinkSync(resolve("."), join(directory, "node_modules/xenvmc-sim"));
}
