/**
 * Closed forms of distinct pages in a window: oracles of the page-level policies, independent of the model
 * (docs/sources/channels.md#distinct-pages). Symbols: tau = windowSeconds, X = messages per second, rec = bytes of a record in the ring,
 * P = page.
 */
import { GRANTED_PAGE_BYTES } from "../../src/scenario/channel-defaults.js";

/** Pages hit by `draws` random draws from a pool: W (1 - exp(-n / W)). */
function randomPoolPages(poolPages: number, draws: number): number {
  return poolPages * (1 - Math.exp(-draws / poolPages));
}

/** Pages hit if a pool is used strictly in turn: min(W, n), an upper bound of the above. */
function cyclicPoolPages(poolPages: number, draws: number): number {
  return Math.min(poolPages, draws);
}

/** D_NF(tau) of the random pool: one pool per guest, all touches of the window. */
export function netfrontPages(poolPages: number, touchesPerSecond: number, windowSeconds: number): number {
  return randomPoolPages(poolPages, touchesPerSecond * windowSeconds);
}

/** Pages of a cyclic region in the window: min(R, ceil(X rec tau / P)). */
function cyclicRingPages(regionPages: number, ringBytesPerSecond: number, windowSeconds: number): number {
  return Math.min(regionPages, Math.ceil((ringBytesPerSecond * windowSeconds) / GRANTED_PAGE_BYTES));
}

interface PairPages {
  readonly owns: boolean;
  /** X rec, bytes per second into the guest's own ring. */
  readonly ringBytesPerSecond: number;
  /** R for XenVMC, H for the modified channel. */
  readonly regionPages: number;
  /** W_stg and the pages of staging written per second; 0 for the modified channel. */
  readonly stagingPages: number;
  readonly stagingPagesPerSecond: number;
}

/** D_VMC(tau) and D_MOD(tau): rings and descriptors of the pairs that the guest owns, staging of all, and 4. */
export function sharedMemoryPages(pairs: readonly PairPages[], windowSeconds: number): number {
  return pairs.reduce((sum, pair) => {
    const ring = pair.owns ? cyclicRingPages(pair.regionPages, pair.ringBytesPerSecond, windowSeconds) + 2 : 0;
    return sum + ring + Math.min(pair.stagingPages, pair.stagingPagesPerSecond * windowSeconds);
  }, 4);
}

interface SlotPages {
  /** c + base(tau) - base(10 ms), where c is the pages written in every burst. */
  readonly constantPages: number;
  readonly poolPages: number;
  readonly headPages: number;
  readonly headWritesPerSlot: number;
}

/** Netfront on a recycling kernel (measured form): c + min(W, x) + h (1 - exp(-2 x / h)), x slots in the window. */
export function slotPoolPages(form: SlotPages, slots: number): number {
  const heads = randomPoolPages(form.headPages, form.headWritesPerSlot * slots);
  return form.constantPages + cyclicPoolPages(form.poolPages, slots) + heads;
}
