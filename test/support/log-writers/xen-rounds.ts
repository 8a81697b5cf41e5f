/** Rounds as Xen's tools before 4.6 count them (tools/libxc/xc_domain_save.c: print_stats): what xl and xend write of them. */
import type { Round } from "../../../src/index.js";
import type { WatchedMigration } from "./watched.js";

const PAGE_BYTES = 4096;

export interface LegacyRound {
  readonly index: number;
  readonly sent: number;
  readonly skipped: number;
  /** `delta Nms, dom0 …`; a simulation has no figure of CPU time, so both are 0 %. */
  readonly statistics: string;
}

/** Sizes in a 32-bit int times PAGE_SIZE overflow in old tools; here they are as later ones print them. */
export function legacyRounds({ run }: WatchedMigration): readonly LegacyRound[] {
  const { rounds } = run;
  let dirtied = 0;
  return rounds.map((round, index) => {
    // The statistics of the last round repeat what was dirty before it: the log is not read again.
    dirtied = Math.round(round.pagesDirtied ?? dirtied);
    const sent = Math.round(round.pagesSent);
    return { index, sent, skipped: Math.round(round.pagesSkipped), statistics: statistics(rounds, index, sent, dirtied) };
  });
}

function statistics(rounds: readonly Round[], index: number, sent: number, dirtied: number): string {
  const { startSeconds, durationSeconds } = rounds[index] as Round;
  const endSeconds = rounds[index + 1]?.startSeconds ?? startSeconds + durationSeconds;
  const milliseconds = Math.max(1, Math.floor(1000 * (endSeconds - startSeconds)));
  const megabits = (pages: number): number => Math.floor((pages * PAGE_BYTES) / (milliseconds * 125));
  return `delta ${milliseconds}ms, dom0 0%, target 0%, sent ${megabits(sent)}Mb/s, dirtied ${megabits(dirtied)}Mb/s ${dirtied} pages`;
}

/** `Total pages sent= N (R x)`: R of the guest's frames. */
export function totalLine({ scenario, run }: WatchedMigration): string {
  const sent = run.rounds.reduce((sum, round) => sum + Math.round(round.pagesSent), 0);
  const frames = scenario.vm.memoryBytes / PAGE_BYTES;
  return `Total pages sent= ${sent} (${(sent / frames).toFixed(2)}x)`;
}
