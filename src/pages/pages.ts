/**
 * Pages: the seam between a migration's policy and the state of every page of the guest.
 *
 * Three implementations give the same answers: `src/core` (AssemblyScript, SIMD), `src/reference` (plain TypeScript, the
 * definition of the model; the core equals it bit for bit) and `src/expected` (expected counts, no page identity).
 * Policies never see a page; an implementation never sees a policy.
 *
 * Time comes in two clocks. Simulated seconds run from the request to migrate. Guest seconds are the time the guest has
 * really run: they stop while it is paused and slow down while it is throttled. Writers live on guest seconds alone.
 */
import type { WriteSource } from "./write-source.js";

/**
 * Order in which a round visits the slots.
 * - `ascending`, or `rotated` by ten bits (Xen 2.0-3.2, docs/sources/xen.md#rotated-scan): every round begins at the first position, and
 *   pages that were sent stay marked as to be sent until the next harvest takes their place;
 * - `cyclic`: ascending from where the round before stopped, round and round (QEMU, docs/sources/qemu.md#page-search). A page that is sent
 *   is no longer to be sent, and a harvest adds to what is left.
 */
export type ScanOrder = "ascending" | "rotated" | "cyclic";

/**
 * What a batch does with a page that is to be sent and was written again before its turn.
 * - `send`: sends it (Xen 4.6 and later, and every final round);
 * - `skip`: leaves it to the next round (Xen 2.0-4.5, PEEK before each batch);
 * - `allocate-only`: lists it without its content (round 1 of an HVM guest under Xen 4.2-4.5).
 */
export type DirtyPageRule = "send" | "skip" | "allocate-only";

/** The guest's initial all-zero pages: how many, and which may be chosen. */
export interface ZeroContent {
  readonly pages: number;
  readonly where: "anywhere" | "outside the workload";
}

export interface PagesConfig {
  /** Frame slots scanned by every round, 1 .. 2^28. Slots at and beyond `allocatedPages` are holes: never sent. */
  readonly slots: number;
  /** Pages of the guest, 1 .. slots: pages 0 .. allocatedPages - 1. */
  readonly allocatedPages: number;
  /** The last pages of the guest's memory that cannot be sent while it runs (in flight, or page tables being changed). */
  readonly deferredPages: number;
  readonly scanOrder: ScanOrder;
  readonly sources: readonly WriteSource[];
  /**
   * Under `cyclic`: pages whose log is emptied together when the first of them is about to be sent, a power of two of at least
   * 1024 (KVM's manual protect, docs/sources/qemu.md#dirty-logs). Writes that the last harvest had reported are lost then, later ones to
   * other pages are kept. Absent where the harvest empties the log.
   */
  readonly clearPages?: number | undefined;
  /**
   * Under `cyclic`: entries of XBZRLE's cache, a power of two; absent where there is none (docs/sources/qemu.md#xbzrle). Used once the
   * cursor has wrapped: a page's entry is its number modulo the cache; an entry gives way to another page when it was last used
   * two rounds ago or earlier. Nothing is inserted once the guest is paused, and nothing that is all zero.
   */
  readonly deltaCachePages?: number | undefined;
  /** `masks` samples whole windows (exact in distribution); `events` draws every single write: slow, the truth to test against. */
  readonly writes: "masks" | "events";
  readonly zero: ZeroContent;
  /** Unsigned 53-bit integer. */
  readonly seed: number;
  /** Replication, unsigned 32-bit integer. */
  readonly run: number;
}

/** How fast a stretch of a round goes. A new pace starts where the old one stands; a pace is never split by a step. */
export interface Pace {
  /** Simulated and guest seconds at which this pace begins, and the bytes, batches and zero pages of the round already built then. */
  readonly startSeconds: number;
  readonly startGuestSeconds: number;
  readonly startBytes: number;
  readonly startBatches: number;
  readonly startZeroPages: number;
  readonly bytesPerSecond: number;
  /** Guest seconds per simulated second, 0 (paused) .. 1. */
  readonly guestSpeedRatio: number;
  /** Fixed seconds spent on each batch besides its bytes. */
  readonly batchSeconds: number;
  /**
   * Pages per batch (1024 in Xen; under `cyclic` zero pages do not count, but it ends at twice as many pages of either kind) and
   * bytes: of a batch's header, of a page's entry in it, and of a page's content.
   */
  readonly batchPages: number;
  readonly batchHeaderBytes: number;
  readonly entryBytes: number;
  readonly pageBytes: number;
  /** Content bytes of a page that is all zero: `pageBytes` where an engine does not look. */
  readonly zeroPageBytes: number;
  /** Seconds to find that a page is all zero. */
  readonly zeroPageSeconds: number;
  /** With `deltaCachePages`: content bytes of a page that is in the cache (docs/sources/qemu.md#xbzrle). */
  readonly deltaPageBytes: number;
  readonly dirtyPageRule: DirtyPageRule;
  /** Whether a deferred page takes an entry and a place in its batch while live, or is passed over. Counted either way. */
  readonly listsDeferredPages: boolean;
  /** False in the stop-and-copy: the guest is paused and deferred pages can be sent. */
  readonly live: boolean;
}

/**
 * Where the round in progress stands. One mutable record per Pages, updated by `transfer`, reset by `beginRound`.
 *
 * `seconds` is the moment the last built batch has left the host:
 *   pace.startSeconds + (bytes - pace.startBytes) / pace.bytesPerSecond + (batches - pace.startBatches) * pace.batchSeconds
 *   + (zeroPages - pace.startZeroPages) * pace.zeroPageSeconds
 */
export interface RoundProgress {
  readonly round: number;
  /** The next position to scan, 0 .. slots. */
  readonly cursor: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly batches: number;
  /** Pages whose content has been sent in this round, zero pages included. */
  readonly pagesSent: number;
  /** Pages that were to be sent and were left to the next round because they had been written again. */
  readonly pagesSkipped: number;
  /** Pages listed without content under `allocate-only`. */
  readonly pagesAllocatedOnly: number;
  /** Pages listed without content because they cannot be sent while the guest runs. */
  readonly pagesDeferred: number;
  /** Of `pagesSent`, those that were all zero. */
  readonly zeroPages: number;
  /** Of `pagesSent`, those that were in the cache of XBZRLE. */
  readonly deltaPages: number;
  /** Looks at the live log: one per batch that was begun, the last empty one included, when the rule asks for it. */
  readonly peeks: number;
  /** True when the scan has reached the end; under `cyclic`, when nothing is left to be sent. */
  readonly done: boolean;
}

export interface Pages {
  readonly config: PagesConfig;
  /**
   * True for expected counts: real numbers, whose sums depend in their last digits on where a stretch of sending is split. Their
   * `transfer` is to be called with the migration's own edges alone, not with the ends of a caller's steps.
   */
  readonly hasFractions?: true;
  readonly progress: RoundProgress;
  /** Marks every allocated page as to be sent: what the first round of a migration starts from. Returns their number. */
  fillToSend(): number;
  /** Starts round `round` (0, 1, ...) at simulated second `startSeconds`: all counters return to 0, the cursor too but for `cyclic`. */
  beginRound(round: number, startSeconds: number): void;
  /**
   * Builds and sends batches until the next one would begin at or after `untilSeconds`, the bytes of the round exceed
   * `limitBytes` (default: no limit), or the scan is done.
   *
   * A batch begins when the one before it has left. It looks at the log at that moment (under `skip` and
   * `allocate-only`), takes the next `batchPages` pages from the cursor on, and stops right behind the last one taken. Under
   * `cyclic` zero pages do not count as these, up to twice `batchPages` pages in all.
   * Calling once with Infinity or many times with small steps gives the same bytes, unless counts have fractions.
   */
  transfer(pace: Pace, untilSeconds: number, limitBytes?: number): void;
  /**
   * Harvests the log at a guest time: to-send becomes the set of pages written since the last harvest, the log becomes
   * empty. Returns the number of distinct pages. (Xen: CLEAN.) Under `cyclic` the log is added to to-send, and the number is
   * that of the pages that were not to be sent before. (QEMU: sync.)
   */
  clean(guestSeconds: number): number;
  /** Number of distinct pages written since the last harvest; nothing is cleared. */
  peek(guestSeconds: number): number;
  /** Number of pages to be sent. */
  countToSend(): number;
  /** Of `pageCount` pages from `firstPage` on, those to be sent; undefined where pages have no identity. */
  countToSendAmong(firstPage: number, pageCount: number): number | undefined;
  /** Adds the deferred pages to those to be sent (before the final round). Returns how many were not among them. */
  addDeferred(): number;
  /** Writes `pageCount` pages from `firstPage` on at once, outside any source: the suspend path, a tear-down. */
  markWritten(firstPage: number, pageCount: number): void;
  /** Takes pages that are all zero, and not written since the last harvest, out of those to be sent: their number. (Free-page hints.) */
  dropZeroPages(): number;
  /** Takes pages out of those to be sent and of those never sent: they went another way. A bitmap as `snapshot` gives it. */
  markSent(pages: Uint8Array): void;
  /** Allocated pages whose content was never sent since the start. */
  countNeverSent(): number;
  /** Snapshot of a bitmap in page order (bit p of byte p >> 3), for tests and pictures. Not for hot paths. */
  snapshot(which: "log" | "to-send" | "never-sent" | "zero"): Uint8Array;
  /** Gives the memory back to whoever lent it, for the next migration. Nothing may be called behind it. */
  release?(): void;
}
