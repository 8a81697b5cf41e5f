/** Finds comments in JSON, which YAML would read as keys. */

export const NO_COMMENT = "no such comment: JSON has none, in YAML they begin with #";

export function lineAt(text: string, offset: number): string {
  return text.slice(offset, offset + 80).split("\n", 1)[0] as string;
}

/** Offset of the first comment in an otherwise valid JSON text; -1 if there is none. */
export function jsonCommentIn(text: string): number {
  const first = text.search(/\S/);
  if (text.startsWith("//", first)) return /^\s*[{[]/m.test(text.slice(text.indexOf("\n", first) + 1)) && text.includes("\n") ? first : -1;
  if (!/^[{[]\s*(?:["{[\d/]|$)/.test(text.slice(first, first + 200))) return -1;
  for (let offset = first; offset < text.length; offset++) {
    const character = text[offset];
    if (character === '"') offset = endOfString(text, offset);
    else if (character === "#" || character === "'") return -1;
    else if (character === "/" && /^\/[/*]/.test(text.slice(offset, offset + 2)) && /[\s,[\]{}]/.test(text[offset - 1] as string))
      return offset;
  }
  return -1;
}

/** Offset of the quote that closes the one at `offset`, or of the end. */
function endOfString(text: string, offset: number): number {
  let end = offset + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
  return end;
}
