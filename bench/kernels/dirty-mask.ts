/** Sampling which pages were written in a window, each with the same probability: the hot loop of every migration. */

import { CHUNK_BYTES, CHUNK_PAGES, CLEAN_STEP } from "../../assembly/abi.js";
import { loadCore } from "../../src/core/load.js";
import { createWasmPages } from "../../src/core/wasm-pages.js";
import type { Pages, PagesConfig } from "../../src/pages/pages.js";
import { absorb, type DrawAddress } from "../../src/pages/random.js";
import { streamKey } from "../../src/pages/streams.js";
import { ALWAYS } from "../../src/pages/write-source.js";
import { createReferencePages } from "../../src/reference/pages.js";
import { writtenProbability } from "../../src/reference/poisson.js";
import { type Benchmark, type Case, find, type NativeBuild, type Subject } from "../harness/benchmark.js";
import { digestWords, wordsOf } from "../harness/digest.js";
import type { Measurement, Verdict } from "../harness/types.js";
import { atMost, nanosecondsPerUnit, ratioOf } from "../harness/verdict.js";
import { drawDirtyPages } from "../peers/typed-array-loop.js";

interface Input {
  readonly pages: number;
  /** Mean number of writes per page in the window. */
  readonly lambda: number;
}

const SEED = 1;
const MEBI = 2 ** 20;
/**
 * Largest guest checked against the reference, which takes minutes on larger ones; there the C yardstick, which equals it on smaller
 * guests, replaces it.
 */
const REFERENCE_PAGES_MAX = 4 * MEBI;
const KERNEL_MEMORY_PAGE_BYTES = 65536;

/** One uniform source over the whole guest. */
function config({ pages, lambda }: Input): PagesConfig {
  const region = { firstPage: 0, pages, layout: "contiguous" } as const;
  const source = { kind: "uniform", stream: 0, region, gate: ALWAYS, writesPerSecond: lambda * pages, meanRunPages: 1 } as const;
  const zero = { pages: 0, where: "anywhere" } as const;
  return {
    slots: pages,
    allocatedPages: pages,
    deferredPages: 0,
    scanOrder: "ascending",
    sources: [source],
    writes: "masks",
    zero,
    seed: SEED,
    run: 0,
  };
}

/** Reads and clears the dirty log of one window per call. */
function harvests(create: (config: PagesConfig) => Pages, input: Input): Subject {
  return {
    answer() {
      const pages = create(config(input));
      pages.clean(1);
      return digestWords(wordsOf(pages.snapshot("to-send")));
    },
    prepare() {
      const pages = create(config(input));
      let guestSeconds = 0;
      return { run: () => pages.clean(++guestSeconds) };
    },
  };
}

/** Address of the first sync's random draws, before the chunk is absorbed. */
function harvestAddress(): DrawAddress {
  return absorb(absorb(streamKey(SEED, 0, 0), 0), CLEAN_STEP);
}

function chunkAddresses(pages: number): readonly bigint[] {
  const from = harvestAddress();
  return Array.from({ length: pages / CHUNK_PAGES }, (_, chunk) => {
    const { high, low } = absorb(from, chunk);
    return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  });
}

/** The mask kernel alone, called per chunk. */
async function openKernel({ pages, lambda }: Input): Promise<Subject> {
  const instance = (await loadCore()).instance();
  const bytes = (pages / CHUNK_PAGES) * CHUNK_BYTES;
  instance.memory.grow(Math.ceil(bytes / KERNEL_MEMORY_PAGE_BYTES) + 1);
  const bitmap = Math.ceil(instance.heapBase() / CHUNK_BYTES) * CHUNK_BYTES;
  const addresses = chunkAddresses(pages);
  const probability = writtenProbability(lambda);
  const run = (): number => {
    for (let chunk = 0; chunk < addresses.length; chunk++) {
      instance.addMasks(bitmap + chunk * CHUNK_BYTES, 0, CHUNK_PAGES, probability, addresses[chunk] as bigint);
    }
    return bitmap;
  };
  return {
    answer() {
      run();
      return digestWords(new Uint32Array(instance.memory.buffer, bitmap, bytes / 4));
    },
    prepare: () => ({ run }),
  };
}

function openLoop({ pages, lambda }: Input): Subject {
  const bitmap = new Uint32Array(pages / 32);
  const probability = writtenProbability(lambda);
  return {
    answer() {
      const ratio = probability / 2 ** 32;
      const off = drawDirtyPages(bitmap, probability, SEED) - pages * ratio;
      if (Math.abs(off) > 6 * Math.sqrt(pages * ratio * (1 - ratio))) throw new Error(`${off} pages more than expected`);
      return "as many as expected";
    },
    prepare: () => ({ run: () => drawDirtyPages(bitmap, probability, SEED) }),
  };
}

function native(build: NativeBuild) {
  return {
    kind: "native",
    name: `C, ${build}`,
    build,
    commandArguments({ pages, lambda }: Input) {
      const { high, low } = harvestAddress();
      return ["mask", pages, writtenProbability(lambda), high >>> 0, low >>> 0].map(String);
    },
  } as const;
}

function dirtyCase(mebiPages: number, writtenPercent: number, quick: boolean): Case<Input> {
  const pages = mebiPages * MEBI;
  const lambda = -Math.log(1 - writtenPercent / 100);
  return { name: `${mebiPages} Mi pages, ${writtenPercent} % written`, units: pages, quick, input: { pages, lambda } };
}

const CASES: readonly Case<Input>[] = [
  dirtyCase(4, 1, false),
  dirtyCase(4, 10, false),
  dirtyCase(4, 37, true),
  dirtyCase(4, 90, false),
  dirtyCase(256, 37, false),
];

const KERNEL = "core, kernel alone";
const YARDSTICK = "C, 128-bit";
const TARGET_NANOSECONDS = 0.2;
const TARGET_RATIO = 1.2;

function judge(measurements: readonly Measurement[]): Verdict[] {
  return CASES.filter((one) => one.input.pages === 4 * MEBI).flatMap(({ name }) => {
    const kernel = find(measurements, name, KERNEL);
    if (!kernel) return [];
    const subject = `dirty mask, ${name}`;
    const own = nanosecondsPerUnit(kernel);
    const verdict = atMost(subject, TARGET_NANOSECONDS, "ns/page", own);
    const yardstick = find(measurements, name, YARDSTICK);
    return yardstick ? [verdict, atMost(subject, TARGET_RATIO, `x ${YARDSTICK}`, ratioOf(own, nanosecondsPerUnit(yardstick)))] : [verdict];
  });
}

export const dirtyMask: Benchmark<Input> = {
  name: "dirty-mask",
  question: "What does it cost to decide for each page of a guest whether it was written in a window?",
  unit: "page",
  cases: CASES,
  competitors: [
    {
      kind: "module",
      name: "reference",
      takesPart: ({ pages }) => pages <= REFERENCE_PAGES_MAX,
      open: (input) => harvests(createReferencePages, input),
    },
    { kind: "module", name: KERNEL, open: openKernel },
    {
      kind: "module",
      name: "core, whole harvest",
      async open(input) {
        const core = await loadCore();
        return harvests((own) => createWasmPages(core, own), input);
      },
    },
    native("portable"),
    native("128-bit"),
    native("native"),
    { kind: "module", name: "typed-array loop", hasOwnDraws: true, open: openLoop },
  ],
  ours: KERNEL,
  judge,
};
