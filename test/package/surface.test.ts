/** The public surface does not change unnoticed, and every part of it has a docstring. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readEntries } from "../../scripts/public-surface.js";
import { surfacePage } from "../../scripts/surface-page.js";
import { requireBuiltPackage } from "../support/built-package.js";
import { temporaryDirectory } from "../support/command-line.js";

/** Folders of the API reference, by kind. */
const FOLDERS = ["classes", "functions", "interfaces", "types", "variables"];

/** Some ten seconds on an idle machine. */
const MOST_MILLISECONDS = 300_000;

beforeAll(requireBuiltPackage);

describe("the public surface", () => {
  it("is the one in docs/api-surface.md: npm run surface updates it", async () => {
    expect(readFileSync("docs/api-surface.md", "utf8")).toBe(await surfacePage());
  });

  it("has a docstring for every exported name", () => {
    const { entries, checker } = readEntries();
    const exported = entries.flatMap((entry) => entry.exported);
    expect(exported.length).toBeGreaterThan(entries.length);
    expect(exported.filter(({ symbol }) => symbol.getDocumentationComment(checker).length === 0).map(({ name }) => name)).toEqual([]);
  });

  it("is packed without unused declarations", () => {
    const { files } = readEntries();
    const packed = readdirSync("dist/types", { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".d.ts"));
    expect(packed.length).toBeGreaterThan(10);
    expect(packed.filter((name) => !files.has(resolve("dist/types", name)))).toEqual([]);
  });

  it(
    "has an API reference without a warning, with a page for every exported name",
    () => {
      const out = temporaryDirectory();
      const { status, stderr } = spawnSync(process.execPath, ["node_modules/typedoc/bin/typedoc", "--out", out], { encoding: "utf8" });
      expect([status, stderr]).toEqual([0, ""]);
      const pages = new Set(readdirSync(out, { recursive: true, encoding: "utf8" }));
      for (const { name, exported } of readEntries().entries) {
        const isShown = (exportedName: string) =>
          FOLDERS.some((folder) => pages.has(join(folder, `${name.replaceAll("/", "_")}.${exportedName}.html`)));
        expect(exported.map((each) => each.name).filter((each) => !isShown(each))).toEqual([]);
      }
    },
    MOST_MILLISECONDS,
  );
});
