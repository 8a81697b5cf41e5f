/** mapped-ram: every page has a fixed place in a file (docs/sources/qemu.md#mapped-ram). */
import type { StopReport } from "../../result/result.js";
import { showBytes } from "../../result/words.js";
import type { Engine, MigrationFacts } from "../engine.js";

/** save_normal_page, save_zero_page of ram.c: content alone, and nothing of a zero page. A file has no receiving thread. */
export const MAPPED_RAM_WIRE = {
  entryBytes: 0,
  zeroPageBytes: 0,
  contentHeaderBytes: 0,
  receivedFrameSeconds: 0,
  receivedZeroFrameSeconds: 0,
} as const satisfies Partial<Engine>;

/** ram_save_file_bmap of ram.c, at the end: a bit for each page of 4 KiB. */
export function fileBitmapBytes(facts: MigrationFacts): number {
  return Math.ceil(memoryBytes(facts) / 4096 / 8);
}

/** The stop with the largest size of the file: pages begin at a multiple of MAPPED_RAM_FILE_OFFSET_ALIGNMENT behind the bitmap. */
export function stopIntoFile(stop: StopReport, facts: MigrationFacts): StopReport {
  const pagesOffsetBytes = Math.ceil(fileBitmapBytes(facts) / FILE_ALIGNMENT_BYTES) * FILE_ALIGNMENT_BYTES;
  const size = showBytes(pagesOffsetBytes + memoryBytes(facts));
  return { ...stop, detail: `${stop.detail} The file has at most ${size}: a page written again takes its own place.` };
}

const FILE_ALIGNMENT_BYTES = 2 ** 20;

function memoryBytes({ allocatedPages, pageBytes }: MigrationFacts): number {
  return allocatedPages * pageBytes;
}
