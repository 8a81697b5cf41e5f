/** The content of the guest's pages: how many are zero at the start, and where. */
import { contradiction, type ReportIssue, reportUnused } from "../issues.js";
import type { ResolvedContent, ResolvedSource, ResolvedVm } from "../resolved/resolved.js";
import type { CheckedScenario } from "../schema/scenario.js";
import { nearestSizes } from "./nearest-size.js";
import { boundWorkloadPages } from "./workload-pages.js";

/** Default block: a huge page of x86-64, the unit in which the kernel of host or guest hands out memory with transparent huge pages. */
const HUGE_PAGE_BYTES = 2 ** 21;
/**
 * What a Linux guest keeps at the high end of memory by default: the array of struct page, 64 bytes per page of 4 KiB
 * (sparse_buffer_init of mm/sparse.c; docs/sources/workloads.md#content-layout). Kernels before 5.10 have more there.
 */
const LINUX_TOP_RATIO_OF_MEMORY = 1 / 64;

/** Reports a block that is no whole number of pages, and parameters of a layout that was not chosen. */
export function resolveContent({ content, pageSize }: CheckedScenario["vm"], report: ReportIssue): ResolvedContent {
  const { zero: zeroRatio, where, layout, blockSize, topShare } = content;
  const reason = `layout is ${layout}`;
  if (layout !== "blocks") reportUnused(["vm", "content"], { blockSize }, reason, report);
  if (layout !== "linux") reportUnused(["vm", "content"], { topShare }, reason, report);
  if (layout === "blocks") {
    const blockBytes = blockSize ?? Math.max(HUGE_PAGE_BYTES, pageSize);
    if (blockBytes % pageSize === 0) return { zeroRatio, where, layout, blockBytes };
    const expected = `a whole number of pages of ${pageSize} bytes`;
    report(contradiction(["vm", "content", "blockSize"], expected, `${blockBytes} bytes`, nearestSizes(blockBytes, pageSize)));
  }
  if (layout === "linux") return { zeroRatio, where, layout, topRatio: topShare ?? linuxTopRatio(zeroRatio) };
  return { zeroRatio, where, layout };
}

/** Share of the data, not of memory. */
function linuxTopRatio(zeroRatio: number): number {
  return zeroRatio < 1 ? Math.min(1, LINUX_TOP_RATIO_OF_MEMORY / (1 - zeroRatio)) : 0;
}

/** Reports more zero pages than the workload leaves, if they have to lie outside it. */
export function checkZeroPages(
  { content }: ResolvedVm,
  memoryPages: number,
  workload: readonly ResolvedSource[],
  report: ReportIssue,
): void {
  if (content.where !== "outside the workload") return;
  const zeroPages = Math.round(content.zeroRatio * memoryPages);
  const outside = Math.max(0, memoryPages - boundWorkloadPages(workload));
  if (zeroPages <= outside) return;
  const expected = `at most the ${outside} of ${memoryPages} pages that the workload leaves alone (${outside / memoryPages})`;
  report(contradiction(["vm", "content", "zero"], expected, `${content.zeroRatio} (${zeroPages} pages)`));
}
