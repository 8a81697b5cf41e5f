/**
 * A whole migration in plain JavaScript: typed arrays, one draw per write, no framework. The rules are those of Xen 2.0-4.5: batches of
 * 1024, and a page written again before its batch is left to the next round.
 */

/** A region of pages, all equally likely to be written. */
export interface PlainSource {
  readonly pages: number;
  readonly writesPerSecond: number;
}

export interface PlainMigration {
  readonly pages: number;
  readonly pageBytes: number;
  readonly bytesPerSecond: number;
  /** Consecutive regions from page 0 on. */
  readonly sources: readonly PlainSource[];
  readonly maxIterations: number;
  readonly minDirtyPages: number;
  readonly maxFactor: number;
  readonly skipsDirtyPages: boolean;
}

export interface PlainResult {
  readonly rounds: number;
  readonly pagesSent: number;
  readonly totalSeconds: number;
}

const BATCH_PAGES = 1024;
const BATCH_HEADER_BYTES = 4;
const ENTRY_BYTES = 8;

/** Uniform numbers in [0, 1) by xorshift32. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4294967296;
  };
}

export function migratePlainly(migration: PlainMigration, seed: number): PlainResult {
  const { pages, pageBytes, bytesPerSecond, sources, skipsDirtyPages } = migration;
  const random = createRandom(seed);
  const log = new Uint32Array(Math.ceil(pages / 32));
  const toSend = new Uint32Array(log.length).fill(0xffffffff);
  const nextWrite = sources.map((source) => -Math.log(1 - random()) / source.writesPerSecond);
  let seconds = 0;
  let pagesSent = 0;

  const writeUntil = (end: number): void => {
    let firstPage = 0;
    for (let index = 0; index < sources.length; index++) {
      const source = sources[index] as PlainSource;
      let at = nextWrite[index] as number;
      while (at < end) {
        const page = firstPage + Math.floor(random() * source.pages);
        log[page >>> 5] = (log[page >>> 5] as number) | (1 << (page & 31));
        at -= Math.log(1 - random()) / source.writesPerSecond;
      }
      nextWrite[index] = at;
      firstPage += source.pages;
    }
  };

  /** One pass over the pages to send. Returns how many were sent or skipped. */
  const sendRound = (skips: boolean): number => {
    let handled = 0;
    let batch = 0;
    const sendBatch = (): void => {
      if (batch > 0) seconds += (BATCH_HEADER_BYTES + batch * (ENTRY_BYTES + pageBytes)) / bytesPerSecond;
      pagesSent += batch;
      batch = 0;
    };
    if (skips) writeUntil(seconds);
    for (let word = 0; word < toSend.length; word++) {
      for (let rest = toSend[word] as number; rest !== 0; rest &= rest - 1) {
        const bit = rest & -rest;
        handled++;
        if (skips && ((log[word] as number) & bit) !== 0) continue;
        if (++batch < BATCH_PAGES) continue;
        sendBatch();
        if (skips) writeUntil(seconds);
      }
    }
    sendBatch();
    return handled;
  };

  let rounds = 0;
  for (;;) {
    const handled = sendRound(skipsDirtyPages);
    rounds++;
    writeUntil(seconds);
    toSend.set(log);
    log.fill(0);
    if (handled < migration.minDirtyPages || rounds >= migration.maxIterations || pagesSent > migration.maxFactor * pages) break;
  }
  sendRound(false);
  return { rounds: rounds + 1, pagesSent, totalSeconds: seconds };
}
