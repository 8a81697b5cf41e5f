/** From the channel a user wrote to one with every parameter that applies to it, in canonical units. */
import { CHANNEL_DEFAULTS, RECORD_HEADER_BYTES, RING_PAGE_BYTES } from "../channel-defaults.js";
import { contradiction, type ReportIssue, reportVain } from "../issues.js";
import type {
  ResolvedChannel,
  ResolvedModification,
  ResolvedNetfront,
  ResolvedProcessorCosts,
  ResolvedRing,
  ResolvedSwitching,
} from "../resolved/resolved-channel.js";
import { type CheckedChannel, expandChannel } from "../schema/channel.js";
import type { CheckedScenario } from "../schema/scenario.js";
import { type DirtyingContext, resolveDirtying } from "./resolve-dirtying.js";

type CheckedRings = Exclude<CheckedChannel, { kind: "netfront" }>;
type CheckedModified = Extract<CheckedChannel, { kind: "xenvmc-modified" }>;

/** Undefined where there is nothing to carry and no channel is named. Reports parameters that would do nothing. */
export function resolveChannel({ channel, peers, vm }: CheckedScenario, report: ReportIssue): ResolvedChannel | undefined {
  const given = channel ?? (peers.length > 0 ? CHANNEL_DEFAULTS.kind : undefined);
  if (given === undefined) return undefined;
  const checked = expandChannel(given);
  const dirtying = resolveDirtying(checked.dirtying, dirtyingContext(checked, vm.pageSize), report);
  const any = {
    calibration: checked.calibration,
    guest: checked.guest,
    guestMode: checked.guestMode,
    ...(dirtying === undefined ? {} : { dirtying }),
    costs: resolveCosts(checked.costs),
    netfront: resolveNetfront(checked.netfront, report),
  };
  if (checked.kind === "netfront") return { kind: "netfront", ...any };
  const rings = {
    xenvmc: resolveRing(checked.xenvmc, isStaged(checked), report),
    switching: resolveSwitching(checked.switching),
    teardown: checked.teardown,
  };
  if (checked.kind === "xenvmc") return { kind: "xenvmc", ...any, ...rings };
  return { kind: "xenvmc-modified", ...any, ...rings, modified: resolveModification(checked, report) };
}

/** Received records go through kernel buffers. */
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

function resolveCosts(costs: CheckedChannel["costs"]): ResolvedProcessorCosts {
  return {
    copySecondsPerByte: costs.copy,
    systemCallSeconds: costs.systemCall,
    hypercallSeconds: costs.hypercall,
    wakeSeconds: costs.wake,
    migratedPageSeconds: costs.migratedPage,
    segmentSeconds: costs.segment,
    netbackPacketSeconds: costs.netbackPacket,
    netbackPageSeconds: costs.netbackPage,
  };
}

function resolveNetfront(netfront: CheckedChannel["netfront"], report: ReportIssue): ResolvedNetfront {
  const { segmentationOffload, localSegment, wireSegment } = netfront;
  if (!segmentationOffload) {
    reportVain(["channel", "netfront"], { localSegment }, "segmentationOffload is false", report);
    return { segmentationOffload, wireSegmentBytes: wireSegment };
  }
  const localSegmentBytes = localSegment ?? CHANNEL_DEFAULTS.netfront.localSegment;
  return { segmentationOffload, localSegmentBytes, wireSegmentBytes: wireSegment };
}

function resolveRing(ring: CheckedRings["xenvmc"], staged: boolean, report: ReportIssue): ResolvedRing {
  const { ringPages, largestMessage, splitsLargeMessages, intercepted, stagingLimit, stagingAllocator, ringHold } = ring;
  const payloadBytes = ringPages * RING_PAGE_BYTES - RECORD_HEADER_BYTES;
  if (largestMessage !== undefined && largestMessage > payloadBytes) {
    const expected = `at most ${payloadBytes} bytes, a ring of ${ringPages} pages less a record's header`;
    report(contradiction(["channel", "xenvmc", "largestMessage"], expected, `${largestMessage} bytes`));
  }
  const always = {
    ringPages,
    largestMessageBytes: largestMessage ?? payloadBytes,
    splitsLargeMessages,
    interceptedRatio: intercepted,
  };
  if (!staged) {
    reportVain(["channel", "xenvmc"], { stagingLimit, stagingAllocator, ringHold }, "modified.directDelivery is true", report);
    return always;
  }
  const defaults = CHANNEL_DEFAULTS.xenvmc;
  return {
    ...always,
    stagingLimitBytes: stagingLimit ?? defaults.stagingLimit,
    stagingAllocator: stagingAllocator ?? defaults.stagingAllocator,
    ringHoldSeconds: ringHold ?? defaults.ringHold,
  };
}

function resolveModification({ modified, rehome }: CheckedModified, report: ReportIssue): ResolvedModification {
  const { directDelivery, batching, shareFrom, batchMessages, batchWait, directHold } = modified;
  const defaults = CHANNEL_DEFAULTS.modified;
  if (!batching) reportVain(["channel", "modified"], { batchMessages, batchWait }, "batching is false", report);
  if (!directDelivery) reportVain(["channel", "modified"], { directHold }, "directDelivery is false", report);
  return {
    directDelivery,
    rewindingWindow: modified.rewindingWindow,
    batching,
    fasterExchange: modified.fasterExchange,
    rehome,
    sharedRing: modified.sharedRing,
    ...(shareFrom === undefined ? {} : { shareFromBytes: shareFrom }),
    ...(batching ? { batchMessages: batchMessages ?? defaults.batchMessages, batchSeconds: batchWait ?? defaults.batchWait } : {}),
    ...(directDelivery ? { directHoldSeconds: directHold ?? defaults.directHold } : {}),
  };
}

function resolveSwitching(switching: CheckedRings["switching"]): ResolvedSwitching {
  return {
    announceSeconds: switching.announce,
    unmapSecondsPerPage: switching.unmap,
    releaseSeconds: switching.release,
    registerSeconds: switching.register,
    connectSeconds: switching.connect,
    handshakeSeconds: switching.handshake,
    pollSeconds: switching.poll,
    suspendLimitSeconds: switching.suspendLimit,
  };
}
