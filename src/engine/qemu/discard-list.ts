/** The list of pages that the destination drops at a switch to post-copy: ram_postcopy_send_discard_bitmap of ram.c (docs/sources/qemu.md#discards). */
import type { PostcopyParameters } from "../../scenario/resolved/engine-parameters.js";
import type { DirtyRanges } from "../action.js";
import type { EngineProcess } from "../engine.js";
import { listRanges, sendData } from "../steps.js";

/** qemu_savevm_send_postcopy_ram_discard of savevm.c: first page and length of a range, 8 bytes each. */
const RANGE_BYTES = 16;
/** MAX_DISCARDS_PER_COMMAND of postcopy-ram.c. */
const RANGES_PER_COMMAND = 12;
/** Before the ranges of a command: section type, command and length (5 bytes), version, length of the block's name, `pc.ram` and its end. */
const COMMAND_BYTES = 5 + 1 + 1 + 7;

/** Bytes of the list on the wire. */
export function discardListBytes(ranges: number): number {
  return RANGE_BYTES * ranges + COMMAND_BYTES * Math.ceil(ranges / RANGES_PER_COMMAND);
}

/** Seconds of the destination to drop the listed pages: a call for each range, and the memory of each page it had received. */
export function discardSeconds(
  { discardRangeSeconds, discardPageSeconds }: PostcopyParameters,
  { ranges, heldPages }: DirtyRanges,
): number {
  return discardRangeSeconds * ranges + discardPageSeconds * heldPages;
}

/** Lists the pages to be sent and lets the destination drop them. It drops the first ranges while later ones are on the wire. */
export function* discardDirtyPages(parameters: PostcopyParameters): EngineProcess {
  const dirty = yield* listRanges();
  yield* sendData(discardListBytes(dirty.ranges), discardSeconds(parameters, dirty), "discardSeconds");
}
