/** A migration as frames: the state of memory at times spread over it. */
import type { PageCells, RunResult, Simulation } from "../src/index.js";
import { History, toFrame, toGround } from "./cells.js";
import { nextMessage } from "./next-message.js";
import type { Frame, Ground } from "./protocol.js";

/** Cells of the map at most: they are drawn in about a millisecond, whatever the number of pages. */
export const CELLS_MOST = 16_384;
/** A frame for each sixtieth of a second, where a whole migration is played in 8 s. */
const FRAMES_MOST = 480;
const FRAMES_LEAST = 24;
/** Time to compute all frames of a variant, in milliseconds: of guests whose frames take long there are fewer. */
const BUDGET_MILLISECONDS = 6000;
/** Work between two looks at the messages that came in, in milliseconds. */
const WORK_MILLISECONDS = 12;
/** Ends that leave the guest at its source. */
const NOT_MOVED: readonly string[] = ["cancelled", "timeout", "round-limit", "suspend-timeout"];

export interface MadeFrame {
  /** With the first frame. */
  readonly ground?: Ground;
  readonly frame: Frame;
}

/**
 * Follows a simulation that has not been stepped; `run` is what becomes of it, `sharedBy` the number of variants that share the frames
 * there may be. Nothing under fidelity `expected`. Lets messages through between frames.
 */
export async function* framesOf(simulation: Simulation, run: RunResult, sharedBy: number): AsyncGenerator<MadeFrame> {
  // The engine lists the pages of its first round as it begins it.
  const { startSeconds = 0 } = run.rounds[0] ?? {};
  simulation.advance(startSeconds + Number.EPSILON);
  const cells = simulation.pages(CELLS_MOST);
  if (cells === undefined) return;
  const history = new History();
  yield { ground: toGround(cells, simulation.scenario.vm.pageBytes), frame: toFrame(simulation, cells, history) };
  const most = Math.floor(FRAMES_MOST / sharedBy);
  const times = timesOf(run, Math.round(Math.min(most, Math.max(FRAMES_LEAST, BUDGET_MILLISECONDS / costOf(simulation)))));
  let last = cells;
  let worked = performance.now();
  for (const seconds of times) {
    simulation.advance(seconds);
    const now = simulation.pages(CELLS_MOST);
    if (now === undefined) break;
    last = now;
    yield { frame: toFrame(simulation, now, history) };
    if (performance.now() - worked < WORK_MILLISECONDS) continue;
    await nextMessage();
    worked = performance.now();
  }
  const { totals, rounds, stop } = run;
  const end = { nowSeconds: totals.totalSeconds, rounds };
  yield { frame: toFrame(end, NOT_MOVED.includes(stop.kind) ? last : nothingLeft(last), history) };
}

/** What a frame costs, in milliseconds: the best of three, since other work may come between. */
function costOf(simulation: Simulation): number {
  const costs = Array.from({ length: 3 }, () => {
    const began = performance.now();
    simulation.pages(CELLS_MOST);
    return performance.now() - began;
  });
  return Math.max(1, Math.min(...costs));
}

/** Times spread evenly, and the starts of rounds, up to just before the end. */
function timesOf({ totals: { totalSeconds }, rounds }: RunResult, count: number): number[] {
  const even = Array.from({ length: count }, (_, index) => (totalSeconds * (index + 1)) / (count + 1));
  return [...even, ...startsOf(rounds, count)].sort((left, right) => left - right);
}

/** Starts of rounds; of very many some. */
export function startsOf(rounds: RunResult["rounds"], most: number): number[] {
  const each = Math.max(1, Math.ceil(rounds.length / most));
  return rounds.filter((_, index) => index % each === 0).map(({ startSeconds }) => startSeconds);
}

/** The guest has moved: every page is where it belongs. */
function nothingLeft(cells: PageCells): PageCells {
  const none = new Uint32Array(cells.zero.length);
  const all = none.map((_, cell) => Math.min(cells.pagesPerCell, cells.pages - cell * cells.pagesPerCell));
  return { ...cells, toSend: none, toSendAgain: none, dirty: none, sent: all };
}
