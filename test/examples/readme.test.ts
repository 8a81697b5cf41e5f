import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { entriesOf, nodeArguments } from "../../scripts/consoles.js";
import { parseScenario } from "../../src/text.js";
import { VALIDATION_GROUPS } from "../../src/validation/cases.js";
import { runCommand } from "../support/command-line.js";

const DOCS = new URL("../../docs/", import.meta.url);
const README = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
/** The core's build id may change without a change of results. */
const withoutBuild = (text: string): string => text.replace(/core [0-9a-f]{12}/g, "core");

/** The README, and the pages of `docs/` by their names. */
const PAGES: Readonly<Record<string, string>> = {
  "README.md": README,
  ...Object.fromEntries(
    readdirSync(DOCS).flatMap((name) => (name.endsWith(".md") ? [[name, readFileSync(new URL(name, DOCS), "utf8")]] : [])),
  ),
};
/** Its consoles show programs and bundlers too; `recipes.test.ts` here and in `test/browser` runs every line of them. */
const RUN_ELSEWHERE = ["recipes.md"];

interface Shown {
  readonly page: string;
  /** The whole line after the prompt. */
  readonly line: string;
  /** The parts of its output: "..." stands for omitted lines. */
  readonly pieces: readonly string[];
}

const SHOWN: readonly Shown[] = Object.entries(PAGES).flatMap(([page, text]) =>
  entriesOf(text).map(({ line, shown }) => ({ page, line, pieces: [...shown, ""].join("\n").split(/^\.\.\.\n/m) })),
);
const RUN = SHOWN.filter(({ page, line }) => nodeArguments(line) !== undefined && !RUN_ELSEWHERE.includes(page));

/** Commands with worker threads, whose code is a file of the built package. */
const WITH_WORKERS = ["advise", "estimate", "merge", "study", "tournament"];

/** What a line prints. The command runs in this process; `npm start` and commands with worker threads run the built package. */
async function outputOf(line: string): Promise<string> {
  const [program = "", ...words] = nodeArguments(line) ?? [];
  if (program !== "dist/cli.js" || WITH_WORKERS.includes(words[0] ?? "")) {
    const env = { ...process.env, COLUMNS: "100" };
    return execFileSync(process.execPath, [program, ...words], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], env });
  }
  const { exitCode, stdout, stderr } = await runCommand(words);
  expect([exitCode, stderr]).toEqual([0, ""]);
  return stdout;
}

describe("the consoles", () => {
  it("are there, and show nothing that no test runs", () => {
    expect(RUN.filter(({ page }) => page === "README.md").length).toBeGreaterThan(3);
    const others = SHOWN.filter(({ page, line }) => !RUN_ELSEWHERE.includes(page) && nodeArguments(line) === undefined);
    expect(others).toEqual([]);
  });

  it.each(RUN)("of $page show what `$line` prints", async ({ line, pieces }) => {
    let rest = withoutBuild(await outputOf(line));
    for (const piece of pieces.map(withoutBuild)) {
      expect(rest).toContain(piece);
      rest = rest.slice(rest.indexOf(piece) + piece.length);
    }
    // Without a final "..." the output has to end there.
    if (pieces.at(-1) !== "") expect(rest).toBe("");
  });
});

describe("the README", () => {
  it("names existing presets, policies and groups", async () => {
    const { stdout } = await runCommand(["presets", "--json", "-"]);
    const known = new Set([...stdout.matchAll(/"name": "([^"]+)"/g)].map(([, name]) => name).concat(Object.keys(VALIDATION_GROUPS)));
    const named = [...README.matchAll(/`((?:xen-|qemu|kubevirt|cloud-hypervisor|nova|firecracker|simgrid|xcp)[-.\w]*)`/g)].map(
      ([, name]) => name,
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it("shows valid scenarios, also with each commented-out line enabled", () => {
    const scenarios = [...README.matchAll(/```yaml\n(version: 1\n.*?)```/gs)].map(([, text = ""]) => text);
    const commented = scenarios.flatMap((text) =>
      [...text.matchAll(/^# (?=\w+:)/gm)].map(({ index }) => text.slice(0, index) + text.slice(index + 2)),
    );
    expect([scenarios.length > 0, commented.length > 0]).toEqual([true, true]);
    for (const text of [...scenarios, ...commented]) expect(parseScenario(text).version).toBe(1);
  });

  it("links to existing files", () => {
    const files = [...README.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, file]) => file ?? "");
    expect(files.filter((file) => !existsSync(new URL(`../../${file}`, import.meta.url)))).toEqual([]);
  });
});
