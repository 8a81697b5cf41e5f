/** Short constructors for tests of Pages. */
import { readFileSync } from "node:fs";
import { loadCore } from "../../src/core/load.js";
import { createWasmPages } from "../../src/core/wasm-pages.js";
import type { Pace, Pages, PagesConfig } from "../../src/pages/pages.js";
import { ALWAYS, type WriteSource } from "../../src/pages/write-source.js";
import { createReferencePages } from "../../src/reference/pages.js";

const core = await loadCore(readFileSync("build/core.wasm"));

/** The reference and the core, by name. */
export const implementations: readonly (readonly [name: string, create: (config: PagesConfig) => Pages])[] = [
  ["reference", createReferencePages],
  ["core", (config) => createWasmPages(core, config)],
];

export const createCorePages = (config: PagesConfig): Pages => createWasmPages(core, config);

/** A configuration of `slots` slots, all allocated; `fields` overrides the rest. */
export function configOf(slots: number, fields: Partial<PagesConfig> = {}): PagesConfig {
  const rest = { scanOrder: "ascending" as const, writes: "masks" as const, seed: 20260803, run: 0 };
  return { slots, allocatedPages: slots, deferredPages: 0, sources: [], zero: { pages: 0, where: "anywhere" }, ...rest, ...fields };
}

type Distribute<Source> = Source extends WriteSource
  ? Omit<Source, "stream" | "region" | "gate"> & Partial<Pick<Source, "stream" | "gate">>
  : never;

/** A source over a contiguous region, always active, on stream 1 unless `fields` says otherwise. */
export function sourceOf(
  firstPage: number,
  pages: number,
  fields: Distribute<WriteSource>,
  layout: "contiguous" | "scattered" = "contiguous",
): WriteSource {
  return { stream: 1, gate: ALWAYS, region: { firstPage, pages, layout }, ...fields } as WriteSource;
}

/** A pace of 1000 pages (of one byte) per second, for a round that starts at simulated and guest second 0. */
export function paceOf(fields: Partial<Pace> = {}): Pace {
  const start = { startSeconds: 0, startGuestSeconds: 0, startBytes: 0, startBatches: 0, startZeroPages: 0 };
  const sizes = { batchPages: 1024, batchHeaderBytes: 0, entryBytes: 0, pageBytes: 1 };
  const flow = { bytesPerSecond: 1000, guestSpeedRatio: 1, batchSeconds: 0 };
  const content = { zeroPageBytes: 1, zeroPageSeconds: 0, deltaPageBytes: 1 };
  return { ...start, ...sizes, ...content, ...flow, dirtyPageRule: "send", live: true, listsDeferredPages: true, ...fields };
}

/** Pages whose bits are set in a snapshot. */
export function pagesIn(pages: Pages, which: "log" | "to-send" | "never-sent" | "zero"): number[] {
  const found: number[] = [];
  for (const [index, byte] of pages.snapshot(which).entries()) {
    for (let bit = 0; bit < 8; bit++) if (((byte >>> bit) & 1) === 1) found.push(index * 8 + bit);
  }
  return found;
}

/** 0, 1, ... count - 1. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
