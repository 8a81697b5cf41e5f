/** Which pages were zero, and where they lay: read from what the first pass sent by when. */
import type { Mark, Observation } from "./observation.js";

export type Layout = "spread" | "low" | "high" | "linux";

export interface ContentStart {
  readonly zeroRatio: number;
  /** Absent where the log does not show the order of pages. */
  readonly layout?: Layout;
  /** Under `linux`: share of the data at the high end of memory. */
  readonly topShareRatio?: number;
  /** Root mean square of what the layout leaves unexplained, of the zero pages. */
  readonly misfitRatio?: number;
}

/** Zero pages of the guest at the start: those of the first pass, or of the whole migration where nothing tells the passes apart. */
export function contentStart(observation: Observation): ContentStart {
  const { firstPass, zeroPages, normalPages, memoryBytes, pageBytes } = observation;
  const mark = firstPass.at(-1);
  const scanned = mark === undefined ? 0 : mark.normalPages + mark.zeroPages;
  const pages = memoryBytes === undefined ? scanned : memoryBytes / pageBytes;
  if (mark !== undefined && scanned > 0.8 * pages) {
    // Pages that the last sample of the pass had not come to are zero as far as the whole migration counts zero pages.
    const rest = Math.max(0, pages - scanned);
    const zeros = rest < 0.01 * pages ? (mark.zeroPages * pages) / scanned : Math.min(zeroPages ?? mark.zeroPages, mark.zeroPages + rest);
    const zeroRatio = Math.min(0.999, zeros / pages);
    const shows = firstPass.length >= 8 && zeroRatio > 0.02 && zeroRatio < 0.98;
    return { zeroRatio, ...(shows && bestLayout(firstPass, pages, zeroRatio)) };
  }
  if (zeroPages === undefined || normalPages === undefined) return { zeroRatio: unsentRatio(observation) };
  const known = memoryBytes === undefined ? zeroPages + normalPages : pages;
  return { zeroRatio: Math.min(0.999, zeroPages / Math.max(known, 1)) };
}

/** Of a log of bytes alone: a migration that sent less than all of memory left zero pages out. */
function unsentRatio({ isComplete, sentBytes, memoryBytes, pageBytes }: Observation): number {
  if (!isComplete || sentBytes === undefined || memoryBytes === undefined) return 0;
  const ratio = 1 - sentBytes / ((memoryBytes / pageBytes) * (pageBytes + 8));
  return ratio > 0.01 ? ratio : 0;
}

const TOP_SHARES = [0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

function bestLayout(marks: readonly Mark[], pages: number, zeroRatio: number) {
  const candidates: { readonly layout: Layout; readonly topShareRatio?: number }[] = [
    { layout: "spread" },
    { layout: "low" },
    { layout: "high" },
    ...TOP_SHARES.slice(1).map((topShareRatio) => ({ layout: "linux" as const, topShareRatio })),
  ];
  const judged = candidates.map((candidate) => ({ ...candidate, misfitRatio: misfitOf(candidate, marks, pages, zeroRatio) }));
  return judged.reduce((best, each) => (each.misfitRatio < best.misfitRatio ? each : best));
}

/** Zero pages among the first `scanned` pages, in the ascending order of QEMU's scan (find_dirty_block in ram.c). */
function misfitOf(
  { layout, topShareRatio = 0 }: { readonly layout: Layout; readonly topShareRatio?: number },
  marks: readonly Mark[],
  pages: number,
  zeroRatio: number,
): number {
  const zeros = zeroRatio * pages;
  const dataBelow = { spread: 0, low: pages - zeros, high: 0, linux: (pages - zeros) * (1 - topShareRatio) }[layout];
  const squares = marks.reduce((sum, { normalPages, zeroPages }) => {
    const scanned = normalPages + zeroPages;
    const expected = layout === "spread" ? scanned * zeroRatio : Math.min(zeros, Math.max(0, scanned - dataBelow));
    return sum + (expected - zeroPages) ** 2;
  }, 0);
  return Math.sqrt(squares / marks.length) / zeros;
}
