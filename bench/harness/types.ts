/** What passes between the parts of the harness: measurements, verdicts, and what a child process answers. */

/** What was measured: times are of one call, in milliseconds. */
export interface Measurement {
  readonly benchmark: string;
  readonly case: string;
  readonly competitor: string;
  readonly samples: number;
  readonly minMilliseconds: number;
  /** Processor time of a call, mean over all samples; or as bodies that time themselves tell. Below `minMilliseconds` where other work of the machine always came between. */
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

/** Times of single calls, and the processor time of one on average, in milliseconds. */
export interface Times {
  readonly samples: readonly number[];
  readonly processorMilliseconds: number;
}

export interface ChildAnswer {
  readonly answer: string;
}

export interface ChildTimes extends Times {
  /** Of one call, where it is not the case's number. */
  readonly units?: number;
  readonly figures: Readonly<Record<string, number>>;
}

/** A function of the core or the host, and its own share of the time. */
export interface FunctionShare {
  readonly group: string;
  readonly name: string;
  readonly ratio: number;
}

/** Milliseconds of a call under the profiler, and shares of it. */
export interface ChildProfile {
  readonly milliseconds: number;
  readonly shares: readonly FunctionShare[];
}

/** Marks pages in an empty bitmap, counts and lists them in order, and empties it. */
export type MarkCountListClear = (marks: Uint32Array) => { readonly count: number; readonly pages: ArrayLike<number> };
