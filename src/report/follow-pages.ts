/** Follows one run page by page: which parts of memory each round had to send, and how often each page came up. */
import type { Round } from "../result/result.js";
import type { ResolvedScenario } from "../scenario/resolved/resolved.js";

/** What is needed of a simulation: `createSimulation` makes one. */
export interface Followed {
  readonly scenario: ResolvedScenario;
  step(): Round | undefined;
  pagesToSend(): Uint8Array | undefined;
}

/** Memory by rounds, in bins of pages that follow each other. */
export interface PageRounds {
  readonly pages: number;
  readonly pagesPerBin: number;
  /**
   * For each round, the share (0 to 1) of each bin's pages that were to be sent when it began; a last live round that sent nothing has those
   * of the sync after it too.
   */
  readonly rounds: readonly Float32Array[];
  /** Number of pages by the number of rounds that had to send them: index 0 counts the pages that no round had to. */
  readonly pagesByRounds: readonly number[];
}

const BINS = 512;
/** Beyond, neither the picture nor the time it takes is reasonable: 64 GiB in pages of 4 KiB, and rounds by the thousand. */
const PAGES_MOST = 2 ** 24;
const ROUNDS_MOST = 600;

/** Runs a simulation that has not been stepped to its end. Undefined for expected counts, over 2^24 pages or over 600 rounds. */
export function followPages(simulation: Followed): PageRounds | undefined {
  const { memoryBytes, pageBytes } = simulation.scenario.vm;
  const pages = memoryBytes / pageBytes;
  let bitmap = simulation.pagesToSend();
  if (bitmap === undefined || pages > PAGES_MOST) return undefined;
  const pagesPerBin = Math.ceil(pages / BINS);
  const times = new Uint16Array(pages);
  const rounds: Float32Array[] = [];
  for (let round = simulation.step(); round !== undefined && bitmap !== undefined; round = simulation.step()) {
    if (rounds.length === ROUNDS_MOST) return undefined;
    rounds.push(isEmpty(bitmap) ? allAlike(round, pages, pagesPerBin, times) : listed(bitmap, pages, pagesPerBin, times));
    bitmap = simulation.pagesToSend();
  }
  return { pages, pagesPerBin, rounds, pagesByRounds: countsOf(times) };
}

function isEmpty(bitmap: Uint8Array): boolean {
  return bitmap.every((byte) => byte === 0);
}

/** The first round: the engine lists its pages only as it begins, all of them unless free ones are left out. */
function allAlike({ pagesToSend }: Round, pages: number, pagesPerBin: number, times: Uint16Array): Float32Array {
  if (pagesToSend === pages) times.fill(1);
  return new Float32Array(Math.ceil(pages / pagesPerBin)).fill(pagesToSend / pages);
}

function listed(bitmap: Uint8Array, pages: number, pagesPerBin: number, times: Uint16Array): Float32Array {
  const bins = new Float32Array(Math.ceil(pages / pagesPerBin));
  for (let index = 0; index < bitmap.length; index++) {
    for (let byte = bitmap[index] as number; byte !== 0; byte &= byte - 1) {
      const page = index * 8 + 31 - Math.clz32(byte & -byte);
      if (page >= pages) break;
      times[page] = (times[page] as number) + 1;
      const bin = Math.floor(page / pagesPerBin);
      bins[bin] = (bins[bin] as number) + 1;
    }
  }
  return bins.map((count, bin) => count / Math.min(pagesPerBin, pages - bin * pagesPerBin));
}

function countsOf(times: Uint16Array): number[] {
  const counts: number[] = [];
  for (const time of times) {
    while (counts.length <= time) counts.push(0);
    counts[time] = (counts[time] as number) + 1;
  }
  return counts;
}
