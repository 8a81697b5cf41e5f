/**
 * XCP-ng's xenguest and emu-manager in syslog (xcp-emu-manager src/emu.c: process_event; xenguest's events of libempserver): frames written,
 * those of the round to come once they are counted, the iteration; stamps of whole seconds.
 */
import { lines, syslogStamp } from "./text.js";
import { countersAt, type WatchedMigration } from "./watched.js";

interface Event {
  readonly seconds: number;
  readonly sent: number;
  /** -1: not counted yet. */
  readonly remaining: number;
  readonly iteration: number;
}

export function writeXenguest(migration: WatchedMigration, everySeconds = 1): string {
  const events = eventsOf(migration, everySeconds);
  const total = Math.max(1, events.at(-1)?.sent ?? 1);
  return lines(
    events.flatMap(({ seconds, sent, remaining, iteration }) => {
      const stamp = syslogStamp(seconds);
      const data = `{"sent": ${sent},"remaining": ${remaining},"iteration": ${iteration}}`;
      const progress = Math.floor((100 * sent) / total);
      return [
        `${stamp} host xenguest-1-emp[1]: libempserver:debug: replying to (0): { "event" : "MIGRATION", "data": ${data}}`,
        `${stamp} host emu-manager-1[1]: Event for \`xenguest\`: rem ${remaining}, sent ${sent}, iter ${iteration}, not waiting. Progress = ${progress}`,
      ];
    }),
  );
}

/** Once per second within a round, and at its end: without the frames of the next one, then with them. */
function eventsOf(migration: WatchedMigration, everySeconds: number): readonly Event[] {
  const live = migration.run.rounds.filter((round) => round.live);
  const { slotsBytes, memoryBytes, pageBytes } = migration.scenario.vm;
  const first = live[0];
  // Frames without a page count as written in the first iteration.
  const sentAt = (seconds: number): number => {
    const share = first === undefined ? 1 : Math.min(1, (seconds - first.startSeconds) / first.durationSeconds);
    return Math.round(countersAt(migration, seconds).sentPages + (share * (slotsBytes - memoryBytes)) / pageBytes);
  };
  return live.flatMap(({ index, startSeconds, durationSeconds, pagesToSend, pagesDirtied }) => {
    const events: Event[] = [];
    const remaining = index === 0 ? -1 : Math.round(pagesToSend);
    for (let seconds = everySeconds; seconds < durationSeconds; seconds += everySeconds) {
      const sent = sentAt(startSeconds + seconds);
      events.push({ seconds: startSeconds + seconds, sent, remaining, iteration: index });
    }
    const endSeconds = startSeconds + durationSeconds;
    const sent = sentAt(endSeconds);
    events.push({ seconds: endSeconds, sent, remaining: -1, iteration: index + 1 });
    if (pagesDirtied !== undefined) events.push({ seconds: endSeconds, sent, remaining: Math.round(pagesDirtied), iteration: index + 1 });
    return events;
  });
}
