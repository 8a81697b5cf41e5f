/**
 * Field names of results, which end in units, with the names used in scenarios. The types ensure that every field of
 * a result whose name differs is listed here.
 */

import type { CheckedHost } from "../resolve/resolve-host.js";
import { POLICY_NAMES } from "../resolve/resolve-policy.js";
import { COST_NAMES, NETFRONT_DIRTYING_NAMES, PEAK_DIRTYING_NAMES, SWITCHING_NAMES } from "../resolve/resolved-names.js";
import { unsuffixed } from "../resolve/suffixed.js";
import type { ResolvedHost, ResolvedLink, ResolvedReads, ResolvedRegion, ResolvedSource, ResolvedVm } from "../resolved/resolved.js";
import type { ResolvedCalibrationPoint, ResolvedModifiedChannel } from "../resolved/resolved-channel.js";
import type { ResolvedDevice } from "../resolved/resolved-devices.js";
import type { ResolvedDirtying } from "../resolved/resolved-dirtying.js";
import type { ResolvedFlow, ResolvedPeer } from "../resolved/resolved-peers.js";
import type { CheckedChannel } from "../schema/channel.js";
import type { CheckedDevice } from "../schema/devices.js";
import type { CheckedDirtying } from "../schema/dirtying.js";
import type { CheckedFlow, CheckedPeer } from "../schema/peers.js";
import type { CheckedScenario } from "../schema/scenario.js";
import type { CheckedSource } from "../schema/workload.js";
import { finishBlock, finishSource } from "./write-source.js";
import { isMapping, type Mapping, type Place, type Shape } from "./writer.js";

type KeysOfAll<Union> = Union extends unknown ? keyof Union : never;
/** The written name of each key of `Resolved` that is not a key of `Written`, except those that need more than renaming. */
type Names<Resolved, Written, Others = never> = {
  readonly [Key in Exclude<KeysOfAll<Resolved>, KeysOfAll<Written> | Others>]: KeysOfAll<Written>;
};

const itemsOf = (shape: Shape): Shape => ({ ...shape, ofItems: true });

const DEVICE: Shape = {
  names: {
    ...unsuffixed("Bytes", "stopCopy", "pending"),
    ...unsuffixed("Seconds", "reconnect"),
    bytesPerSecond: "bandwidth",
  } satisfies Names<ResolvedDevice, CheckedDevice>,
};

const VM: Shape = {
  names: { ...unsuffixed("Bytes", "memory", "slots"), pageBytes: "pageSize" } satisfies Names<ResolvedVm, CheckedScenario["vm"]>,
  inside: {
    devices: itemsOf(DEVICE),
    content: {
      names: { zeroRatio: "zero", blockBytes: "blockSize", topRatio: "topShare" } satisfies Names<
        ResolvedVm["content"],
        CheckedScenario["vm"]["content"]
      >,
    },
  },
  finish: (result, { memoryBytes, slotsBytes }) => slotsBytes !== undefined && slotsBytes === memoryBytes && result.delete("slots"),
};

const LINK: Shape = {
  names: {
    ...unsuffixed("BitsPerSecond", "bandwidth"),
    ...unsuffixed("Ratio", "efficiency"),
    ...unsuffixed("Seconds", "latency"),
    connectionBytesPerSecond: "connectionBandwidth",
  } satisfies Names<ResolvedLink, CheckedScenario["link"], "goodputBytesPerSecond">,
  finish: finishLink,
};

const HOST: Shape = {
  names: {
    ...unsuffixed("Seconds", "suspend", "suspendTimeout", "resume", "network", "writeFault", "copyCpu"),
    ...unsuffixed("Ratio", "liveSpeed", "loggedSpeed"),
  } satisfies Names<ResolvedHost, CheckedHost>,
  finish: (result, { suspendSeconds, setupDirtyPages, suspendDirtyPages }) =>
    suspendSeconds !== undefined && setupDirtyPages === Math.floor(Number(suspendDirtyPages) / 2) && result.delete("setupDirtyPages"),
};

type TraceKeys = "seconds" | "recordedWrites";

const SIMPLE_SOURCE: Shape = {
  names: {
    startPage: "start",
    writesPerSecond: "rate",
    writesPerMessage: "perMessage",
    bytesWrittenPerByte: "perByte",
    meanRunPages: "run",
    stridePages: "stride",
    offsetPages: "offset",
    periodSeconds: "period",
    block: "spread",
    durationSeconds: "duration",
    binSeconds: "bin",
    cpuRatio: "cpu",
  } satisfies Names<ResolvedSource, CheckedSource, "pages" | "offsetSeconds" | TraceKeys>,
  inside: {
    spread: { names: { startPage: "start" } satisfies Names<ResolvedRegion["block"], { start: 0 }, "pages">, finish: finishBlock },
    reads: {
      names: { readsPerSecond: "rate", startPage: "start" } satisfies Names<ResolvedReads, { rate: 0; start: 0 }, "pages">,
      finish: finishBlock,
    },
  },
  finish: finishSource,
};

const PHASE: Shape = { names: { durationSeconds: "duration" }, inside: { workload: itemsOf(SIMPLE_SOURCE) } };

const SOURCE: Shape = {
  names: { ...SIMPLE_SOURCE.names, offsetSeconds: "offset" },
  inside: { ...SIMPLE_SOURCE.inside, phases: itemsOf(PHASE) },
  finish: finishSource,
};

const FLOW: Shape = {
  names: {
    ...unsuffixed("Bytes", "message", "send", "receive"),
    ...unsuffixed("BytesPerSecond", "reader", "send", "receive"),
    ...unsuffixed("Seconds", "pacing", "think"),
    ...unsuffixed("Messages", "outstanding"),
  } satisfies Names<ResolvedFlow, CheckedFlow>,
};

const PEER: Shape = {
  names: { ringOwner: "domid" } satisfies Names<ResolvedPeer, CheckedPeer>,
  inside: { flows: itemsOf(FLOW) },
  finish: finishPeer,
};

type Given<Part extends keyof CheckedDirtying> = NonNullable<CheckedDirtying[Part]>;
type Resolved<Part extends keyof ResolvedDirtying> = NonNullable<ResolvedDirtying[Part]>;

const CALIBRATION_POINT: Shape = {
  names: {
    messageBytes: "message",
    throughputBitsPerSecond: "throughput",
    roundTripSeconds: "roundTrip",
  } satisfies Names<ResolvedCalibrationPoint, Exclude<CheckedChannel["calibration"], string>["points"][number]>,
};

const DIRTYING: Shape = {
  names: { pacingSeconds: "pacing" } satisfies Names<ResolvedDirtying, CheckedDirtying>,
  inside: {
    base: {
      names: { idleWakeSeconds: "idleWake", coldWritesPerSecond: "coldRate" } satisfies Names<Resolved<"base">, Given<"base">>,
      finish: finishHotPages,
    },
    netfront: {
      names: NETFRONT_DIRTYING_NAMES satisfies Names<Resolved<"netfront">, Given<"netfront">>,
    },
    peak: { names: PEAK_DIRTYING_NAMES satisfies Names<Resolved<"peak">, Given<"peak">> },
  },
};

type Modified = Extract<CheckedChannel, { kind: "xenvmc-modified" }>;

const CHANNEL: Shape = {
  inside: {
    dirtying: DIRTYING,
    calibration: { inside: { points: itemsOf(CALIBRATION_POINT) } },
    costs: {
      names: COST_NAMES satisfies Names<ResolvedModifiedChannel["costs"], Modified["costs"]>,
    },
    netfront: {
      names: { localSegmentBytes: "localSegment", wireSegmentBytes: "wireSegment" } satisfies Names<
        ResolvedModifiedChannel["netfront"],
        Modified["netfront"]
      >,
    },
    xenvmc: {
      names: {
        ...unsuffixed("Bytes", "largestMessage", "stagingLimit"),
        ...unsuffixed("Ratio", "intercepted"),
        ...unsuffixed("Seconds", "ringHold"),
      } satisfies Names<ResolvedModifiedChannel["xenvmc"], Modified["xenvmc"]>,
    },
    modified: {
      names: { shareFromBytes: "shareFrom", batchSeconds: "batchWait", directHoldSeconds: "directHold" } satisfies Names<
        ResolvedModifiedChannel["modified"],
        Modified["modified"],
        "rehome"
      >,
    },
    switching: {
      names: SWITCHING_NAMES satisfies Names<ResolvedModifiedChannel["switching"], Modified["switching"]>,
    },
  },
  finish: finishChannel,
};

const POLICY: Shape = {
  names: Object.fromEntries(Object.entries(POLICY_NAMES).map(([written, resolved]) => [resolved, written])),
  // What the policy brought follows from it and from the fields that have the values.
  finish: (result, { brought }) => Array.isArray(brought) && result.delete("brought"),
};

/** Names of all fields except the engine's, which depend on its family. */
export const SCENARIO: Shape = {
  names: { timeoutSeconds: "timeout" },
  inside: { vm: VM, link: LINK, host: HOST, workload: itemsOf(SOURCE), peers: itemsOf(PEER), channel: CHANNEL, policy: POLICY },
};

/** Removes the goodput, which follows from bandwidth and efficiency; it is a fault if it contradicts them. */
function finishLink(result: Map<string, unknown>, link: Mapping, { given, writer }: Place): boolean {
  const { bandwidthBitsPerSecond, efficiencyRatio, goodputBytesPerSecond } = link;
  if (goodputBytesPerSecond === undefined) return false;
  const goodput = (Number(bandwidthBitsPerSecond) * Number(efficiencyRatio)) / 8;
  if (goodputBytesPerSecond !== goodput) {
    const expected = `what follows from bandwidth and efficiency${Number.isNaN(goodput) ? "" : `, ${goodput}`}; or leave it out`;
    writer.report([...given, "goodputBytesPerSecond"], expected, String(goodputBytesPerSecond));
  }
  return result.delete("goodputBytesPerSecond");
}

/** The peer owns the rings where it has the lower domid. */
function finishPeer(result: Map<string, unknown>, { ringOwner }: Mapping): boolean {
  if (ringOwner !== "peer" && ringOwner !== "migrating") return false;
  result.set("domid", ringOwner === "peer" ? "lower" : "higher");
  return true;
}

/** Keeps only the value of the guest's mode, which is what scenarios have. */
function finishHotPages(result: Map<string, unknown>, { hotPages }: Mapping): boolean {
  if (!isMapping(hotPages) || hotPages.pv !== hotPages.pvh) return false;
  result.set("hotPages", hotPages.pv);
  return true;
}

/** Moves `rehome`, which scenarios have next to the modification's other switches. */
function finishChannel(result: Map<string, unknown>, { kind, modified }: Mapping, { written, given, writer }: Place): boolean {
  const parts = result.get("modified");
  if (kind !== "xenvmc-modified" || !isMapping(modified) || !isMapping(parts) || modified.rehome === undefined) return false;
  const { rehome, ...others } = parts;
  writer.remember([...written, "rehome"], [...given, "modified", "rehome"]);
  result.set("modified", others);
  result.set("rehome", rehome);
  return true;
}
