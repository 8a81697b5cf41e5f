/** Invariants of every result, for any scenario. */
import { isDeepStrictEqual } from "node:util";
import type { MigrationResult, ResolvedScenario, Round, RunResult, Totals } from "../../src/index.js";
import { claim } from "./fuzzer.js";

/** Sums of floating-point numbers may differ in their last bits. */
const RELATIVE = 1e-9;

/** Throws a finding if a result contradicts itself, its scenario, or the capacity of the link. */
export function checkResult(result: MigrationResult): void {
  checkTransport(result);
  claim(result.runs.length === result.scenario.runs, () => `runs: ${result.runs.length} instead of ${result.scenario.runs}`);
  for (const run of result.runs) checkRun(run, result.scenario);
  checkSummary(result);
}

/** Checks that JSON and structured clones preserve a result: no undefined, NaN, infinity, negative zero, function. */
function checkTransport(result: MigrationResult): void {
  claim(isDeepStrictEqual(JSON.parse(JSON.stringify(result)), result), () => `JSON loses something: ${firstLoss(result)}`);
  claim(isDeepStrictEqual(structuredClone(result), result), () => "a structured clone is not the result");
}

/** The path of the first value that JSON cannot represent. */
function firstLoss(value: unknown, path = "result"): string | undefined {
  if (typeof value === "number")
    return Number.isFinite(value) && !Object.is(value, -0) ? undefined : `${path} is ${Object.is(value, -0) ? "-0" : value}`;
  if (typeof value !== "object" || value === null)
    return value === undefined || typeof value === "function" ? `${path} is ${typeof value}` : undefined;
  for (const [key, child] of Object.entries(value)) {
    const loss = firstLoss(child, `${path}.${key}`);
    if (loss) return loss;
  }
  return undefined;
}

export function checkRun(run: RunResult, scenario: ResolvedScenario): void {
  checkSigns(run);
  checkCounts(run, scenario);
  checkTimes(run, scenario);
  checkRounds(run, scenario);
  checkLink(run, scenario);
  checkChannel(run);
  checkPostcopy(run, scenario);
  const { stop } = run;
  const { detail } = stop;
  claim(/^[A-Z0-9].*[.!]$/s.test(detail) && detail.length < 2000, () => `stop.detail is no sentence: ${detail}`);
  claim(
    !/(?<![\d.,])1 (dirty )?(pages|rounds|live rounds|syncs|bitmap syncs|passes)\b/.test(detail),
    () => `stop.detail counts one as many: ${detail}`,
  );
  claim(!TOO_MANY_DIGITS.test(detail), () => `stop.detail has a figure with too many digits: ${detail}`);
}

/** More than three significant digits with a decimal among them, or an exponent. */
const TOO_MANY_DIGITS = /(?<![\d.-])(0\.0*[1-9]\d{3}|[1-9]\d*\.\d{3}|[1-9]\d{2,}\.\d)|\de[+-]?\d/;

const MODEL_ROUNDS = "simgrid";

function checkSigns(run: RunResult): void {
  const named = { ...run.totals, ...run.phases } as Record<string, number>;
  for (const [name, value] of Object.entries(named)) claim(value >= 0, () => `${name} is ${value}`);
  for (const round of run.rounds) {
    for (const [name, value] of Object.entries(round))
      claim(typeof value === "boolean" || value >= 0, () => `rounds[${round.index}].${name} is ${value}`);
    claim(round.throttleRatio <= 1, () => `rounds[${round.index}].throttleRatio is ${round.throttleRatio}`);
  }
}

const COUNTS = ["pagesSent", "pagesSkipped", "zeroPages", "pagesDirtied"] as const;

function checkCounts({ totals, rounds, engine, stop }: RunResult, scenario: ResolvedScenario): void {
  const pages = scenario.vm.memoryBytes / scenario.vm.pageBytes;
  claim(totals.rounds === rounds.length, () => `totals.rounds is ${totals.rounds} of ${rounds.length}`);
  for (const name of COUNTS) {
    const sum = rounds.reduce((total, round) => total + (round[name] ?? 0), 0);
    claim(near(sum, totals[name], pages), () => `${name}: the rounds' sum is ${sum}, the total ${totals[name]}`);
  }
  const wire = rounds.reduce((total, { wireBytes }) => total + wireBytes, 0);
  claim(wire <= totals.wireBytes * (1 + RELATIVE), () => `wireBytes: the rounds' sum is ${wire}, the total ${totals.wireBytes}`);
  claim(totals.zeroPages <= totals.pagesSent * (1 + RELATIVE), () => `zeroPages ${totals.zeroPages} > pagesSent ${totals.pagesSent}`);
  claim(
    near(totals.resendRatio, totals.pagesSent / pages),
    () => `resendRatio is ${totals.resendRatio}, pagesSent / pages ${totals.pagesSent / pages}`,
  );
  const distinct = totals.pagesSent - totals.pagesResent;
  claim(distinct <= pages * (1 + RELATIVE), () => `${distinct} distinct pages sent of ${pages}`);
  if (isMoved(stop.kind) && sendsEveryPage(scenario, engine)) {
    claim(near(distinct, pages), () => `moved, but ${distinct} distinct pages sent of ${pages}`);
  }
  if (scenario.fidelity !== "expected" && engine !== MODEL_ROUNDS) checkWhole(totals, rounds, scenario);
}

function checkWhole(totals: Totals, rounds: readonly Round[], { engine }: ResolvedScenario): void {
  // Under multifd each page has a share of its packet's header, and compressed content has any size.
  const hasWholeBytes = engine.family !== "qemu" || engine.multifd === undefined;
  const bytes = hasWholeBytes ? (["wireBytes"] as const) : [];
  const names = [...COUNTS, "pagesResent", "rounds", ...bytes] as const;
  for (const name of names) claim(Number.isInteger(totals[name]), () => `totals.${name} is ${totals[name]}`);
  for (const round of rounds) {
    for (const name of [...COUNTS, "pagesToSend", ...bytes] as const) {
      claim(Number.isInteger(round[name] ?? 0), () => `rounds[${round.index}].${name} is ${round[name]}`);
    }
  }
}

const GIVEN_UP: readonly string[] = ["timeout", "cancelled", "round-limit", "suspend-timeout", "no-progress"];

/** True if the guest runs at the destination at the end. */
export function isMoved(kind: string): boolean {
  return !GIVEN_UP.includes(kind);
}

/** False if the engine leaves out free pages reported by the guest. */
/** Free pages of hints are never sent, nor are the zero pages of a guest whose first pass is sparse. */
function sendsEveryPage({ engine, vm }: ResolvedScenario, name: string): boolean {
  const isSparse = "sparseFirstPass" in engine && engine.sparseFirstPass && vm.content.zeroRatio > 0;
  return name !== MODEL_ROUNDS && !isSparse && !("freePageHints" in engine && engine.freePageHints);
}

function checkTimes({ totals, phases }: RunResult, scenario: ResolvedScenario): void {
  const sum = Object.values(phases).reduce((total, seconds) => total + seconds, 0);
  claim(near(sum, totals.totalSeconds), () => `the phases' sum is ${sum}, totalSeconds ${totals.totalSeconds}`);
  const { suspendSeconds, finalSyncSeconds, discardSeconds, stopAndCopySeconds, deviceSeconds, stateSeconds, resumeSeconds } = phases;
  const down = suspendSeconds + finalSyncSeconds + discardSeconds + stopAndCopySeconds + deviceSeconds + stateSeconds + resumeSeconds;
  claim(near(down, totals.downtimeSeconds), () => `the paused phases' sum is ${down}, downtimeSeconds ${totals.downtimeSeconds}`);
  const limit = scenario.timeoutSeconds;
  claim(totals.totalSeconds <= limit * (1 + RELATIVE), () => `totalSeconds ${totals.totalSeconds} past the time-out ${limit}`);
}

function checkRounds({ rounds, totals }: RunResult, scenario: ResolvedScenario): void {
  const slots = scenario.vm.slotsBytes / scenario.vm.pageBytes;
  let ended = 0;
  for (const [index, round] of rounds.entries()) {
    const at = `rounds[${index}]`;
    claim(round.index === index, () => `${at}.index is ${round.index}`);
    claim(
      round.startSeconds >= ended - slack(ended),
      () => `${at} starts at ${round.startSeconds}, before the one before ends at ${ended}`,
    );
    ended = round.startSeconds + round.durationSeconds;
    claim(round.zeroPages <= round.pagesSent * (1 + RELATIVE), () => `${at}: zeroPages ${round.zeroPages} > pagesSent ${round.pagesSent}`);
    const dealtWith = round.pagesSent + round.pagesSkipped;
    claim(
      dealtWith <= round.pagesToSend * (1 + RELATIVE) + 1e-6,
      () => `${at}: ${dealtWith} pages sent and skipped of ${round.pagesToSend}`,
    );
    claim(round.pagesToSend <= slots * (1 + RELATIVE), () => `${at}: ${round.pagesToSend} pages to send of ${slots}`);
    claim((round.pagesDirtied ?? 0) <= slots * (1 + RELATIVE), () => `${at}: ${round.pagesDirtied} distinct pages dirtied of ${slots}`);
  }
  claim(ended <= totals.totalSeconds + slack(ended), () => `the last round ends at ${ended}, the migration at ${totals.totalSeconds}`);
}

/** RAM_SAVE_FLAG_EOS at the end of each burst of QEMU's: counted when the burst ends, in no time. */
const TRAILER_BYTES = 8;
/** QEMU's windows of 100 ms have room for two bursts that end by their slice of 50 ms, and one that ends by the quota. */
const WINDOW_SECONDS = 0.1;
const BURSTS_PER_WINDOW = 3;

/** Checks that no more than the goodput was sent, apart from the last pages and trailers. */
function checkLink({ rounds, totals, engine }: RunResult, { link, vm }: ResolvedScenario): void {
  if (engine === MODEL_ROUNDS) return;
  const sendsTrailers = engine.startsWith("qemu");
  const holds = (name: string, bytes: number, seconds: number, roundCount: number): void => {
    // A round may begin a window of its own.
    const trailers = sendsTrailers ? TRAILER_BYTES * BURSTS_PER_WINDOW * (seconds / WINDOW_SECONDS + roundCount) : 0;
    const carried = seconds * link.goodputBytesPerSecond * (1 + RELATIVE) + 2 * vm.pageBytes + trailers;
    claim(bytes <= carried, () => `${name}: ${bytes} bytes in ${seconds} s over a link of ${link.goodputBytesPerSecond} B/s`);
  };
  holds("totals", totals.wireBytes, totals.totalSeconds, rounds.length);
  for (const { index, wireBytes, durationSeconds } of rounds) holds(`rounds[${index}]`, wireBytes, durationSeconds, 1);
}

function checkChannel({ channel }: RunResult): void {
  if (!channel) return;
  for (const [name, value] of Object.entries(channel)) claim(typeof value !== "number" || value >= 0, () => `channel.${name} is ${value}`);
  checkOrder("channel.series", channel.series);
  for (const peer of new Set(channel.events.map((event) => event.peer))) {
    checkOrder(
      `channel.events of ${peer}`,
      channel.events.filter((event) => event.peer === peer),
    );
  }
  for (const sample of channel.series) {
    for (const [name, value] of Object.entries(sample))
      claim(
        typeof value !== "number" || name === "seconds" || value >= 0,
        () => `channel.series: ${name} is ${value} at ${sample.seconds} s`,
      );
  }
}

function checkOrder(name: string, list: readonly { readonly seconds: number }[]): void {
  for (const [index, { seconds }] of list.entries()) {
    const before = list[index - 1]?.seconds ?? Number.NEGATIVE_INFINITY;
    claim(seconds >= before, () => `${name}: ${seconds} s comes after ${before} s`);
  }
}

function checkPostcopy({ postcopy, totals, stop }: RunResult, { vm }: ResolvedScenario): void {
  if (!postcopy) return;
  // A fault that is pending at the timeout has no duration.
  const binned = postcopy.histogram.reduce((sum, { faults }) => sum + faults, 0);
  const waiting = postcopy.faults - binned;
  const mayWait = isMoved(stop.kind) ? 0 : vm.vcpus;
  claim(waiting >= 0 && waiting <= mayWait, () => `postcopy: ${postcopy.faults} faults, ${binned} in the histogram`);
  claim(
    postcopy.faults === totals.postcopyFaults,
    () => `postcopy.faults ${postcopy.faults}, totals.postcopyFaults ${totals.postcopyFaults}`,
  );
  const { faultSeconds } = postcopy;
  if (!faultSeconds) return;
  const { mean, median, p90, p99, max } = faultSeconds;
  claim(
    median <= p90 && p90 <= p99 && p99 <= max && mean <= max * (1 + RELATIVE),
    () => `postcopy.faultSeconds out of order: ${JSON.stringify(faultSeconds)}`,
  );
}

function checkSummary({ summary, runs }: MigrationResult): void {
  for (const [name, { mean, min, median, max }] of Object.entries(summary)) {
    const order = min <= median && median <= max && min <= mean + slack(mean) && mean <= max + slack(max);
    claim(order, () => `summary.${name} out of order: ${min}, ${median}, ${max}, mean ${mean}`);
    const values = runs.map(({ totals }) => (totals as unknown as Record<string, number>)[name]).filter((value) => value !== undefined);
    claim(Math.min(...values) === min && Math.max(...values) === max, () => `summary.${name} does not span the runs: ${values.join(", ")}`);
  }
}

/** True if two sums of numbers up to `magnitude` are equal up to rounding. */
function near(left: number, right: number, magnitude = 0): boolean {
  return Math.abs(left - right) <= slack(Math.max(Math.abs(left), Math.abs(right), magnitude));
}

function slack(magnitude: number): number {
  return RELATIVE * magnitude + 1e-12;
}
