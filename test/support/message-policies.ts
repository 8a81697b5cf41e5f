/**
 * The allocation policies simulated message by message: oracles for the templates of `src/channel/dirtying/ring-writes.ts`, which
 * describe millions of messages at once. The template of `createCyclicRing` is a sweep, that of `createRewindingRing` a burst over the
 * pages of the peak, and so is that of `createStagingList`, whose last freed buffers are reused first.
 */
import { recordBytes, stagingBytes } from "../../src/channel/ring-record.js";
import { GRANTED_PAGE_BYTES } from "../../src/scenario/channel-defaults.js";

/** A policy: the pages that a message writes. */
export interface MessagePolicy {
  /** Writes a message of `messageBytes`. Returns the pages, counted from the policy's first. */
  write(messageBytes: number): readonly number[];
  /** The reader takes the oldest message; no effect if there is none. */
  read(): void;
  readonly unreadMessages: number;
}

/** Pages [first, last] of a span of bytes in a ring of `ringBytes`. */
function pagesOfSpan(startBytes: number, bytes: number, ringBytes: number): number[] {
  const pages: number[] = [];
  const first = Math.floor(startBytes / GRANTED_PAGE_BYTES);
  const last = Math.floor((startBytes + bytes - 1) / GRANTED_PAGE_BYTES);
  const ringPages = Math.floor(ringBytes / GRANTED_PAGE_BYTES);
  for (let page = first; page <= last; page++) pages.push(page % ringPages);
  return pages;
}

/** XenVMC's ring: the index wraps around and never rewinds. Throws a RangeError if a message does not fit. */
export function createCyclicRing(ringPages: number): MessagePolicy {
  return createRing(ringPages, false);
}

/** The modified ring (reconstruction): the index returns to 0 whenever the ring is empty. */
export function createRewindingRing(ringPages: number): MessagePolicy {
  return createRing(ringPages, true);
}

function createRing(ringPages: number, rewinds: boolean): MessagePolicy {
  const ringBytes = ringPages * GRANTED_PAGE_BYTES;
  const unread: number[] = [];
  let headBytes = 0;
  let usedBytes = 0;
  return {
    write(messageBytes) {
      const bytes = recordBytes(messageBytes);
      if (usedBytes + bytes > ringBytes) throw new RangeError(`${usedBytes} B of ${ringBytes} B in use, no room for ${bytes} B`);
      if (rewinds && unread.length === 0) headBytes = 0;
      const pages = pagesOfSpan(headBytes, bytes, ringBytes);
      headBytes = (headBytes + bytes) % ringBytes;
      usedBytes += bytes;
      unread.push(bytes);
      return pages;
    },
    read() {
      usedBytes -= unread.shift() ?? 0;
    },
    get unreadMessages() {
      return unread.length;
    },
  };
}

/** XenVMC's staging: a buffer per message from a last-in-first-out free list of buffers of one size. */
export function createStagingList(messageBytes: number, allocator: "kmalloc" | "exact"): MessagePolicy {
  const bytes = stagingBytes(messageBytes, allocator);
  const free: number[] = [];
  const unread: number[] = [];
  let grown = 0;
  return {
    write() {
      const buffer = free.pop() ?? grown++;
      unread.push(buffer);
      return pagesOfSpan(buffer * bytes, bytes, Number.MAX_SAFE_INTEGER);
    },
    read() {
      const buffer = unread.shift();
      if (buffer !== undefined) free.push(buffer);
    },
    get unreadMessages() {
      return unread.length;
    },
  };
}
