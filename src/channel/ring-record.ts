/** Bytes that a message occupies in a XenVMC ring and in its staging buffer (XenVMC's bififo.c; docs/sources/channels.md#xenvmc-sizes). */
import { GRANTED_PAGE_BYTES, RECORD_HEADER_BYTES } from "../scenario/channel-defaults.js";
import type { ResolvedStagedRing } from "../scenario/resolved/resolved-channel.js";
import { STAGING_HEADER_BYTES } from "./sizes.js";

/** Bytes of a message in the ring: a header of 16 bytes, the payload padded to a multiple of 16. Symbol: rec. */
export function recordBytes(messageBytes: number): number {
  return RECORD_HEADER_BYTES + RECORD_HEADER_BYTES * Math.ceil(messageBytes / RECORD_HEADER_BYTES);
}

/** Size classes of Linux's kmalloc up to a page; larger allocations are powers of two pages. */
const KMALLOC_CLASSES = [8, 16, 32, 64, 96, 128, 192, 256, 512, 1024, 2048, GRANTED_PAGE_BYTES];

/** Bytes of the smallest kmalloc class that holds `bytes`. */
function kmallocBytes(bytes: number): number {
  const small = KMALLOC_CLASSES.find((size) => size >= bytes);
  if (small !== undefined) return small;
  let size = GRANTED_PAGE_BYTES;
  while (size < bytes) size *= 2;
  return size;
}

/**
 * Bytes of memory that staging one message takes. Symbol: alloc(s). A header of 32 bytes pushes a message that is a power
 * of two into the next class, which doubles it. `exact`: an allocator without classes.
 */
export function stagingBytes(messageBytes: number, allocator: ResolvedStagedRing["stagingAllocator"]): number {
  const bytes = messageBytes + STAGING_HEADER_BYTES;
  return allocator === "exact" ? bytes : kmallocBytes(bytes);
}
