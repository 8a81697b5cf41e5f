/** QMP's reply to query-migrate, and the same figures under HMP's names (qapi/migration.json: MigrationInfo, MigrationStats). */
import { MEGABIT_BYTES } from "../figures.js";
import type { Ledger, Observation } from "../ledger.js";
import { LogError } from "../log-error.js";
import type { MigrationEnd } from "../observed.js";
import { type JsonFields, present } from "./json-fields.js";

/** MigrationStatus, and the end that it means. */
const STATUSES: Readonly<Record<string, MigrationEnd | undefined>> = {
  none: undefined,
  setup: undefined,
  cancelling: undefined,
  cancelled: "cancelled",
  active: undefined,
  "postcopy-device": undefined,
  "postcopy-active": undefined,
  "postcopy-paused": undefined,
  "postcopy-recover-setup": undefined,
  "postcopy-recover": undefined,
  completed: "completed",
  failing: undefined,
  failed: "failed",
  colo: undefined,
  "pre-switchover": undefined,
  device: undefined,
  "wait-unplug": undefined,
};

/** @throws LogError for a word that QEMU does not have */
export function endOfStatus(status: string, line: number): MigrationEnd | undefined {
  if (Object.hasOwn(STATUSES, status)) return STATUSES[status];
  throw new LogError(line, `status: expected one of ${Object.keys(STATUSES).join(", ")}, received ${status}`);
}

/** Puts a reply into the ledger. `line` is that of the sample. False if the record is no such reply. */
export function observeMigrateReply(fields: JsonFields, ledger: Ledger, line = fields.line): boolean {
  const status = fields.string("status");
  if (status === undefined || !(fields.hasBelow("ram") || fields.has("total-time") || Object.hasOwn(STATUSES, status))) return false;
  const end = endOfStatus(status, line);
  // QEMU answers `none` before the first migration.
  if (status === "none") return true;
  const throttle = fields.whole("cpu-throttle-percentage");
  if (throttle !== undefined && throttle > 99) throw new LogError(line, `cpu-throttle-percentage: expected 0 to 99, received ${throttle}`);
  const seconds = fields.seconds("total-time", 0.001);
  const observation = present({
    line,
    firstLine: fields.line,
    seconds,
    totalSeconds: end === undefined ? undefined : seconds,
    status,
    end,
    throttleRatio: throttle === undefined ? undefined : throttle / 100,
    setupSeconds: fields.seconds("setup-time", 0.001),
    downtimeSeconds: fields.seconds("downtime", 0.001),
    expectedDowntimeSeconds: fields.seconds("expected-downtime", 0.001),
    ...ramOf(fields),
  });
  ledger.observe(observation as Observation);
  return true;
}

function ramOf(fields: JsonFields): Partial<Observation> {
  const downtimeBytes = fields.whole("ram.downtime-bytes");
  return present({
    memoryBytes: fields.whole("ram.total"),
    pageBytes: fields.whole("ram.page-size"),
    sentBytes: fields.whole("ram.transferred"),
    remainingBytes: fields.wrapping("ram.remaining"),
    normalPages: fields.whole("ram.normal"),
    normalBytes: fields.whole("ram.normal-bytes"),
    zeroPages: fields.whole("ram.duplicate"),
    syncs: fields.whole("ram.dirty-sync-count"),
    postcopyRequests: fields.whole("ram.postcopy-requests"),
    dirtyPagesPerSecond: fields.rate("ram.dirty-pages-rate", 1),
    bytesPerSecond: fields.rate("ram.mbps", MEGABIT_BYTES),
    downtimeBytes: downtimeBytes === 0 ? undefined : downtimeBytes,
  }) as Partial<Observation>;
}
