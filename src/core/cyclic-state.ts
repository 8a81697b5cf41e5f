/** The fields of the core's state record that the host sets under a cyclic scan. */
import * as abi from "../../assembly/abi.js";
import type { MutableProgress } from "../pages/round-progress.js";
import type { Layout } from "./layout.js";

export interface CyclicState {
  /** Sets the number of pages to send, after the host has changed their bitmap. */
  setPagesLeft(pages: number): void;
  /**
   * KVM's manual dirty-log protect: marks as reported all pages that are to be sent, and every stretch as still to be cleared. No effect
   * without it, or if the log starts empty.
   */
  reportAll(): void;
  /** Updates `progress.done` from the number of pages to send. */
  readDone(progress: MutableProgress): void;
}

export function createCyclicState({ view, state, bitmaps, bitmapBytes }: Layout, initiallySet: boolean): CyclicState {
  const getWord = (offset: number) => view.getUint32(state + offset, true);
  const setWord = (offset: number, value: number) => view.setUint32(state + offset, value, true);
  return {
    setPagesLeft: (pages) => setWord(abi.STATE_PAGES_LEFT, pages),
    reportAll() {
      if (bitmaps.reported === 0 || !initiallySet) return;
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
