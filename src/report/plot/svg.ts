/** Elements of SVG as text. */

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element; attributes that are undefined are left out, numbers rounded to a tenth. Children are markup: texts go through `escaped`. */
export function tag(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${escaped(shown(value))}"`]));
  return children.length === 0 ? `<${name}${written.join("")}/>` : `<${name}${written.join("")}>${children.join("")}</${name}>`;
}

export function label(content: string, x: number, y: number, attributes: Attributes = {}): string {
  return tag("text", { x, y, ...attributes }, escaped(content));
}

/** Text for markup: characters that XML forbids are replaced too. */
export function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go
  const legal = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]/gu, "\ufffd");
  return legal.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}

function shown(value: string | number): string {
  return typeof value === "number" ? String(Math.round(value * 10) / 10) : value;
}

/** Size of all texts in figures. */
export const FONT_SIZE = 12;

/** Widths of characters by their kind, in ems, on the wide side of common sans-serif faces. */
const EM_WIDTHS: readonly (readonly [characters: RegExp, ems: number])[] = [
  [/[il.,:;|'!()[\]]/, 0.36],
  [/[mwMW@%]/, 0.96],
  [/[A-Z]/, 0.74],
  [/[\u1100-\uffff]/, 1.05],
];

/** Estimated width of a text, on the wide side. */
export function textWidth(text: string): number {
  const ems = [...text].reduce((sum, character) => sum + (EM_WIDTHS.find(([kind]) => kind.test(character))?.[1] ?? 0.61), 0);
  return ems * FONT_SIZE;
}

/** The beginning of a text that fits, with an ellipsis if it is cut. */
export function fitted(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const characters = [...text];
  while (characters.length > 1 && textWidth(`${characters.join("")}…`) > width) characters.pop();
  return `${characters.join("").trimEnd()}…`;
}
