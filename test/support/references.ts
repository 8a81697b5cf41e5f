/** References from texts of the repository to its own pages: all of them, and the broken ones. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** A page and an anchor on it, as named in a file. */
export interface Reference {
  readonly from: string;
  /** Path from the root of the repository. */
  readonly page: string;
  readonly anchor?: string;
}

const PAGE = /(?<![\w/])docs\/(?:sources\/)?[\w-]+\.md(?:#[\w-]+(?:\.[\w-]+)*)?/g;
const MARKDOWN_LINK = /!?\[[^\]]*\]\(([^()\s]+)\)/g;
const HEADING = /^#{1,6} +(.*)$/gm;
const NAMED_ANCHOR = /<a id="([^"]+)"><\/a>/g;

/** Every `docs/<page>.md` and `docs/sources/<page>.md#<anchor>` of a text. */
export function pageReferences(from: string, text: string): Reference[] {
  return [...text.matchAll(PAGE)].map(([reference]) => {
    const [page, anchor] = reference.split("#") as [string, string?];
    return referenceTo(from, page, anchor);
  });
}

/** Every link of a Markdown page that is not a URL, its path relative to the page's folder. Code is ignored. */
export function linkReferences(from: string, text: string): Reference[] {
  const targets = [...withoutCode(text).matchAll(MARKDOWN_LINK)].map(([, target]) => target as string);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path, anchor] = target.split("#") as [string, string?];
      return referenceTo(from, path === "" ? from : normalize(join(dirname(from), path)), anchor);
    });
}

/** The problem of a reference; undefined if it resolves. */
export function faultOf({ from, page, anchor }: Reference): string | undefined {
  const shown = `${from}: ${page}${anchor === undefined ? "" : `#${anchor}`}`;
  if (page.startsWith("..") || page.startsWith("/")) return `${shown} lies outside the repository`;
  if (!existsSync(page)) return `${shown}: no such file`;
  if (anchor === undefined) return undefined;
  return anchorsOf(readFileSync(page, "utf8")).includes(anchor) ? undefined : `${shown}: no such anchor`;
}

/** Anchors of a Markdown page: those it defines, and those that GitHub gives its headings. */
export function anchorsOf(text: string): string[] {
  const named = [...text.matchAll(NAMED_ANCHOR)].map(([, name]) => name as string);
  return [...named, ...[...withoutFences(text).matchAll(HEADING)].map(([, title]) => slug(title as string))];
}

function referenceTo(from: string, page: string, anchor: string | undefined): Reference {
  return anchor === undefined ? { from, page } : { from, page, anchor };
}

function slug(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}\s_-]/gu, "")
    .trim()
    .replaceAll(" ", "-");
}

function withoutFences(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```/gm, "");
}

function withoutCode(text: string): string {
  return withoutFences(text).replaceAll(/`[^`\n]*`/g, "");
}
