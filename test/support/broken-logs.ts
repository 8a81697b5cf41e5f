/** Broken variants of a log, from a seed: cut, lines swapped, numbers garbled, another log appended, very long. */

export interface BrokenLog {
  readonly kind: string;
  readonly text: string;
}

const GARBLED = ["1x3", "-nan", "nan", "-5", "18446744073709547520", "1e999", "9".repeat(30), "0x1f", "", "1.2.3", "12,5", "½"];

/** Variants of `text`; `other` is the log appended and put before it. The same seed gives the same variants. */
export function brokenLogs(text: string, other: string, seed: number): BrokenLog[] {
  const draw = drawer(seed);
  const lines = text.split("\n");
  const cuts = [0.1, 0.35, 0.6, 0.9].map((share) => Math.floor(share * text.length));
  return [
    ...[...cuts, text.length - 3, text.length - 9].map((end) => ({ kind: "cut", text: text.slice(0, Math.max(1, end)) })),
    { kind: "beginning cut", text: text.slice(Math.floor(text.length / 3)) },
    ...Array.from({ length: 6 }, () => ({ kind: "lines swapped", text: swapped(lines, draw) })),
    ...Array.from({ length: 20 }, () => ({ kind: "number garbled", text: garbled(text, draw) })),
    { kind: "another log appended", text: `${text}\n${other}` },
    { kind: "another log before", text: `${other}\n${text}` },
    { kind: "appended to itself", text: `${text}\n${text}` },
    { kind: "a line lost", text: lines.filter((_, index) => index !== Math.floor(lines.length / 2)).join("\n") },
    { kind: "a line of five million characters", text: `${text}\n${"x".repeat(5_000_000)}\n` },
    { kind: "twenty thousand lines of noise", text: `${text}\n${"noise, and more of it\n".repeat(20_000)}` },
  ];
}

function swapped(lines: readonly string[], draw: () => number): string {
  const [left, right] = [Math.floor(draw() * lines.length), Math.floor(draw() * lines.length)];
  const after = [...lines];
  [after[left], after[right]] = [lines[right] ?? "", lines[left] ?? ""];
  return after.join("\n");
}

function garbled(text: string, draw: () => number): string {
  const parts = text.split(/(\d+(?:\.\d+)?)/);
  const chosen = 2 * Math.floor((draw() * (parts.length - 1)) / 2) + 1;
  if (parts[chosen] !== undefined) parts[chosen] = GARBLED[Math.floor(draw() * GARBLED.length)] ?? "";
  return parts.join("");
}

/** Numbers from 0 to 1: mulberry32. */
function drawer(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
