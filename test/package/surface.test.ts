/** Nothing that users can import changes unseen, and nothing of it is without a docstring. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { readEntries } from "../../scripts/public-surface.js";
import { surfacePage } from "../../scripts/surface-page.js";
import { requireBuiltPackage } from "../support/built-package.js";

beforeAll(requireBuiltPackage);

describe("the public surface", () => {
  it("is the one that docs/api-surface.md shows: npm run surface writes it anew", async () => {
    expect(readFileSync("docs/api-surface.md", "utf8")).toBe(await surfacePage());
  });

  it("has a docstring for every exported name", () => {
    const { entries, checker } = readEntries();
    const exported = entries.flatMap((entry) => entry.exported);
    expect(exported.length).toBeGreaterThan(entries.length);
    expect(exported.filter(({ symbol }) => symbol.getDocumentationComment(checker).length === 0).map(({ name }) => name)).toEqual([]);
  });
});
