/** Data exchanged between the parts of the harness: measurements, verdicts, and the answers of child processes. */

/** A measurement. Times are per call, in milliseconds. */
export interface Measurement {
  readonly benchmark: string;
  readonly case: string;
  readonly competitor: string;
  readonly samples: number;
  readonly minMilliseconds: number;
  /**
   * Mean processor time per call, or as reported by a body that times itself. It is below `minMilliseconds` if other processes
   * interrupted every sample.
   */
  readonly processorMilliseconds: number;
  readonly medianMilliseconds: number;
  /** First and third quartile. */
  readonly spreadMilliseconds: readonly [number, number];
  readonly units: number;
  readonly nanosecondsPerUnit: number;
  readonly unitsPerSecond: number;
  readonly figures: Readonly<Record<string, number>>;
}

/** `met at best`: the best sample is within the target, the typical call is not. */
export type Outcome = "met" | "met at best" | "missed";

export interface Verdict {
  readonly subject: string;
  readonly target: string;
  readonly measured: string;
  readonly outcome: Outcome;
}

/** Times of single calls, and the mean processor time of one, in milliseconds. */
export interface Times {
  readonly samples: readonly number[];
  readonly processorMilliseconds: number;
}

export interface ChildAnswer {
  readonly answer: string;
}

export interface ChildTimes extends Times {
  /** Units of work per call, if they differ from the case's. */
  readonly units?: number;
  readonly figures: Readonly<Record<string, number>>;
}

/** A function of the core or the host, and its own share of the time without callees. */
export interface FunctionShare {
  readonly group: string;
  readonly name: string;
  readonly ratio: number;
}

/** Milliseconds per call under the profiler, and its shares by function. */
export interface ChildProfile {
  readonly milliseconds: number;
  readonly shares: readonly FunctionShare[];
}

/** Marks pages in an empty bitmap, counts and lists them in order, and clears it. */
export type MarkCountListClear = (marks: Uint32Array) => { readonly count: number; readonly pages: ArrayLike<number> };
