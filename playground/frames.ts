/** A migration as frames: the state of memory at times spread over it. */
import type { PageCells, RunResult, Simulation } from "../src/index.js";
import type { Frame, Ground } from "./protocol.js";

/** Cells of the map at most: 16,384 are drawn in well below a millisecond, whatever the number of pages. */
const CELLS_MOST = 16_384;
const FRAMES_MOST = 240;
const FRAMES_LEAST = 24;
/** Rounds that have a frame of their own at most. */
const ROUNDS_MOST = 240;
/** Time to compute all frames, in milliseconds; of guests whose frames take long there are fewer. */
const BUDGET_MILLISECONDS = 6000;

export interface MadeFrame {
  /** With the first frame. */
  readonly ground?: Ground;
  readonly frame: Frame;
}

/** Follows a simulation that has not been stepped; `run` is what becomes of it. Lets messages through between frames. */
export async function* framesOf(simulation: Simulation, run: RunResult): AsyncGenerator<MadeFrame> {
  const began = performance.now();
  // The engine lists the pages of its first round as it begins it.
  const { startSeconds = 0 } = run.rounds[0] ?? {};
  simulation.advance(startSeconds + Number.EPSILON);
  const cells = simulation.pages(CELLS_MOST);
  if (cells === undefined) return;
  yield { ground: groundOf(cells, simulation.scenario.vm.pageBytes), frame: frameOf(simulation, cells) };
  const cost = Math.max(1, performance.now() - began);
  const count = Math.round(Math.min(FRAMES_MOST, Math.max(FRAMES_LEAST, BUDGET_MILLISECONDS / cost)));
  let last: Frame | undefined;
  for (const seconds of timesOf(run, count)) {
    simulation.advance(seconds);
    const now = simulation.pages(CELLS_MOST);
    if (now === undefined) break;
    last = frameOf(simulation, now);
    yield { frame: last };
    await new Promise((resolve) => setTimeout(resolve));
  }
  yield { frame: lastFrame(run, cells) };
}

/** Times spread evenly, and the starts of rounds, up to just before the end. */
function timesOf({ totals: { totalSeconds }, rounds }: RunResult, count: number): number[] {
  const even = Array.from({ length: count }, (_, index) => (totalSeconds * (index + 1)) / (count + 1));
  const starts = rounds.length <= Math.min(ROUNDS_MOST, count) ? rounds.map(({ startSeconds }) => startSeconds) : [];
  return [...even, ...starts].sort((left, right) => left - right);
}

function frameOf({ nowSeconds, rounds }: Simulation, cells: PageCells): Frame {
  const first = cells.toSend.map((count, cell) => count - (cells.toSendAgain[cell] as number));
  return {
    seconds: nowSeconds,
    rounds: rounds.length,
    first: shares(first, cells),
    again: shares(cells.toSendAgain, cells),
    dirty: shares(cells.dirty, cells),
  };
}

/** After the end nothing is left to send. */
function lastFrame({ totals, rounds }: RunResult, { zero }: PageCells): Frame {
  const none = () => new Uint8Array(zero.length);
  return { seconds: totals.totalSeconds, rounds: rounds.length, first: none(), again: none(), dirty: none() };
}

function groundOf(cells: PageCells, pageBytes: number): Ground {
  const { pages, pagesPerCell } = cells;
  return { pages, pageBytes, pagesPerCell, zero: shares(cells.zero, cells), channel: shares(cells.channel, cells) };
}

/** Shares of each cell's pages, 0 to 255; a single page of a large cell counts at least 1. */
function shares(counts: Uint32Array, { pagesPerCell }: PageCells): Uint8Array {
  return Uint8Array.from(counts, (count) => Math.ceil((255 * count) / pagesPerCell));
}
