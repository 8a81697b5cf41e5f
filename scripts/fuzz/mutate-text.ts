/** Mutations of a text. Positions are shares of the text's length, so that a mutation applies to any text. */
import fc, { type Arbitrary } from "fast-check";

export interface Mutation {
  readonly kind: keyof typeof KINDS;
  /** Start and end of the mutated part, 0 to 1 of the text's length. */
  readonly at: number;
  readonly to: number;
  /** The inserted text, for mutations that insert. */
  readonly token: string;
  readonly times: number;
}

/** Tokens with a meaning in YAML, JSON, JavaScript, terminals or this program. */
const TOKENS = [
  ..."[]{},:-?|>&*!%@`'\"#\\~\n\t \r\u0000\u0001\u001b\u007f\u0085\u00a0\u2028\u200b\u202e\ufeff\ufffd",
  ...[
    "\ud800",
    "\u{1f600}",
    "é",
    "µs",
    "\r\n",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
    "%YAML 1.2\n---\n",
    "%TAG ! tag:a,2000:\n---\n",
    "<<: *a",
    "<<",
    "&a ",
    "*a",
    "&a [*a]",
  ],
  ...[
    "!!omap ",
    "!!set ",
    "!!binary ",
    "!!str ",
    "!!int ",
    "!!float ",
    "!!null ",
    "!!map ",
    "!!seq ",
    "!!timestamp ",
    "!!merge ",
    "!x ",
    "!<tag:yaml.org,2002:str> ",
    "! ",
  ],
  ...[
    "null",
    "~",
    "true",
    "yes",
    "no",
    "on",
    "NaN",
    ".nan",
    ".inf",
    "-.inf",
    "Infinity",
    "0x10",
    "0o17",
    "017",
    "1_000",
    "0b11",
    "1e400",
    "-1e400",
    "1e-400",
    "-0",
    "9007199254740993",
    "99999999999999999999",
    "1:30",
    "2001-12-14",
  ],
  ...[
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "hasOwnProperty",
    "length",
    "version",
    "vm",
    "memory",
    "kind",
    "preset",
    "rate",
    "size",
    "workload",
    "engine",
    "policy",
    "channel",
    "peers",
    "study",
    "sweep",
  ],
  ...[
    " KiB",
    " MiB",
    " GiB",
    " TiB",
    " kB",
    " MB",
    " GB",
    " B",
    " b",
    " ms",
    " us",
    " s",
    " min",
    " h",
    " k/s",
    " M/s",
    " /s",
    " MB/s",
    " Gbit/s",
    " bit/s",
    " %",
    " pages",
    " page",
    "Gib",
    "kbit",
  ],
  ...[
    "version: 1\n",
    "vm: { memory: 1 GiB }\n",
    "link: { bandwidth: 1 Gbit/s }\n",
    "  memory: 1 GiB\n",
    "{ kind: uniform, size: 1 MiB, rate: 1 }",
    "? a\n: b\n",
    "a: b: c",
    "- a: 1\n  b: 2\n",
    "|\n  text\n",
    ">-\n  text\n",
    "key: |2\n    text\n",
  ],
];

type Change = (text: string, mutation: Mutation, other: string) => string;

const KINDS = {
  insert: (text, { at, token }) => splice(text, at, at, token),
  replace: (text, { at, to, token }) => splice(text, at, Math.min(to, at + 0.02), token),
  remove: (text, { at, to }) => splice(text, at, Math.min(to, at + 0.05), ""),
  cut: (text, { at }) => text.slice(0, place(text, at)),
  flip: (text, { at, times }) =>
    splice(text, at, at + 1 / Math.max(1, text.length), String.fromCharCode((text.charCodeAt(place(text, at)) || 0) ^ (1 << (times % 8)))),
  repeat: (text, { at, to, times }) => splice(text, at, at, text.slice(place(text, at), place(text, Math.min(to, at + 0.1))).repeat(times)),
  flood: (text, { at, token, times }) => splice(text, at, at, token.repeat(times * times)),
  deepen: (text, { at, times, token }) => splice(text, at, at, (token === "?" ? "? " : token.length === 1 ? "[" : "{a: ").repeat(times)),
  splice: (text, { at, to }, other) => text.slice(0, place(text, at)) + other.slice(place(other, to)),
  swapLines: (text, { at, to }) => swapLines(text, at, to),
  swapWords: (text, { at, to }) => swapWords(text, at, to),
  replaceWord: (text, { at, token }) => replaceWord(text, at, () => token),
  beforeWord: (text, { at, token }) => replaceWord(text, at, (word) => token + word),
  changeNumber: (text, { at, to, times }) => replaceNumber(text, at, to, times),
  indent: (text, { at, times }) =>
    text
      .split("\n")
      .map((line, index, lines) => (index === Math.floor(at * lines.length) ? " ".repeat(times % 9) + line : line))
      .join("\n"),
  crlf: (text) => text.replaceAll("\n", "\r\n"),
  tabs: (text) => text.replaceAll("  ", "\t"),
} satisfies Record<string, Change>;

export const mutations: Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom(...(Object.keys(KINDS) as (keyof typeof KINDS)[])),
  at: share(),
  to: share(),
  token: fc.constantFrom(...TOKENS),
  times: fc.integer({ min: 0, max: 90 }),
});

function share(): Arbitrary<number> {
  return fc.integer({ min: 0, max: 9999 }).map((value) => value / 10_000);
}

/** Mutates a text; `other` is the text for splices. */
export function mutate(text: string, mutation: Mutation, other: string): string {
  return KINDS[mutation.kind](text, mutation, other);
}

function place(text: string, share: number): number {
  return Math.floor(share * text.length);
}

function splice(text: string, from: number, to: number, token: string): string {
  return text.slice(0, place(text, from)) + token + text.slice(place(text, Math.max(from, to)));
}

function swapLines(text: string, at: number, to: number): string {
  const lines = text.split("\n");
  const [left, right] = [Math.floor(at * lines.length), Math.floor(to * lines.length)];
  [lines[left], lines[right]] = [lines[right] ?? "", lines[left] ?? ""];
  return lines.join("\n");
}

function swapWords(text: string, at: number, to: number): string {
  const words = text.split(/([\w.]+)/);
  // Words have odd indices, the separators between them even ones.
  const pick = (share: number): number => 2 * Math.floor((share * (words.length - 1)) / 2) + 1;
  const [left, right] = [pick(at), pick(to)];
  [words[left], words[right]] = [words[right] ?? "", words[left] ?? ""];
  return words.join("");
}

function replaceWord(text: string, at: number, change: (word: string) => string): string {
  const words = text.split(/([\w.]+)/);
  const chosen = 2 * Math.floor((at * (words.length - 1)) / 2) + 1;
  if (words[chosen] !== undefined) words[chosen] = change(words[chosen]);
  return words.join("");
}

const NUMBERS = [
  "0",
  "-1",
  "1",
  "1.5",
  "1e3",
  "1e308",
  "1e309",
  "1e-320",
  "-0",
  "9007199254740992",
  "4294967296",
  "2147483648",
  "0.1",
  "1e21",
  "00",
  "1.",
  ".5",
  "+1",
];

function replaceNumber(text: string, at: number, to: number, times: number): string {
  const parts = text.split(/(\d[\d.]*)/);
  const chosen = 2 * Math.floor((at * (parts.length - 1)) / 2) + 1;
  const number = parts[chosen];
  if (number === undefined) return text;
  parts[chosen] =
    times % 2 === 0 ? (NUMBERS[Math.floor(to * NUMBERS.length)] ?? "0") : `${Number((Number(number) * 2 ** (times - 45)).toPrecision(3))}`;
  return parts.join("");
}
