/** The shape of a dirtying calibration: which pages of its own a guest kernel writes when it communicates. */
import type { ResolvedChannel } from "../../scenario/resolved/resolved-channel.js";

/** Pages that any running guest writes: stacks, run queue, timers. */
export interface BaseActivity {
  /** Pages written at every wake-up. */
  readonly hotPages: Readonly<Record<ResolvedChannel["guestMode"], number>>;
  /** Seconds between the wake-ups of a guest without traffic. */
  readonly idleWakeSeconds: number;
  /** Counts what the guest writes without traffic, too. */
  readonly idle: boolean;
  /** Number of pages written occasionally, at random. */
  readonly coldPages: number;
  readonly coldWritesPerSecond: number;
}

/**
 * Netfront on a kernel that recycles its receive pages: the page writes follow from the slots of the receive ring.
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
  /** Hot pages per page of payload that is unacknowledged (sent) or unread (received) at the peak. */
  readonly sentPagesPerPage: number;
  readonly receivedPagesPerPage: number;
  /** Hot pages per packet of a burst if every packet has its own socket-buffer head: datagrams, or segmentation off. */
  readonly pagesPerSmallPacket: number;
}

/** Netfront on a kernel that allocates per packet: every touch writes a random page of the allocator's pool. */
export interface RandomPool {
  readonly kind: "random";
  /** Symbol: W_NF. Range 1000-8000. */
  readonly poolPages: number;
  /** Page-equivalents of one socket-buffer head. Symbol: skb. */
  readonly headPagesPerPacket: number;
  /** ACK packets per segment. Symbol: ack. */
  readonly acknowledgementsPerSegment: number;
}

/** How the number of staging pages, or of pages of a rewinding window, is determined. */
export type PeakPolicy =
  /** The pages unread at the peak: what arrives in one pacing period plus the reader's delay. */
  | { readonly kind: "peak"; readonly readerLagSeconds: number }
  /** Fixed amounts: bytes unread in staging (symbol q), pages of spare slab, pages of the window (symbol H). */
  | {
      readonly kind: "fixed";
      readonly unreadBytes: number;
      readonly spareStagingPages: number;
      /** Minimum pages written per staged message: a record's buffer and the allocator's own page. */
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
  /** Pages of the kernel allocator that staging writes in addition to the buffers. */
  readonly allocatorPages: number;
  /** True if the receiver's user buffer counts: the size of one message, reused. */
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
