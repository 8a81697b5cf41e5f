/** What is drawn under a map against time: rounds, remaining, rates, the guest. Drawn once; a reading follows the moment. */
import type { Round } from "../src/index.js";
import type { ShownResult } from "./protocol.js";
import { bytesText, countText, rateText } from "./words.js";

type Point = readonly [seconds: number, value: number];

/** A line over time; `isSecond` lines are dashed, and have a scale of their own. */
export interface TrackLine {
  readonly points: readonly Point[];
  readonly isStepped: boolean;
  readonly isSecond?: true;
  /** Scale of the line, as words for the largest value. */
  readonly words: (value: number) => string;
}

export interface TrackBar {
  readonly from: number;
  readonly to: number;
  readonly value: number;
  readonly isPaused: boolean;
}

export interface Track {
  readonly id: string;
  readonly title: string;
  readonly bars?: readonly TrackBar[];
  readonly lines: readonly TrackLine[];
  /** Lines share one scale. */
  readonly isOneScale?: true;
  /** What it says of a second. */
  readonly read: (seconds: number) => string;
}

export function tracksOf(result: ShownResult): Track[] {
  const { rounds } = result;
  return [...(rounds.length === 0 ? [] : [roundsTrack(rounds), remainingTrack(result), ratesTrack(result)]), guestTrack(result)];
}

function roundsTrack(rounds: readonly Round[]): Track {
  return {
    id: "rounds",
    title: "Pages by round",
    bars: rounds.map(({ startSeconds, durationSeconds, pagesSent, live }) => ({
      from: startSeconds,
      to: startSeconds + durationSeconds,
      value: pagesSent,
      isPaused: !live,
    })),
    lines: [{ points: [], isStepped: true, words: countText }],
    read: (seconds) => {
      const number = roundAt(rounds, seconds);
      const { pagesSent, live } = rounds[number - 1] as Round;
      return `round ${number}: ${countText(pagesSent)}${live ? "" : ", guest paused"}`;
    },
  };
}

function remainingTrack({ rounds, pageBytes }: ShownResult): Track {
  const points = rounds.flatMap((round): Point[] => [
    [round.startSeconds, round.pagesToSend * pageBytes],
    [round.startSeconds + round.durationSeconds, leftOf(round) * pageBytes],
  ]);
  return {
    id: "remaining",
    title: "Remaining",
    lines: [{ points, isStepped: false, words: bytesText }],
    read: (seconds) => {
      const round = rounds[roundAt(rounds, seconds) - 1] as Round;
      const passed = round.durationSeconds > 0 ? Math.min(1, Math.max(0, (seconds - round.startSeconds) / round.durationSeconds)) : 1;
      return bytesText((round.pagesToSend + (leftOf(round) - round.pagesToSend) * passed) * pageBytes);
    },
  };
}

function leftOf({ pagesToSend, pagesSent, pagesSkipped }: Round): number {
  return Math.max(0, pagesToSend - pagesSent - pagesSkipped);
}

function ratesTrack({ rounds, pageBytes }: ShownResult): Track {
  const wire = ({ wireBytes, durationSeconds }: Round) => (durationSeconds > 0 ? wireBytes / durationSeconds : 0);
  const dirty = ({ pagesDirtied = 0, durationSeconds, live }: Round) =>
    live && durationSeconds > 0 ? (pagesDirtied * pageBytes) / durationSeconds : 0;
  const timed = rounds.filter(({ durationSeconds }) => durationSeconds > 0);
  const stepped = (rate: (round: Round) => number): Point[] => {
    const last = timed.at(-1);
    const end: Point[] = last === undefined ? [] : [[last.startSeconds + last.durationSeconds, rate(last)]];
    return [...timed.map((round): Point => [round.startSeconds, rate(round)]), ...end];
  };
  return {
    id: "rates",
    title: "On the wire; dashed: dirty",
    isOneScale: true,
    lines: [
      { points: stepped(wire), isStepped: true, words: rateText },
      { points: stepped(dirty), isStepped: true, isSecond: true, words: rateText },
    ],
    read: (seconds) => {
      const round = rounds[roundAt(rounds, seconds) - 1] as Round;
      return `${rateText(wire(round))}; ${rateText(dirty(round))}`;
    },
  };
}

function guestTrack({ speed, traffic, endSeconds }: ShownResult): Track {
  const speeds = speed.map(({ seconds, speedRatio }): Point => [seconds, speedRatio]);
  const moved = traffic.map(({ seconds, bytesPerSecond }): Point => [seconds, bytesPerSecond]).filter(([seconds]) => seconds <= endSeconds);
  const share = (value: number) => `${Math.round(value * 100)} %`;
  return {
    id: "guest",
    title: moved.length === 0 ? "Guest's speed" : "Guest's speed; dashed: its traffic",
    lines: [
      { points: untilEnd(speeds, endSeconds), isStepped: true, words: share },
      ...(moved.length === 0 ? [] : [{ points: untilEnd(moved, endSeconds), isStepped: true, isSecond: true, words: rateText } as const]),
    ],
    read: (seconds) => {
      const words = share(valueAt(speeds, seconds));
      return moved.length === 0 ? words : `${words}; ${rateText(valueAt(moved, seconds))}`;
    },
  };
}

function untilEnd(points: readonly Point[], endSeconds: number): readonly Point[] {
  const last = points.at(-1);
  return last === undefined ? [] : [...points, [endSeconds, last[1]]];
}

/** The last value of at most a second. */
function valueAt(points: readonly Point[], seconds: number): number {
  return (points.findLast(([at]) => at <= seconds) ?? points[0])?.[1] ?? 0;
}

/** The number of the round at a second, from 1; before the first one it is the first. */
export function roundAt(rounds: readonly Round[], seconds: number): number {
  return Math.max(1, rounds.findLastIndex(({ startSeconds }) => startSeconds <= seconds) + 1);
}
