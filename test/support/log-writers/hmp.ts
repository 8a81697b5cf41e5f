/** HMP's `info migrate`, repeated (migration/migration-hmp-cmds.c: hmp_info_migrate), up to QEMU 10.0 and in the layout of 10.2. */
import { looks } from "./qmp.js";
import { lines, milliseconds, sizeToStr } from "./text.js";
import { bytesPerSecondAt, type Counters, endStatus, pagesPerSecondAt, type WatchedMigration } from "./watched.js";

/** One figure per line; sizes in whole KiB. */
export function writeHmp(migration: WatchedMigration, everySeconds = 1): string {
  return lines(looks(migration, everySeconds).flatMap((counters) => replyOf(migration, counters)));
}

interface Figures {
  readonly status: string;
  readonly hasDowntime: boolean;
  readonly zeroPages: number;
  readonly normalPages: number;
  readonly expectedDowntimeSeconds: number | undefined;
  readonly bytesPerSecond: number;
}

function figuresOf(migration: WatchedMigration, counters: Counters): Figures {
  const status = counters.stage === "ended" ? endStatus(migration) : counters.stage;
  const zeroPages = Math.round(counters.zeroPages);
  return {
    status,
    hasDowntime: status === "completed" || status === "postcopy-active",
    zeroPages,
    normalPages: Math.round(counters.sentPages) - zeroPages,
    expectedDowntimeSeconds: counters.expectedDowntimeSeconds ?? counters.downtimeLimitSeconds,
    bytesPerSecond: bytesPerSecondAt(migration, counters.seconds),
  };
}

function replyOf(migration: WatchedMigration, counters: Counters): readonly string[] {
  const { vm } = migration.scenario;
  const { totals, phases } = migration.run;
  const { status, hasDowntime, zeroPages, normalPages, expectedDowntimeSeconds, bytesPerSecond } = figuresOf(migration, counters);
  const kib = (bytes: number): number => Math.floor(bytes / 1024);
  const head = ["(qemu) info migrate", "globals:", "store-global-state: on", `Migration status: ${status}`];
  if (status === "setup") return head;
  return [
    ...head,
    `total time: ${milliseconds(counters.seconds)} ms`,
    ...(hasDowntime || expectedDowntimeSeconds === undefined ? [] : [`expected downtime: ${milliseconds(expectedDowntimeSeconds)} ms`]),
    ...(hasDowntime ? [`downtime: ${milliseconds(totals.downtimeSeconds)} ms`] : []),
    `setup: ${milliseconds(phases.setupSeconds)} ms`,
    `transferred ram: ${kib(counters.sentBytes)} kbytes`,
    `throughput: ${((bytesPerSecond * 8) / 1e6).toFixed(2)} mbps`,
    `remaining ram: ${kib(Math.round(counters.remainingPages) * vm.pageBytes)} kbytes`,
    `total ram: ${kib(vm.memoryBytes)} kbytes`,
    `duplicate: ${zeroPages} pages`,
    "skipped: 0 pages",
    `normal: ${normalPages} pages`,
    `normal bytes: ${kib(normalPages * vm.pageBytes)} kbytes`,
    `dirty sync count: ${counters.syncs}`,
    `page size: ${kib(vm.pageBytes)} kbytes`,
    "multifd bytes: 0 kbytes",
    `pages-per-second: ${Math.round(pagesPerSecondAt(migration, counters.seconds))}`,
    ...(counters.dirtyPagesPerSecond >= 1 ? [`dirty pages rate: ${Math.floor(counters.dirtyPagesPerSecond)} pages`] : []),
    ...(counters.postcopyRequests >= 0.5 ? [`postcopy request count: ${Math.round(counters.postcopyRequests)}`] : []),
    ...(counters.throttleRatio > 0 && !hasDowntime ? [`cpu throttle percentage: ${Math.round(100 * counters.throttleRatio)}`] : []),
  ];
}

/** Several figures per line; sizes with three digits. */
export function writeHmp102(migration: WatchedMigration, everySeconds = 1): string {
  return lines(looks(migration, everySeconds).flatMap((counters) => replyOf102(migration, counters)));
}

function replyOf102(migration: WatchedMigration, counters: Counters): readonly string[] {
  const { vm } = migration.scenario;
  const { totals, phases } = migration.run;
  const { status, hasDowntime, zeroPages, normalPages, expectedDowntimeSeconds, bytesPerSecond } = figuresOf(migration, counters);
  const head = ["(qemu) info migrate", `Status: \t\t${status}`];
  if (status === "setup") return head;
  const expected = hasDowntime || expectedDowntimeSeconds === undefined ? "" : `, exp_down=${milliseconds(expectedDowntimeSeconds)}`;
  const down = hasDowntime ? `, down=${milliseconds(totals.downtimeSeconds)}` : "";
  const dirty = counters.dirtyPagesPerSecond >= 1 ? `, dirty=${Math.floor(counters.dirtyPagesPerSecond)}` : "";
  const requests = counters.postcopyRequests >= 0.5 ? `, postcopy_req=${Math.round(counters.postcopyRequests)}` : "";
  const transferred = sizeToStr(Math.round(counters.sentBytes));
  return [
    ...head,
    `Time (ms): \t\ttotal=${milliseconds(counters.seconds)}, setup=${milliseconds(phases.setupSeconds)}${expected}${down}`,
    "RAM info:",
    `  Throughput (Mbps): \t${((bytesPerSecond * 8) / 1e6).toFixed(2)}`,
    `  Sizes: \t\tpagesize=${sizeToStr(vm.pageBytes)}, total=${sizeToStr(vm.memoryBytes)}`,
    `  Transfers: \t\ttransferred=${transferred}, remain=${sizeToStr(Math.round(counters.remainingPages) * vm.pageBytes)}`,
    `    Channels: \t\tprecopy=${transferred}, multifd=0 B, postcopy=0 B`,
    `    Page Types: \tnormal=${normalPages}, zero=${zeroPages}`,
    `  Page Rates (pps): \ttransfer=${Math.round(pagesPerSecondAt(migration, counters.seconds))}${dirty}`,
    `  Others: \t\tdirty_syncs=${counters.syncs}${requests}`,
    ...(counters.throttleRatio > 0 && !hasDowntime ? [`CPU Throttle (%): ${Math.round(100 * counters.throttleRatio)}`] : []),
  ];
}
