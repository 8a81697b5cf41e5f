/** Single figures of the guest kernel's own writes when it communicates, as users write them; the rest are the calibration's. */
import * as v from "valibot";
import { pageRate, plainNumber, quantity, yesOrNo } from "./fields.js";
import { about, meaning } from "./json-schema-only.js";
import { closedObject } from "./mapping.js";

const MOST_PAGES = 2 ** 24;
const pages = (description: string) => v.optional(quantity("pages", { min: 0, max: MOST_PAGES, integer: true }, description));
const pool = (description: string) => v.optional(quantity("pages", { min: 1, max: MOST_PAGES, integer: true }, description));
const ratio = (description: string) => v.optional(plainNumber({ min: 0, max: 1e6 }, description));
const bytes = (description: string) => v.optional(quantity("size", { min: 0, max: 2 ** 40, integer: true }, description));
const time = (description: string) => v.optional(quantity("time", { min: 0, max: 3600 }, description));
const period = (description: string) => v.optional(quantity("time", { above: 0, max: 3600 }, description));

const base = closedObject(
  () => ({
    hotPages: pages(meaning("Pages dirtied at every wake-up.")),
    idleWake: period(meaning("Time between wake-ups of a guest without traffic.")),
    idle: v.optional(
      yesOrNo(
        meaning(
          "Count what the guest dirties without traffic, too: hotPages every idleWake, and all of coldRate. Default: false; host.setupDirtyPages has what an idle guest adds.",
        ),
      ),
    ),
    coldPages: pages(meaning("Pages dirtied occasionally, at random.")),
    coldRate: v.optional(pageRate({ min: 0, max: 1e9 }, meaning("Page writes to all cold pages together."))),
  }),
  about("Kernel dirtying", "Pages that the guest's kernel dirties with or without traffic."),
);

const netfront = closedObject(
  () => ({
    poolPages: pool(meaning("Pages in the pool of netfront's buffers.")),
    headPages: pool(meaning("linux-6.1: slab pages of socket-buffer heads.")),
    headWritesPerSlot: ratio(meaning("linux-6.1: heads written per receive slot.")),
    slotsPerReceivedPacket: ratio(meaning("linux-6.1: receive slots per packet in addition to those of its bytes.")),
    largestSegment: v.optional(quantity("size", { min: 1, max: 2 ** 31, integer: true }, meaning("linux-6.1: largest packet of a burst."))),
    busyPerMessage: time(meaning("linux-6.1: time per message within which bursts merge.")),
    hotPages: pages(meaning("linux-6.1: pages rewritten at every burst.")),
    sentPagesPerPage: ratio(meaning("linux-6.1: hot pages per page in flight, sent and not acknowledged.")),
    receivedPagesPerPage: ratio(meaning("linux-6.1: hot pages per page received and not read.")),
    pagesPerSmallPacket: ratio(meaning("linux-6.1: hot pages per packet with its own head.")),
    headPagesPerPacket: ratio(meaning("linux-2.6: pages of one socket-buffer head.")),
    acknowledgementsPerSegment: ratio(meaning("linux-2.6: ACK packets per segment.")),
  }),
  about("Netfront dirtying", "Pages dirtied by netfront."),
);

const sharedMemory = closedObject(
  () => ({
    constantPages: pages(meaning("Pages dirtied at every burst by any guest that uses rings.")),
    receiverPages: pages(meaning("Pages dirtied at every burst by a receiver.")),
    allocatorPages: pages(meaning("Pages of the allocator that staging keeps busy.")),
    countsUserBuffer: v.optional(yesOrNo(meaning("Count the buffer that a receiver reads into."))),
  }),
  about("Ring dirtying", "Pages dirtied by shared-memory rings."),
);

const peak = closedObject(
  () => ({
    readerLag: time(meaning("linux-6.1: delay of a reader.")),
    unread: bytes(meaning("linux-2.6: unread bytes in staging.")),
    spareStagingPages: pages(meaning("linux-2.6: staging pages in addition to the unread bytes.")),
    leastPagesPerMessage: ratio(meaning("linux-2.6: minimum of pages written per staged message.")),
    windowPages: pool(meaning("linux-2.6: pages of the ring's window.")),
    rewoundPages: pages(meaning("linux-2.6: pages of the window that every burst writes.")),
  }),
  about("Peak dirtying", "Pages that readers falling behind add."),
);

export const dirtyingSchema = closedObject(
  () => ({
    pacing: period(meaning("Time from one burst of a sender to the next.")),
    base: v.optional(base),
    netfront: v.optional(netfront),
    sharedMemory: v.optional(sharedMemory),
    peak: v.optional(peak),
  }),
  about("Dirtying", "Pages that communication dirties. Default: the guest calibration's, for every figure that is not given."),
);

export type CheckedDirtying = v.InferOutput<typeof dirtyingSchema>;
