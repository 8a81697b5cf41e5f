import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MemoryRegion } from "../../src/core/arena.js";
import { createWasmPages } from "../../src/core/wasm-pages.js";
import type { Pages } from "../../src/pages/pages.js";
import { createReferencePages } from "../../src/reference/pages.js";
import { type Build, builds, loadBuild } from "../support/builds.js";
import { configs, observe, programs, runProgram } from "../support/pages-programs.js";

const RUNS: Record<Build, number> = { release: 600, debug: 150 };
const GAP_BYTES = 64;
const GUARD = 0xa5;

/** Fills everything outside the regions with guard bytes. Returns a check that they are still there. */
function guard(memory: WebAssembly.Memory, regions: readonly MemoryRegion[]): () => boolean {
  const bytes = new Uint8Array(memory.buffer);
  const gaps = regions.flatMap(({ pointer, bytes: length }) => [
    bytes.subarray(pointer - GAP_BYTES, pointer),
    bytes.subarray(pointer + length, pointer + length + GAP_BYTES),
  ]);
  for (const gap of gaps) gap.fill(GUARD);
  return () => gaps.every((gap) => gap.every((byte) => byte === GUARD));
}

/** Everything visible after each operation. */
function history(pages: Pages, program: Parameters<typeof runProgram>[1], check: () => void): unknown[] {
  const seen: unknown[] = [];
  runProgram(pages, program, (result, operation) => {
    check();
    seen.push({ operation, result, ...observe(pages) });
  });
  return seen;
}

describe.each(builds)("%s build", (build) => {
  it("equals the reference after every operation of any program, in reused memory, and writes nowhere else", async () => {
    const core = await loadBuild(build);
    fc.assert(
      fc.property(configs, programs, (config, program) => {
        const reference = history(createReferencePages(config), program, () => {});
        let isGuarded = () => true;
        const pages = createWasmPages(core, config, {
          gapBytes: GAP_BYTES,
          onMemory: (memory, regions) => {
            isGuarded = guard(memory, regions);
          },
        });
        const own = history(pages, program, () => expect(isGuarded()).toBe(true));
        expect(own).toEqual(reference);
        pages.release?.();
      }),
      { seed: 20260801, numRuns: RUNS[build] },
    );
  });
});
