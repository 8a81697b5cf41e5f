/** The first look at the sender: what a page with content and a zero page took during the first pass, and which ceiling held it. */
import type { Mark, Observation } from "./observation.js";

export interface SenderStart {
  /** Bytes of the stream per second while pages with content are sent. */
  readonly bytesPerSecond: number;
  /** Extra time of a zero page; absent where the log does not tell it from the time of other pages. */
  readonly zeroPageSeconds?: number;
}

/** A page in the stream of QEMU: 4096 bytes and a header of 8 (save_normal_page in ram.c), docs/sources/qemu.md. */
const HEADER_BYTES = 8;

/** Undefined where the log has neither times nor bytes. */
export function senderStart(observation: Observation, zeroRatio: number): SenderStart | undefined {
  const { firstPass, pageBytes, looks, setupSeconds = 0 } = observation;
  const wireBytes = pageBytes + HEADER_BYTES;
  const slopes = firstPass.length >= 4 ? leastSquares(firstPass) : undefined;
  if (slopes !== undefined) return { bytesPerSecond: wireBytes / slopes.normal, zeroPageSeconds: slopes.zero };
  const [first] = looks;
  if (first?.sentPages !== undefined && first.seconds !== undefined && first.seconds > 0)
    return { bytesPerSecond: (first.sentPages * (1 - zeroRatio) * wireBytes) / first.seconds };
  const { seconds, sentBytes, downtimeSeconds = 0 } = observation;
  const sent = sentBytes ?? (observation.normalPages ?? observation.sentPages ?? 0) * wireBytes;
  const active = seconds === undefined ? 0 : seconds - setupSeconds - Math.min(downtimeSeconds, seconds / 2) / 2;
  return sent > 0 && active > 0 ? { bytesPerSecond: sent / active } : undefined;
}

/** Seconds per normal and per zero page, neither negative: differences between samples, so that a late start of the log does no harm. */
function leastSquares(marks: readonly Mark[]): { readonly normal: number; readonly zero: number } | undefined {
  let [nn, nz, zz, nt, zt] = [0, 0, 0, 0, 0];
  const start = marks[0] as Mark;
  for (const mark of marks.slice(1)) {
    const [normal, zero, seconds] = [mark.normalPages - start.normalPages, mark.zeroPages - start.zeroPages, mark.seconds - start.seconds];
    nn += normal * normal;
    nz += normal * zero;
    zz += zero * zero;
    nt += normal * seconds;
    zt += zero * seconds;
  }
  if (nn === 0) return undefined;
  const determinant = nn * zz - nz * nz;
  const both =
    determinant > 1e-6 * nn * zz ? { normal: (nt * zz - zt * nz) / determinant, zero: (zt * nn - nt * nz) / determinant } : undefined;
  if (both !== undefined && both.zero >= 0 && both.normal > 0) return both;
  return { normal: nt / nn, zero: 0 };
}

/** Limits that QEMU has by default: 128 MiB/s from 5.2 on, 32 MiB/s before (migration_properties in options.c, docs/sources/qemu.md#defaults). */
const CEILINGS_BYTES = [128 * 2 ** 20, 32 * 2 ** 20];
/** Our modelling decision: a rate this near to a default limit is that limit. */
const CEILING_SPREAD = 0.03;

/** The default limit of max-bandwidth that the sender ran at; undefined if it ran at none. */
export function ceilingOf({ bytesPerSecond }: SenderStart): number | undefined {
  return CEILINGS_BYTES.find((ceiling) => Math.abs(bytesPerSecond / ceiling - 1) < CEILING_SPREAD);
}
