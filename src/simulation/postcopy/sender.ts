/**
 * The source's side of post-copy: a background push of the pages not sent yet, and the pages that the guest requests
 * (docs/sources/qemu.md#postcopy). Every page is sent once.
 *
 * Without preemption there is one connection. The push keeps the buffers before it full, within its own rate limit; a
 * requested page queues after what they hold, and the push continues after that page. With preemption a second connection
 * carries requested pages at once; while both send, each has half of the link. The push takes no notice of them, or with hints goes on
 * behind one of them.
 */
import { Connection } from "./connection.js";
import { Fifo } from "./fifo.js";
import type { PageSet } from "./page-set.js";

export interface SenderSetting {
  /** Pages to be sent; the sender removes a page when it enters the buffers. */
  readonly unsent: PageSet;
  /** First page of the background push. */
  readonly firstPage: number;
  readonly preempt: boolean;
  /** With `preempt`: a requested page that has been sent tells the push where to go on (ram_page_hint_update of ram.c, QEMU 10.1). */
  readonly hints: boolean;
  /** Capacity of the buffers of the push's connection, bytes on the wire included. A page that was begun is always completed. */
  readonly bufferBytes: number;
  /** Pages leave the buffers in parts, as huge pages do: there is room before a whole page has left. */
  readonly goesInParts: boolean;
  readonly limitBytesPerSecond: number;
  /** Bytes of a page on the wire, and seconds to check it before. */
  readonly bytesOf: (page: number) => number;
  readonly lookSecondsOf: (page: number) => number;
}

/** Encodes a requested page as a negative number, to tell it from a pushed one. */
function asAskedFor(page: number): number {
  return -1 - page;
}

/** The page number of either encoding. */
export function pageOf(marked: number): number {
  return marked < 0 ? -1 - marked : marked;
}

export class Sender {
  readonly #setting: SenderSetting;
  readonly #sweep = new Connection();
  readonly #urgent = new Connection();
  readonly #buffer = new Fifo();
  readonly #asked = new Fifo();
  #linkBytesPerSecond = 0;
  #bufferedBytes = 0;
  #cursor: number;
  /** Page at which the push goes on, if it has been told and has not gone there yet. */
  #hint: number | undefined;
  /** The push's rate limit holds it until this second; while the buffers are full, `#putSeconds` is Infinity. */
  #limitedUntilSeconds = -Infinity;
  #putSeconds = Infinity;

  constructor(setting: SenderSetting) {
    this.#setting = setting;
    this.#cursor = setting.firstPage;
  }

  /** True if no page is left to send. */
  get isDone(): boolean {
    return this.#setting.unsent.size === 0 && this.#sweep.page === undefined && this.#urgent.page === undefined;
  }

  /** Second at which the next page has left, or at which the push's rate limit lets it continue. */
  get nextSeconds(): number {
    return Math.min(this.#sweep.endSeconds, this.#urgent.endSeconds, this.#putSeconds);
  }

  /** Sets the link's rate for both connections together, from a second on. */
  setLink(bytesPerSecond: number, seconds: number): void {
    this.#linkBytesPerSecond = bytesPerSecond;
    this.#share(seconds);
    this.#fill(seconds);
  }

  /** A request reaches the source. Pages already in the buffers are on their way. */
  request(page: number, seconds: number): void {
    const { unsent, preempt } = this.#setting;
    if (!unsent.has(page)) return;
    unsent.delete(page);
    if (preempt) this.#asked.push(asAskedFor(page));
    else {
      this.#put(page, asAskedFor(page));
      this.#cursor = page + 1;
    }
    this.#fill(seconds);
  }

  /** Advances to `nextSeconds`. Returns the page that has just left, negative if it was requested (see `pageOf`), or undefined. */
  advance(): number | undefined {
    const seconds = this.nextSeconds;
    const isUrgent = this.#urgent.endSeconds <= seconds;
    const connection = isUrgent ? this.#urgent : this.#sweep;
    const left = connection.endSeconds <= seconds ? connection.page : undefined;
    if (left !== undefined) connection.end();
    if (left !== undefined && !isUrgent) this.#bufferedBytes -= this.#setting.bytesOf(pageOf(left));
    this.#fill(seconds);
    return left;
  }

  /** Second from which the buffers have room for one more pushed page; Infinity if a page has to leave first. */
  get #roomSeconds(): number {
    const { unsent, bufferBytes, bytesOf, goesInParts } = this.#setting;
    if (unsent.size === 0) return Infinity;
    const { page } = this.#sweep;
    const excessBytes = this.#bufferedBytes - bufferBytes;
    if (excessBytes < 0 || (page === undefined && this.#buffer.isEmpty)) return -Infinity;
    if (page === undefined || !goesInParts) return Infinity;
    const leftBytes = bytesOf(pageOf(page)) - excessBytes;
    return leftBytes < 0 ? Infinity : this.#sweep.secondsAtLeft(leftBytes);
  }

  #put(page: number, marked: number): void {
    this.#buffer.push(marked);
    this.#bufferedBytes += this.#setting.bytesOf(page);
  }

  /** Fills the buffers with pushed pages and starts both connections on their queues. */
  #fill(seconds: number): void {
    this.#begin(this.#sweep, this.#buffer, seconds);
    let roomSeconds = this.#roomSeconds;
    while (this.#limitedUntilSeconds <= seconds && roomSeconds <= seconds) {
      this.#putNext(seconds);
      roomSeconds = this.#roomSeconds;
    }
    if (this.#begin(this.#sweep, this.#buffer, seconds)) roomSeconds = this.#roomSeconds;
    this.#putSeconds = Math.max(this.#limitedUntilSeconds, roomSeconds);
    if (!this.#setting.preempt) return;
    if (this.#begin(this.#urgent, this.#asked, seconds) && this.#setting.hints) {
      // A hint that the push has not taken up yet stays.
      this.#hint ??= pageOf(this.#urgent.page as number) + 1;
    }
    this.#share(seconds);
  }

  #putNext(seconds: number): void {
    const { unsent, limitBytesPerSecond, bytesOf } = this.#setting;
    const page = unsent.nextFrom(this.#hint ?? this.#cursor);
    this.#hint = undefined;
    unsent.delete(page);
    this.#put(page, page);
    this.#cursor = page + 1;
    if (limitBytesPerSecond < Infinity) this.#limitedUntilSeconds = seconds + bytesOf(page) / limitBytesPerSecond;
  }

  /** Starts an idle connection on the head of its queue. Returns whether it started. */
  #begin(connection: Connection, queue: Fifo, seconds: number): boolean {
    if (connection.page !== undefined || queue.isEmpty) return false;
    const marked = queue.shift();
    const { bytesOf, lookSecondsOf } = this.#setting;
    connection.begin(marked, bytesOf(pageOf(marked)), seconds + lookSecondsOf(pageOf(marked)));
    return true;
  }

  #share(seconds: number): void {
    const areBoth = this.#sweep.page !== undefined && this.#urgent.page !== undefined;
    const share = this.#linkBytesPerSecond / (areBoth ? 2 : 1);
    this.#sweep.setSpeed(share, seconds);
    this.#urgent.setSpeed(share, seconds);
  }
}
