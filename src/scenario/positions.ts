/** Converts offsets in a text into lines and columns. */
import type { Position } from "./origin.js";

/** Line and column of each offset, found in one pass over the text. */
export function positionsOf(text: string, offsets: readonly number[]): Position[] {
  const order = offsets.map((offset, index) => ({ offset, index })).sort((left, right) => left.offset - right.offset);
  const positions = new Array<Position>(offsets.length);
  let line = 1;
  let lineStart = 0;
  let nextStart = text.indexOf("\n") + 1;
  for (const { offset, index } of order) {
    while (nextStart > 0 && nextStart <= offset) {
      line++;
      lineStart = nextStart;
      nextStart = text.indexOf("\n", lineStart) + 1;
    }
    positions[index] = { line, column: offset - lineStart + 1 };
  }
  return positions;
}
