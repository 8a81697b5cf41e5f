/** Consistency of a release: the version everywhere, the changelog, the citation, the fields of package.json. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { VERSION } from "../../src/index.js";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const citation = parse(readFileSync("CITATION.cff", "utf8"));
/** Newest first: `## [0.2.0] - 2026-11-28`. */
const releases = [...readFileSync("CHANGELOG.md", "utf8").matchAll(/^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})$/gm)];
const [, newestVersion, newestDate] = releases[0] ?? [];

/** Top-level keys of the Citation File Format, by its schema 1.2.0 (citation-file-format/citation-file-format, schema.json). */
const CITATION_KEYS = [
  ...[
    "abstract",
    "authors",
    "cff-version",
    "commit",
    "contact",
    "date-released",
    "doi",
    "identifiers",
    "keywords",
    "license",
    "license-url",
  ],
  ...[
    "message",
    "preferred-citation",
    "references",
    "repository",
    "repository-artifact",
    "repository-code",
    "title",
    "type",
    "url",
    "version",
  ],
];

describe("the version", () => {
  it.each([
    ["the library", VERSION],
    ["package-lock.json", lock.version],
    ["package-lock.json, the package itself", lock.packages[""].version],
    ["the newest section of CHANGELOG.md", newestVersion],
    ["CITATION.cff", citation.version],
  ])("of package.json is that of %s", (_, version) => {
    expect(version).toBe(manifest.version);
  });

  it("increases from bottom to top of CHANGELOG.md, and so does its date", () => {
    const sortable = releases.map(([, version = "", date]) => [date, ...version.split(".").map((part) => part.padStart(6, "0"))]);
    expect(sortable.length).toBeGreaterThan(1);
    expect(sortable).toEqual([...sortable].sort().reverse());
  });
});

describe("CITATION.cff", () => {
  it("has the required keys of the format, and no unknown ones", () => {
    expect(citation).toMatchObject({ "cff-version": "1.2.0", type: "software", title: expect.any(String), message: expect.any(String) });
    expect(Object.keys(citation).filter((key) => !CITATION_KEYS.includes(key))).toEqual([]);
    expect(citation.authors).toEqual([{ name: manifest.author }]);
  });

  it("gives the date of the newest section of CHANGELOG.md, and the address and licence of package.json", () => {
    expect([citation["date-released"], citation.license]).toEqual([newestDate, manifest.license]);
    expect(manifest.repository.url).toBe(`git+${citation["repository-code"]}.git`);
  });
});

describe("package.json", () => {
  it("has the fields that the registry shows", () => {
    const { description, author, license, keywords, engines } = manifest;
    for (const text of [description, author, license, engines.node]) expect(text).toMatch(/\S/);
    expect(keywords.length).toBeGreaterThan(5);
    expect(new Set(keywords).size).toBe(keywords.length);
    expect(readFileSync("LICENSE", "utf8")).toMatch(new RegExp(`^${license} License[^]*Copyright \\(c\\) \\d{4} ${author}$`, "m"));
  });

  it("has only addresses within the repository", () => {
    const { repository, homepage, bugs } = manifest;
    const address = repository.url.replace(/^git\+|\.git$/g, "");
    expect([homepage, bugs.url]).toEqual([`${address}#readme`, `${address}/issues`]);
  });
});
