/** Bitmap operations that a recorded trace needs: mark single pages, count them, list them in order, clear. */

import { loadCore } from "../../src/core/load.js";
import { createWasmPages } from "../../src/core/wasm-pages.js";
import type { Pace, PagesConfig } from "../../src/pages/pages.js";
import { ALWAYS } from "../../src/pages/write-source.js";
import { type Benchmark, type Case, find, type NativeBuild, type Subject } from "../harness/benchmark.js";
import { digestWords } from "../harness/digest.js";
import type { MarkCountListClear, Measurement, Verdict } from "../harness/types.js";
import { atMost, milliseconds, ratioOf } from "../harness/verdict.js";
import { openFastBitSet, openRoaring, openTypedFastBitSet } from "../peers/bit-sets.js";
import { markCountListClear } from "../peers/typed-array-loop.js";

interface Input {
  readonly pages: number;
  readonly marks: number;
}

/** Draws pages with a linear congruential generator (Numerical Recipes); `bench/native/yardstick.c` draws the same. */
function drawMarks({ pages, marks }: Input): Uint32Array {
  let state = 1;
  return Uint32Array.from({ length: marks }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state * pages) / 2 ** 32);
  });
}

/** A body that performs all four steps, and the pages it lists. */
function subjectOf(input: Input, work: MarkCountListClear): Subject {
  const marks = drawMarks(input);
  return {
    answer() {
      // Twice: the second time finds what the first left behind.
      work(marks);
      const { count, pages } = work(marks);
      if (count !== pages.length) throw new Error(`${count} pages counted, ${pages.length} listed`);
      return digestWords(Uint32Array.from(pages));
    },
    prepare: () => ({ run: () => work(marks).count }),
  };
}

/** The simplest form, whose answer is right by definition. */
function openSet(input: Input): Subject {
  return subjectOf(input, (marks) => {
    const pages = new Set<number>();
    for (const page of marks) pages.add(page);
    return { count: pages.size, pages: Uint32Array.from(pages).sort() };
  });
}

function openLoop(input: Input): Subject {
  const bitmap = new Uint32Array(Math.ceil(input.pages / 32));
  const listed = new Uint32Array(input.marks);
  return subjectOf(input, (marks) => {
    const count = markCountListClear(bitmap, marks, listed);
    return { count, pages: listed.subarray(0, count) };
  });
}

const ROUND_PACE: Pace = {
  startSeconds: 0,
  startGuestSeconds: 0,
  startBytes: 0,
  startBatches: 0,
  startZeroPages: 0,
  bytesPerSecond: 1e9,
  guestSpeedRatio: 1,
  batchSeconds: 0,
  batchPages: 1024,
  batchHeaderBytes: 4,
  entryBytes: 8,
  pageBytes: 4096,
  zeroPageBytes: 4096,
  zeroPageSeconds: 0,
  deltaPageBytes: 4096,
  dirtyPageRule: "send",
  listsDeferredPages: false,
  live: true,
};

/** Windows in the recorded trace. After the last one a new Pages is created, inside the timing. */
const WINDOWS = 64;

/** A trace with the same marks in every window, at seconds 0, 1, 2, ... */
function recordTrace({ marks }: Input, pages: Uint32Array): { readonly seconds: Float64Array; readonly pages: Uint32Array } {
  const trace = { seconds: new Float64Array(WINDOWS * marks), pages: new Uint32Array(WINDOWS * marks) };
  for (let window = 0; window < WINDOWS; window++) {
    trace.seconds.fill(window, window * marks, (window + 1) * marks);
    trace.pages.set(pages, window * marks);
  }
  return trace;
}

/**
 * Our own way: a window of a trace is replayed into the dirty log, the log is read and cleared, and its pages are sent in batches.
 * Includes creating a Pages once per 64 windows.
 */
async function openPages(input: Input): Promise<Subject> {
  const core = await loadCore();
  const { pages } = input;
  const region = { firstPage: 0, pages, layout: "contiguous" } as const;
  const trace = {
    kind: "trace",
    stream: 0,
    region,
    gate: ALWAYS,
    periodSeconds: Infinity,
    ...recordTrace(input, drawMarks(input)),
  } as const;
  const zero = { pages: 0, where: "anywhere" } as const;
  const shape = {
    slots: pages,
    allocatedPages: pages,
    deferredPages: 0,
    scanOrder: "ascending",
    writes: "masks",
    zero,
    seed: 1,
    run: 0,
  } as const;
  const config: PagesConfig = { ...shape, sources: [trace] };
  let state = createWasmPages(core, config);
  let window = 0;
  const run = (): number => {
    if (window === WINDOWS) {
      state.release?.();
      state = createWasmPages(core, config);
      window = 0;
    }
    // The writes at second `window` are in the window that ends half a second later.
    const count = state.clean(window + 0.5);
    state.beginRound(window, window);
    state.transfer(ROUND_PACE, Number.POSITIVE_INFINITY);
    window++;
    return count;
  };
  return {
    answer() {
      // Twice: the second time finds what the first left behind.
      run();
      const count = run();
      if (state.progress.pagesSent !== count) throw new Error(`${count} pages counted, ${state.progress.pagesSent} sent`);
      const bytes = state.snapshot("to-send");
      const listed = Array.from({ length: pages }, (_, page) => page).filter(
        (page) => (((bytes[page >>> 3] as number) >>> (page & 7)) & 1) === 1,
      );
      return digestWords(Uint32Array.from(listed));
    },
    prepare: () => ({ run }),
  };
}

function native(build: NativeBuild) {
  return {
    kind: "native",
    name: `C, ${build}`,
    build,
    commandArguments: ({ pages, marks }: Input) => ["bits", String(pages), String(marks)],
  } as const;
}

const PAGES = 2 ** 20;
const MARKS = 100_000;
const CASES: readonly Case<Input>[] = [
  { name: "1 Mi pages, 100,000 marks", units: MARKS, quick: true, input: { pages: PAGES, marks: MARKS } },
  { name: "1 Mi pages, 1,000 marks", units: 1000, quick: false, input: { pages: PAGES, marks: 1000 } },
];

const CORE = "core, a trace through Pages";
const LOOP = "typed-array loop";

function judge(measurements: readonly Measurement[]): Verdict[] {
  const name = CASES[0]?.name ?? "";
  const core = find(measurements, name, CORE);
  const loop = find(measurements, name, LOOP);
  if (!core || !loop) return [];
  return [atMost(`mark, count, list, clear, ${name}`, 1, `x ${LOOP}`, ratioOf(milliseconds(core), milliseconds(loop)))];
}

export const bitmap: Benchmark<Input> = {
  name: "bitmap",
  question: "What does it cost to mark single pages of a 4 GiB guest, count them, list them in order and clear them?",
  unit: "mark",
  cases: CASES,
  competitors: [
    { kind: "module", name: "Set", open: openSet },
    { kind: "module", name: CORE, open: openPages },
    { kind: "module", name: LOOP, open: openLoop },
    { kind: "module", name: "typedfastbitset", open: async (input) => subjectOf(input, await openTypedFastBitSet()) },
    { kind: "module", name: "fastbitset", open: async (input) => subjectOf(input, await openFastBitSet()) },
    { kind: "module", name: "roaring-wasm", open: async (input) => subjectOf(input, await openRoaring()) },
    native("portable"),
    native("native"),
  ],
  ours: CORE,
  judge,
};
