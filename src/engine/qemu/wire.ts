/** Bytes that QEMU sends per page, and how its dirty log is kept (docs/sources/qemu.md). */
import type { MultifdParameters, QemuParameters } from "../../scenario/resolved/engine-parameters.js";
import type { PostcopyWire } from "../action.js";
import type { Engine } from "../engine.js";
import { MAPPED_RAM_WIRE } from "./mapped-ram.js";
import { deltaPageBytes } from "./xbzrle.js";

/** QEMU's target page: the unit of sending, counting and caching, whatever the guest's page size. */
const TARGET_PAGE_BYTES = 4096;
/** save_page_header: address and flags before each page. */
export const PAGE_HEADER_BYTES = 8;
/** save_zero_page: one fill byte in place of the content. */
const ZERO_PAGE_BYTES = 1;
/** Seconds per zero page found in multifd's channels: by the migration thread, and by a channel's. */
const ZERO_IN_CHANNELS_SECONDS = 0.13e-6;
const ZERO_BY_CHANNEL_SECONDS = 0.1e-6;
/** RAM_SAVE_FLAG_EOS, after every call of ram_save_iterate. */
export const ITERATION_BYTES = 8;
/**
 * Pages of a multifd packet (MULTIFD_PACKET_SIZE) and its header without the 8 bytes per page that every page has: 1344 bytes in
 * all. Packets are full, and the header is spread over their pages. Those are pages of content alone, and zero pages have 9 bytes
 * on the main connection; from 9.0 on zero pages are listed in the packets too (multifd_send_zero_page_detect of multifd-zero-page.c).
 */
const PACKET_PAGES = 128;
const PACKET_HEADER_BYTES = 320;
const PACKET_SHARE_BYTES = PACKET_HEADER_BYTES / PACKET_PAGES;

type Wire = Omit<Engine, "name" | "migrate">;

/** How an engine of QEMU scans pages and puts them on the wire. */
export function wireOf(parameters: QemuParameters): Wire {
  const { log, clearChunkBytes, initiallySet, xbzrle, multifd, clearPageSeconds, destinationPageSeconds, mode, mappedRam } = parameters;
  const isClearedLate = log === "manual-protect";
  return {
    scanOrder: "cyclic",
    limitName: "QEMU's max-bandwidth",
    ...(isClearedLate ? { clearPages: clearChunkBytes / TARGET_PAGE_BYTES, ...(initiallySet ? {} : { initiallySet }) } : {}),
    ...(xbzrle ? { deltaCachePages: xbzrle.cacheBytes / TARGET_PAGE_BYTES, deltaPageBytes: deltaPageBytes(xbzrle) } : {}),
    ...(multifd && multifd.compression !== "none" ? compressionOf(multifd) : {}),
    ...zeroPagesOf(parameters),
    connections: multifd?.channels ?? 1,
    ...(multifd?.zeroCopySend ? { connectionSpeedup: multifd.zeroCopySpeedup ?? 1 } : {}),
    sentFrameSeconds: isClearedLate ? clearPageSeconds : 0,
    receivedFrameSeconds: destinationPageSeconds,
    batchPages: burstPages(parameters),
    batchHeaderBytes: 0,
    ...(multifd ? { contentHeaderBytes: PACKET_SHARE_BYTES + lengthBytes(multifd) } : {}),
    entryBytes: PAGE_HEADER_BYTES,
    batchSeconds: 0,
    slotSeconds: 0,
    holeSeconds: 0,
    listsDeferredPages: false,
    ...(mode === "background-snapshot" ? SNAPSHOT_WIRE : {}),
    ...(mappedRam ? MAPPED_RAM_WIRE : {}),
  };
}

/** A snapshot goes into a file, which has no receiving thread; it clears no dirty log. */
const SNAPSHOT_WIRE = { sentFrameSeconds: 0, receivedFrameSeconds: 0, receivedZeroFrameSeconds: 0 } as const;

/** What differs in post-copy, where multifd's channels are silent and pages go over the main connection alone (10.1). */
export function mainConnectionOf(parameters: QemuParameters): PostcopyWire {
  const { multifd: _silent, ...plain } = parameters;
  return { ...zeroPagesOf(plain), connections: 1, contentRatio: 1, contentHeaderBytes: 0, bytesPerSecond: Infinity };
}

/**
 * Zero pages: found by the migration thread, or by the channels' threads in parallel. A guest of 100 GB of zero pages took 9629 ms by the
 * one and 6182, 4643, 4143 ms by 1, 2, 4 threads (docs/sources/hosts.md#pipeline), which is 0.13 us + 0.10 us / threads for each page.
 */
function zeroPagesOf({ multifd, zeroPageSeconds, destinationZeroPageSeconds }: QemuParameters) {
  if (multifd?.zeroPages !== "channels")
    return { zeroPageBytes: ZERO_PAGE_BYTES, zeroPageSeconds, receivedZeroFrameSeconds: destinationZeroPageSeconds };
  const { channels } = multifd;
  return {
    // The packet lists the page's offset alone; its header is spread over all its pages.
    zeroPageBytes: PACKET_SHARE_BYTES,
    zeroPageSeconds: ZERO_IN_CHANNELS_SECONDS + ZERO_BY_CHANNEL_SECONDS / channels,
    receivedZeroFrameSeconds: destinationZeroPageSeconds / channels,
  };
}

/** multifd compression: output of all sender threads, or of the accelerators that they share. */
function compressionOf({
  channels,
  compression,
  compressionRatio,
  compressionBytesPerSecond,
  acceleratorBytesPerSecond,
}: MultifdParameters) {
  const threadsBytesPerSecond = channels * compressionBytesPerSecond;
  const sharedBytesPerSecond = acceleratorBytesPerSecond || Infinity;
  const isShared = sharedBytesPerSecond < threadsBytesPerSecond;
  const by = acceleratorBytesPerSecond === undefined ? "" : ` by ${compression}`;
  return {
    contentRatio: 1 / compressionRatio,
    bytesPerSecond: Math.min(threadsBytesPerSecond, sharedBytesPerSecond) / compressionRatio,
    senderName: isShared ? `the host's accelerators (${compression})` : `compression${by} in ${channels} multifd channels`,
  };
}

/** multifd_qpl_send_prepare, multifd_uadk_send_prepare: pages are compressed one by one, and their lengths go in front. */
function lengthBytes({ compression }: MultifdParameters): number {
  return compression === "qpl" || compression === "uadk" ? 4 : 0;
}

/** Pages between two checks of the quota. */
export function burstPages({ multifd, flushPages }: QemuParameters): number {
  return multifd ? PACKET_PAGES : flushPages;
}

/** Bytes handed to channels and not yet counted when the quota is checked: one packet per channel. */
export function uncountedBytes({ multifd, mappedRam }: QemuParameters): number {
  if (multifd && mappedRam) return multifd.channels * PACKET_PAGES * TARGET_PAGE_BYTES;
  return multifd ? multifd.channels * (PACKET_HEADER_BYTES + PACKET_PAGES * (PAGE_HEADER_BYTES + TARGET_PAGE_BYTES)) : 0;
}
