/** The shape of a dirtying calibration: which pages of its own a guest kernel writes when it communicates. */
import type { ResolvedChannel } from "../../scenario/resolved/resolved-channel.js";

/** What any guest writes that does something at all: stacks, run queue, timers. */
export interface BaseActivity {
  /** Pages written at every wake-up. */
  readonly hotPages: Readonly<Record<ResolvedChannel["guestMode"], number>>;
  /** Seconds between the wake-ups of a guest without traffic. */
  readonly idleWakeSeconds: number;
  /** Pages written now and then, at random: how many, and writes per second over all of them. */
  readonly coldPages: number;
  readonly coldWritesPerSecond: number;
}

/**
 * Netfront on a kernel that recycles its receive pages: what counts is slots of the receive ring.
 *
 * A burst of b bytes is 1 + b / largestSegmentBytes packets. A received one takes b / 4096 slots and
 * `slotsPerReceivedPacket` per packet; a sent one is answered by an ACK per packet, one slot each. Bursts merge where the
 * guest is busy: their number shrinks by the share of time that its messages take, `busySecondsPerMessage` each.
 * A slot takes the next page of a cyclic pool and writes `headWritesPerSlot` socket-buffer heads among `headPages` slab pages.
 */
export interface SlotPool {
  readonly kind: "slots";
  /** Pages through which receive slots cycle. A fresh guest has 320; a guest that once had a backlog keeps 500. */
  readonly poolPages: number;
  readonly headPages: number;
  readonly headWritesPerSlot: number;
  readonly slotsPerReceivedPacket: number;
  readonly largestSegmentBytes: number;
  readonly busySecondsPerMessage: number;
  /** Pages rewritten at every burst beyond the guest's own hot pages. */
  readonly hotPages: number;
  /** Hot pages per page of payload that lies unacknowledged (sent) or unread (received) at the peak. */
  readonly sentPagesPerPage: number;
  readonly receivedPagesPerPage: number;
  /** Hot pages per packet of a burst where every packet has a head of its own: datagrams, or segmentation off. */
  readonly pagesPerSmallPacket: number;
}

/** Netfront on a kernel that allocates per packet: every touch draws a page of the allocator's pool at random. */
export interface RandomPool {
  readonly kind: "random";
  /** Symbol: W_NF. Range 1000-8000. */
  readonly poolPages: number;
  /** Page-equivalents of one socket-buffer head. Symbol: skb. */
  readonly headPagesPerPacket: number;
  /** ACK packets per segment. Symbol: ack. */
  readonly acknowledgementsPerSegment: number;
}

/** Where the pages of shared-memory staging and of a rewinding window come from. */
export type PeakPolicy =
  /** As many pages as lie unread at the peak: what one pacing period and the reader's lateness let through. */
  | { readonly kind: "peak"; readonly readerLagSeconds: number }
  /** Fixed amounts: bytes unread in staging (symbol q), pages of spare slab, pages of the window (symbol H). */
  | {
      readonly kind: "fixed";
      readonly unreadBytes: number;
      readonly spareStagingPages: number;
      /** Pages written per staged message at least: a record's buffer and the allocator's own page. */
      readonly leastPagesPerMessage: number;
      readonly windowPages: number;
      /** Pages at the beginning of the window that every burst writes after a rewind. */
      readonly rewoundPages: number;
    };

export interface SharedMemoryDirtying {
  readonly peak: PeakPolicy;
  /** Pages written at every burst by any guest that uses rings. */
  readonly constantPages: number;
  /** Pages written at every burst by a receiver. */
  readonly receiverPages: number;
  /** Pages of the kernel allocator that staging keeps busy beside the buffers. */
  readonly allocatorPages: number;
  /** True where the buffer that a receiver reads into counts: one message, reused. */
  readonly countsUserBuffer: boolean;
}

export interface GuestCalibration {
  readonly name: ResolvedChannel["guest"];
  /** Seconds from one burst of a sender to the next. */
  readonly pacingSeconds: number;
  readonly base: BaseActivity;
  readonly netfront: SlotPool | RandomPool;
  readonly sharedMemory: SharedMemoryDirtying;
}
