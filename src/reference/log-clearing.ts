/**
 * KVM's manual dirty-log protect: a bitmap sync reads the dirty log without clearing it. The pages it reported are cleared in the log,
 * and so write-protected again, one stretch at a time: just before the first page of the stretch is sent. A stretch is the range that one
 * KVM_CLEAR_DIRTY_LOG covers (docs/sources/qemu.md#dirty-logs).
 */
import { CHUNK_PAGES } from "../../assembly/abi.js";
import type { PagesState } from "./pages-state.js";

export interface LogClearing {
  /** Marks as reported all pages that are to be sent: QEMU sets up the dirty log with every bit set. */
  reportAll(): void;
  /** Marks the pages in the dirty log as reported by a sync. */
  report(): void;
  /** Called before the page at `position` is sent, at guest second `guestSeconds`. */
  beforeSending(position: number, guestSeconds: number): void;
  /**
   * Called before pages of a chunk are dropped from the pages to send. Their stretch is cleared as if they were sent; otherwise the log
   * would miss the next writes to them. No writes are sampled first: pages are dropped right after a sync.
   */
  beforeDropping(chunk: number): void;
}

/** `clearPages`: positions per stretch, a power of two and a multiple of 1024. */
export function createLogClearing(state: PagesState, clearPages: number): LogClearing {
  const { config, dirtyLog, zero, progress } = state;
  const reported = new Uint32Array(dirtyLog.length);
  const pending = new Uint8Array(Math.ceil(config.slots / clearPages));

  /** Clears the reported pages of a stretch in the dirty log; `bring` first samples a chunk's writes up to now. */
  function empty(stretch: number, bring: (chunk: number) => void): void {
    if (pending[stretch] === 0) return;
    pending[stretch] = 0;
    const first = stretch * clearPages;
    const end = Math.min(first + clearPages, config.slots);
    for (let chunk = first / CHUNK_PAGES; chunk * CHUNK_PAGES < end; chunk++) bring(chunk);
    for (let word = first / 32; word * 32 < end; word++) {
      zero[word] = (zero[word] as number) & ~(dirtyLog[word] as number);
      dirtyLog[word] = (dirtyLog[word] as number) & ~(reported[word] as number);
      reported[word] = 0;
    }
  }

  return {
    reportAll() {
      reported.set(state.toSend);
      pending.fill(1);
    },
    report() {
      for (let word = 0; word < dirtyLog.length; word++) reported[word] = (reported[word] as number) | (dirtyLog[word] as number);
      pending.fill(1);
    },
    beforeSending(position, guestSeconds) {
      empty(Math.floor(position / clearPages), (chunk) => state.advance(chunk, guestSeconds, progress.batches));
    },
    beforeDropping(chunk) {
      empty(Math.floor((chunk * CHUNK_PAGES) / clearPages), () => undefined);
    },
  };
}
