/**
 * Pages: the interface between a migration engine and the state of every page of the guest.
 *
 * Three implementations give the same answers: `src/core` (AssemblyScript, SIMD), `src/reference` (plain TypeScript, the definition of
 * the model; the core equals it bit for bit) and `src/expected` (expected counts, no page identity). Engines never see a page; an
 * implementation never sees an engine.
 *
 * The dirty log holds the pages written since it was last cleared. A sync reads and clears it: Xen's CLEAN, QEMU's bitmap sync. A peek
 * reads it without clearing: Xen's PEEK.
 *
 * There are two clocks. Simulated seconds run from the request to migrate. Guest seconds are the time the guest has run: they stop while
 * it is paused and slow down while it is throttled. Write sources depend on guest seconds alone.
 */
import type { PoissonSource, WriteSource } from "./write-source.js";

/**
 * Order in which a round scans the slots.
 * - `ascending`, or `rotated` by ten bits (Xen 2.0-3.2, docs/sources/xen.md#rotated-scan): every round starts at the first position. Sent
 *   pages stay in the to-send bitmap until the next CLEAN replaces it.
 * - `cyclic`: ascending from where the last round stopped, wrapping around (QEMU, docs/sources/qemu.md#page-search). A sent page leaves
 *   the to-send bitmap, and a bitmap sync adds to it.
 */
export type ScanOrder = "ascending" | "rotated" | "cyclic";

/**
 * What a batch does with a page to send that was written again since the last sync.
 * - `send`: sends it (Xen 4.6 and later, and every final round).
 * - `skip`: leaves it to the next round (Xen 2.0-4.5, PEEK before each batch).
 * - `allocate-only`: lists it without its content (round 1 of an HVM guest under Xen 4.2-4.5).
 */
export type DirtyPageRule = "send" | "skip" | "allocate-only";

/** Pages that are all zero at the start: how many, among which pages (the candidates), and how they lie there. Other pages hold data. */
export interface ZeroContent {
  readonly pages: number;
  readonly where: "anywhere" | "outside the workload";
  /** Default: `spread`. */
  readonly layout?: ContentLayout;
}

/**
 * How zero pages and data lie among the candidates.
 * - `spread`: every set of candidates is equally likely to be the zero pages, by the seed and the run.
 * - `blocks`: the candidates in an aligned block of `blockPages` guest pages are all zero or all data, by the seed and the run. One block
 *   is cut if the number of zero pages requires it; its first candidates are zero.
 * - `ends`: the zero pages are one run of candidates with data on both sides. Of the data pages, `topRatio` (0 .. 1, rounded to whole
 *   pages) lie above the zero pages, and the others below.
 */
export type ContentLayout =
  | { readonly kind: "spread" }
  | { readonly kind: "blocks"; readonly blockPages: number }
  | { readonly kind: "ends"; readonly topRatio: number };

export interface PagesConfig {
  /** Frame slots scanned by every round, 1 .. 2^28. Slots from `allocatedPages` on are holes and never sent. */
  readonly slots: number;
  /** Pages of the guest, 1 .. slots: it has pages 0 .. allocatedPages - 1. */
  readonly allocatedPages: number;
  /** Number of pages at the end of the guest's memory that are not sent while it runs: in flight, page tables being changed, or held back. */
  readonly deferredPages: number;
  readonly scanOrder: ScanOrder;
  readonly sources: readonly WriteSource[];
  /** Page reads, written down as sources of writes. They dirty nothing: only a guest in post-copy waits for them. Default: none. */
  readonly reads?: readonly PoissonSource[];
  /**
   * Under `cyclic`: pages whose dirty-log bits are cleared together, just before the first of them is sent (KVM's manual dirty-log
   * protect, docs/sources/qemu.md#dirty-logs). A power of two, at least 1024. Clearing drops the bits of pages that a sync has reported,
   * later writes to them included; bits of other pages stay. Absent: the sync itself clears the log.
   */
  readonly clearPages?: number | undefined;
  /**
   * With `clearPages`: whether filling the pages to send marks them all as reported, as KVM_DIRTY_LOG_INITIALLY_SET does. If false, the log
   * starts empty: nothing is cleared before the first sync, which reports every page written since, sent afterwards or not. Default true.
   */
  readonly initiallySet?: boolean | undefined;
  /**
   * Under `cyclic`: entries of XBZRLE's cache, a power of two (docs/sources/qemu.md#xbzrle). Absent: no cache. It is used once the scan
   * has wrapped around. A page's entry is its number modulo the cache size; a colliding page replaces an entry last used two or more
   * rounds ago. Zero pages are not inserted, and nothing is inserted once the guest is paused.
   */
  readonly deltaCachePages?: number | undefined;
  /** `masks` samples whole windows, exactly in distribution. `events` draws every single write: slow, the ground truth for tests. */
  readonly writes: "masks" | "events";
  readonly zero: ZeroContent;
  /** Unsigned 53-bit integer. */
  readonly seed: number;
  /** Number of the replication, an unsigned 32-bit integer. */
  readonly run: number;
}

/**
 * Speed and wire format of a part of a round. A new pace starts from the round's present progress. Stepping a simulation never splits a
 * pace.
 */
export interface Pace {
  /** Simulated and guest seconds at the start of this pace, and the round's bytes, batches and zero pages by then. */
  readonly startSeconds: number;
  readonly startGuestSeconds: number;
  readonly startBytes: number;
  readonly startBatches: number;
  readonly startZeroPages: number;
  readonly bytesPerSecond: number;
  /** Guest seconds per simulated second, 0 (paused) to 1. */
  readonly guestSpeedRatio: number;
  /** Fixed seconds per batch, besides the transfer of its bytes. */
  readonly batchSeconds: number;
  /**
   * Pages per batch (1024 in Xen). Under `cyclic` zero pages do not count, but a batch ends at 2 x `batchPages` entries. The byte counts
   * below are those of a batch's header, of a page's entry in it, and of a page's content.
   */
  readonly batchPages: number;
  readonly batchHeaderBytes: number;
  readonly entryBytes: number;
  readonly pageBytes: number;
  /** Content bytes of a page that is all zero; equal to `pageBytes` if the engine does not detect zero pages. */
  readonly zeroPageBytes: number;
  /** Seconds to detect that a page is all zero. */
  readonly zeroPageSeconds: number;
  /** With `deltaCachePages`: content bytes of a page that hits the cache (docs/sources/qemu.md#xbzrle). */
  readonly deltaPageBytes: number;
  readonly dirtyPageRule: DirtyPageRule;
  /** Whether a deferred page takes an entry in its batch while the guest is live. It is counted either way. */
  readonly listsDeferredPages: boolean;
  /** False in stop-and-copy: the guest is paused and deferred pages can be sent. */
  readonly live: boolean;
}

/**
 * Progress of the current round. One mutable record per Pages, updated by `transfer` and reset by `beginRound`.
 *
 * `seconds` is the simulated second at which the last finished batch has left the host:
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
  /** Pages sent with content in this round, zero pages included. */
  readonly pagesSent: number;
  /** Pages left to the next round because they had been written again. */
  readonly pagesSkipped: number;
  /** Pages listed without content under `allocate-only`. */
  readonly pagesAllocatedOnly: number;
  /** Pages listed without content because they cannot be sent while the guest runs. */
  readonly pagesDeferred: number;
  /** Zero pages, included in `pagesSent`. */
  readonly zeroPages: number;
  /** Pages that hit XBZRLE's cache, included in `pagesSent`. */
  readonly deltaPages: number;
  /** Peeks of the dirty log: one per batch started under a rule that needs it, the last, empty batch included. */
  readonly peeks: number;
  /** True if the scan has reached the end; under `cyclic`, if no page is left to send. */
  readonly done: boolean;
}

export interface Pages {
  readonly config: PagesConfig;
  /**
   * True for expected counts. They are real numbers, whose last digits depend on where `transfer` is interrupted: call it only with the
   * migration's own event times, not with the ends of a caller's steps.
   */
  readonly hasFractions?: true;
  readonly progress: RoundProgress;
  /** Marks every allocated page for sending: the state at the start of the first round. Returns their number. */
  fillToSend(): number;
  /** Starts round `round` (0, 1, ...) at simulated second `startSeconds`. Resets all counters and, except under `cyclic`, the scan. */
  beginRound(round: number, startSeconds: number): void;
  /**
   * Sends batches until the next one would begin at or after `untilSeconds`, the bytes of the round exceed `limitBytes` (default: no
   * limit), or the scan is done.
   *
   * A batch begins when the previous one has left. Under `skip` and `allocate-only` it peeks at the dirty log at that time. It takes the
   * next `batchPages` pages from the cursor on and stops right after the last one. Under `cyclic` zero pages do not count towards
   * `batchPages`, but a batch ends at 2 x `batchPages` entries.
   *
   * One call with Infinity and many calls with small steps give the same bytes, unless `hasFractions`.
   */
  transfer(pace: Pace, untilSeconds: number, limitBytes?: number): void;
  /**
   * Syncs at a guest time: the pages in the dirty log become the pages to send, and the log is cleared (Xen's CLEAN). Returns the number
   * of pages to send. Under `cyclic` the dirty pages are added to the pages to send (QEMU's bitmap sync), and the returned number counts
   * only those that were not among them.
   */
  clean(guestSeconds: number): number;
  /** Number of pages in the dirty log: distinct pages written since the last sync. Clears nothing. */
  peek(guestSeconds: number): number;
  /** Number of pages to send. */
  countToSend(): number;
  /** Number of pages to send among the `pageCount` pages from `firstPage` on; undefined if pages have no identity. */
  countToSendAmong(firstPage: number, pageCount: number): number | undefined;
  /** Number of pages to send that are deferred. */
  countDeferredToSend(): number;
  /** Adds the deferred pages to the pages to send, before the final round. Returns how many were not among them. */
  addDeferred(): number;
  /** Marks `pageCount` pages from `firstPage` on as written, outside any source (e.g. on suspend, or when a channel is torn down). */
  markWritten(firstPage: number, pageCount: number): void;
  /** Removes pages that are all zero and not written since the last sync from the pages to send (free-page hints). Returns their number. */
  dropZeroPages(): number;
  /**
   * Removes pages from the pages to send and the never-sent pages, because they were sent another way. `pages`: a bitmap as from
   * `snapshot`.
   */
  markSent(pages: Uint8Array): void;
  /** Number of allocated pages whose content has never been sent. */
  countNeverSent(): number;
  /** Copy of a bitmap in page order (page p is bit p & 7 of byte p >> 3), for tests and plots. Slow. `log` is the dirty log. */
  snapshot(which: "log" | "to-send" | "never-sent" | "zero"): Uint8Array;
  /** Returns the memory for reuse by the next migration. Nothing may be called afterwards. */
  release?(): void;
}
