/** References to docs/sources as pages in docs/ show them. */

/** `docs/sources/<page>.md#<anchor>` in a source's text as a link that is relative to docs/. */
export function linkSources(text: string): string {
  return text.replaceAll(/docs\/(sources\/[\w-]+\.md)(#[\w.-]+)?/g, (_, page: string, anchor = "") => `[${page}](${page}${anchor})`);
}
