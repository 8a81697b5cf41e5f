/** A wire with nothing on it but the content of pages: engines whose headers are not known, or too small to matter. */
import type { Engine } from "./engine.js";

/** Strict rounds in address order, in batches of 4 MiB that decide nothing but how often one may look. */
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
