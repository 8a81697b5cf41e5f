/** Reports of QEMU's guestperf (tests/migration-stress/guestperf/progress.py: Progress.serialize; engine.py polls each second). */
import { looks } from "./qmp.js";
import { epochSeconds, milliseconds } from "./text.js";
import { bytesPerSecondAt, type Counters, endStatus, type WatchedMigration } from "./watched.js";

export function writeGuestperf(migration: WatchedMigration, everySeconds = 1): string {
  const { vm } = migration.scenario;
  const report = {
    hardware: { src_cpus: vm.vcpus, src_mem: Math.round(vm.memoryBytes / 2 ** 30), huge_pages: false },
    scenario: { name: "simulated" },
    progress_history: looks(migration, everySeconds)
      .filter(({ stage }) => stage !== "setup")
      .map((counters) => progressOf(migration, counters)),
    guest_timings: { records: [] },
    qemu_timings: { records: [] },
    vcpu_timings: { records: [] },
  };
  return `${JSON.stringify(report, undefined, 4)}\n`;
}

function progressOf(migration: WatchedMigration, counters: Counters): object {
  const { vm } = migration.scenario;
  const { totals, phases } = migration.run;
  const zeroPages = Math.round(counters.zeroPages);
  const normalPages = Math.round(counters.sentPages) - zeroPages;
  const status = counters.stage === "ended" ? endStatus(migration) : counters.stage;
  const expected = counters.expectedDowntimeSeconds ?? counters.downtimeLimitSeconds ?? 0;
  return {
    status,
    ram: {
      transferred_bytes: Math.round(counters.sentBytes),
      remaining_bytes: Math.round(counters.remainingPages) * vm.pageBytes,
      total_bytes: vm.memoryBytes,
      duplicate_pages: zeroPages,
      skipped_pages: 0,
      normal_pages: normalPages,
      normal_bytes: normalPages * vm.pageBytes,
      dirty_rate_pps: Math.floor(counters.dirtyPagesPerSecond),
      transfer_rate_mbs: (bytesPerSecondAt(migration, counters.seconds) * 8) / 1e6,
      iterations: counters.syncs,
    },
    now: epochSeconds(counters.seconds),
    duration: milliseconds(counters.seconds),
    downtime: status === "completed" ? milliseconds(totals.downtimeSeconds) : 0,
    downtime_expected: status === "completed" ? 0 : milliseconds(expected),
    setup_time: milliseconds(phases.setupSeconds),
    throttle_pcent: Math.round(100 * counters.throttleRatio),
    dirty_limit_throttle_time_per_round: 0,
    dirty_limit_ring_full_time: 0,
  };
}
