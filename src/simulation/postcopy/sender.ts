/**
 * The source's side of post-copy: a sweep over the pages that have not been sent, and the pages that the guest asks for
 * (docs/sources/qemu.md#postcopy). Every page goes once.
 *
 * Without preemption there is one connection. The sweep keeps the buffers in front of it full, as far as its own limit lets it; a
 * page that is asked for comes behind what is in them, and the sweep goes on behind that page. With preemption a second
 * connection carries what is asked for at once, whatever the first one is sending; while both send, each has half of the link.
 */
import { Connection } from "./connection.js";
import { Fifo } from "./fifo.js";
import type { PageSet } from "./page-set.js";

export interface SenderSetting {
  /** Pages to be sent; the sender takes them out as it puts them into its buffers. */
  readonly unsent: PageSet;
  /** The page that the sweep begins at. */
  readonly firstPage: number;
  readonly preempt: boolean;
  /** What the buffers of the sweep's connection hold, what is on the wire included. A page that was begun goes in whole. */
  readonly bufferBytes: number;
  /** Pages leave the buffers part by part, as huge pages do: room is there before a whole page has left. */
  readonly goesInParts: boolean;
  readonly limitBytesPerSecond: number;
  /** What a page takes of the link, and seconds for a look at it before. */
  readonly bytesOf: (page: number) => number;
  readonly lookSecondsOf: (page: number) => number;
}

/** How a page that was asked for is written down, so that it can be told from one of the sweep's: below 0. */
function asAskedFor(page: number): number {
  return -1 - page;
}

/** The page, however it was written down. */
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
  /** The sweep's limit keeps it until this second; while the buffers take nothing, `#putSeconds` is Infinity. */
  #limitedUntilSeconds = -Infinity;
  #putSeconds = Infinity;

  constructor(setting: SenderSetting) {
    this.#setting = setting;
    this.#cursor = setting.firstPage;
  }

  /** True when nothing is left to be sent. */
  get isDone(): boolean {
    return this.#setting.unsent.size === 0 && this.#sweep.page === undefined && this.#urgent.page === undefined;
  }

  /** Second at which the next page has left, or the sweep's limit lets it go on. */
  get nextSeconds(): number {
    return Math.min(this.#sweep.endSeconds, this.#urgent.endSeconds, this.#putSeconds);
  }

  /** From a second on, what the link has for both connections together. */
  setLink(bytesPerSecond: number, seconds: number): void {
    this.#linkBytesPerSecond = bytesPerSecond;
    this.#share(seconds);
    this.#fill(seconds);
  }

  /** A request reaches the source. What has been put into the buffers already is on its way. */
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

  /** At `nextSeconds`: the page that has just left, below 0 where it was asked for (see `pageOf`); undefined where none has. */
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

  /** Second from which the buffers have room for one more page of the sweep; Infinity where that takes a page that leaves first. */
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

  /** Lets the sweep put what it may, and both connections begin what waits for them. */
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
    this.#begin(this.#urgent, this.#asked, seconds);
    this.#share(seconds);
  }

  #putNext(seconds: number): void {
    const { unsent, limitBytesPerSecond, bytesOf } = this.#setting;
    const page = unsent.nextFrom(this.#cursor);
    unsent.delete(page);
    this.#put(page, page);
    this.#cursor = page + 1;
    if (limitBytesPerSecond < Infinity) this.#limitedUntilSeconds = seconds + bytesOf(page) / limitBytesPerSecond;
  }

  /** True where the connection was idle and has begun what is first in its queue. */
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
