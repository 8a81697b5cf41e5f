/** xend's log: a line per round, counted from 1 (tools/xcutils/xc_save.c, whose output XendCheckpoint writes down). */
import { lines, secondStamp } from "./text.js";
import type { WatchedMigration } from "./watched.js";
import { legacyRounds, totalLine } from "./xen-rounds.js";

export function writeXend(migration: WatchedMigration): string {
  const { rounds, totals } = migration.run;
  const line = (seconds: number, text: string): string => `[${secondStamp(seconds)} 1871] INFO (XendCheckpoint:423) ${text}`;
  return lines([
    `[${secondStamp(0)} 1871] INFO (XendCheckpoint:487) Saving memory pages: iter 1   0%`,
    ...legacyRounds(migration).map(({ index, sent, skipped, statistics }) => {
      const end = rounds[index + 1]?.startSeconds ?? totals.totalSeconds;
      return line(end, `${index + 1}: sent ${sent}, skipped ${skipped}, ${statistics}`);
    }),
    line(totals.totalSeconds, totalLine(migration)),
    line(totals.totalSeconds, "Save exit rc=0"),
  ]);
}
