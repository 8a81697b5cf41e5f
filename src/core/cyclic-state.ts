/** What the host sets in a core's state under a cyclic scan. */
import * as abi from "../../assembly/abi.js";
import type { MutableProgress } from "../pages/round-progress.js";
import type { Layout } from "./layout.js";

export interface CyclicState {
  /** So many pages are to be sent since somebody else than the core changed them. */
  setPagesLeft(pages: number): void;
  /** Where the log is kept by a harvest: all pages to be sent count as reported, and no stretch's log as emptied. */
  reportAll(): void;
  /** Brings what is to be sent into `progress`. */
  readDone(progress: MutableProgress): void;
}

export function createCyclicState({ view, state, bitmaps, bitmapBytes }: Layout): CyclicState {
  const getWord = (offset: number) => view.getUint32(state + offset, true);
  const setWord = (offset: number, value: number) => view.setUint32(state + offset, value, true);
  return {
    setPagesLeft: (pages) => setWord(abi.STATE_PAGES_LEFT, pages),
    reportAll() {
      if (bitmaps.reported === 0) return;
      const bytes = new Uint8Array(view.buffer);
      bytes.copyWithin(bitmaps.reported, bitmaps["to-send"], bitmaps["to-send"] + bitmapBytes);
      setWord(abi.STATE_REPORTS, getWord(abi.STATE_REPORTS) + 1);
    },
    readDone(progress) {
      progress.done = getWord(abi.STATE_PAGES_LEFT) === 0;
      setWord(abi.STATE_DONE, progress.done ? 1 : 0);
    },
  };
}
