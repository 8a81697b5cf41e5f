/** The pages that a guest at the destination still misses, and the books of those that have arrived. */
import type { Pages } from "../../pages/pages.js";
import type { MigrationRecord } from "../migration-record.js";
import { PageSet } from "./page-set.js";
import type { Vcpus } from "./vcpus.js";

/** From when until when pages were fetched, and the phase that this time belongs to. */
interface FetchSpan {
  readonly startSeconds: number;
  readonly nowSeconds: number;
  readonly phase: "postcopySeconds" | "liveSeconds";
}

export class MissingPages {
  /** The pages to be sent when post-copy began. */
  readonly toSend: Uint8Array;
  readonly pagesToSend: number;
  readonly #pages: Pages;
  readonly #zero: Uint8Array;
  readonly #missing: PageSet;
  #arrivedBytes = 0;
  readonly #zeroPagesToSend: number;
  #zeroPages = 0;
  #pagesByFault = 0;

  constructor(pages: Pages) {
    this.#pages = pages;
    this.toSend = pages.snapshot("to-send");
    this.#zero = pages.snapshot("zero");
    this.#missing = new PageSet(this.toSend);
    this.pagesToSend = this.#missing.size;
    this.#zeroPagesToSend = countShared(this.toSend, this.#zero);
  }

  get size(): number {
    return this.#missing.size;
  }

  /** Missing pages that come with their content. */
  get contentPages(): number {
    return this.size - (this.#zeroPagesToSend - this.#zeroPages);
  }

  has(page: number): boolean {
    return this.#missing.has(page);
  }

  /** The first missing page from `page` on, and round again from page 0. One page must be missing. */
  nextFrom(page: number): number {
    return this.#missing.nextFrom(page);
  }

  isZero(page: number): boolean {
    return (((this.#zero[page >>> 3] as number) >>> (page & 7)) & 1) === 1;
  }

  /** A page has arrived as `bytes` on the wire. */
  arrived(page: number, bytes: number, byFault: boolean): void {
    this.#missing.delete(page);
    this.#arrivedBytes += bytes;
    if (byFault) this.#pagesByFault++;
    if (this.isZero(page)) this.#zeroPages++;
  }

  /** The pages that have arrived, as a bitmap. */
  get arrivedSoFar(): Uint8Array {
    return this.#missing.removedFrom(this.toSend);
  }

  get arrivedPages(): number {
    return this.pagesToSend - this.#missing.size;
  }

  /** Fraction of the pages that have arrived. */
  get doneRatio(): number {
    return this.pagesToSend === 0 ? 1 : this.arrivedPages / this.pagesToSend;
  }

  /** What cancelling now does to the guest. */
  get loss(): string {
    const missing = `${this.size} of its pages had not arrived`;
    return `The guest ran at the destination already, and ${missing}: neither host has the whole of it, and it is lost.`;
  }

  /** Enters post-copy up to `nowSeconds` into the record, and marks the pages that have arrived as sent. */
  enterInto(record: Pick<MigrationRecord, "addPostcopy">, vcpus: Vcpus, { startSeconds, nowSeconds, phase }: FetchSpan): void {
    this.#pages.markSent(this.arrivedSoFar);
    const { faults, times } = vcpus;
    const faultSeconds = times.summary();
    record.addPostcopy(startSeconds, {
      nowSeconds,
      phase,
      pagesToSend: this.pagesToSend,
      pagesArrived: this.arrivedPages,
      zeroPages: this.#zeroPages,
      wireBytes: this.#arrivedBytes,
      report: {
        faults,
        pagesByFault: this.#pagesByFault,
        pagesBySweep: this.arrivedPages - this.#pagesByFault,
        stallSeconds: vcpus.stallSecondsUntil(nowSeconds),
        ...(faultSeconds ? { faultSeconds } : {}),
        histogram: times.histogram(),
      },
    });
  }
}

/** Bits that two bitmaps have in common. */
function countShared(one: Uint8Array, other: Uint8Array): number {
  let count = 0;
  for (let index = 0; index < one.length; index++) {
    for (let bits = (one[index] as number) & (other[index] as number); bits !== 0; bits &= bits - 1) count++;
  }
  return count;
}
