/** A wire that carries page content only: for engines whose headers are unknown or negligible, and as a start for one's own. */
import type { Engine } from "./engine.js";

/** Strict rounds in address order, in batches of 4 MiB; no headers, no costs per batch or slot. */
export const BARE_WIRE = {
  scanOrder: "ascending",
  batchPages: 1024,
  batchHeaderBytes: 0,
  entryBytes: 0,
  batchSeconds: 0,
  slotSeconds: 0,
  holeSeconds: 0,
  listsDeferredPages: false,
} as const satisfies Omit<Engine, "name" | "migrate">;
