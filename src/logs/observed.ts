/** A migration as a log tells it. A field that the log does not give is absent; nothing is guessed. */

/** `given up`: whoever watched the migration ended it. `unfinished`: the log ends before the migration does. */
export type MigrationEnd = "completed" | "failed" | "cancelled" | "given up" | "unfinished";

/** One look at the counters of a running migration. Every counter is cumulative. */
export interface ObservedSample {
  /** Line of the log, counted from 1. */
  readonly line: number;
  /** Since the migration began. */
  readonly seconds?: number;
  /** The hypervisor's own word, as `active` or `postcopy-active`. */
  readonly status?: string;
  readonly sentBytes?: number;
  readonly remainingBytes?: number;
  /** Pages sent, whatever their content, where the log does not tell zero pages apart. */
  readonly sentPages?: number;
  readonly normalPages?: number;
  readonly zeroPages?: number;
  /** Reads of the dirty log: QEMU's `dirty-sync-count`, libvirt's iteration. */
  readonly syncs?: number;
  /** Distinct pages found dirty per second between the last two reads of the dirty log. */
  readonly dirtyPagesPerSecond?: number;
  /** The sender's own figure of its speed. */
  readonly bytesPerSecond?: number;
  /** CPU time withheld from the guest, 0 to 1. */
  readonly throttleRatio?: number;
  readonly expectedDowntimeSeconds?: number;
  readonly postcopyRequests?: number;
}

/** One pass over memory. */
export interface ObservedRound {
  readonly line: number;
  /** From 0. */
  readonly index: number;
  readonly startSeconds?: number;
  readonly seconds?: number;
  readonly pagesToSend?: number;
  readonly pagesSent?: number;
  readonly pagesSkipped?: number;
  /** Distinct pages found dirty when the dirty log was read at the end of the round. */
  readonly pagesDirtied?: number;
  readonly sentBytes?: number;
  readonly bytesPerSecond?: number;
  readonly expectedDowntimeSeconds?: number;
}

/** A measurement of how fast a guest dirties memory, without a migration. */
export interface ObservedDirtyRate {
  readonly line: number;
  /** QEMU's word (`page-sampling`, `dirty-bitmap`, `dirty-ring`), or `writer`: what a test program says that it wrote. */
  readonly mode: string;
  /** Length of the window. */
  readonly seconds?: number;
  readonly bytesPerSecond: number;
}

/** Distinct dirty pages by window length: the vector form of query-dirty-rate. */
export interface ObservedDirtyCurve {
  readonly line: number;
  readonly pageBytes: number;
  readonly totalPages: number;
  readonly sampledPages: number;
  readonly zeroPages?: number;
  readonly windows: readonly { readonly seconds: number; readonly dirtySampledPages: number }[];
}

/** A trace of page writes, summed up: the trace itself is a workload of a scenario. */
export interface ObservedWrites {
  readonly count: number;
  readonly distinctPages: number;
  /** Highest page number. */
  readonly lastPage: number;
  /** Of the last write. */
  readonly seconds: number;
}

/** A part of the pause. */
export interface ObservedPausePart {
  readonly line: number;
  readonly name: string;
  readonly seconds: number;
}

/** One migration, as far as its log tells it. */
export interface ObservedMigration {
  /** The guest's or the job's name in a log of several. */
  readonly name?: string;
  /** Lines of the log on which it begins and ends. */
  readonly firstLine: number;
  readonly lastLine: number;
  readonly end: MigrationEnd;
  readonly memoryBytes?: number;
  readonly pageBytes?: number;
  readonly totalSeconds?: number;
  readonly setupSeconds?: number;
  readonly downtimeSeconds?: number;
  readonly downtimeLimitSeconds?: number;
  /** Bytes sent during the pause. */
  readonly downtimeBytes?: number;
  /** The counters as last seen. */
  readonly last: ObservedSample;
  /** At most 4096: of more, every second one was left out, repeatedly. */
  readonly samples: readonly ObservedSample[];
  readonly rounds: readonly ObservedRound[];
  readonly pauseParts: readonly ObservedPausePart[];
  readonly dirtyRates: readonly ObservedDirtyRate[];
  readonly dirtyCurve?: ObservedDirtyCurve;
  readonly writes?: ObservedWrites;
}

/** Something in the log that is odd, though what was read is right. */
export interface LogWarning {
  readonly line: number;
  readonly text: string;
}

/** What was read from one log. */
export interface LogReading {
  /** Name of the format. */
  readonly format: string;
  /** The format in words. */
  readonly title: string;
  readonly lines: number;
  /** At least one, in the order of the log. */
  readonly migrations: readonly ObservedMigration[];
  /** The first 50. */
  readonly warnings: readonly LogWarning[];
  readonly unlistedWarnings: number;
}
