/**
 * Writes a long trace to measure with: 200,000 writes per second of guest time to a guest of 1 GiB, four fifths of them to 32 MiB.
 * Usage: node scripts/write-trace.js FILE ROWS
 */
import { openSync, writeSync } from "node:fs";

const [path = "", rows = ""] = process.argv.slice(2);
if (!(Number(rows) > 0)) throw new Error("usage: node scripts/write-trace.js FILE ROWS");
const [PAGES, HOT_PAGES, WRITES_PER_SECOND, PIECE] = [262_144, 8192, 200_000, 20_000];

let state = 12_345;
/** A linear congruential generator (Numerical Recipes): the same file each time. */
function draw() {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
}

function line(row) {
  const pages = draw() < 0.8 ? HOT_PAGES : PAGES;
  return `${(row / WRITES_PER_SECOND).toFixed(6)},${Math.floor(draw() * pages)}\n`;
}

const file = openSync(path, "w");
for (let row = 0; row < Number(rows); row += PIECE) {
  writeSync(file, Array.from({ length: Math.min(PIECE, Number(rows) - row) }, (_, index) => line(row + index)).join(""));
}
