/** Writes of one source to one chunk in a window of guest time. */
import {
  CHUNK_PAGES,
  CHUNK_WORDS,
  METHOD_BURST,
  METHOD_LISTED_RATES,
  METHOD_LISTED_SWEEP,
  METHOD_SWEEP,
  METHOD_UNIFORM,
} from "../../assembly/abi.js";
import { activeSeconds } from "../pages/gate.js";
import { writesBefore } from "../pages/periodic-counts.js";
import { absorb, type DrawAddress, Generator } from "../pages/random.js";
import { coveredPages, longestRunLength } from "../pages/runs.js";
import type { PageList, PlannedSource } from "../pages/write-plan.js";
import { addGraded, addListed, gradedMean } from "./graded.js";
import { addListedSweep, addSweep, meetsMultiple } from "./periodic.js";
import { addPoisson, setPlace, setRange } from "./poisson.js";

/** A chunk; the places [low, high) in it that the source may write to; and the page index, in the source's region, of its place 0. */
interface Extent {
  readonly chunk: number;
  readonly low: number;
  readonly high: number;
  readonly firstIndex: number;
}

/** Replaces each start by its longest run, wrapped inside [low, high). */
function extendRuns(starts: Uint32Array, source: PlannedSource, extent: Extent, seconds: number, generator: Generator): Uint32Array {
  const { low, high, firstIndex } = extent;
  const mask = new Uint32Array(CHUNK_WORDS);
  for (let place = low; place < high; place++) {
    if ((((starts[place >>> 5] as number) >>> (place & 31)) & 1) === 0) continue;
    const mean = source.method === METHOD_UNIFORM ? source.rate * seconds : gradedMean(source, firstIndex + place, seconds);
    const length = Math.min(longestRunLength(mean, source.logContinue, generator.unit()), high - low);
    for (let step = 0; step < length; step++) setPlace(mask, low + ((place - low + step) % (high - low)));
  }
  return mask;
}

/** Samples random writes. Draws are addressed by the source's key, the round, the step and the chunk. */
function drawn(source: PlannedSource, extent: Extent, seconds: number, address: DrawAddress): Uint32Array {
  const { low, high } = extent;
  const generator = new Generator(address, 0);
  const mask = new Uint32Array(CHUNK_WORDS);
  if (source.method === METHOD_LISTED_RATES) {
    addListed(mask, source.list as PageList, extent.chunk, seconds, generator);
    return mask;
  }
  const startSeconds = seconds / coveredPages(source.meanRunPages, source.logContinue, high - low);
  if (source.method === METHOD_UNIFORM) addPoisson(mask, low, high, source.rate * startSeconds, address, generator);
  else addGraded(mask, source, extent.firstIndex, low, high, startSeconds, address, generator);
  return source.meanRunPages > 1 ? extendRuns(mask, source, extent, startSeconds, generator) : mask;
}

/** Writes of a sweep or a burst in active seconds [from, to). */
function periodic(source: PlannedSource, extent: Extent, from: number, to: number): Uint32Array {
  const { chunk, low, high, firstIndex } = extent;
  const mask = new Uint32Array(CHUNK_WORDS);
  if (source.method === METHOD_BURST) {
    if (meetsMultiple(source.periodSeconds, from, to)) setRange(mask, low, high);
    return mask;
  }
  const first = writesBefore(source.rate, from);
  const end = writesBefore(source.rate, to);
  if (source.method === METHOD_SWEEP) addSweep(mask, source, firstIndex, low, high, first, end);
  else addListedSweep(mask, source.list as PageList, chunk, source.pages, first, end);
  return mask;
}

/** Adds the writes of `source` to `chunk` in guest seconds [from, to) to the dirty log. `round` and `step` address the random draws. */
export function addWindow(
  dirtyLog: Uint32Array,
  source: PlannedSource,
  chunk: number,
  from: number,
  to: number,
  round: number,
  step: number,
): void {
  const base = chunk * CHUNK_PAGES;
  const low = Math.max(source.firstPosition - base, 0);
  const high = Math.min(source.endPosition - base, CHUNK_PAGES);
  if (low >= high) return;
  const activeFrom = activeSeconds(source.gate, from);
  const activeTo = activeSeconds(source.gate, to);
  if (!(activeTo > activeFrom)) return;
  const extent = { chunk, low, high, firstIndex: base - source.firstPosition };
  const isPeriodic = source.method === METHOD_SWEEP || source.method === METHOD_LISTED_SWEEP || source.method === METHOD_BURST;
  const written = isPeriodic
    ? periodic(source, extent, activeFrom, activeTo)
    : drawn(source, extent, activeTo - activeFrom, absorb(absorb(absorb(source.key, round), step), chunk));
  for (let word = 0; word < CHUNK_WORDS; word++) {
    const at = chunk * CHUNK_WORDS + word;
    const members = source.members === undefined ? 0xffffffff : (source.members[at] as number);
    dirtyLog[at] = (dirtyLog[at] as number) | ((written[word] as number) & members);
  }
}
