/** QMP's replies to query-migrate (qapi/migration.json: MigrationInfo; migration/migration.c: fill_source_migration_info), and events. */
import { epochSeconds, lines, milliseconds } from "./text.js";
import {
  atEnd,
  bytesPerSecondAt,
  type Counters,
  countersAt,
  endStatus,
  pagesPerSecondAt,
  polled,
  type WatchedMigration,
} from "./watched.js";

/** One reply per line, as libvirt's monitor or a script writes them down; the last one is of the end. */
export function writeQmpReplies(migration: WatchedMigration, everySeconds = 0.2): string {
  const replies = looks(migration, everySeconds).map((counters, index) =>
    JSON.stringify({ return: migrateReply(migration, counters), id: `libvirt-${index + 1}` }),
  );
  return lines(replies);
}

/** One reply alone, of the completed migration, indented: what somebody pastes after the fact. */
export function writeQmpCompleted(migration: WatchedMigration): string {
  return `${JSON.stringify({ return: migrateReply(migration, atEnd(migration)), id: "libvirt-1" }, undefined, 1)}\n`;
}

/** A list of samples with the time of the script that polled. */
export function writeQmpSamples(migration: WatchedMigration, everySeconds = 0.2): string {
  const samples = looks(migration, everySeconds).map((counters) => ({
    t_since_run_start: Math.round(1000 * (30 + counters.seconds)) / 1000,
    query_migrate: migrateReply(migration, counters),
  }));
  return `${JSON.stringify([{ t_since_run_start: 30, query_migrate: {} }, ...samples], undefined, 1)}\n`;
}

/** The looks of somebody who polls, and one after the end. */
export function looks(migration: WatchedMigration, everySeconds: number): readonly Counters[] {
  return [...polled(migration, everySeconds), atEnd(migration)];
}

/** What `return` holds. */
export function migrateReply(migration: WatchedMigration, counters: Counters): object {
  const status = counters.stage === "ended" ? endStatus(migration) : counters.stage;
  if (status === "setup") return { status, "total-time": milliseconds(counters.seconds), "setup-time": 0 };
  const hasDowntime = status === "completed" || status === "postcopy-active";
  const { phases, totals } = migration.run;
  // Until there is an estimate QEMU shows the downtime limit.
  const expected = counters.expectedDowntimeSeconds ?? counters.downtimeLimitSeconds;
  return {
    ...(hasDowntime || expected === undefined ? {} : { "expected-downtime": milliseconds(expected) }),
    status,
    "setup-time": milliseconds(phases.setupSeconds),
    ...(counters.throttleRatio > 0 && !hasDowntime ? { "cpu-throttle-percentage": Math.round(100 * counters.throttleRatio) } : {}),
    ...(hasDowntime ? { downtime: milliseconds(totals.downtimeSeconds) } : {}),
    "total-time": milliseconds(counters.seconds),
    ram: ramOf(migration, counters, status === "completed"),
  };
}

function ramOf(migration: WatchedMigration, counters: Counters, isCompleted: boolean): object {
  const { vm } = migration.scenario;
  const { totalSeconds } = migration.run.totals;
  // migration_calculate_complete: the mean over everything but the set-up.
  const meanBytesPerSecond = counters.sentBytes / Math.max(0.001, totalSeconds - migration.run.phases.setupSeconds);
  const bytesPerSecond = isCompleted ? meanBytesPerSecond : bytesPerSecondAt(migration, counters.seconds);
  const zeroPages = Math.round(counters.zeroPages);
  const normalPages = Math.round(counters.sentPages) - zeroPages;
  return {
    total: vm.memoryBytes,
    "postcopy-requests": Math.round(counters.postcopyRequests),
    "dirty-sync-count": counters.syncs,
    "multifd-bytes": 0,
    "pages-per-second": Math.round(pagesPerSecondAt(migration, counters.seconds)),
    "page-size": vm.pageBytes,
    remaining: Math.round(counters.remainingPages) * vm.pageBytes,
    mbps: (bytesPerSecond * 8) / 1e6,
    transferred: Math.round(counters.sentBytes),
    duplicate: zeroPages,
    "dirty-pages-rate": Math.floor(counters.dirtyPagesPerSecond),
    skipped: 0,
    "normal-bytes": normalPages * vm.pageBytes,
    normal: normalPages,
  };
}

export interface QmpEvent {
  readonly seconds: number;
  readonly event: object;
}

/** MIGRATION as the status changes, MIGRATION_PASS at each sync of the live phase (capability `events`). */
export function qmpEvents(migration: WatchedMigration): readonly QmpEvent[] {
  const events: QmpEvent[] = [];
  const add = (seconds: number, event: string, data: object): void => {
    const micro = Math.round(epochSeconds(seconds) * 1e6);
    events.push({
      seconds,
      event: { timestamp: { seconds: Math.floor(micro / 1e6), microseconds: micro % 1e6 }, event, data },
    });
  };
  add(0, "MIGRATION", { status: "setup" });
  let before = countersAt(migration, 0);
  for (const counters of migration.counters) {
    if (counters.syncs > before.syncs) add(counters.seconds, "MIGRATION_PASS", { pass: counters.syncs });
    if (counters.stage !== before.stage && counters.stage !== "setup") {
      const status = counters.stage === "ended" ? endStatus(migration) : counters.stage;
      add(counters.seconds, "MIGRATION", { status });
    }
    before = counters;
  }
  return events;
}
