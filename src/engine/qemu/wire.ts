/** What QEMU puts on the wire for each page (docs/sources/qemu.md#wire-format), and how its log is kept. */
import type { MultifdParameters, QemuParameters } from "../../scenario/resolved/engine-parameters.js";
import type { Engine } from "../engine.js";
import { deltaPageBytes } from "./xbzrle.js";

/** QEMU's target page: what it sends, counts and caches, whatever the guest's pages. */
export const TARGET_PAGE_BYTES = 4096;
/** Address and flags in front of each page. */
export const PAGE_HEADER_BYTES = 8;
/** The fill byte in place of a zero page's content. */
const ZERO_PAGE_BYTES = 1;
/** End-of-section mark behind every call of the iterator. */
export const ITERATION_BYTES = 8;
/**
 * Pages of a multifd packet, and its header: 1344 bytes with 8 for each of its pages. Pages of content fill packets, zero pages
 * stay on the main connection, so that a full packet's header is shared out over its pages.
 */
const PACKET_PAGES = 128;
const PACKET_HEADER_BYTES = 320;

type Wire = Omit<Engine, "name" | "migrate">;

export function wireOf(parameters: QemuParameters): Wire {
  const { log, clearChunkBytes, xbzrle, multifd, zeroPageSeconds } = parameters;
  return {
    scanOrder: "cyclic",
    limitName: "QEMU's max-bandwidth",
    ...(log === "manual-protect" ? { clearPages: clearChunkBytes / TARGET_PAGE_BYTES } : {}),
    ...(xbzrle ? { deltaCachePages: xbzrle.cacheBytes / TARGET_PAGE_BYTES, deltaPageBytes: deltaPageBytes(xbzrle) } : {}),
    ...(multifd && multifd.compression !== "none" ? compressionOf(multifd) : {}),
    zeroPageBytes: ZERO_PAGE_BYTES,
    zeroPageSeconds,
    batchPages: burstPages(parameters),
    batchHeaderBytes: 0,
    ...(multifd ? { contentHeaderBytes: PACKET_HEADER_BYTES / PACKET_PAGES } : {}),
    entryBytes: PAGE_HEADER_BYTES,
    batchSeconds: 0,
    slotSeconds: 0,
    holeSeconds: 0,
    listsDeferredPages: false,
  };
}

/** The sender's threads make so many bytes for the wire in a second. */
function compressionOf({ channels, compressionRatio, compressionBytesPerSecond }: MultifdParameters) {
  return {
    contentRatio: 1 / compressionRatio,
    bytesPerSecond: (channels * compressionBytesPerSecond) / compressionRatio,
    senderName: `compression in ${channels} multifd channels`,
  };
}

/** Pages between two looks at the quota. */
export function burstPages({ multifd, flushPages }: QemuParameters): number {
  return multifd ? PACKET_PAGES : flushPages;
}

/** Bytes that have been handed over and are not counted yet when the quota is looked at: a packet in each channel. */
export function uncountedBytes({ multifd }: QemuParameters): number {
  return multifd ? multifd.channels * (PACKET_HEADER_BYTES + PACKET_PAGES * (PAGE_HEADER_BYTES + TARGET_PAGE_BYTES)) : 0;
}
