/** Single figures of the guest kernel's own writes when it communicates, as users write them; the rest are the calibration's. */
import * as v from "valibot";
import { pageRate, plainNumber, quantity } from "./fields.js";
import { meaning } from "./json-schema-only.js";
import { closedObject } from "./mapping.js";

const MOST_PAGES = 2 ** 24;
const pages = (description: string) => v.optional(quantity("pages", { min: 0, max: MOST_PAGES, integer: true }, description));
const pool = (description: string) => v.optional(quantity("pages", { min: 1, max: MOST_PAGES, integer: true }, description));
const ratio = (description: string) => v.optional(plainNumber({ min: 0, max: 1e6 }, description));
const bytes = (description: string) => v.optional(quantity("size", { min: 0, max: 2 ** 40, integer: true }, description));
const time = (description: string) => v.optional(quantity("time", { min: 0, max: 3600 }, description));
const period = (description: string) => v.optional(quantity("time", { above: 0, max: 3600 }, description));

const base = closedObject(() => ({
  hotPages: pages(meaning("Pages written at every wake-up.")),
  idleWake: period(meaning("Between the wake-ups of a guest without traffic.")),
  coldPages: pages(meaning("Pages written now and then, at random.")),
  coldRate: v.optional(pageRate({ min: 0, max: 1e9 }, meaning("Writes to all cold pages together."))),
}));

const netfront = closedObject(() => ({
  poolPages: pool(meaning("Pages that netfront's buffers come from.")),
  headPages: pool(meaning("linux-6.1: slab pages of socket-buffer heads.")),
  headWritesPerSlot: ratio(meaning("linux-6.1: heads written per receive slot.")),
  slotsPerReceivedPacket: ratio(meaning("linux-6.1: receive slots per packet, besides those of its bytes.")),
  largestSegment: v.optional(quantity("size", { min: 1, max: 2 ** 31, integer: true }, meaning("linux-6.1: largest packet of a burst."))),
  busyPerMessage: time(meaning("linux-6.1: time of a message in which bursts merge.")),
  hotPages: pages(meaning("linux-6.1: pages rewritten at every burst.")),
  sentPagesPerPage: ratio(meaning("linux-6.1: hot pages per page that lies unacknowledged.")),
  receivedPagesPerPage: ratio(meaning("linux-6.1: hot pages per page that lies unread.")),
  pagesPerSmallPacket: ratio(meaning("linux-6.1: hot pages per packet with a head of its own.")),
  headPagesPerPacket: ratio(meaning("linux-2.6: pages of one socket-buffer head.")),
  acknowledgementsPerSegment: ratio(meaning("linux-2.6: acknowledging packets per segment.")),
}));

const sharedMemory = closedObject(() => ({
  constantPages: pages(meaning("Pages written at every burst by any guest that uses rings.")),
  receiverPages: pages(meaning("Pages written at every burst by a receiver.")),
  allocatorPages: pages(meaning("Pages of the allocator that staging keeps busy.")),
  countsUserBuffer: v.optional(v.pipe(v.boolean(), v.description(meaning("The buffer that a receiver reads into counts.")))),
}));

const peak = closedObject(() => ({
  readerLag: time(meaning("linux-6.1: how late a reader comes.")),
  unread: bytes(meaning("linux-2.6: bytes that lie unread in staging.")),
  spareStagingPages: pages(meaning("linux-2.6: pages of staging beyond the unread.")),
  leastPagesPerMessage: ratio(meaning("linux-2.6: pages written per staged message at least.")),
  windowPages: pool(meaning("linux-2.6: pages of the ring's window.")),
  rewoundPages: pages(meaning("linux-2.6: pages of the window that every burst writes.")),
}));

export const dirtyingSchema = closedObject(() => ({
  pacing: period(meaning("From one burst of a sender to the next.")),
  base: v.optional(base),
  netfront: v.optional(netfront),
  sharedMemory: v.optional(sharedMemory),
  peak: v.optional(peak),
}));

export type CheckedDirtying = v.InferOutput<typeof dirtyingSchema>;
