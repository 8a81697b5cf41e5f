/**
 * `xl -vvv migrate`: Xen up to 4.5 (tools/libxc/xc_domain_save.c) and from 4.6 on (tools/libs/guest/xg_sr_save.c: send_dirty_pages reports
 * progress every 4 MiB; tools/libs/toollog/xtl_logger_stdio.c shows a step of 5 percent).
 */
import { lines } from "./text.js";
import { endStatus, type WatchedMigration } from "./watched.js";
import { legacyRounds, totalLine } from "./xen-rounds.js";

export function writeXlLegacy(migration: WatchedMigration): string {
  const { slotsBytes, pageBytes } = migration.scenario.vm;
  const slots = slotsBytes / pageBytes;
  const rounds = legacyRounds(migration);
  const last = rounds.length - 1;
  const shown = rounds.flatMap(({ index, statistics }) => {
    const before = rounds[index - 1];
    const sent = `(last sent ${before?.sent ?? 0} skipped ${before?.skipped ?? 0})`;
    const isLastLive = index === last - 1;
    return [
      `xc: progress: Saving memory: iter ${index} ${sent}: 0/${slots}    0%`,
      ...(isLastLive ? ["xc: detail: Start last iteration", "xc: detail: SUSPEND shinfo 000e6bff"] : []),
      `xc: detail: ${statistics}`,
    ];
  });
  return lines([
    "xc: detail: xc_domain_save: starting save of domid 3",
    ...shown,
    `xc: detail: ${totalLine(migration)}`,
    "xc: detail: (of which 0 were fixups)",
    "xc: detail: All memory is saved",
    "xc: detail: Save exit rc=0",
    "Migration successful.",
  ]);
}

const STEP_FRAMES = 1024;
const STEP_PERCENT = 5;

export function writeXl(migration: WatchedMigration): string {
  const { rounds } = migration.run;
  const { slotsBytes, pageBytes } = migration.scenario.vm;
  const suspendedAt = rounds.findIndex(({ live }) => !live);
  const shown = rounds.flatMap(({ index, pagesToSend }) => [
    ...(index === suspendedAt ? ["xc: progress: Domain now suspended"] : []),
    // The first iteration counts frames without a page too.
    ...framesLines(index, index === 0 ? slotsBytes / pageBytes : Math.round(pagesToSend)),
  ]);
  const isDone = endStatus(migration) === "completed";
  return lines([
    "migration target: Ready to receive domain.",
    "Saving to migration stream new xl format (info 0x3/0x0/1444)",
    "xc: info: Saving domain 6, type x86 HVM",
    ...shown,
    ...(isDone ? successLines() : ["migration sender: libxl_domain_suspend failed (rc=-3)"]),
  ]);
}

function framesLines(index: number, frames: number): readonly string[] {
  const shown: string[] = [];
  let shownPercent = Number.POSITIVE_INFINITY;
  const show = (done: number): void => {
    const percent = frames === 0 ? 100 : Math.floor((100 * done) / frames);
    if (percent >= shownPercent && percent < shownPercent + STEP_PERCENT) return;
    shown.push(`xc: progress: Frames iteration ${index}: ${done}/${frames}  ${String(percent).padStart(3)}%`);
    shownPercent = percent;
  };
  for (let done = 0; done < frames; done += STEP_FRAMES) show(done);
  show(frames);
  return shown;
}

function successLines(): readonly string[] {
  return [
    "migration target: Transfer complete, requesting permission to start domain.",
    "migration sender: Target has acknowledged transfer.",
    "migration sender: Giving target permission to start.",
    "migration target: Got permission, starting domain.",
    "migration target: Domain started successsfully.",
    "migration sender: Target reports successful startup.",
    "Migration successful.",
  ];
}
