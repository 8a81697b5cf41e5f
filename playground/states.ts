/** The states of pages: their names, colours and counts. */
import type { Frame, Ground, PageRange } from "./protocol.js";

export type Colour = readonly [red: number, green: number, blue: number];

/** In words; those of a page may be several. */
export const STATES = [
  ["first", "to send"],
  ["again", "to send again"],
  ["sent", "sent"],
  ["resent", "sent again, at least"],
  ["dirty", "dirty, as the log has it"],
  ["zero", "zero at the start"],
  ["channel", "the channel's own"],
] as const;

export type State = (typeof STATES)[number][0];

/** Colours of states, from Okabe and Ito's palette, told apart by lightness too; and of the paper. */
export type States = Readonly<Record<State | "paper", Colour>>;

/** The colours of the style sheet, as the map mixes them. */
export function readColours(): States {
  const style = getComputedStyle(document.documentElement);
  const names = [...STATES.map(([name]) => name), "paper"];
  return Object.fromEntries(names.map((name) => [name, parseColour(style.getPropertyValue(`--${name}`).trim())])) as unknown as States;
}

function parseColour(hex: string): Colour {
  const full = hex.length === 4 ? hex.replace(/[^#]/g, "$&$&") : hex;
  return [1, 3, 5].map((at) => Number.parseInt(full.slice(at, at + 2), 16)) as unknown as Colour;
}

export type StateCounts = Readonly<Record<State, number>>;

/** Pages by state in the cells that have pages of a range, which they may exceed: whole cells. */
export function countStates(ground: Ground, frame: Frame, range: PageRange): StateCounts {
  const from = Math.max(0, Math.floor((range.firstPage - ground.firstPage) / ground.pagesPerCell));
  const to = Math.min(ground.zero.length, Math.ceil((range.firstPage + range.pages - ground.firstPage) / ground.pagesPerCell));
  const sum = (counts: ArrayLike<number>): number => {
    let total = 0;
    for (let cell = from; cell < to; cell++) total += counts[cell] as number;
    return total;
  };
  return {
    first: sum(frame.first),
    again: sum(frame.again),
    sent: sum(frame.sent),
    resent: sum(frame.resent),
    dirty: sum(frame.dirty),
    zero: sum(ground.zero),
    channel: sum(ground.channel),
  };
}
