/** Lays out one Pages in the core's memory: reserves, grows the memory once, and fills in the constant fields. */
import * as abi from "../../assembly/abi.js";
import type { PagesConfig } from "../pages/pages.js";
import type { Scan } from "../pages/placement.js";
import type { SpeedClock } from "../pages/speed-clock.js";
import type { PlannedSource, WritePlan } from "../pages/write-plan.js";
import { type Arena, createArena, type MemoryRegion } from "./arena.js";
import type { CoreExports } from "./load.js";
import { type SourcePointers, writeSource } from "./records.js";

export type BitmapName = "log" | "to-send" | "never-sent" | "zero" | "deferred" | "reported";

export interface Layout {
  readonly view: DataView;
  readonly state: number;
  readonly pace: number;
  /** Bytes per bitmap: whole chunks. */
  readonly bitmapBytes: number;
  /** Addresses of the bitmaps; 0 for one that is not needed. */
  readonly bitmaps: Readonly<Record<BitmapName, number>>;
  /** Clocks set by the host, and the address of each one's copy. */
  readonly clocks: ReadonlyMap<SpeedClock, number>;
  readonly regions: readonly MemoryRegion[];
}

interface SourceArrays extends SourcePointers {
  readonly source: PlannedSource;
}

/** Reserves one copy per clock, even if several sources share it. */
function reserveClocks(sources: readonly PlannedSource[], reserve: (bytes: number) => number): Map<SpeedClock, number> {
  const clocks = new Set(sources.flatMap(({ gate }) => (gate.clock ? [gate.clock] : [])));
  return new Map([...clocks].map((clock) => [clock, reserve(abi.CLOCK_BYTES)]));
}

function reserveArrays(source: PlannedSource, clocks: ReadonlyMap<SpeedClock, number>, reserve: (bytes: number) => number): SourceArrays {
  const optional = (array: { readonly byteLength: number } | undefined) => (array === undefined ? 0 : reserve(array.byteLength));
  return {
    source,
    clock: (source.gate.clock && clocks.get(source.gate.clock)) ?? 0,
    members: optional(source.members),
    starts: optional(source.list?.starts),
    places: optional(source.list?.places),
    values: optional(source.list?.values),
  };
}

function copyArrays(buffer: ArrayBuffer, { source, members, starts, places, values }: SourceArrays): void {
  const { list } = source;
  if (source.members !== undefined) new Uint32Array(buffer, members, source.members.length).set(source.members);
  if (list === undefined) return;
  new Uint32Array(buffer, starts, list.starts.length).set(list.starts);
  new Uint16Array(buffer, places, list.places.length).set(list.places);
  new Float64Array(buffer, values, list.values.length).set(list.values);
}

/** Entries of XBZRLE's cache, 0 if there is none. No more than the number of slots rounded up to a power of two. */
function deltaEntriesOf({ deltaCachePages = 0, slots }: PagesConfig): number {
  return Math.min(deltaCachePages, 2 ** Math.ceil(Math.log2(slots)));
}

/** Addresses of everything that the state of one Pages consists of. */
function reserveState(arena: Arena, config: PagesConfig, scan: Scan, plan: WritePlan) {
  const chunks = Math.ceil(config.slots / abi.CHUNK_PAGES);
  const bitmapBytes = chunks * abi.CHUNK_BYTES;
  const state = arena.reserve(abi.STATE_STRIDE);
  const pace = arena.reserve(abi.PACE_STRIDE);
  const scratch = arena.reserve(abi.SCRATCH_BYTES);
  const ages = arena.reserve(chunks * Float64Array.BYTES_PER_ELEMENT);
  const bitmaps = {
    log: arena.reserve(bitmapBytes),
    "to-send": arena.reserve(bitmapBytes),
    "never-sent": arena.reserve(bitmapBytes),
    zero: config.zero.pages > 0 ? arena.reserve(bitmapBytes) : 0,
    deferred: config.deferredPages > 0 && !scan.ascending ? arena.reserve(bitmapBytes) : 0,
    reported: config.clearPages === undefined ? 0 : arena.reserve(bitmapBytes),
  };
  const clearPages = config.clearPages ?? 0;
  const emptied = clearPages > 0 ? arena.reserve(Math.ceil(config.slots / clearPages) * Uint32Array.BYTES_PER_ELEMENT) : 0;
  const deltaEntries = deltaEntriesOf(config);
  const deltas = deltaEntries > 0 ? arena.reserve(deltaEntries * abi.DELTA_STRIDE) : 0;
  const sources = arena.reserve(plan.chunkwise.length * abi.SOURCE_STRIDE);
  const clocks = reserveClocks(plan.chunkwise, arena.reserve);
  const arrays = plan.chunkwise.map((source) => reserveArrays(source, clocks, arena.reserve));
  return { state, pace, scratch, ages, bitmapBytes, bitmaps, clearPages, emptied, deltaEntries, deltas, sources, clocks, arrays };
}

/** Bytes of memory that the state of `config` needs, what the core itself takes left out. */
export function neededBytes(config: PagesConfig, scan: Scan, plan: WritePlan): number {
  const arena = createArena(0);
  reserveState(arena, config, scan, plan);
  return arena.endBytes;
}

/**
 * Lays out the state of `config`. The bitmaps of dirty log, pages to send and never-sent pages always exist; that of zero pages only if
 * there are any, that of deferred pages only if they are not a range of positions. `gapBytes`: see `createArena`.
 */
export function layOut(core: CoreExports, config: PagesConfig, scan: Scan, plan: WritePlan, gapBytes: number): Layout {
  const arena = createArena(core.heapBase(), gapBytes);
  const reserved = reserveState(arena, config, scan, plan);
  const { state, pace, scratch, ages, bitmapBytes, bitmaps, clearPages, emptied, deltaEntries, deltas, sources, clocks, arrays } = reserved;
  const buffer = arena.seal(core);
  const view = new DataView(buffer);

  for (const [index, own] of arrays.entries()) {
    copyArrays(buffer, own);
    writeSource(view, sources + index * abi.SOURCE_STRIDE, own.source, own);
  }
  const setWord = (offset: number, value: number) => view.setUint32(state + offset, value, true);
  setWord(abi.STATE_DIRTY_LOG_PTR, bitmaps.log);
  setWord(abi.STATE_TO_SEND_PTR, bitmaps["to-send"]);
  setWord(abi.STATE_NEVER_SENT_PTR, bitmaps["never-sent"]);
  setWord(abi.STATE_ZERO_PTR, bitmaps.zero);
  setWord(abi.STATE_DEFERRED_PTR, bitmaps.deferred);
  setWord(abi.STATE_AGES_PTR, ages);
  setWord(abi.STATE_SOURCES_PTR, sources);
  setWord(abi.STATE_SOURCE_COUNT, plan.chunkwise.length);
  setWord(abi.STATE_SCRATCH_PTR, scratch);
  setWord(abi.STATE_SLOTS, config.slots);
  setWord(abi.STATE_DEFERRED_FIRST, config.allocatedPages - config.deferredPages);
  setWord(abi.STATE_DEFERRED_END, config.allocatedPages);
  setWord(abi.STATE_CYCLIC, config.scanOrder === "cyclic" ? 1 : 0);
  setWord(abi.STATE_REPORTED_PTR, bitmaps.reported);
  setWord(abi.STATE_EMPTIED_PTR, emptied);
  setWord(abi.STATE_STRETCH_CHUNKS_LOG2, clearPages > 0 ? Math.log2(clearPages) - abi.CHUNK_PAGES_LOG2 : 0);
  setWord(abi.STATE_DELTA_PTR, deltas);
  setWord(abi.STATE_DELTA_MASK, Math.max(deltaEntries - 1, 0));
  return { view, state, pace, bitmapBytes, bitmaps, clocks, regions: arena.regions };
}
