/**
 * KVM's manual protect: a harvest reads the log and leaves it; the pages it reported are removed from the log, and protected
 * again, stretch by stretch before the first page of a stretch is sent (docs/sources/qemu.md#dirty-logs).
 */
import { CHUNK_PAGES } from "../../assembly/abi.js";
import type { PagesState } from "./pages-state.js";

export interface LogClearing {
  /** All of the guest counts as reported before the first round: the log is set up with every bit set. */
  reportAll(): void;
  /** The log as it stands has been reported. */
  report(): void;
  /** A page at `position` is about to be sent, at guest second `guestSeconds`. */
  beforeSending(position: number, guestSeconds: number): void;
  /**
   * Pages of a chunk are taken out of those to be sent: for the log this is as good as sent, or it would forget what is written
   * to them next. At the log's own age: they are dropped right behind a harvest.
   */
  beforeDropping(chunk: number): void;
}

/** `clearPages`: positions of a stretch, a power of two and a multiple of 1024. */
export function createLogClearing(state: PagesState, clearPages: number): LogClearing {
  const { config, log, zero, progress } = state;
  const reported = new Uint32Array(log.length);
  const pending = new Uint8Array(Math.ceil(config.slots / clearPages));

  /** Removes what was reported of a stretch from the log; `bring` brings a chunk up to date before. */
  function empty(stretch: number, bring: (chunk: number) => void): void {
    if (pending[stretch] === 0) return;
    pending[stretch] = 0;
    const first = stretch * clearPages;
    const end = Math.min(first + clearPages, config.slots);
    for (let chunk = first / CHUNK_PAGES; chunk * CHUNK_PAGES < end; chunk++) bring(chunk);
    for (let word = first / 32; word * 32 < end; word++) {
      zero[word] = (zero[word] as number) & ~(log[word] as number);
      log[word] = (log[word] as number) & ~(reported[word] as number);
      reported[word] = 0;
    }
  }

  return {
    reportAll() {
      reported.set(state.toSend);
      pending.fill(1);
    },
    report() {
      for (let word = 0; word < log.length; word++) reported[word] = (reported[word] as number) | (log[word] as number);
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
