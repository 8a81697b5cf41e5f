/** The pages to be sent as ranges of addresses, as QEMU lists them for the destination to drop. */
import type { DirtyRanges } from "../../engine/action.js";
import type { Pages } from "../../pages/pages.js";

/** Runs of pages to be sent, and those of their pages that were sent before (postcopy_send_discard_bm_ram of QEMU's ram.c). */
export function dirtyRangesOf(pages: Pick<Pages, "snapshot">): DirtyRanges {
  const toSend = pages.snapshot("to-send");
  const neverSent = pages.snapshot("never-sent");
  let ranges = 0;
  let heldPages = 0;
  let last = 0;
  for (let index = 0; index < toSend.length; index++) {
    const bits = toSend[index] as number;
    // A range begins at a page to be sent behind one that is not.
    ranges += countBits(bits & ~((bits << 1) | last) & 0xff);
    heldPages += countBits(bits & ~(neverSent[index] as number));
    last = bits >>> 7;
  }
  return { ranges, heldPages };
}

function countBits(byte: number): number {
  let count = 0;
  for (let bits = byte; bits !== 0; bits &= bits - 1) count++;
  return count;
}
