/** What was measured of the pages that traffic writes, and what of a scenario's traffic lies outside it. */
import type { BeyondMeasured } from "../result/result.js";
import { showBandwidth, showBytes, showCount } from "../result/words.js";
import type { ChannelKind, ResolvedChannel } from "../scenario/resolved/resolved-channel.js";
import type { PairTraffic } from "./pair-traffic.js";

interface MeasuredTraffic {
  readonly sendBytesPerSecond: number;
  readonly receiveBytesPerSecond: number;
  readonly leastMessageBytes: number;
  readonly largestMessageBytes: number;
}

const MB = 1e6;
const KIB = 1024;

/**
 * The traffic of the 79 runs whose dirty pages were measured, with one peer each, under Linux 6.1
 * (docs/sources/validation.md#channels-windows). A guest without traffic was measured too, so a range of rates begins at 0.
 */
export const MEASURED_TRAFFIC: Readonly<Record<ResolvedChannel["guestMode"], Readonly<Record<ChannelKind, MeasuredTraffic>>>> = {
  pv: {
    netfront: measured(50, 50, 64, 64 * KIB),
    xenvmc: measured(50, 20, 64, 64 * KIB),
    "xenvmc-modified": measured(20, 20, 64, 64 * KIB),
  },
  pvh: {
    netfront: measured(20, 20, 4 * KIB, 64 * KIB),
    xenvmc: measured(20, 20, 4 * KIB, 4 * KIB),
    "xenvmc-modified": measured(0, 20, 4 * KIB, 4 * KIB),
  },
};

function measured(sendMb: number, receiveMb: number, leastMessageBytes: number, largestMessageBytes: number): MeasuredTraffic {
  return { sendBytesPerSecond: sendMb * MB, receiveBytesPerSecond: receiveMb * MB, leastMessageBytes, largestMessageBytes };
}

/** Share of a rate by which measured runs missed the one they were set to. */
const RATE_TOLERANCE_RATIO = 0.01;

/** What of the steady traffic of `pairs` lies outside the measured windows; empty for a guest that communicates as measured, or not at all. */
export function beyondMeasured({ kind, guest, guestMode }: ResolvedChannel, pairs: readonly PairTraffic[]): BeyondMeasured[] {
  const talking = pairs.filter(({ flows }) => flows.length > 0);
  if (talking.length === 0) return [];
  if (guest !== "linux-6.1") return [{ quantity: "guest", detail: `${guest}, of which no window was measured` }];
  const peers: BeyondMeasured[] =
    talking.length === 1
      ? []
      : [{ quantity: "peers", value: talking.length, measured: 1, detail: `${talking.length} peers (measured: 1)` }];
  return [...peers, ...onPaths(talking, kind, guestMode)];
}

/** Pairs that share memory write the pages of their channel, all others those of netfront. */
function onPaths(pairs: readonly PairTraffic[], kind: ChannelKind, guestMode: ResolvedChannel["guestMode"]): BeyondMeasured[] {
  const isShared = ({ path }: PairTraffic): boolean => path === "shared-memory";
  return [
    ...beyondRange(
      pairs.filter(isShared),
      kind === "xenvmc-modified" ? `${kind} (reconstruction)` : kind,
      MEASURED_TRAFFIC[guestMode][kind],
    ),
    ...beyondRange(
      pairs.filter((pair) => !isShared(pair)),
      "netfront",
      MEASURED_TRAFFIC[guestMode].netfront,
    ),
  ];
}

function beyondRange(pairs: readonly PairTraffic[], name: string, range: MeasuredTraffic): BeyondMeasured[] {
  const flows = pairs.flatMap((pair) => pair.flows);
  const rates = (["sendBytesPerSecond", "receiveBytesPerSecond"] as const).flatMap((quantity): BeyondMeasured[] => {
    const value = flows.reduce((sum, flow) => sum + flow[quantity], 0);
    const most = range[quantity];
    if (value <= most * (1 + RATE_TOLERANCE_RATIO)) return [];
    const direction = quantity === "sendBytesPerSecond" ? "sending" : "receiving";
    const limit = most === 0 ? "none was measured" : `measured: up to ${showBandwidth(most)}`;
    const nearest = most === 0 ? {} : { measured: most };
    return [{ quantity, value, ...nearest, detail: `${direction} ${showBandwidth(value)} by ${name} (${limit})` }];
  });
  const sizes = [...new Set(flows.map(({ messageBytes }) => messageBytes))].flatMap((value): BeyondMeasured[] => {
    const nearest = Math.min(Math.max(value, range.leastMessageBytes), range.largestMessageBytes);
    if (nearest === value) return [];
    const bounds = [range.leastMessageBytes, range.largestMessageBytes].map(showSize);
    const limit = bounds[0] === bounds[1] ? `${bounds[0]} alone` : bounds.join(" to ");
    return [
      { quantity: "messageBytes", value, measured: nearest, detail: `messages of ${showSize(value)} by ${name} (measured: ${limit})` },
    ];
  });
  return [...rates, ...sizes];
}

function showSize(bytes: number): string {
  return bytes < KIB ? showCount(bytes, "byte") : showBytes(bytes);
}
