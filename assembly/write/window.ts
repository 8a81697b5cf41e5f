/** Writes of one source to one chunk in a window of guest time: src/reference/window.ts. */
import {
  CHUNK_BYTES,
  CHUNK_PAGES,
  CHUNK_PAGES_LOG2,
  METHOD_BURST,
  METHOD_LISTED_RATES,
  METHOD_LISTED_SWEEP,
  METHOD_SWEEP,
  METHOD_UNIFORM,
  SCRATCH_GENERATOR,
  SCRATCH_RUNS,
  SOURCE_END_POSITION,
  SOURCE_FIRST_POSITION,
  SOURCE_KEY_HIGH,
  SOURCE_KEY_LOW,
  SOURCE_LOG_CONTINUE,
  SOURCE_MEAN_RUN,
  SOURCE_MEMBERS_PTR,
  SOURCE_METHOD,
  SOURCE_PERIOD,
  SOURCE_RATE,
  SOURCE_STEP_ACTIVE,
  SOURCE_STEP_ADDRESS,
  SOURCE_STRIDE,
  STATE_AGES_PTR,
  STATE_DIRTY_LOG_PTR,
  STATE_ROUND,
  STATE_SCRATCH_PTR,
  STATE_SOURCE_COUNT,
  STATE_SOURCES_PTR,
} from "../abi";
import { isEmptyChunk, mergeChunk, mergeMembers, setRange } from "../bitmap";
import { activeSeconds } from "../gate";
import { absorb, seedGenerator } from "../random";
import { addGraded, addListed } from "./graded";
import { addListedSweep, addSweep, meetsMultiple, writesBefore } from "./periodic";
import { addDense, addPoisson, addWalk, isSparse } from "./poisson";
import { coveredPages, extendRuns } from "./runs";

/**
 * Samples random writes into the empty mask at `scratchPtr`. Returns the mask that holds them (of writes or of runs), or 0 if there is
 * none. Uniform writes without runs, the most frequent case, seed the scalar generator only for an exponential walk.
 */
function drawWrites(sourcePtr: usize, scratchPtr: usize, chunk: u32, low: u32, high: u32, firstIndex: f64, seconds: f64): usize {
  const generatorPtr = scratchPtr + SCRATCH_GENERATOR;
  const method = load<u32>(sourcePtr, SOURCE_METHOD);
  const meanRunPages = load<f64>(sourcePtr, SOURCE_MEAN_RUN);
  const address = absorb(load<u64>(sourcePtr, SOURCE_STEP_ADDRESS), chunk);
  const rate = load<f64>(sourcePtr, SOURCE_RATE);
  if (method == METHOD_UNIFORM && meanRunPages == 1 && !isSparse(rate * seconds)) {
    addDense(scratchPtr, low, high, rate * seconds, address);
    return scratchPtr;
  }
  seedGenerator(generatorPtr, address);
  if (method == METHOD_LISTED_RATES) {
    addListed(scratchPtr, sourcePtr, chunk, seconds, generatorPtr);
    return scratchPtr;
  }
  if (method == METHOD_UNIFORM && meanRunPages == 1) {
    return rate > 0 && addWalk(scratchPtr, low, high, rate * seconds, generatorPtr) ? scratchPtr : 0;
  }
  const startSeconds = seconds / coveredPages(meanRunPages, load<f64>(sourcePtr, SOURCE_LOG_CONTINUE), <f64>(high - low));
  if (method == METHOD_UNIFORM) addPoisson(scratchPtr, low, high, rate * startSeconds, address, generatorPtr);
  else addGraded(scratchPtr, sourcePtr, firstIndex, low, high, startSeconds, address, generatorPtr);
  if (meanRunPages == 1) return scratchPtr;
  extendRuns(scratchPtr + SCRATCH_RUNS, scratchPtr, sourcePtr, firstIndex, low, high, startSeconds, generatorPtr);
  return scratchPtr + SCRATCH_RUNS;
}

/** Adds the writes of a sweep or burst in active seconds [from, to) to the empty mask at `maskPtr`. */
function addPeriodic(sourcePtr: usize, maskPtr: usize, chunk: u32, low: u32, high: u32, firstIndex: i64, from: f64, to: f64): void {
  const method = load<u32>(sourcePtr, SOURCE_METHOD);
  if (method == METHOD_BURST) {
    if (meetsMultiple(load<f64>(sourcePtr, SOURCE_PERIOD), from, to)) setRange(maskPtr, low, high);
    return;
  }
  const rate = load<f64>(sourcePtr, SOURCE_RATE);
  const first = writesBefore(rate, from);
  const end = writesBefore(rate, to);
  if (method == METHOD_SWEEP) addSweep(maskPtr, sourcePtr, firstIndex, low, high, first, end);
  else addListedSweep(maskPtr, sourcePtr, chunk, first, end);
}

/** Adds the source's writes from guest second `from` to the end of the step to the chunk's dirty log. */
function addWindow(statePtr: usize, sourcePtr: usize, chunk: u32, from: f64): void {
  const base = chunk << CHUNK_PAGES_LOG2;
  const firstPosition = load<u32>(sourcePtr, SOURCE_FIRST_POSITION);
  const endPosition = load<u32>(sourcePtr, SOURCE_END_POSITION);
  if (endPosition <= base || firstPosition >= base + CHUNK_PAGES) return;
  const low = firstPosition > base ? firstPosition - base : 0;
  const high = min<u32>(endPosition - base, CHUNK_PAGES);
  const membersPtr = load<usize>(sourcePtr, SOURCE_MEMBERS_PTR);
  const chunkOffset = <usize>chunk * CHUNK_BYTES;
  if (membersPtr != 0 && isEmptyChunk(membersPtr + chunkOffset)) return;
  const activeFrom = activeSeconds(sourcePtr, from);
  const activeTo = load<f64>(sourcePtr, SOURCE_STEP_ACTIVE);
  if (!(activeTo > activeFrom)) return;

  const method = load<u32>(sourcePtr, SOURCE_METHOD);
  const firstIndex = <i64>base - <i64>firstPosition;
  let maskPtr = load<usize>(statePtr, STATE_SCRATCH_PTR);
  if (method == METHOD_SWEEP || method == METHOD_LISTED_SWEEP || method == METHOD_BURST) {
    addPeriodic(sourcePtr, maskPtr, chunk, low, high, firstIndex, activeFrom, activeTo);
  } else {
    maskPtr = drawWrites(sourcePtr, maskPtr, chunk, low, high, <f64>firstIndex, activeTo - activeFrom);
  }
  if (maskPtr == 0) return;
  const dirtyLogPtr = load<usize>(statePtr, STATE_DIRTY_LOG_PTR) + chunkOffset;
  if (membersPtr == 0) mergeChunk(dirtyLogPtr, maskPtr);
  else mergeMembers(dirtyLogPtr, maskPtr, membersPtr + chunkOffset);
}

function sourcesEnd(statePtr: usize): usize {
  return load<usize>(statePtr, STATE_SOURCES_PTR) + <usize>load<u32>(statePtr, STATE_SOURCE_COUNT) * SOURCE_STRIDE;
}

/** Computes what all chunks of a step share, for every source. The step ends at `guestSeconds`. */
export function beginStep(statePtr: usize, guestSeconds: f64, step: u32): void {
  const round = load<u32>(statePtr, STATE_ROUND);
  const endPtr = sourcesEnd(statePtr);
  for (let sourcePtr = load<usize>(statePtr, STATE_SOURCES_PTR); sourcePtr < endPtr; sourcePtr += SOURCE_STRIDE) {
    const key = ((<u64>load<u32>(sourcePtr, SOURCE_KEY_HIGH)) << 32) | <u64>load<u32>(sourcePtr, SOURCE_KEY_LOW);
    store<u64>(sourcePtr, absorb(absorb(key, round), step), SOURCE_STEP_ADDRESS);
    store<f64>(sourcePtr, activeSeconds(sourcePtr, guestSeconds), SOURCE_STEP_ACTIVE);
  }
}

/** Samples the chunk's writes up to the end of the step, guest second `guestSeconds`. Does nothing if the chunk is already that old. */
export function advanceChunk(statePtr: usize, chunk: u32, guestSeconds: f64): void {
  const agePtr = load<usize>(statePtr, STATE_AGES_PTR) + ((<usize>chunk) << 3);
  const age = load<f64>(agePtr);
  if (!(guestSeconds > age)) return;
  const endPtr = sourcesEnd(statePtr);
  for (let sourcePtr = load<usize>(statePtr, STATE_SOURCES_PTR); sourcePtr < endPtr; sourcePtr += SOURCE_STRIDE) {
    addWindow(statePtr, sourcePtr, chunk, age);
  }
  store<f64>(agePtr, guestSeconds);
}
