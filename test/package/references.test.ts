/**
 * References can be followed: those to docs/sources and links between pages resolve, nothing points outside the repository, and every
 * preset and validation case names a public source.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ENGINE_PRESETS, POLICY_PRESETS, workloadPresets } from "../../src/index.js";
import { VALIDATION_CASES } from "../../src/validation/cases.js";
import { anchorsOf, faultOf, linkReferences, pageReferences, type Reference } from "../support/references.js";

const FOLDERS = ["assembly", "bench", "docs", "examples", "scripts", "src", "test", "validation"];
const TEXT = /\.(?:ts|js|cpp|c|json|md|ya?ml|csv|cff)$/;
/** This file names missing files to test the finder of references. */
const SELF = "test/package/references.test.ts";
const PAGES = readdirSync("docs/sources").map((name) => `docs/sources/${name}`);

const texts = [...readdirSync(".").filter((name) => TEXT.test(name)), ...FOLDERS.flatMap(filesBelow)]
  .filter((path) => TEXT.test(path) && path !== SELF && path !== "package-lock.json")
  .map((path) => ({ path, text: readFileSync(path, "utf8") }));

/** Notes outside the repository, by the names and section numbers that were once cited. */
const OUTSIDE: readonly RegExp[] = [
  /\bfacts?: [a-z]+ \d/i,
  /\(facts \d/i,
  /\bfacts page/i,
  /\b(?:engines|channels|validation|workloads|peers) \d+\.\d/,
  /\((?:engines|peers|workloads) \d/,
  /(?<![\w/])data\/(?:xen|qemu|channels|kvm|public|logs)\b/,
  /reference not recorded/,
];

/**
 * Sources that a reader can look up: a file of a public program, a paper, a message, a commit, a log file or a measurement of this
 * project.
 */
const PUBLIC: readonly RegExp[] = [
  /[\w/-]+\.(?:c|h|cpp|rs|go|py|pm|md)\b/,
  /(?:et al\.|[A-Z]\w+ and [A-Z]\w+), (?:[A-Z][\w ]+ )?(?:19|20)\d\d\b/,
  /\b(?:qemu-devel|xen-users|kvm mailing list)\b/,
  /\b(?:commit [0-9a-f]{7,}|pull request \d+|public paste \w+|github\.com\/\S+)/,
  /\b(?:reviews\.freebsd\.org\/D\d+|directionsonmicrosoft\.com\/\S+)/,
  /\b(?:measured|run|calculated) for this project\b/,
];

const sources: readonly (readonly [name: string, source: string])[] = [
  ...ENGINE_PRESETS.map(({ name, source }) => [`engine ${name}`, source] as const),
  ...POLICY_PRESETS.map(({ name, source }) => [`policy ${name}`, source] as const),
  ...workloadPresets().map(({ name, provenance }) => [`workload ${name}`, provenance.source] as const),
  ...VALIDATION_CASES.map(({ name, source }) => [`case ${name}`, source] as const),
];

describe("references", () => {
  it("to pages of docs lead to an existing page and anchor", () => {
    const references = texts.flatMap(({ path, text }) => pageReferences(path, text));
    expect(references.length).toBeGreaterThan(100);
    expect(faultsOf(references)).toEqual([]);
  });

  it("of Markdown pages lead to existing files and anchors", () => {
    const references = texts.filter(({ path }) => path.endsWith(".md")).flatMap(({ path, text }) => linkReferences(path, text));
    expect(references.length).toBeGreaterThan(30);
    expect(faultsOf(references)).toEqual([]);
  });

  it.each(OUTSIDE)("name no notes outside the repository: %s", (pattern) => {
    const found = texts.flatMap(({ path, text }) => text.split("\n").flatMap((line) => (pattern.test(line) ? [`${path}: ${line}`] : [])));
    expect(found).toEqual([]);
  });

  it.each(sources)("of the %s are public, with a page of docs/sources", (name, source) => {
    expect(faultsOfSource(name, source)).toEqual([]);
  });
});

describe.each(PAGES)("%s", (page) => {
  const text = readFileSync(page, "utf8");

  it("is in the index", () => {
    const index = linkReferences("docs/sources/README.md", readFileSync("docs/sources/README.md", "utf8")).map((each) => each.page);
    expect([...index, "docs/sources/README.md"]).toContain(page);
  });

  it.skipIf(page.endsWith("/README.md"))("numbers its sections, and gives each an anchor that does not depend on the number", () => {
    const sections = [...text.matchAll(/^(?:<a id="([\w.-]+)"><\/a>\n\n)?#{2,} (.*)$/gm)];
    expect(sections.filter(([, anchor, title]) => anchor === undefined || !/^\d+(?:\.\d+)?\.? /.test(title ?? ""))).toEqual([]);
    const anchors = sections.map(([, anchor]) => anchor);
    expect(anchors.length).toBeGreaterThan(0);
    expect(new Set(anchors).size).toBe(anchors.length);
  });
});

describe("the finder of dangling references", () => {
  it("finds missing pages, anchors and files, and paths out of the repository", () => {
    const text =
      "See docs/sources/qemu.md#rate-window, docs/sources/qemu.md#rate-widow and docs/sources/quemu.md. A page of docs/sources/xen.md#xen-4.";
    expect(faultsOf(pageReferences("a.ts", text))).toEqual([
      "a.ts: docs/sources/qemu.md#rate-widow: no such anchor",
      "a.ts: docs/sources/quemu.md: no such file",
      "a.ts: docs/sources/xen.md#xen-4: no such anchor",
    ]);
    const page =
      "[a](sources/xen.md#suspend) [b](sources/xen.md#suspended) [c](https://example.org/x.md) [d](../../notes.md) ![e](none.svg) `[f](no.md)`";
    expect(faultsOf(linkReferences("docs/page.md", page))).toEqual([
      "docs/page.md: docs/sources/xen.md#suspended: no such anchor",
      "docs/page.md: ../notes.md lies outside the repository",
      "docs/page.md: docs/none.svg: no such file",
    ]);
  });

  it("knows the anchors that GitHub gives headings, and those that a page defines", () => {
    expect(anchorsOf('# What misses, and why\n<a id="rate-window"></a>\n\n## 6. Rate `window`\n```\n# no heading\n```\n')).toEqual([
      "rate-window",
      "what-misses-and-why",
      "6-rate-window",
    ]);
  });

  it.each([
    ["names nothing public", "an old report; docs/sources/qemu.md#costs"],
    ["has no page", "Clark et al., NSDI 2005, Fig. 9"],
    ["has a page that is not there", "Clark et al., NSDI 2005; docs/sources/nsdi.md"],
  ])("finds that a source %s", (_, source) => {
    expect(faultsOfSource("it", source)).toHaveLength(1);
  });
});

function faultsOf(references: readonly Reference[]): string[] {
  return references.flatMap((reference) => faultOf(reference) ?? []);
}

function faultsOfSource(name: string, source: string): string[] {
  const pages = pageReferences(name, source).filter(({ page }) => page.startsWith("docs/sources/"));
  const cited = source.replaceAll(/docs\/sources\/\S+/g, "");
  return [
    ...(PUBLIC.some((form) => form.test(cited)) ? [] : [`${name}: nothing public in "${source}"`]),
    ...(pages.length > 0 ? faultsOf(pages) : [`${name}: no page of docs/sources in "${source}"`]),
  ];
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}
