/**
 * Cloud Hypervisor's lines (vmm/src/lib.rs: memory_copy_iterations, do_memory_migration, send_migration; vm-migration/src/context.rs:
 * Display of MemoryMigrationContext): a line per pass, one of the last pass, one of the end. Sizes in whole MiB, rounded up.
 */
import type { Round } from "../../../src/index.js";
import { lines, MIB } from "./text.js";
import { endStatus, type WatchedMigration } from "./watched.js";

/** What one pass is about; the last one has the pages carried over and those dirtied since. */
interface Pass {
  readonly bytes: number;
  readonly startSeconds: number;
  readonly transferSeconds: number;
  /** From the beginning of the pass, the read of the dirty log included, to its end. */
  readonly overheadSeconds: number;
}

export function writeCloudHypervisor(migration: WatchedMigration): string {
  const { run } = migration;
  const beginSeconds = run.phases.setupSeconds;
  const live = passesOf(migration, ({ live }) => live);
  const paused = passesOf(migration, ({ live }) => !live);
  const passes = paused.length === 0 ? live : [...live, joined(paused)];
  let sentBytes = 0;
  const shown = passes.map((pass, index) => {
    const before = passes[index - 1];
    sentBytes += pass.bytes;
    const isLast = index === passes.length - 1 && paused.length > 0;
    const endSeconds = pass.startSeconds + pass.transferSeconds;
    const elapsedSeconds = endSeconds - beginSeconds;
    const bytesPerSecond = pass.transferSeconds > 0 ? pass.bytes / pass.transferSeconds : 0;
    const estimate = before === undefined ? 0 : pass.bytes / (before.bytes / before.transferSeconds);
    const figures = [
      // The count is raised once more before the line of the last pass.
      `iter=${isLast ? index + 1 : index}`,
      `curr=${Math.ceil(pass.bytes / MIB)}MiB`,
      `total=${Math.ceil(sentBytes / MIB)}MiB`,
      `bw=${(bytesPerSecond / MIB).toFixed(2)}MiB/s`,
      `transfer=${pass.transferSeconds.toFixed(2)}s`,
      `overhead=${Math.floor(1000 * pass.overheadSeconds)}ms`,
      `est_downtime=${Math.floor(1000 * estimate)}ms`,
      `elapsed=${elapsedSeconds.toFixed(2)}s`,
      `avg_bw=${(sentBytes / elapsedSeconds / MIB).toFixed(2)}MiB/s`,
    ].join(" ");
    return logLine(endSeconds, isLast ? "INFO" : "DEBUG", isLast ? 1577 : 1423, `${isLast ? "Precopy complete" : "Precopy"}: ${figures}`);
  });
  return lines([...shown, ...endLines(migration)]);
}

function endLines(migration: WatchedMigration): readonly string[] {
  const { totalSeconds, downtimeSeconds, downtimeLimitSeconds = 0.3 } = migration.run.totals;
  if (endStatus(migration) !== "completed") return [logLine(totalSeconds, "ERROR", 1650, "Migration failed: timeout")];
  const downtime = `${Math.floor(1000 * downtimeSeconds)}ms (goal was ${Math.round(1000 * downtimeLimitSeconds)}ms)`;
  return [logLine(totalSeconds, "INFO", 1794, `Migration completed after ${totalSeconds.toFixed(1)}s with a downtime of ${downtime}`)];
}

function passesOf({ scenario, run }: WatchedMigration, isOne: (round: Round) => boolean): readonly Pass[] {
  const { rounds } = run;
  return rounds.filter(isOne).map(({ index, pagesSent, startSeconds, durationSeconds }) => {
    const before = rounds[index - 1];
    const overheadSeconds = before === undefined ? 0 : startSeconds - before.startSeconds - before.durationSeconds;
    return { bytes: Math.round(pagesSent) * scenario.vm.pageBytes, startSeconds, transferSeconds: durationSeconds, overheadSeconds };
  });
}

function joined(passes: readonly Pass[]): Pass {
  const sum = (name: keyof Pass): number => passes.reduce((total, pass) => total + pass[name], 0);
  const first = passes[0] as Pass;
  return { ...first, bytes: sum("bytes"), transferSeconds: sum("transferSeconds"), overheadSeconds: sum("overheadSeconds") };
}

function logLine(seconds: number, level: string, line: number, message: string): string {
  return `cloud-hypervisor:  ${(10 + seconds).toFixed(6)}s: <vmm> ${level}:vmm/src/lib.rs:${line} -- ${message}`;
}
