/** Resolves overrides of the guest calibration. No defaults are filled in: missing values are the calibration's. */
import { type ReportIssue, reportUnused } from "../issues.js";
import type { ResolvedDirtying } from "../resolved/resolved-dirtying.js";
import type { CheckedDirtying } from "../schema/dirtying.js";
import { NETFRONT_DIRTYING_NAMES, PEAK_DIRTYING_NAMES, resolvedFields } from "./resolved-names.js";
import { writesPerSecond } from "./write-rate.js";

/** Properties of the channel that determine which overrides have an effect. */
export interface DirtyingContext {
  readonly guest: "linux-6.1" | "linux-2.6";
  /** False for netfront. */
  readonly hasRings: boolean;
  /** True if received records are copied to kernel buffers. */
  readonly isStaged: boolean;
  /** True if the ring's index returns to the beginning when the ring is empty. */
  readonly rewinds: boolean;
  readonly pageBytes: number;
}

/** Undefined if nothing was given. Reports overrides without effect. */
export function resolveDirtying(
  dirtying: CheckedDirtying | undefined,
  context: DirtyingContext,
  report: ReportIssue,
): ResolvedDirtying | undefined {
  if (dirtying === undefined) return undefined;
  reportUnusedOverrides(dirtying, context, report);
  const { pacing, base = {}, netfront = {}, sharedMemory = {}, peak = {} } = dirtying;
  const { hotPages, idleWake, idle, coldPages, coldRate } = base;
  return given({
    pacingSeconds: pacing,
    base: given({
      hotPages: hotPages === undefined ? undefined : { pv: hotPages, pvh: hotPages },
      idleWakeSeconds: idleWake,
      idle,
      coldPages,
      coldWritesPerSecond: coldRate && writesPerSecond(coldRate, context.pageBytes),
    }),
    netfront: given(resolvedFields(netfront, NETFRONT_DIRTYING_NAMES)),
    sharedMemory: given(sharedMemory),
    peak: given(resolvedFields(peak, PEAK_DIRTYING_NAMES)),
  });
}

function reportUnusedOverrides(
  { netfront = {}, sharedMemory = {}, peak = {} }: CheckedDirtying,
  context: DirtyingContext,
  report: ReportIssue,
): void {
  const path = ["channel", "dirtying"];
  const { poolPages: _pool, headPagesPerPacket, acknowledgementsPerSegment, ...slots } = netfront;
  const { readerLag, windowPages, rewoundPages, ...staging } = peak;
  const isOld = context.guest === "linux-2.6";
  const guest = `the guest is ${context.guest}`;
  reportUnused([...path, "netfront"], isOld ? slots : { headPagesPerPacket, acknowledgementsPerSegment }, guest, report);
  reportUnused([...path, "peak"], isOld ? { readerLag } : { windowPages, rewoundPages, ...staging }, guest, report);
  if (!context.hasRings) reportUnused([...path, "sharedMemory"], sharedMemory, "the channel has no rings", report);
  if (isOld && !context.isStaged) reportUnused([...path, "peak"], staging, "nothing is staged", report);
  if (isOld && !context.rewinds) reportUnused([...path, "peak"], { windowPages, rewoundPages }, "no ring rewinds", report);
}

/** The values without the undefined ones; undefined if none is left. */
function given<Values extends object>(values: Values): { [Key in keyof Values]?: Exclude<Values[Key], undefined> } | undefined {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as { [Key in keyof Values]?: Exclude<Values[Key], undefined> });
}
