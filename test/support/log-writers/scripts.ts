/** What scripts that poll query-migrate write: sampled NDJSON with a migration per line, and lines for people. */
import { looks } from "./qmp.js";
import { lines, MIB, milliseconds } from "./text.js";
import { atEnd, bytesPerSecondAt, type Counters, endStatus, pagesPerSecondAt, polled, type WatchedMigration } from "./watched.js";

const COLUMNS = [
  "ms",
  "status",
  "transferred",
  "remaining",
  "normal",
  "zero",
  "syncs",
  "dirtyPagesPerSecond",
  "pagesPerSecond",
  "throttlePercent",
  "postcopyRequests",
  "expectedDowntimeMs",
];

/** One line with every sample and the counters of the end; only a completed migration has these. */
export function writeSampledRun(migration: WatchedMigration, everySeconds = 0.2): string {
  const { scenario, run } = migration;
  const { vm } = scenario;
  const samples = polled(migration, everySeconds)
    .filter(({ stage }) => stage !== "setup")
    .map((counters) => sampleOf(migration, counters));
  const end = atEnd(migration);
  const zero = Math.round(end.zeroPages);
  const final = {
    totalMs: milliseconds(run.totals.totalSeconds),
    downtimeMs: milliseconds(run.totals.downtimeSeconds),
    setupMs: milliseconds(run.phases.setupSeconds),
    syncs: end.syncs,
    normal: Math.round(end.sentPages) - zero,
    zero,
    transferred: Math.round(end.sentBytes),
    postcopyRequests: Math.round(end.postcopyRequests),
  };
  const isCompleted = endStatus(migration) === "completed";
  const guest = { memoryBytes: vm.memoryBytes, vcpus: vm.vcpus };
  const record = { set: "Simulated", run: 1, guest, ...(isCompleted ? { final } : {}), sampleColumns: COLUMNS, samples };
  return `${JSON.stringify(record)}\n`;
}

function sampleOf(migration: WatchedMigration, counters: Counters): readonly (number | string | null)[] {
  const { pageBytes } = migration.scenario.vm;
  const zero = Math.round(counters.zeroPages);
  const expected = counters.expectedDowntimeSeconds ?? counters.downtimeLimitSeconds;
  return [
    milliseconds(counters.seconds),
    counters.stage,
    Math.round(counters.sentBytes),
    Math.round(counters.remainingPages) * pageBytes,
    Math.round(counters.sentPages) - zero,
    zero,
    counters.syncs,
    Math.floor(counters.dirtyPagesPerSecond),
    Math.round(pagesPerSecondAt(migration, counters.seconds)),
    Math.round(100 * counters.throttleRatio),
    Math.round(counters.postcopyRequests),
    expected === undefined ? null : milliseconds(expected),
  ];
}

/** `230.6s active  sent=210.74 GiB  remaining=868.75 MiB  8328.5 mbps rounds=12`. */
export function writePolledLines(migration: WatchedMigration, everySeconds = 5): string {
  const { pageBytes } = migration.scenario.vm;
  const size = (bytes: number): string => (bytes >= 1024 * MIB ? `${(bytes / 2 ** 30).toFixed(2)} GiB` : `${(bytes / MIB).toFixed(2)} MiB`);
  const shown = looks(migration, everySeconds).map((counters) => {
    const status = counters.stage === "ended" ? endStatus(migration) : counters.stage;
    const remaining = size(Math.round(counters.remainingPages) * pageBytes);
    const mbps = ((bytesPerSecondAt(migration, counters.seconds) * 8) / 1e6).toFixed(1);
    return `${counters.seconds.toFixed(1)}s ${status}  sent=${size(counters.sentBytes)}  remaining=${remaining}  ${mbps} mbps rounds=${counters.syncs}`;
  });
  return lines(shown);
}
