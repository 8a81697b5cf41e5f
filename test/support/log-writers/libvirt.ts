/** libvirt: `virsh domjobinfo` (tools/virsh-domain.c: cmdDomjobinfo) and the daemon's debug log (qemuMonitorJSONIOProcessLine). */
import { looks, migrateReply, qmpEvents } from "./qmp.js";
import { isoStamp, lines, milliseconds, prettyCapacity } from "./text.js";
import { atEnd, bytesPerSecondAt, type Counters, endStatus, polled, type WatchedMigration } from "./watched.js";

/** `virsh domjobinfo GUEST`, repeated, and `--completed` after the end. */
export function writeDomjobinfo(migration: WatchedMigration, everySeconds = 1): string {
  return lines(looks(migration, everySeconds).flatMap((counters) => jobOf(migration, counters)));
}

/** `virsh domjobinfo GUEST --completed` alone. */
export function writeDomjobinfoCompleted(migration: WatchedMigration): string {
  return lines(jobOf(migration, atEnd(migration)));
}

function jobOf(migration: WatchedMigration, counters: Counters): readonly string[] {
  const { vm } = migration.scenario;
  const { totals, phases } = migration.run;
  const status = counters.stage === "ended" ? endStatus(migration) : counters.stage;
  const types: Readonly<Record<string, string>> = { completed: "Completed", cancelled: "Cancelled", failed: "Failed" };
  const item = (name: string, value: number | string, unit = ""): string => `${`${name}:`.padEnd(17)} ${String(value).padEnd(12)}${unit}`;
  const bytes = (name: string, value: number): string => `${`${name}:`.padEnd(17)} ${prettyCapacity(Math.round(value))}`;
  const zeroPages = Math.round(counters.zeroPages);
  const normalPages = Math.round(counters.sentPages) - zeroPages;
  const remainingBytes = Math.round(counters.remainingPages) * vm.pageBytes;
  const isCompleted = status === "completed";
  const meanBytesPerSecond = counters.sentBytes / Math.max(0.001, totals.totalSeconds - phases.setupSeconds);
  const bandwidth = isCompleted ? meanBytesPerSecond : bytesPerSecondAt(migration, counters.seconds);
  const expected = counters.expectedDowntimeSeconds ?? counters.downtimeLimitSeconds;
  const throttle = Math.round(100 * counters.throttleRatio);
  return [
    item("Job type", types[status] ?? "Unbounded"),
    item("Operation", "Outgoing migration"),
    item("Time elapsed", milliseconds(counters.seconds), " ms"),
    bytes("Data processed", counters.sentBytes),
    bytes("Data remaining", remainingBytes),
    bytes("Data total", vm.memoryBytes),
    bytes("Memory processed", counters.sentBytes),
    bytes("Memory remaining", remainingBytes),
    bytes("Memory total", vm.memoryBytes),
    `${bytes("Memory bandwidth", bandwidth)}/s`,
    item("Dirty rate", Math.floor(counters.dirtyPagesPerSecond), " pages/s"),
    item("Page size", vm.pageBytes, " bytes"),
    item("Iteration", counters.syncs),
    item("Postcopy requests", Math.round(counters.postcopyRequests)),
    item("Constant pages", zeroPages),
    item("Normal pages", normalPages),
    bytes("Normal data", normalPages * vm.pageBytes),
    ...(isCompleted ? [item("Total downtime", milliseconds(totals.downtimeSeconds), " ms")] : []),
    ...(isCompleted || expected === undefined ? [] : [item("Expected downtime", milliseconds(expected), " ms")]),
    item("Setup time", milliseconds(phases.setupSeconds), " ms"),
    ...(throttle > 0 && !isCompleted ? [item("Auto converge throttle", throttle, " %")] : []),
  ];
}

/** Events as they come and the replies of libvirt's own queries: two in the live phase, one at the end. */
export function writeLibvirtDebug(migration: WatchedMigration, everySeconds = migration.run.totals.totalSeconds / 3): string {
  const messages = [
    ...qmpEvents(migration).map(({ seconds, event }) => ({ seconds, text: eventText(event) })),
    ...polled(migration, everySeconds).map((counters, index) => replyAt(migration, counters, index)),
  ].sort((left, right) => left.seconds - right.seconds);
  // The reply of the end follows its event.
  const all = [...messages, replyAt(migration, atEnd(migration), messages.length)];
  return lines(all.map(({ seconds, text }) => `${isoStamp(seconds)}+0000: info : qemuMonitorJSONIOProcessLine:${text}`));
}

function eventText(event: object): string {
  return `235 : QEMU_MONITOR_RECV_EVENT: mon=0x7f1c event=${JSON.stringify(event)}`;
}

function replyAt(migration: WatchedMigration, counters: Counters, index: number): { readonly seconds: number; readonly text: string } {
  const reply = JSON.stringify({ return: migrateReply(migration, counters), id: `libvirt-${index + 1}` });
  return { seconds: counters.seconds, text: `240 : QEMU_MONITOR_RECV_REPLY: mon=0x7f1c reply=${reply}` };
}
