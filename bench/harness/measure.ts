/** Times a body with tinybench and summarises the samples. */

import { Bench } from "tinybench";
import type { Body, OwnTimes } from "./benchmark.js";
import type { Measurement, Times } from "./types.js";

/** How long to measure. A body longer than the budget still runs `leastSamples` times. */
export interface Effort {
  /**
   * Number of passes over the competitors of a case, each in a new process, so that changes in the machine's load affect all of them
   * alike.
   */
  readonly passes: number;
  readonly warmupMilliseconds: number;
  readonly measureMilliseconds: number;
  readonly leastSamples: number;
}

export const FULL_EFFORT: Effort = { passes: 3, warmupMilliseconds: 400, measureMilliseconds: 500, leastSamples: 3 };
export const QUICK_EFFORT: Effort = { passes: 1, warmupMilliseconds: 150, measureMilliseconds: 300, leastSamples: 3 };

/** Below this the time of a clock reading distorts a sample. */
const LEAST_BODY_MILLISECONDS = 0.02;

let consumed: unknown;

/** Keeps a result alive, so that the compiler cannot remove the work that produced it. */
function consume(result: unknown): void {
  consumed = result;
}

/** The last result that was consumed. */
export function lastConsumed(): unknown {
  return consumed;
}

/** Merges the times of several passes. */
export function pool(passes: readonly Times[]): Times {
  const samples = passes.flatMap((times) => times.samples);
  const processorMilliseconds = passes.reduce((sum, times) => sum + times.processorMilliseconds * times.samples.length, 0) / samples.length;
  return { samples, processorMilliseconds };
}

/** Processor time of this process so far, with its compiler and garbage collector threads. */
function processorMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Times a body after a warm-up. */
export async function sample(body: Body, effort: Effort): Promise<Times> {
  const bench = new Bench({
    ...(body.callsPerPass === undefined
      ? { time: effort.measureMilliseconds, iterations: effort.leastSamples, warmupTime: effort.warmupMilliseconds, warmupIterations: 1 }
      : { time: 0, iterations: body.callsPerPass, warmup: false }),
    retainSamples: true,
    throws: true,
  });
  const isAsync = body.isAsync ?? false;
  let usedMilliseconds = 0;
  let ownProcessorMilliseconds = 0;
  const timed = body.timesItself
    ? () => {
        const own = body.run() as OwnTimes;
        ownProcessorMilliseconds += own.processorMilliseconds;
        return { overriddenDuration: own.milliseconds };
      }
    : isAsync
      ? async () => consume(await body.run())
      : () => consume(body.run());
  bench.add("body", timed, {
    async: isAsync,
    beforeAll: () => {
      usedMilliseconds = -processorMilliseconds();
      ownProcessorMilliseconds = 0;
    },
    afterAll: () => {
      usedMilliseconds += processorMilliseconds();
    },
  });
  if (isAsync) await bench.run();
  else bench.runSync();
  const result = bench.tasks[0]?.result;
  if (result?.state !== "completed" || !result.latency.samples) throw new Error(`tinybench ended in state ${result?.state}`);
  const { samples } = result.latency;
  const used = body.timesItself ? ownProcessorMilliseconds : usedMilliseconds;
  return { samples: [...samples], processorMilliseconds: used / samples.length };
}

/**
 * Quantile interpolated between the two nearest samples (Hyndman and Fan, 1996, type 7): a few dozen timings are samples of a
 * continuous quantity. Results and errors are reported by nearest rank, in `src/statistics/quantile.ts`.
 */
function quantile(sorted: readonly number[], ratio: number): number {
  const place = (sorted.length - 1) * ratio;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}

type Labels = Pick<Measurement, "benchmark" | "case" | "competitor" | "units" | "figures">;

/** Summarises samples. Throws if the body is too short to be timed. */
export function summarise(labels: Labels, times: Times): Measurement {
  const sorted = [...times.samples].sort((a, b) => a - b);
  const medianMilliseconds = quantile(sorted, 0.5);
  if (!(medianMilliseconds >= LEAST_BODY_MILLISECONDS)) {
    throw new Error(
      `${labels.benchmark}, ${labels.case}, ${labels.competitor}: a call of ${medianMilliseconds} ms is too short to be timed`,
    );
  }
  return {
    ...labels,
    samples: sorted.length,
    minMilliseconds: sorted[0] as number,
    processorMilliseconds: times.processorMilliseconds,
    medianMilliseconds,
    spreadMilliseconds: [quantile(sorted, 0.25), quantile(sorted, 0.75)],
    nanosecondsPerUnit: (medianMilliseconds * 1e6) / labels.units,
    unitsPerSecond: (labels.units * 1000) / medianMilliseconds,
  };
}
