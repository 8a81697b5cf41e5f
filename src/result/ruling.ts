/** What ruled a migration: the limits that set its pace and its end, as fields and in words. */
import { capitalized, showBandwidth, showBytes, showBytesPerSecond, showCount, showSeconds } from "./words.js";

/**
 * - `link`: the link's goodput, or the share of it left by the guest's traffic;
 * - `sender`: the throughput of the sending threads, of their connections or of their compression;
 * - `receiver`: the throughput of the receiving threads at the destination;
 * - `zero-pages`: checking zero pages, at the slower end;
 * - `bandwidth-limit`: a limit that the engine was set to, such as QEMU's `max-bandwidth`;
 * - `dom0`: Dom0's processors, shared with the guest's traffic;
 * - `requests`: post-copy by one outstanding request, whose round trips leave the link idle;
 * - `bitmap-sync`: reading and scanning the dirty bitmap, during which nothing was sent;
 * - `devices`: state of passed-through devices, and devices of other processes reached again, within the pause;
 * - `throttle`: CPU time withheld from the guest;
 * - `downtime-limit`: the downtime limit in force at the end of the live phase;
 * - `trace-end`: a recorded trace ended before the guest was paused, and wrote nothing after that.
 */
export type RulingKind =
  | "link"
  | "sender"
  | "receiver"
  | "zero-pages"
  | "bandwidth-limit"
  | "dom0"
  | "requests"
  | "bitmap-sync"
  | "devices"
  | "throttle"
  | "downtime-limit"
  | "trace-end";

/** One limit that was in force. */
export interface RulingLimit {
  readonly kind: RulingKind;
  /** Seconds of sending under this limit, of requests one after the other, of bitmap syncs, of guest time withheld or without the trace; absent for the downtime limit. */
  readonly seconds?: number;
  /** Rate of the limit, for those that are one rate: the link's goodput, the sender's, the bandwidth limit. */
  readonly bytesPerSecond?: number;
  /** Dom0's processors. */
  readonly cpuCount?: number;
  /** The downtime limit, and the downtime that the engine last expected; absent where it had no estimate. */
  readonly setSeconds?: number;
  readonly neededSeconds?: number;
  /** One sentence for a person. */
  readonly detail: string;
}

/** Seconds of sending by what set the pace. */
export interface PaceSeconds {
  readonly link: number;
  readonly sender: number;
  readonly receiver: number;
  readonly "bandwidth-limit": number;
  readonly dom0: number;
}

export type PaceLimit = keyof PaceSeconds;

/** What a device adds to the pause. */
export interface DeviceFacts {
  readonly kind: "vfio" | "vhost-user";
  /** State that goes in the pause; 0 for a device that is reached again. */
  readonly bytes: number;
  readonly seconds: number;
}

/** What is known of the limits when a migration has ended. */
export interface LimitFacts {
  readonly paceSeconds: PaceSeconds;
  readonly linkBytesPerSecond: number;
  /** Largest bandwidth limit that was in force; absent for none. */
  readonly limitBytesPerSecond?: number | undefined;
  /** What the engine calls it. */
  readonly limitName: string;
  readonly senderBytesPerSecond?: number | undefined;
  readonly senderName: string;
  readonly receiverBytesPerSecond: number;
  readonly dom0CpuCount: number;
  readonly copyCpuSeconds: number;
  /** Seconds spent on zero pages, and the end that ruled them. */
  readonly zeroPageSeconds: number;
  readonly zeroPages: number;
  readonly isZeroByReceiver: boolean;
  /** Pages asked for one after the other, and the seconds from the first request to the end; absent for none. */
  readonly requestedPages?: number | undefined;
  readonly requestSeconds?: number | undefined;
  readonly bitmapSyncSeconds: number;
  readonly bitmapSyncs?: number | undefined;
  /** Devices with state of their own, and the seconds of the pause that they take. */
  readonly devices: readonly DeviceFacts[];
  readonly withheldSeconds: number;
  /** Share of the time until the pause that was withheld. */
  readonly withheldRatio: number;
  readonly downtimeLimitSeconds?: number | undefined;
  readonly expectedDowntimeSeconds?: number | undefined;
  /** Seconds that the guest ran before the pause, and the duration of each trace that does not repeat. */
  readonly guestSeconds: number;
  readonly traceEndSeconds: readonly number[];
}

/** Limits in force for a smaller share of the sending time than this are not reported. */
const SHOWN_RATIO = 0.01;

/** The limits in force: first those of the sending rate, by decreasing duration. */
export function rulingOf(facts: LimitFacts): RulingLimit[] {
  return [
    ...paceLimits(facts),
    ...zeroPages(facts),
    ...requests(facts),
    ...bitmapSync(facts),
    ...devicesInPause(facts),
    ...throttling(facts),
    ...downtimeLimit(facts),
    ...traceEnds(facts),
  ];
}

function paceLimits(facts: LimitFacts): RulingLimit[] {
  const { paceSeconds } = facts;
  const total = Object.values(paceSeconds).reduce((sum, seconds) => sum + seconds, 0);
  const kinds = (Object.keys(paceSeconds) as PaceLimit[]).filter((kind) => paceSeconds[kind] > SHOWN_RATIO * total);
  kinds.sort((left, right) => paceSeconds[right] - paceSeconds[left]);
  return kinds.map((kind) => {
    const seconds = paceSeconds[kind];
    const during = kinds.length === 1 ? "" : ` for ${showSeconds(seconds)} of ${showSeconds(total)} of sending`;
    return { kind, seconds, ...paceDetail(kind, facts, during) };
  });
}

function paceDetail(kind: PaceLimit, facts: LimitFacts, during: string): Pick<RulingLimit, "bytesPerSecond" | "cpuCount" | "detail"> {
  const link = showBandwidth(facts.linkBytesPerSecond);
  switch (kind) {
    case "link":
      return { bytesPerSecond: facts.linkBytesPerSecond, detail: `The link set the pace${during}: ${link} of goodput.` };
    case "sender": {
      const bytesPerSecond = facts.senderBytesPerSecond ?? 0;
      const detail = `${capitalized(facts.senderName)} set the pace${during}: ${showBandwidth(bytesPerSecond)}, the link carries ${link}.`;
      return { bytesPerSecond, detail };
    }
    case "receiver": {
      const bytesPerSecond = facts.receiverBytesPerSecond;
      const rate = showBandwidth(bytesPerSecond);
      return { bytesPerSecond, detail: `The receiving side set the pace${during}: ${rate}, the link carries ${link}.` };
    }
    case "bandwidth-limit": {
      const bytesPerSecond = facts.limitBytesPerSecond ?? 0;
      const detail = `${capitalized(facts.limitName)} set the pace${during}: ${showBytesPerSecond(bytesPerSecond)}, the link carries ${link}.`;
      return { bytesPerSecond, detail };
    }
    case "dom0": {
      const cpuCount = facts.dom0CpuCount;
      const cost = `the copy takes ${showSeconds(facts.copyCpuSeconds)} of CPU time per 4 KiB`;
      const detail = `Dom0 was saturated and set the pace${during}: ${cost}, and Dom0 has ${showCount(cpuCount, "CPU")} for it and for the guest's traffic.`;
      return { cpuCount, detail };
    }
  }
}

function zeroPages({ zeroPageSeconds: seconds, zeroPages: pages, isZeroByReceiver, paceSeconds }: LimitFacts): RulingLimit[] {
  const total = Object.values(paceSeconds).reduce((sum, each) => sum + each, 0);
  if (!(seconds > SHOWN_RATIO * total)) return [];
  const end = isZeroByReceiver ? "the destination, which reads each" : "the source, which looks at each";
  return [{ kind: "zero-pages", seconds, detail: `${showCount(pages, "zero page")} took ${showSeconds(seconds)}, at the pace of ${end}.` }];
}

function requests({ requestedPages = 0, requestSeconds: seconds = 0 }: LimitFacts): RulingLimit[] {
  if (!(requestedPages > 0)) return [];
  const each = showSeconds(seconds / requestedPages);
  const detail = `One request at a time set the pace: ${showCount(requestedPages, "page")} in ${showSeconds(seconds)}, ${each} each.`;
  return [{ kind: "requests", seconds, detail }];
}

function bitmapSync({ bitmapSyncSeconds: seconds, bitmapSyncs }: LimitFacts): RulingLimit[] {
  if (!(seconds > 0)) return [];
  const count = bitmapSyncs === undefined ? "" : ` in ${showCount(bitmapSyncs, "sync")}`;
  return [
    { kind: "bitmap-sync", seconds, detail: `Reading the dirty bitmap took ${showSeconds(seconds)}${count}, with nothing sent meanwhile.` },
  ];
}

function devicesInPause({ devices }: LimitFacts): RulingLimit[] {
  if (devices.length === 0) return [];
  const seconds = devices.reduce((sum, device) => sum + device.seconds, 0);
  const each = devices.map(({ kind, bytes, seconds: own }) => `${kind} ${showSeconds(own)}${bytes > 0 ? ` for ${showBytes(bytes)}` : ""}`);
  return [{ kind: "devices", seconds, detail: `Devices take ${showSeconds(seconds)} of the pause: ${each.join(", ")}.` }];
}

function throttling({ withheldSeconds: seconds, withheldRatio }: LimitFacts): RulingLimit[] {
  if (!(seconds > 0)) return [];
  const percent = (100 * withheldRatio).toFixed(withheldRatio < 0.1 ? 1 : 0);
  return [
    {
      kind: "throttle",
      seconds,
      detail: `Throttling withheld ${showSeconds(seconds)} of CPU time from the guest, ${percent} % of its time before the pause.`,
    },
  ];
}

function downtimeLimit({ downtimeLimitSeconds: setSeconds, expectedDowntimeSeconds: neededSeconds }: LimitFacts): RulingLimit[] {
  if (setSeconds === undefined) return [];
  const needed = neededSeconds === undefined ? "" : `; the downtime last expected was ${showSeconds(neededSeconds)}`;
  return [
    {
      kind: "downtime-limit",
      setSeconds,
      ...(neededSeconds === undefined ? {} : { neededSeconds }),
      detail: `The downtime limit in force at the end was ${showSeconds(setSeconds)}${needed}.`,
    },
  ];
}

function traceEnds({ guestSeconds, traceEndSeconds }: LimitFacts): RulingLimit[] {
  const ended = traceEndSeconds.filter((endSeconds) => guestSeconds - endSeconds > SHOWN_RATIO * guestSeconds);
  return ended.map((endSeconds) => {
    const seconds = guestSeconds - endSeconds;
    const detail = `The trace ended at ${showSeconds(endSeconds)}, ${showSeconds(seconds)} before the pause: it wrote nothing after that.`;
    return { kind: "trace-end", seconds, detail };
  });
}
