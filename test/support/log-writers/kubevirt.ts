/** virt-launcher's lines (KubeVirt, live-migration-source.go: logMigrationInfo): whole MiB and Mbit/s, rounded down, every 4 s. */
import { epochSeconds, lines, MIB, milliseconds } from "./text.js";
import { atEnd, bytesPerSecondAt, type Counters, endStatus, polled, type WatchedMigration } from "./watched.js";

const GUEST = "2f9b7c1e-0000-4000-8000-000000000001";

export function writeKubevirt(migration: WatchedMigration, everySeconds = 4): string {
  const running = polled(migration, everySeconds).filter(({ stage }) => stage !== "setup");
  const ends = { completed: "Migration has been completed", cancelled: "Migration was canceled", failed: "Migration job failed" };
  const status = endStatus(migration);
  const end = atEnd(migration);
  return lines([
    ...running.map((counters) => logLine(counters.seconds, infoOf(migration, counters))),
    ...(status === "completed" ? [logLine(end.seconds, infoOf(migration, end))] : []),
    logLine(end.seconds, ends[status]),
  ]);
}

function logLine(seconds: number, msg: string): string {
  const timestamp = new Date(Math.round(epochSeconds(seconds) * 1000)).toISOString();
  return JSON.stringify({ component: "virt-launcher", level: "info", msg, pos: "live-migration-source.go:689", timestamp });
}

function infoOf(migration: WatchedMigration, counters: Counters): string {
  const { vm } = migration.scenario;
  const { totals } = migration.run;
  const mib = (bytes: number): number => Math.floor(bytes / MIB);
  const mbps = (bytesPerSecond: number): number => Math.floor((Math.round(bytesPerSecond) * 8) / 1e6);
  const zeroPages = Math.round(counters.zeroPages);
  const normalPages = Math.round(counters.sentPages) - zeroPages;
  const isCompleted = counters.stage === "ended";
  const [sent, remaining] = [Math.round(counters.sentBytes), Math.round(counters.remainingPages) * vm.pageBytes];
  const expected = milliseconds(counters.expectedDowntimeSeconds ?? counters.downtimeLimitSeconds ?? 0);
  const downtime = isCompleted ? `Downtime:${milliseconds(totals.downtimeSeconds)}ms DowntimeNet:1ms` : `ExpectedDowntime:${expected}ms`;
  const bandwidth = isCompleted ? sent / totals.totalSeconds : bytesPerSecondAt(migration, counters.seconds);
  return [
    `Migration info for ${GUEST}: TimeElapsed:${milliseconds(counters.seconds)}ms`,
    `DataProcessed:${mib(sent)}MiB DataRemaining:${mib(remaining)}MiB DataTotal:${mib(vm.memoryBytes)}MiB`,
    `MemoryProcessed:${mib(sent)}MiB MemoryRemaining:${mib(remaining)}MiB MemoryTotal:${mib(vm.memoryBytes)}MiB`,
    `MemoryBandwidth:${mbps(bandwidth)}Mbps DirtyRate:${mbps(Math.floor(counters.dirtyPagesPerSecond) * vm.pageBytes)}Mbps`,
    `Iteration:${counters.syncs} PostcopyRequests:${Math.round(counters.postcopyRequests)} ConstantPages:${zeroPages}`,
    `NormalPages:${normalPages} NormalData:${mib(normalPages * vm.pageBytes)}MiB ${downtime} DiskMbps:0`,
  ].join(" ");
}
