/**
 * nova-compute's log (nova/virt/libvirt/driver.py: _live_migration_monitor, debug lines every 5 s; migration.py: update_downtime). The
 * monitor looks every half second.
 */
import { isoStamp, lines, milliseconds } from "./text.js";
import { type Counters, countersAt, endStatus, polled, type WatchedMigration } from "./watched.js";

const INSTANCE = "[instance: 5f0c1d2e-0000-4000-8000-000000000001]";
const LOOK_SECONDS = 0.5;
const LOG_LOOKS = 10;

export function writeNova(migration: WatchedMigration): string {
  const { pageBytes, memoryBytes } = migration.scenario.vm;
  const text: string[] = [];
  const log = (seconds: number, level: string, module: string, message: string): void => {
    text.push(`${isoStamp(seconds)} 7 ${level} nova.virt.libvirt.${module} [-] ${INSTANCE} ${message}`);
  };
  let limit: number | undefined;
  for (const [look, counters] of [countersAt(migration, 0), ...polled(migration, LOOK_SECONDS)].entries()) {
    const now = milliseconds(counters.downtimeLimitSeconds ?? 0);
    if (now > 0 && now !== limit) {
      const since = limit === undefined ? 0 : limitSeconds(migration.counters, now);
      log(counters.seconds, "INFO", "migration", `Increasing downtime to ${now} ms after ${Math.floor(since)} sec elapsed time`);
    }
    limit = now;
    if (look % LOG_LOOKS !== 0 || look === 0) continue;
    const remaining = Math.round(counters.remainingPages) * pageBytes;
    const memory = `(bytes processed=${Math.round(counters.sentBytes)}, remaining=${remaining}, total=${memoryBytes})`;
    const disk = "disk 100% remaining (bytes processed=0, remaining=0, total=0).";
    const percent = Math.round((100 * remaining) / memoryBytes);
    const message = `Migration running for ${Math.floor(counters.seconds)} secs, memory ${percent}% remaining ${memory}; ${disk}`;
    log(counters.seconds, look % 60 === 0 ? "INFO" : "DEBUG", "driver", message);
  }
  const messages = {
    completed: "Migration operation has completed",
    cancelled: "Migration operation was cancelled",
    failed: "Migration operation has aborted",
  };
  log(migration.run.totals.totalSeconds, "INFO", "driver", messages[endStatus(migration)]);
  return lines(text);
}

/** When a limit came into force: Nova names the time of the step. */
function limitSeconds(counters: readonly Counters[], limitMilliseconds: number): number {
  return counters.find(({ downtimeLimitSeconds = 0 }) => milliseconds(downtimeLimitSeconds) === limitMilliseconds)?.seconds ?? 0;
}
