/** A plan of the core's memory: reserve everything, seal once, then view. Nothing moves afterwards. */
import { CoreError } from "./core-error.js";
import type { CoreExports, Pointer } from "./load.js";

const ALIGNMENT_BYTES = 16;
const MEMORY_PAGE_BYTES = 65536;

/** A reserved stretch of memory. */
export interface MemoryRegion {
  readonly pointer: Pointer;
  readonly bytes: number;
}

export interface Arena {
  /** All that has been reserved, in ascending order. */
  readonly regions: readonly MemoryRegion[];
  /** Reserves `bytes`, aligned to 16. */
  reserve(bytes: number): Pointer;
  /** Clears the memory, and grows it, to hold all that was reserved. Views are made after this; reserving is over. */
  seal(): ArrayBuffer;
}

/** Plans the memory of `core` from its first free address on. `gapBytes` leaves that much unused before and after every region. */
export function createArena(core: CoreExports, gapBytes = 0): Arena {
  const align = (bytes: number) => Math.ceil(bytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
  let next = align(core.heapBase()) + align(gapBytes);
  const regions: MemoryRegion[] = [];
  let sealed = false;
  return {
    regions,
    reserve(bytes) {
      if (sealed) throw new CoreError("the arena is sealed");
      const pointer = next as Pointer;
      regions.push({ pointer, bytes });
      next += align(bytes) + align(gapBytes);
      return pointer;
    },
    seal() {
      sealed = true;
      const usedBytes = core.memory.buffer.byteLength;
      new Uint8Array(core.memory.buffer).fill(0, core.heapBase(), Math.min(next, usedBytes));
      const missing = next - usedBytes;
      try {
        if (missing > 0) core.memory.grow(Math.ceil(missing / MEMORY_PAGE_BYTES));
      } catch (cause) {
        throw new CoreError(`no memory: ${next} bytes are needed`, { cause });
      }
      return core.memory.buffer;
    },
  };
}
