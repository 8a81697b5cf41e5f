import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { beyondMeasured, MEASURED_TRAFFIC } from "../../src/channel/measured-range.js";
import type { FlowTraffic, PairTraffic } from "../../src/channel/pair-traffic.js";
import type { ChannelKind, ResolvedChannel } from "../../src/scenario/resolved/resolved-channel.js";

interface WindowsFile {
  readonly cases: readonly {
    readonly scenario: { readonly channel: { readonly kind: ChannelKind; readonly guestMode: "pv" | "pvh" } };
    readonly windows: readonly {
      readonly peers?: readonly {
        readonly flows: readonly { readonly message: number; readonly send?: number; readonly receive?: number }[];
      }[];
    }[];
  }[];
}

const MB = 1e6;

function pairOf(flows: readonly Partial<FlowTraffic>[], path: PairTraffic["path"] = "shared-memory"): PairTraffic {
  const full = flows.map((flow) => ({ messageBytes: 4096, sendBytesPerSecond: 0, receiveBytesPerSecond: 0, ...flow }));
  return { peer: "b", path, ringOwner: "migrating", flows: full };
}

const beyond = (pairs: readonly PairTraffic[], kind: ChannelKind = "xenvmc", guest: ResolvedChannel["guest"] = "linux-6.1") =>
  beyondMeasured({ kind, guest, guestMode: "pv" } as ResolvedChannel, pairs);

describe("the measured range", () => {
  const { cases } = JSON.parse(readFileSync("validation/channels-windows.json", "utf8")) as WindowsFile;
  const talking = cases.filter(({ windows }) => windows.some(({ peers = [] }) => peers.length > 0));

  it("covers every kind of guest and channel", () => {
    expect(talking.length).toBe(6);
  });

  it.each(talking)("is that of the windows, case %#", ({ scenario: { channel }, windows }) => {
    const flows = windows.flatMap(({ peers = [] }) => peers.flatMap((peer) => peer.flows));
    const range = MEASURED_TRAFFIC[channel.guestMode][channel.kind];
    const largest = (pick: (flow: (typeof flows)[number]) => number | undefined): number =>
      Math.max(...flows.map((flow) => pick(flow) ?? 0));
    expect(Math.abs(largest(({ send }) => send) - range.sendBytesPerSecond)).toBeLessThanOrEqual(0.01 * range.sendBytesPerSecond);
    expect(Math.abs(largest(({ receive }) => receive) - range.receiveBytesPerSecond)).toBeLessThanOrEqual(
      0.01 * range.receiveBytesPerSecond,
    );
    expect(largest(({ message }) => message)).toBe(range.largestMessageBytes);
    expect(-largest(({ message }) => -message)).toBe(range.leastMessageBytes);
    expect(Math.max(...windows.map(({ peers = [] }) => peers.length))).toBe(1);
  });
});

describe("traffic beyond the measured range", () => {
  it("is none for a guest that communicates as measured, or is silent", () => {
    expect(beyond([pairOf([{ sendBytesPerSecond: 50 * MB, receiveBytesPerSecond: 20 * MB }])])).toEqual([]);
    expect(beyond([pairOf([]), pairOf([])])).toEqual([]);
  });

  it("adds up rates, and takes the range of the path", () => {
    const two = pairOf([{ receiveBytesPerSecond: 15 * MB }, { receiveBytesPerSecond: 15 * MB }]);
    expect(beyond([two])).toEqual([
      {
        quantity: "receiveBytesPerSecond",
        value: 30 * MB,
        measured: 20 * MB,
        detail: "receiving 30 MB/s by xenvmc (measured: up to 20 MB/s)",
      },
    ]);
    expect(beyond([{ ...two, path: "bridge" }])).toEqual([]);
    expect(beyond([pairOf([{ sendBytesPerSecond: 60 * MB }], "network")]).map(({ detail }) => detail)).toEqual([
      "sending 60 MB/s by netfront (measured: up to 50 MB/s)",
    ]);
  });

  it("names sizes, the number of peers, and a kernel of which nothing was measured", () => {
    const sizes = pairOf([{ messageBytes: 32 }, { messageBytes: 131_072 }, { messageBytes: 32 }]);
    expect(beyond([sizes]).map(({ detail }) => detail)).toEqual([
      "messages of 32 bytes by xenvmc (measured: 64 bytes to 64 KiB)",
      "messages of 128 KiB by xenvmc (measured: 64 bytes to 64 KiB)",
    ]);
    const small = pairOf([{ sendBytesPerSecond: MB }]);
    expect(beyond([small, small])).toEqual([{ quantity: "peers", value: 2, measured: 1, detail: "2 peers (measured: 1)" }]);
    expect(beyond([small], "netfront", "linux-2.6")).toEqual([{ quantity: "guest", detail: "linux-2.6, of which no window was measured" }]);
  });
});
