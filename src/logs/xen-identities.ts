/** Logs of real migrations by round, and the identities that hold in them if Xen works as its source says. */
import type { LogCheck } from "./log-check.js";

export interface LoggedRound {
  /** Pages sent. */
  readonly sent: number;
  readonly skipped?: number;
  readonly milliseconds?: number;
  /** Megabits (10^6) per second, rounded down, as Xen prints them. */
  readonly sentMbit?: number;
  /** Pages found dirty by the dirty-log read after the round. */
  readonly dirty?: number;
  readonly dirtiedMbit?: number;
}

export interface MigrationLog {
  readonly pageBytes?: number;
  readonly allocatedPages?: number;
  readonly totalSent?: number;
  readonly rounds: readonly LoggedRound[];
}

/**
 * The identities of a log: a round sends or skips what the dirty log before it contained, the first one all pages; the printed
 * rates follow from pages and milliseconds; the rounds add up to the total.
 */
export function logChecks(log: MigrationLog): LogCheck[] {
  const { rounds, allocatedPages, totalSent, pageBytes = 4096 } = log;
  const checks = rounds.flatMap((round, index) => {
    const found = index === 0 ? allocatedPages : rounds[index - 1]?.dirty;
    const label = `sent and skipped in round ${index}`;
    return [
      ...(found === undefined ? [] : [pagesCheck(label, found, round.sent + (round.skipped ?? 0))]),
      ...rateChecks(round, index, pageBytes),
    ];
  });
  const sum = rounds.reduce((total, round) => total + round.sent, 0);
  return totalSent === undefined ? checks : [...checks, pagesCheck("sent in all", totalSent, sum)];
}

function pagesCheck(label: string, measured: number, computed: number): LogCheck {
  return { label, unit: "pages", measured, computed };
}

function rateChecks(round: LoggedRound, index: number, pageBytes: number): LogCheck[] {
  const { milliseconds } = round;
  if (milliseconds === undefined) return [];
  // Xen's arithmetic: 125 bytes per millisecond are one megabit per second.
  const megabits = (pages: number): number => Math.floor((pages * pageBytes) / (milliseconds * 125));
  const check = (label: string, measured: number | undefined, pages: number | undefined): LogCheck[] =>
    measured === undefined || pages === undefined ? [] : [{ label, unit: "Mbit/s", measured, computed: megabits(pages) }];
  return [
    ...check(`rate of sending in round ${index}`, round.sentMbit, round.sent),
    ...check(`rate of dirtying in round ${index}`, round.dirtiedMbit, round.dirty),
  ];
}
