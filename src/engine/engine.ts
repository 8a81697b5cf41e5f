/**
 * A migration engine is a generator over a small set of actions: it decides, and the stepping loop in `src/simulation` acts.
 *
 * Written this way an engine reads like the source it models: send a round, read the dirty log, test, suspend, send the rest.
 * It sees neither pages nor the clock; each `yield*` of a step (`steps.ts`) returns counts and the simulated second reached.
 */
import type { ScanOrder } from "../pages/pages.js";
import type { ResolvedDevice } from "../scenario/resolved/resolved-devices.js";
import type { EngineAction, EngineAnswer } from "./action.js";

/** What an engine knows of the guest and the link before it starts. */
export interface MigrationFacts {
  readonly slots: number;
  readonly allocatedPages: number;
  readonly pageBytes: number;
  /** Goodput of the link. */
  readonly linkBytesPerSecond: number;
  /** Nominal bandwidth of the link, in bytes. */
  readonly bandwidthBytesPerSecond: number;
  /** One way. */
  readonly latencySeconds: number;
  readonly vcpus: number;
  /** Devices with state of their own. Their `bytesPerSecond` is that of the link or of one connection where those are slower. */
  readonly devices: readonly ResolvedDevice[];
  /** Expected number of distinct pages dirtied in the next `seconds` of guest time (a dirty-rate sample). */
  readonly distinctPages: (seconds: number) => number;
}

/** The migration: yields actions, is answered by the loop, returns `Result`. */
export type EngineProcess<Result = void> = Generator<EngineAction, Result, EngineAnswer>;

/** How an engine scans pages and puts them on the wire, and the migration itself. */
export interface Engine {
  readonly name: string;
  readonly scanOrder: ScanOrder;
  /** Pages per chunk whose dirty log is cleared when the chunk is first sent; see `PagesConfig`. Cyclic scan only. */
  readonly clearPages?: number;
  /** Whether the dirty log starts with every page set; see `PagesConfig`. With `clearPages` only. Default true. */
  readonly initiallySet?: boolean;
  /** Pages that the delta cache (XBZRLE) holds. */
  readonly deltaCachePages?: number;
  /** Content bytes of an all-zero page where the engine detects one; absent: it goes as a whole page. */
  readonly zeroPageBytes?: number;
  readonly zeroPageSeconds?: number;
  /** Content bytes of a page that is in the delta cache. */
  readonly deltaPageBytes?: number;
  /** Compression: content of any other page on the wire as a fraction of its size. */
  readonly contentRatio?: number;
  /** Bytes sent with a page's content only. */
  readonly contentHeaderBytes?: number;
  /** Connections, each with its sending and its receiving thread: the scenario's link says what one makes. Default 1; Infinity for a copy that is not sent. */
  readonly connections?: number;
  /** Speed of each connection's sending thread relative to the link's `connectionBandwidth`: zero-copy. Default 1. */
  readonly connectionSpeedup?: number;
  /** Seconds of a receiving thread per frame of 4 KiB with content, and per frame of zeroes. Default 0: never slower than the rest. */
  readonly receivedFrameSeconds?: number;
  readonly receivedZeroFrameSeconds?: number;
  /** Seconds of the sending thread per frame of 4 KiB with content, beside the connection's own: clearing its dirty bit. Default 0. */
  readonly sentFrameSeconds?: number;
  /** Limit of the sender itself, below the link's: compression. */
  readonly bytesPerSecond?: number;
  /** What `bytesPerSecond` is, for a sentence: "compression in 4 channels". Default "the sender". */
  readonly senderName?: string;
  /** What the limit of a round is, for a sentence: "QEMU's max-bandwidth". Default "the engine's bandwidth limit". */
  readonly limitName?: string;
  readonly batchPages: number;
  readonly batchHeaderBytes: number;
  /** Bytes per page listed, with or without content. */
  readonly entryBytes: number;
  readonly batchSeconds: number;
  /** Seconds every round takes to look at one slot. */
  readonly slotSeconds: number;
  /** Seconds to list one slot without a page, besides its bytes. */
  readonly holeSeconds: number;
  /** Whether a page that cannot be sent yet takes an entry in a batch (Xen 4.6 and later) or none (before). */
  readonly listsDeferredPages: boolean;
  /** The migration from the first action to the last. */
  migrate(facts: MigrationFacts): EngineProcess;
}
