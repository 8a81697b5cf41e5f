/** Resolves the channel: every parameter that applies to it, in canonical units. */
import { CHANNEL_DEFAULTS, GRANTED_PAGE_BYTES, RECORD_HEADER_BYTES } from "../channel-defaults.js";
import { contradiction, type ReportIssue, reportUnused } from "../issues.js";
import type {
  ResolvedChannel,
  ResolvedDirectChannel,
  ResolvedModification,
  ResolvedNetfront,
  ResolvedRing,
  ResolvedStagedChannel,
  ResolvedStagedRing,
  ResolvedXenvmcChannel,
} from "../resolved/resolved-channel.js";
import { type CheckedChannel, expandChannel } from "../schema/channel.js";
import type { CheckedScenario } from "../schema/scenario.js";
import { resolveCalibration } from "./resolve-calibration.js";
import { type DirtyingContext, resolveDirtying } from "./resolve-dirtying.js";
import { COST_NAMES, resolvedFields, SWITCHING_NAMES } from "./resolved-names.js";

type CheckedRings = Exclude<CheckedChannel, { kind: "netfront" }>;
type CheckedRing = CheckedRings["xenvmc"];
type CheckedModified = Extract<CheckedChannel, { kind: "xenvmc-modified" }>;

/** Undefined if there are no peers and no channel is named. Reports parameters without effect. */
export function resolveChannel({ channel, peers, vm }: CheckedScenario, report: ReportIssue): ResolvedChannel | undefined {
  const given = channel ?? (peers.length > 0 ? CHANNEL_DEFAULTS.kind : undefined);
  if (given === undefined) return undefined;
  const checked = expandChannel(given);
  const dirtying = resolveDirtying(checked.dirtying, dirtyingContext(checked, vm.pageSize), report);
  if (checked.kind === "xenvmc-modified" && checked.modified.holdBack && checked.placement === "scattered") {
    report(contradiction(["channel", "placement"], "end with modified.holdBack: the pages held back are one block", "scattered"));
  }
  const any = {
    calibration: resolveCalibration(checked.calibration, report),
    guest: checked.guest,
    guestMode: checked.guestMode,
    ...(checked.placement === "end" ? {} : { placement: checked.placement }),
    ...(dirtying === undefined ? {} : { dirtying }),
    costs: resolvedFields(checked.costs, COST_NAMES),
    netfront: resolveNetfront(checked.netfront, report),
  };
  switch (checked.kind) {
    case "netfront":
      return { kind: "netfront", ...any };
    case "xenvmc":
      return { kind: "xenvmc", ...any, xenvmc: resolveStagedRing(checked.xenvmc, report), ...resolveSharedMemory(checked) };
    case "xenvmc-modified":
      return { kind: "xenvmc-modified", ...any, ...resolveDelivery(checked, report), ...resolveSharedMemory(checked) };
  }
}

/** True if received records are copied to kernel buffers. */
function isStaged(channel: CheckedChannel): boolean {
  return channel.kind === "xenvmc" || (channel.kind === "xenvmc-modified" && !channel.modified.directDelivery);
}

function dirtyingContext(channel: CheckedChannel, pageBytes: number): DirtyingContext {
  return {
    pageBytes,
    guest: channel.guest,
    hasRings: channel.kind !== "netfront",
    isStaged: isStaged(channel),
    rewinds: channel.kind === "xenvmc-modified" && channel.modified.rewindingWindow,
  };
}

function resolveNetfront(netfront: CheckedChannel["netfront"], report: ReportIssue): ResolvedNetfront {
  const { segmentationOffload, localSegment, wireSegment } = netfront;
  if (!segmentationOffload) {
    reportUnused(["channel", "netfront"], { localSegment }, "segmentationOffload is false", report);
    return { segmentationOffload, wireSegmentBytes: wireSegment };
  }
  const localSegmentBytes = localSegment ?? CHANNEL_DEFAULTS.netfront.localSegment;
  return { segmentationOffload, localSegmentBytes, wireSegmentBytes: wireSegment };
}

function resolveRing(ring: CheckedRing, report: ReportIssue): ResolvedRing {
  const { ringPages, largestMessage, splitsLargeMessages, intercepted } = ring;
  const payloadBytes = ringPages * GRANTED_PAGE_BYTES - RECORD_HEADER_BYTES;
  if (largestMessage !== undefined && largestMessage > payloadBytes) {
    const expected = `at most ${payloadBytes} bytes, a ring of ${ringPages} pages less a record's header`;
    report(contradiction(["channel", "xenvmc", "largestMessage"], expected, `${largestMessage} bytes`));
  }
  return { ringPages, largestMessageBytes: largestMessage ?? payloadBytes, splitsLargeMessages, interceptedRatio: intercepted };
}

function resolveStagedRing(ring: CheckedRing, report: ReportIssue): ResolvedStagedRing {
  const defaults = CHANNEL_DEFAULTS.xenvmc;
  return {
    ...resolveRing(ring, report),
    stagingLimitBytes: ring.stagingLimit ?? defaults.stagingLimit,
    stagingAllocator: ring.stagingAllocator ?? defaults.stagingAllocator,
    ringHoldSeconds: ring.ringHold ?? defaults.ringHold,
  };
}

function resolveDelivery(
  { xenvmc, modified, rehome }: CheckedModified,
  report: ReportIssue,
): Pick<ResolvedDirectChannel, "xenvmc" | "modified"> | Pick<ResolvedStagedChannel, "xenvmc" | "modified"> {
  const modification = resolveModification(modified, rehome, report);
  const { directHold } = modified;
  if (!modified.directDelivery) {
    reportUnused(["channel", "modified"], { directHold }, "directDelivery is false", report);
    return { xenvmc: resolveStagedRing(xenvmc, report), modified: { directDelivery: false, ...modification } };
  }
  const { stagingLimit, stagingAllocator, ringHold } = xenvmc;
  reportUnused(["channel", "xenvmc"], { stagingLimit, stagingAllocator, ringHold }, "modified.directDelivery is true", report);
  const directHoldSeconds = directHold ?? CHANNEL_DEFAULTS.modified.directHold;
  return { xenvmc: resolveRing(xenvmc, report), modified: { directDelivery: true, ...modification, directHoldSeconds } };
}

function resolveModification(modified: CheckedModified["modified"], rehome: boolean, report: ReportIssue): ResolvedModification {
  const { rewindingWindow, fasterExchange, sharedRing, shareFrom, holdBack, ringsInDom0, batching, batchMessages, batchWait } = modified;
  if (rehome && ringsInDom0) {
    report(contradiction(["channel", "rehome"], "false with modified.ringsInDom0: no ring lies in a guest", "true"));
  }
  if (!batching) reportUnused(["channel", "modified"], { batchMessages, batchWait }, "batching is false", report);
  const defaults = CHANNEL_DEFAULTS.modified;
  return {
    rewindingWindow,
    fasterExchange,
    rehome,
    sharedRing,
    holdBack,
    ringsInDom0,
    ...(shareFrom === undefined ? {} : { shareFromBytes: shareFrom }),
    ...(batching
      ? { batching, batchMessages: batchMessages ?? defaults.batchMessages, batchSeconds: batchWait ?? defaults.batchWait }
      : { batching }),
  };
}

/** The parameters of both kinds of channel with rings. */
function resolveSharedMemory({ switching, teardown }: CheckedRings): Pick<ResolvedXenvmcChannel, "switching" | "teardown"> {
  return { switching: resolvedFields(switching, SWITCHING_NAMES), teardown };
}
