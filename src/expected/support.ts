import type { PagesConfig } from "../pages/pages.js";
import type { WriteSource } from "../pages/write-source.js";

type Asked = Pick<PagesConfig, "sources" | "writes"> & Partial<Pick<PagesConfig, "scanOrder" | "deltaCachePages">>;

/** One sentence saying why expected counts cannot represent this configuration; undefined if they can. */
export function expectedCannotSimulate(config: Asked): string | undefined {
  if (config.sources.some((source) => source.kind === "trace")) {
    return "A recorded trace has no expected counts: its writes are given one by one. Simulate it with the fidelity `pages`.";
  }
  if (config.sources.some(isShuffled)) {
    return (
      "Pages that are shuffled within a region of their own (scattered, with a start) have no expected counts where some are hotter than " +
      "others. Simulate it with the fidelity `pages`, or scatter them over memory."
    );
  }
  if (config.writes === "events") {
    return "Drawing every single write has no expected counts: `events` is a fidelity of its own.";
  }
  return config.scanOrder === "cyclic" ? cannotScanRound(config) : undefined;
}

/**
 * Why a cyclic scan rules it out. Pages are carried over from sync to sync, so writes in one window must be independent of those in the
 * next.
 */
function cannotScanRound({ sources, deltaCachePages }: Asked): string | undefined {
  if (sources.some(isBrokenSweep)) {
    return (
      "A sweep with a stride, or over a scattered region, has no expected counts under an engine that carries pages over from " +
      "round to round (QEMU). Simulate it with the fidelity `pages`, or give the sweep a stride of 1 in a contiguous region."
    );
  }
  if (deltaCachePages !== undefined) {
    return "XBZRLE's cache has no expected counts: which pages it holds depends on each single page. Simulate it with the fidelity `pages`.";
  }
  return undefined;
}

function isBrokenSweep(source: WriteSource): boolean {
  if (source.kind !== "sweep") return false;
  const { pages, layout } = source.region;
  const stride = source.stridePages % pages;
  return pages > 1 && (layout === "scattered" || (stride !== 1 && stride !== pages - 1));
}

/** A region scattered within a block of its own. If all pages of the block are written alike, the order does not matter. */
function isShuffled({ region }: WriteSource): boolean {
  return region.block !== undefined;
}
