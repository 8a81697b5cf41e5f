/** Bytes that QEMU sends per page, and how its dirty log is kept (docs/sources/qemu.md). */
import type { MultifdParameters, QemuParameters } from "../../scenario/resolved/engine-parameters.js";
import type { Engine } from "../engine.js";
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
 * all. Zero pages go over the main connection, so packets are full and the header is spread over their pages.
 */
const PACKET_PAGES = 128;
const PACKET_HEADER_BYTES = 320;

type Wire = Omit<Engine, "name" | "migrate">;

/** How an engine of QEMU scans pages and puts them on the wire. */
export function wireOf(parameters: QemuParameters): Wire {
  const { log, clearChunkBytes, xbzrle, multifd, clearPageSeconds, destinationPageSeconds } = parameters;
  return {
    scanOrder: "cyclic",
    limitName: "QEMU's max-bandwidth",
    ...(log === "manual-protect" ? { clearPages: clearChunkBytes / TARGET_PAGE_BYTES } : {}),
    ...(xbzrle ? { deltaCachePages: xbzrle.cacheBytes / TARGET_PAGE_BYTES, deltaPageBytes: deltaPageBytes(xbzrle) } : {}),
    ...(multifd && multifd.compression !== "none" ? compressionOf(multifd) : {}),
    ...zeroPagesOf(parameters),
    connections: multifd?.channels ?? 1,
    sentFrameSeconds: log === "manual-protect" ? clearPageSeconds : 0,
    receivedFrameSeconds: destinationPageSeconds,
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

/**
 * Zero pages: found by the migration thread, or by the channels' threads in parallel. A guest of 100 GB of zero pages took 9629 ms by the
 * one and 6182, 4643, 4143 ms by 1, 2, 4 threads (docs/sources/hosts.md#pipeline), which is 0.13 us + 0.10 us / threads for each page.
 */
function zeroPagesOf({ multifd, zeroPageSeconds, destinationZeroPageSeconds }: QemuParameters) {
  if (multifd?.zeroPages !== "channels")
    return { zeroPageBytes: ZERO_PAGE_BYTES, zeroPageSeconds, receivedZeroFrameSeconds: destinationZeroPageSeconds };
  const { channels } = multifd;
  return {
    // The packet lists the page's offset alone.
    zeroPageBytes: 0,
    zeroPageSeconds: ZERO_IN_CHANNELS_SECONDS + ZERO_BY_CHANNEL_SECONDS / channels,
    receivedZeroFrameSeconds: destinationZeroPageSeconds / channels,
  };
}

/** multifd compression: output of all sender threads. */
function compressionOf({ channels, compressionRatio, compressionBytesPerSecond }: MultifdParameters) {
  return {
    contentRatio: 1 / compressionRatio,
    bytesPerSecond: (channels * compressionBytesPerSecond) / compressionRatio,
    senderName: `compression in ${channels} multifd channels`,
  };
}

/** Pages between two checks of the quota. */
export function burstPages({ multifd, flushPages }: QemuParameters): number {
  return multifd ? PACKET_PAGES : flushPages;
}

/** Bytes handed to channels and not yet counted when the quota is checked: one packet per channel. */
export function uncountedBytes({ multifd }: QemuParameters): number {
  return multifd ? multifd.channels * (PACKET_HEADER_BYTES + PACKET_PAGES * (PAGE_HEADER_BYTES + TARGET_PAGE_BYTES)) : 0;
}
