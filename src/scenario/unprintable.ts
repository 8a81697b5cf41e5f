/** Escapes characters of users' texts that could control a terminal. */

/** Control and format characters, line and paragraph separators, and unpaired surrogates. */
export const UNPRINTABLE: RegExp = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The text with each unprintable character as an escape such as `\u{1b}`. */
export function escapeUnprintable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** The first `length` UTF-16 units of a text and an ellipsis, or the whole text if it is no longer. No surrogate pair is split. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = (text.codePointAt(length - 1) ?? 0) > 0xffff ? length - 1 : length;
  return `${text.slice(0, end)}…`;
}
