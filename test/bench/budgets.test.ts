/**
 * Guards against slower code by figures that are the same on every machine: bytes, memory and random words. Budgets are the values
 * reached plus a small margin; targets and wall time are left to the benchmarks.
 */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it, vi } from "vitest";
import { SPARSE_WRITES_PER_CHUNK } from "../../assembly/abi.js";
import { loadCore } from "../../src/core/load.js";
import { createWasmPages } from "../../src/core/wasm-pages.js";
import type { PagesConfig } from "../../src/pages/pages.js";
import { Generator } from "../../src/pages/random.js";
import { ALWAYS } from "../../src/pages/write-source.js";
import { createReferencePages } from "../../src/reference/pages.js";
import { requireBuiltPackage } from "../support/built-package.js";

const CORE_BYTES_MAX = 11_000;
/** bench/README.md lists the parts of the library and their sizes. */
const LIBRARY_GZIP_BYTES_MAX = 110_000;
const MEBI = 2 ** 20;

/** A uniform source over the whole guest, each page written `lambda` times per second on average. */
function config(pages: number, lambda: number): PagesConfig {
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
    seed: 1,
    run: 0,
  };
}

describe("size", () => {
  it("keeps the core small", () => {
    expect(readFileSync("build/core.wasm").length).toBeLessThanOrEqual(CORE_BYTES_MAX);
  });

  it("keeps the library small, minified and gzipped", () => {
    requireBuiltPackage();
    expect(gzipSync(readFileSync("dist/index.js"), { level: 9 }).length).toBeLessThanOrEqual(LIBRARY_GZIP_BYTES_MAX);
  });
});

describe("memory of the core", () => {
  // Three bitmaps, one age per chunk, and less than 64 KiB for everything else, plus the one page of 64 KiB that the module starts with.
  it.each([
    ["4 GiB", MEBI],
    ["1 TiB", 256 * MEBI],
  ])("is three bits and an age per page for a guest of %s", async (_name, pages) => {
    let bytes = 0;
    createWasmPages(await loadCore(), config(pages, 1), { onMemory: (memory) => (bytes = memory.buffer.byteLength) });
    const needed = (3 * pages) / 8 + (pages / 1024) * 8;
    expect(bytes).toBeGreaterThanOrEqual(needed);
    expect(bytes - needed).toBeLessThanOrEqual(2 * 65536);
  });

  it("is two bits more, and eight bytes per page of a cache, with zero pages, manual protect and XBZRLE", async () => {
    let bytes = 0;
    const pages = 4 * MEBI;
    const deltaCachePages = MEBI;
    const cyclic = { ...config(pages, 1), scanOrder: "cyclic", clearPages: 262_144, deltaCachePages } as const;
    const zero = { pages: 1, where: "anywhere" } as const;
    createWasmPages(await loadCore(), { ...cyclic, zero }, { onMemory: (memory) => (bytes = memory.buffer.byteLength) });
    const needed = (5 * pages) / 8 + (pages / 1024) * 8 + deltaCachePages * 8;
    expect(bytes).toBeGreaterThanOrEqual(needed);
    expect(bytes - needed).toBeLessThanOrEqual(2 * 65536);
  });
});

describe("random words", () => {
  const PAGES = 65536;
  afterEach(() => {
    vi.restoreAllMocks();
  });

  function wordsOfHarvest(lambda: number): number {
    const words = vi.spyOn(Generator.prototype, "word");
    createReferencePages(config(PAGES, lambda)).clean(1);
    return words.mock.calls.length;
  }

  // A block of 256 pages is drawn until its last page is decided: on average log2(256) + 1.33 steps, each with one 32-bit word per 32
  // pages.
  it.each([0.01, 0.1, 0.5, 1, 3])("a mask takes fewer than 0.3 per page, at %f writes per page", (lambda) => {
    expect(wordsOfHarvest(lambda) / PAGES).toBeLessThanOrEqual(0.3);
  });

  it("a probability of one half takes one bit per page", () => {
    expect(wordsOfHarvest(Math.LN2)).toBeLessThanOrEqual(PAGES / 32 + 1);
  });

  it("single writes take two each, and two at the end of each chunk", () => {
    const lambda = SPARSE_WRITES_PER_CHUNK / 1024 / 2;
    const writes = lambda * PAGES;
    expect(wordsOfHarvest(lambda)).toBeLessThanOrEqual(2 * (writes + 5 * Math.sqrt(writes)) + 2 * (PAGES / 1024));
  });
});
