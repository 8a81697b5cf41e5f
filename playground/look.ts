/** Looks at a moment of a migration anew: batch by batch, or a part of memory in finer cells. */
import { createSimulation, type ResolvedScenario, type RunResult, type Simulation } from "../src/index.js";
import { cellsOf, History, toFrame, toGround } from "./cells.js";
import { CELLS_MOST, startsOf } from "./frames.js";
import type { Detail, Frame, PageRange } from "./protocol.js";

/** Batches before a moment, and as many after it. */
const BATCHES = 8;
/** Cells of all memory at most, of which a detail is a part. */
const FINE_CELLS_MOST = 2 ** 20;
const ROUNDS_MOST = 240;
const PAGES_PER_CELL_LEAST = 8;

/** A scenario, and what became of its first run. */
export interface Known {
  readonly scenario: ResolvedScenario;
  readonly run: RunResult;
}

/** Frames at the ends of batches around a moment, in order. `fromSeconds`: well before it. */
export async function batchesAround(known: Known, seconds: number, fromSeconds: number): Promise<Frame[]> {
  const ends = await endsAround(known, seconds, fromSeconds);
  const before = ends.filter((end) => end < seconds).length;
  // None before the moment: it begins further back.
  if (before === 0 && fromSeconds > 0) return await batchesAround(known, seconds, 0);
  const simulation = await createSimulation(known.scenario);
  const history = new History();
  const frames: Frame[] = [];
  for (const end of ends.slice(Math.max(0, before - BATCHES))) {
    advance(simulation, known, end, history, CELLS_MOST);
    const cells = simulation.pages(CELLS_MOST);
    if (cells === undefined) break;
    frames.push(toFrame(simulation, cells, history));
  }
  return frames;
}

/** Seconds at which batches end, from `fromSeconds` to some batches after the moment. */
async function endsAround({ scenario, run }: Known, seconds: number, fromSeconds: number): Promise<number[]> {
  const simulation = await createSimulation(scenario);
  simulation.advance(fromSeconds);
  const ends: number[] = [];
  let after = 0;
  while (!simulation.finished && after < BATCHES) {
    const { batchEndSeconds, nowSeconds } = simulation;
    if (batchEndSeconds >= run.totals.totalSeconds) break;
    // The next batch begins just after the last one has left.
    const isUnderWay = batchEndSeconds > nowSeconds;
    simulation.advance(isUnderWay ? batchEndSeconds : justAfter(nowSeconds));
    if (!isUnderWay) continue;
    ends.push(simulation.nowSeconds);
    if (simulation.nowSeconds > seconds) after++;
  }
  return ends;
}

/** The next moment that can be told from another. */
function justAfter(seconds: number): number {
  return Math.max(seconds * (1 + Number.EPSILON), Number.MIN_VALUE);
}

/** A range of pages at a moment; undefined at the end, and where pages have no identity. */
export async function detailOf(known: Known, seconds: number, { firstPage, pages }: PageRange): Promise<Detail | undefined> {
  const simulation = await createSimulation(known.scenario);
  const { memoryBytes, pageBytes } = known.scenario.vm;
  const all = memoryBytes / pageBytes;
  let pagesPerCell = PAGES_PER_CELL_LEAST;
  while (pages > pagesPerCell * CELLS_MOST || all > pagesPerCell * FINE_CELLS_MOST) pagesPerCell *= 2;
  const cellsMost = Math.ceil(all / pagesPerCell);
  const history = new History();
  advance(simulation, known, seconds, history, cellsMost);
  const cells = simulation.pages(cellsMost);
  if (cells === undefined) return undefined;
  const from = Math.floor(firstPage / cells.pagesPerCell);
  const count = Math.ceil((firstPage + pages) / cells.pagesPerCell) - from;
  const frame = toFrame(simulation, cells, history);
  const part = (counts: Frame["first"]) => counts.slice(from, from + count);
  return {
    ground: { ...toGround(cellsOf(cells, from, count), pageBytes), firstPage: from * cells.pagesPerCell },
    frame: {
      ...frame,
      first: part(frame.first),
      again: part(frame.again),
      resent: part(frame.resent),
      sent: part(frame.sent),
      dirty: part(frame.dirty),
    },
  };
}

/** By way of the rounds, at whose starts most pages are to be sent again. */
function advance(simulation: Simulation, { run }: Known, seconds: number, history: History, cellsMost: number): void {
  for (const start of startsOf(run.rounds, ROUNDS_MOST)) {
    if (start >= seconds || start < simulation.nowSeconds) continue;
    simulation.advance(start);
    const cells = simulation.pages(cellsMost);
    if (cells !== undefined) history.resent(cells.toSendAgain);
  }
  simulation.advance(seconds);
}
