/** Converts references to docs/sources into links for pages in docs/. */

/** `docs/sources/<page>.md#<anchor>` in a source's text as a link that is relative to docs/. */
export function linkSources(text: string): string {
  return text.replaceAll(/docs\/(sources\/[\w-]+\.md)(#[\w.-]+)?/g, (_, page: string, anchor = "") => `[${page}](${page}${anchor})`);
}
