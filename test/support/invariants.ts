/** Invariants of every run, completed or cut at any time. */
import type { ResolvedScenario, Round, RunResult } from "../../src/index.js";

/** QEMU's end-of-section marks, 8 bytes per burst, take no time: a round may exceed its link's bytes by that much. */
const MARK_BYTES = 8;
/** QEMU's bursts are 50 ms long, except the first and the last of a round. */
const BURSTS_PER_SECOND = 20;

/** The invariants that a run breaks, in words; empty for a sound run. */
export function brokenInvariants(run: RunResult, scenario: ResolvedScenario): string[] {
  const faults: string[] = [];
  const holds = (isTrue: boolean, words: string): void => {
    if (!isTrue) faults.push(words);
  };
  const { totals, rounds, phases } = run;
  const atMost = (value: number, most: number): boolean => value <= most * (1 + 1e-9) + 1e-9;

  for (const [path, value] of numbersOf({ totals, rounds, phases, postcopy: run.postcopy, guest: run.guest })) {
    holds(Number.isFinite(value) && value >= 0, `${path} is ${value}`);
    const isCount = /[pP]ages|faults|Bytes$/.test(path) && scenario.fidelity !== "expected" && scenario.engine.family !== "simgrid";
    holds(!isCount || Number.isInteger(value), `${path} is no whole number: ${value}`);
  }
  for (const name of ["pagesSent", "pagesSkipped", "zeroPages"] as const) {
    const sum = rounds.reduce((total, round) => total + round[name], 0);
    holds(Math.abs(sum - totals[name]) <= 1e-9 * sum, `rounds have ${sum} ${name}, totals ${totals[name]}`);
  }
  const roundBytes = rounds.reduce((total, { wireBytes }) => total + wireBytes, 0);
  holds(atMost(roundBytes, totals.wireBytes), `rounds have ${roundBytes} bytes, totals ${totals.wireBytes}`);
  holds(totals.rounds === rounds.length, `${rounds.length} rounds are ${totals.rounds} in the totals`);
  const phaseSeconds = Object.values(phases).reduce((total, seconds) => total + seconds, 0);
  holds(Math.abs(phaseSeconds - totals.totalSeconds) <= 1e-9 * totals.totalSeconds, `phases last ${phaseSeconds} s`);
  holds(totals.downtimeSeconds <= totals.totalSeconds, "the downtime is longer than the migration");
  holds(atMost(totals.zeroPages, totals.pagesSent), `${totals.zeroPages} zero pages of ${totals.pagesSent} sent`);
  const memoryPages = scenario.vm.memoryBytes / scenario.vm.pageBytes;
  const distinctPages = totals.pagesSent - totals.pagesResent;
  holds(atMost(distinctPages, memoryPages) && distinctPages >= -1e-9 * memoryPages, `${distinctPages} distinct pages of ${memoryPages}`);
  const capacity = linkBytesPerSecond(scenario);
  const marks = (seconds: number): number => (scenario.engine.family === "qemu" ? MARK_BYTES * (2 + BURSTS_PER_SECOND * seconds) : 0);
  const markBytes = rounds.reduce((sum, { durationSeconds }) => sum + marks(durationSeconds), 0);
  holds(atMost(totals.wireBytes, totals.totalSeconds * capacity + markBytes), `${totals.wireBytes} bytes in ${totals.totalSeconds} s`);
  for (const words of guestFaults(run)) holds(false, words);
  let endSeconds = 0;
  for (const round of rounds) {
    const { index, startSeconds, durationSeconds, wireBytes } = round;
    holds(startSeconds >= endSeconds * (1 - 1e-12), `round ${index} begins at ${startSeconds} s, before ${endSeconds} s`);
    endSeconds = startSeconds + durationSeconds;
    holds(
      atMost(wireBytes, durationSeconds * capacity + marks(durationSeconds)),
      `round ${index} has ${wireBytes} bytes in ${durationSeconds} s`,
    );
    holds(atMost(dealtWith(round), round.pagesToSend), `round ${index} dealt with ${dealtWith(round)} of ${round.pagesToSend} pages`);
    const marked = round.zeroPages + (round.deltaPages ?? 0);
    holds(atMost(marked, round.pagesSent), `round ${index} has ${marked} zero and delta pages of ${round.pagesSent} sent`);
  }
  holds(atMost(endSeconds, totals.totalSeconds), `the last round ends at ${endSeconds} s of ${totals.totalSeconds} s`);
  return faults;
}

/** The guest time taken is the sum of its parts, and what the guest's speed leaves of the time. */
function guestFaults({ totals, guest, postcopy }: RunResult): string[] {
  const { speed, threads = [], ...parts } = guest;
  const sum = Object.values(parts).reduce((total, seconds) => total + seconds, 0);
  const left = leftBy(speed, totals.totalSeconds);
  const areNear = (one: number, other: number): boolean => Math.abs(one - other) <= 1e-9 * totals.totalSeconds + 1e-12;
  const isNear = (value: number): boolean => areNear(value, totals.guestTimeTakenSeconds);
  return [
    ...threads.flatMap(({ lostSeconds, speed: rates, waits, waitSeconds }) => [
      ...(areNear(lostSeconds, leftBy(rates, totals.totalSeconds)) ? [] : [`threads lost ${lostSeconds} s, not what their speed leaves`]),
      ...(postcopy || (waits === 0 && waitSeconds === 0) ? [] : ["threads waited for pages without post-copy"]),
      ...(waitSeconds <= (postcopy?.stallSeconds ?? 0) + 1e-9
        ? []
        : [`threads waited ${waitSeconds} s of ${postcopy?.stallSeconds} s in all`]),
    ]),
    ...(isNear(sum) ? [] : [`${totals.guestTimeTakenSeconds} s were taken from the guest, its parts are ${sum} s`]),
    ...(isNear(left) ? [] : [`${totals.guestTimeTakenSeconds} s were taken from the guest, its speed leaves ${left} s`]),
    ...(speed.length <= 500 ? [] : [`${speed.length} samples of the guest's speed`]),
    ...(speed[0]?.seconds === 0 && speed.at(-1)?.seconds === totals.totalSeconds
      ? []
      : ["the guest's speed is not known from start to end"]),
    ...(postcopy || parts.pageWaitSeconds === 0 ? [] : ["the guest waited for pages without post-copy"]),
  ];
}

/** Seconds that a series of speeds leaves undone. */
function leftBy(speed: RunResult["guest"]["speed"], endSeconds: number): number {
  return speed.reduce(
    (sum, { seconds, speedRatio }, index) => sum + ((speed[index + 1]?.seconds ?? endSeconds) - seconds) * (1 - speedRatio),
    0,
  );
}

/** Pages that the round sent, or found dirty and did not send. */
function dealtWith({ pagesSent, pagesSkipped, pagesAllocatedOnly = 0, pagesDeferred = 0 }: Round): number {
  return pagesSent + pagesSkipped + pagesAllocatedOnly + pagesDeferred;
}

/** SimGrid has its own speed and ignores the link's efficiency. */
function linkBytesPerSecond({ link, engine }: ResolvedScenario): number {
  if (engine.family !== "simgrid") return link.goodputBytesPerSecond;
  return Math.min(engine.speedBytesPerSecond, (engine.bandwidthRatio * link.bandwidthBitsPerSecond) / 8);
}

/** Every number in a value, with its path. */
function* numbersOf(value: unknown, path = ""): Generator<[string, number]> {
  if (typeof value === "number") yield [path, value];
  if (typeof value !== "object" || value === null) return;
  for (const [key, part] of Object.entries(value)) yield* numbersOf(part, path === "" ? key : `${path}.${key}`);
}
