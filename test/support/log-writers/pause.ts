/** Logs of the pause alone: QEMU's trace of it, and the line of a pre-copy tool over Firecracker's snapshots. */
import { epochSeconds, lines } from "./text.js";
import type { WatchedMigration } from "./watched.js";

/** vmstate_downtime_checkpoint and vmstate_downtime_save (migration/savevm.c, trace-events), with times in seconds and microseconds. */
export function writeVmstateTrace({ run }: WatchedMigration): string {
  const { totals, phases } = run;
  const { suspendSeconds, finalSyncSeconds, stopAndCopySeconds } = phases;
  const startSeconds = totals.totalSeconds - totals.downtimeSeconds - phases.postcopySeconds;
  const ramSeconds = finalSyncSeconds + stopAndCopySeconds;
  const at = (seconds: number, event: string): string => `${epochSeconds(startSeconds + seconds).toFixed(6)}:vmstate_downtime_${event}`;
  const save = `save type=iterable idstr=ram instance_id=0 downtime=${Math.round(1e6 * ramSeconds)}`;
  return lines([
    at(0, "checkpoint src-downtime-start"),
    at(suspendSeconds, "checkpoint src-vm-stopped"),
    at(suspendSeconds + ramSeconds, save),
    at(suspendSeconds + ramSeconds, "checkpoint src-iterable-saved"),
    at(totals.downtimeSeconds, "checkpoint src-downtime-end"),
  ]);
}

/** `RESULT total_blackout_ms=…`: the whole pause, the part after the last copy, and the bytes of the last diff. */
export function writeFirecrackerResult({ run }: WatchedMigration): string {
  const last = run.rounds.at(-1);
  const cutover = run.phases.stateSeconds + run.phases.resumeSeconds;
  const milliseconds = (seconds: number): string => (1000 * seconds).toFixed(3);
  const bytes = Math.round(last?.wireBytes ?? 0);
  const figures = `extents=${Math.round(last?.pagesSent ?? 0)} diff_bytes=${bytes} max_gap_ms=0.000 pass=true`;
  return `RESULT total_blackout_ms=${milliseconds(run.totals.downtimeSeconds)} cutover_blackout_ms=${milliseconds(cutover)} ${figures}\n`;
}
