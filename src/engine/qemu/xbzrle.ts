/**
 * XBZRLE: a page as its difference from what the other side has (xbzrle_encode_buffer of QEMU's xbzrle.c; docs/sources/qemu.md#xbzrle).
 *
 * Runs alternate: bytes that are the same, then bytes that differ, each run as its length in ULEB128 and the second kind with
 * its new bytes. Equal bytes at the end are left out.
 */
import type { XbzrleParameters } from "../../scenario/resolved/engine-parameters.js";

/** QEMU encodes pages of 4 KiB, whatever the guest's. */
const PAGE_BYTES = 4096;
/** XBZRLE's own header on the wire: a flag byte and the encoded length in two. */
const HEADER_BYTES = 3;

/** The encoded difference; empty where nothing changed, undefined where it would be longer than a page. Both pages are of the same length. */
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

/** The first position from `position` on where the pages are equal, or differ; their length where there is none. */
function nextWhere(before: Uint8Array, after: Uint8Array, position: number, equal: boolean): number {
  let next = position;
  while (next < after.length && (before[next] === after[next]) !== equal) next++;
  return next;
}

function pushLength(bytes: number[], length: number): void {
  if (length < 128) bytes.push(length);
  else bytes.push((length & 127) | 128, length >>> 7);
}

/** Bytes on the wire, the page's own header not counted, of a page changed as the parameters say. Longer than a page: sent whole. */
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
