/** From the figures of a guest's own writes that a user gave to canonical units. Nothing is filled in: the rest are the calibration's. */
import { type ReportIssue, reportVain } from "../issues.js";
import type { ResolvedDirtying } from "../resolved/resolved-dirtying.js";
import type { CheckedDirtying } from "../schema/dirtying.js";
import { NETFRONT_DIRTYING_NAMES, PEAK_DIRTYING_NAMES, resolvedFields } from "./resolved-names.js";
import { writesPerSecond } from "./write-rate.js";

/** What decides which figures mean something. */
export interface DirtyingContext {
  readonly guest: "linux-6.1" | "linux-2.6";
  /** False for netfront. */
  readonly hasRings: boolean;
  /** Received records go through kernel buffers. */
  readonly isStaged: boolean;
  /** The ring has a window at whose end its index returns to the beginning. */
  readonly rewinds: boolean;
  readonly pageBytes: number;
}

/** Undefined where nothing was given. Reports figures that would do nothing. */
export function resolveDirtying(
  dirtying: CheckedDirtying | undefined,
  context: DirtyingContext,
  report: ReportIssue,
): ResolvedDirtying | undefined {
  if (dirtying === undefined) return undefined;
  reportUnused(dirtying, context, report);
  const { pacing, base = {}, netfront = {}, sharedMemory = {}, peak = {} } = dirtying;
  const { hotPages, idleWake, coldPages, coldRate } = base;
  return given({
    pacingSeconds: pacing,
    base: given({
      hotPages: hotPages === undefined ? undefined : { pv: hotPages, pvh: hotPages },
      idleWakeSeconds: idleWake,
      coldPages,
      coldWritesPerSecond: coldRate && writesPerSecond(coldRate, context.pageBytes),
    }),
    netfront: given(resolvedFields(netfront, NETFRONT_DIRTYING_NAMES)),
    sharedMemory: given(sharedMemory),
    peak: given(resolvedFields(peak, PEAK_DIRTYING_NAMES)),
  });
}

function reportUnused(
  { netfront = {}, sharedMemory = {}, peak = {} }: CheckedDirtying,
  context: DirtyingContext,
  report: ReportIssue,
): void {
  const path = ["channel", "dirtying"];
  const { poolPages: _pool, headPagesPerPacket, acknowledgementsPerSegment, ...slots } = netfront;
  const { readerLag, windowPages, rewoundPages, ...staging } = peak;
  const isOld = context.guest === "linux-2.6";
  const guest = `the guest is ${context.guest}`;
  reportVain([...path, "netfront"], isOld ? slots : { headPagesPerPacket, acknowledgementsPerSegment }, guest, report);
  reportVain([...path, "peak"], isOld ? { readerLag } : { windowPages, rewoundPages, ...staging }, guest, report);
  if (!context.hasRings) reportVain([...path, "sharedMemory"], sharedMemory, "the channel has no rings", report);
  if (isOld && !context.isStaged) reportVain([...path, "peak"], staging, "nothing is staged", report);
  if (isOld && !context.rewinds) reportVain([...path, "peak"], { windowPages, rewoundPages }, "no ring rewinds", report);
}

/** What is left without the undefined; undefined itself where that is nothing. */
function given<Values extends object>(values: Values): { [Key in keyof Values]?: Exclude<Values[Key], undefined> } | undefined {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as { [Key in keyof Values]?: Exclude<Values[Key], undefined> });
}
