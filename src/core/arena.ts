/** Lays out the core's memory: reserve every region, seal once, then create views. Nothing moves afterwards. */
import { CoreError, OutOfMemoryError } from "./core-error.js";
import type { CoreExports, Pointer } from "./load.js";

const ALIGNMENT_BYTES = 16;
const MEMORY_PAGE_BYTES = 65536;

/** A reserved region of memory. */
export interface MemoryRegion {
  readonly pointer: Pointer;
  readonly bytes: number;
}

export interface Arena {
  /** All reserved regions, in ascending order of address. */
  readonly regions: readonly MemoryRegion[];
  /** Reserves `bytes` bytes, aligned to 16. Throws a CoreError after `seal`. */
  reserve(bytes: number): Pointer;
  /** First address after everything reserved: bytes of memory that are needed. */
  readonly endBytes: number;
  /**
   * Clears the memory of `core` and grows it to hold everything reserved. Views have to be created after this call. Throws an
   * OutOfMemoryError if memory runs out.
   */
  seal(core: CoreExports): ArrayBuffer;
}

/** Creates an arena over a memory that is free from `firstFree` on. Leaves `gapBytes` unused before and after every region. */
export function createArena(firstFree: number, gapBytes = 0): Arena {
  const align = (bytes: number) => Math.ceil(bytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
  let next = align(firstFree) + align(gapBytes);
  const regions: MemoryRegion[] = [];
  let sealed = false;
  return {
    regions,
    get endBytes() {
      return next;
    },
    reserve(bytes) {
      if (sealed) throw new CoreError("memory cannot be reserved after the arena is sealed");
      const pointer = next as Pointer;
      regions.push({ pointer, bytes });
      next += align(bytes) + align(gapBytes);
      return pointer;
    },
    seal(core) {
      sealed = true;
      const usedBytes = core.memory.buffer.byteLength;
      new Uint8Array(core.memory.buffer).fill(0, firstFree, Math.min(next, usedBytes));
      const missing = next - usedBytes;
      try {
        if (missing > 0) core.memory.grow(Math.ceil(missing / MEMORY_PAGE_BYTES));
      } catch (cause) {
        throw new OutOfMemoryError(next, { cause });
      }
      return core.memory.buffer;
    },
  };
}
