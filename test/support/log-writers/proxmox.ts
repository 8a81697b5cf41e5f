/** Task logs of Proxmox VE (qemu-server, PVE/QemuMigrate.pm: phase2), with sizes of one decimal place and stamps of whole seconds. */
import { lines, milliseconds, renderBytes, secondStamp } from "./text.js";
import { atEnd, type Counters, endStatus, pagesPerSecondAt, polled, type WatchedMigration } from "./watched.js";

/** Seconds from the task's first line to the command that starts the migration. */
const STARTED_SECONDS = 0;

export function writeProxmox(migration: WatchedMigration): string {
  const { scenario, run } = migration;
  const { totalSeconds } = run.totals;
  const first = migration.counters[0] as Counters;
  const limit = milliseconds(first.downtimeLimitSeconds ?? 0.3);
  const at = (seconds: number, text: string): string => `${secondStamp(STARTED_SECONDS + seconds)} ${text}`;
  const target = "unix:/run/qemu-server/100.migrate";
  return lines([
    at(0, `starting online/live migration on ${target}`),
    at(0, "set migration capabilities"),
    at(0, `migration downtime limit: ${limit} ms`),
    at(0, "migration cachesize: 512.0 MiB"),
    at(0, "set migration parameters"),
    at(0, `start migrate command to ${target}`),
    ...activeLines(migration, limit, at),
    ...endLines(migration, at(Math.ceil(totalSeconds), "").trimEnd(), renderBytes(scenario.vm.memoryBytes / Math.ceil(totalSeconds))),
  ]);
}

/** A line per second, and one wherever the downtime limit was raised. */
function activeLines(migration: WatchedMigration, firstLimit: number, at: (seconds: number, text: string) => string): readonly string[] {
  const { vm } = migration.scenario;
  let limit = firstLimit;
  return polled(migration, 1)
    .filter(({ stage }) => stage === "active" || stage === "device")
    .flatMap((counters) => {
      const speed = renderBytes(pagesPerSecondAt(migration, counters.seconds) * vm.pageBytes);
      const sent = renderBytes(Math.round(counters.sentBytes));
      const active = at(counters.seconds, `migration active, transferred ${sent} of ${renderBytes(vm.memoryBytes)} VM-state, ${speed}/s`);
      const now = milliseconds(counters.downtimeLimitSeconds ?? limit / 1000);
      const isRaised = now !== limit;
      limit = now;
      return isRaised ? [active, at(counters.seconds, `auto-increased downtime to continue migration: ${now} ms`)] : [active];
    });
}

function endLines(migration: WatchedMigration, stamp: string, speed: string): readonly string[] {
  const status = endStatus(migration);
  if (status !== "completed") return [`${stamp} migration status error: ${status}`];
  return [
    `${stamp} average migration speed: ${speed}/s - downtime ${milliseconds(migration.run.totals.downtimeSeconds)} ms`,
    `${stamp} migration completed, transferred ${renderBytes(Math.round(atEnd(migration).sentBytes))} VM-state`,
    `${stamp} migration status: completed`,
    `${stamp} migration finished successfully (duration 00:00:20)`,
    "TASK OK",
  ];
}
