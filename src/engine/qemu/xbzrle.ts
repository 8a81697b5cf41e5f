/**
 * XBZRLE: a page as its difference from the copy that the destination has (xbzrle_encode_buffer in migration/xbzrle.c).
 *
 * Runs of equal and of changed bytes alternate. Each run starts with its length in ULEB128; a changed run is followed by its new
 * bytes. Equal bytes at the end are left out.
 */
import type { XbzrleParameters } from "../../scenario/resolved/engine-parameters.js";

/** QEMU encodes target pages of 4 KiB, whatever the guest's page size. */
const PAGE_BYTES = 4096;
/** save_xbzrle_page: one flag byte and the encoded length in two bytes. */
const HEADER_BYTES = 3;

/** Returns the encoded difference: empty if nothing changed, undefined if longer than a page. Both pages have the same length. */
export function encodeDelta(before: Uint8Array, after: Uint8Array): Uint8Array | undefined {
  const bytes: number[] = [];
  let position = 0;
  for (;;) {
    const changed = nextWhere(before, after, position, false);
    if (changed === after.length) break;
    const equal = nextWhere(before, after, changed, true);
    pushLength(bytes, changed - position);
    pushLength(bytes, equal - changed);
    bytes.push(...after.subarray(changed, equal));
    position = equal;
    if (bytes.length > after.length) return undefined;
  }
  return Uint8Array.from(bytes);
}

/** First position at or after `position` where the pages are equal (`equal`) or differ (not `equal`); their length if there is none. */
function nextWhere(before: Uint8Array, after: Uint8Array, position: number, equal: boolean): number {
  let next = position;
  while (next < after.length && (before[next] === after[next]) !== equal) next++;
  return next;
}

function pushLength(bytes: number[], length: number): void {
  if (length < 128) bytes.push(length);
  else bytes.push((length & 127) | 128, length >>> 7);
}

/** Bytes sent for a page with `changedBytes` in runs of `changedRunBytes`, its header not counted. An encoding longer than a page is sent whole. */
export function deltaPageBytes({ changedBytes, changedRunBytes }: XbzrleParameters): number {
  const before = new Uint8Array(PAGE_BYTES);
  const after = new Uint8Array(PAGE_BYTES);
  const runs = Math.ceil(changedBytes / changedRunBytes);
  for (let run = 0; run < runs; run++) {
    const first = Math.floor((run * PAGE_BYTES) / runs);
    after.fill(1, first, Math.min(first + Math.min(changedRunBytes, changedBytes - run * changedRunBytes), PAGE_BYTES));
  }
  const encoded = encodeDelta(before, after);
  return encoded ? HEADER_BYTES + encoded.length : PAGE_BYTES;
}
