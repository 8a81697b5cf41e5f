/** Runs of written pages: src/pages/runs.ts and src/reference/window.ts. */
import { METHOD_UNIFORM, SOURCE_LOG_CONTINUE, SOURCE_METHOD, SOURCE_RATE } from "../abi";
import { setRange } from "../bitmap";
import { exp, log } from "../math";
import { nextUnit } from "../random";
import { gradedMean } from "./graded";

/** Mean number of pages that a run covers in a block of `blockPages` pages. */
export function coveredPages(meanRunPages: f64, logContinue: f64, blockPages: f64): f64 {
  return meanRunPages * (1 - exp(blockPages * logContinue));
}

/** Length of the longest of at least one run starting on a page, from a uniform draw; `started` is 1 - exp(-startsMean). */
function longestRunLength(startsMean: f64, started: f64, logContinue: f64, uniform: f64): f64 {
  const rest = 1 - uniform;
  const power = startsMean < 0.00001 ? rest * (1 + 0.5 * startsMean * (rest - 1)) : -log(1 - rest * started) / startsMean;
  return max<f64>(1, ceil<f64>(log(power) / logContinue));
}

/** Replaces each start in `startsPtr` by its longest run, wrapped inside [low, high), in `maskPtr`. The starts are cleared. */
export function extendRuns(
  maskPtr: usize,
  startsPtr: usize,
  sourcePtr: usize,
  firstIndex: f64,
  low: u32,
  high: u32,
  seconds: f64,
  generatorPtr: usize,
): void {
  const isUniform = load<u32>(sourcePtr, SOURCE_METHOD) == METHOD_UNIFORM;
  const logContinue = load<f64>(sourcePtr, SOURCE_LOG_CONTINUE);
  const even = load<f64>(sourcePtr, SOURCE_RATE) * seconds;
  const evenStarted = 1 - exp(-even);
  for (let word: u32 = 0; word < 16; word++) {
    const wordPtr = startsPtr + ((<usize>word) << 3);
    let starts = load<u64>(wordPtr);
    store<u64>(wordPtr, 0);
    while (starts != 0) {
      const place = (word << 6) + <u32>ctz<u64>(starts);
      starts &= starts - 1;
      const mean = isUniform ? even : gradedMean(sourcePtr, firstIndex + <f64>place, seconds);
      const started = isUniform ? evenStarted : 1 - exp(-mean);
      const length = <u32>min<f64>(longestRunLength(mean, started, logContinue, nextUnit(generatorPtr)), <f64>(high - low));
      const end = place + length;
      setRange(maskPtr, place, min<u32>(end, high));
      if (end > high) setRange(maskPtr, low, low + end - high);
    }
  }
}
