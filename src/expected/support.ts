/** Which configurations expected counts can represent. */
import type { PagesConfig } from "../pages/pages.js";
import type { WriteSource } from "../pages/write-source.js";

type Asked = Pick<PagesConfig, "sources" | "writes"> & Partial<Pick<PagesConfig, "scanOrder" | "deltaCachePages">>;

/** One sentence saying why expected counts cannot represent this configuration; undefined if they can. */
export function expectedCannotSimulate(config: Asked): string | undefined {
  if (config.sources.some((source) => source.kind === "trace")) {
    return "A recorded trace has no expected counts: its writes are given one by one. Simulate it with the fidelity `pages`.";
  }
  if (config.sources.some(isShuffled)) {
    return "Pages shuffled within a region (scattered, with a start) have no expected counts. Use the fidelity `pages`, or omit the start.";
  }
  if (config.writes === "events") {
    return "Expected counts draw no writes: use the fidelity `events` alone.";
  }
  return config.scanOrder === "cyclic" ? cannotScanCyclically(config) : undefined;
}

/**
 * Why a cyclic scan rules it out. Pages are carried over from sync to sync, so writes in one window must be independent of those in the
 * next.
 */
function cannotScanCyclically({ sources, deltaCachePages }: Asked): string | undefined {
  if (sources.some(isBrokenSweep)) {
    return (
      "A sweep with a stride, or over a scattered region, has no expected counts under an engine that carries pages over from " +
      "round to round (QEMU). Use the fidelity `pages`, or give the sweep a stride of 1 in a contiguous region."
    );
  }
  if (deltaCachePages !== undefined) {
    return "XBZRLE's cache has no expected counts: its content depends on each single page. Use the fidelity `pages`.";
  }
  return undefined;
}

function isBrokenSweep(source: WriteSource): boolean {
  if (source.kind !== "sweep") return false;
  const { pages, layout } = source.region;
  const stride = source.stridePages % pages;
  return pages > 1 && (layout === "scattered" || (stride !== 1 && stride !== pages - 1));
}

/** True for a region scattered within a block of its own, which expected counts do not represent. */
function isShuffled({ region }: WriteSource): boolean {
  return region.block !== undefined;
}
