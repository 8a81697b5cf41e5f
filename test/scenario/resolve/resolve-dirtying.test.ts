import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../src/scenario/config-error.js";
import { parseScenario } from "../../../src/text.js";

const HEAD = "version: 1\nvm: { memory: 1 GiB }\nlink: { bandwidth: 1 Gbit/s }\n";

function dirtyingOf(channel: string) {
  return parseScenario(`${HEAD}channel: { ${channel} }\n`).channel?.dirtying;
}

function faultsOf(channel: string): string[] {
  try {
    dirtyingOf(channel);
  } catch (error) {
    if (error instanceof ConfigError) return error.issues.map((issue) => issue.path.replace("channel.dirtying.", ""));
    throw error;
  }
  return [];
}

describe("figures of the guest's own writes", () => {
  it("are those given, and no others", () => {
    expect(dirtyingOf("dirtying: {}")).toBeUndefined();
    expect(dirtyingOf("dirtying: { base: {}, peak: {} }")).toBeUndefined();
    expect(dirtyingOf("dirtying: { pacing: 2 ms, base: { coldRate: 1 k/s, idleWake: 1 s, coldPages: 7 } }")).toEqual({
      pacingSeconds: 2e-3,
      base: { coldWritesPerSecond: 1000, idleWakeSeconds: 1, coldPages: 7 },
    });
  });

  it("are read in full for a kernel with receive slots", () => {
    const netfront =
      "{ poolPages: 1, headPages: 2, headWritesPerSlot: 3, slotsPerReceivedPacket: 4, largestSegment: 5 B, busyPerMessage: 6 us, " +
      "hotPages: 7, sentPagesPerPage: 8, receivedPagesPerPage: 9, pagesPerSmallPacket: 10 }";
    const shared = "{ constantPages: 1, receiverPages: 2, allocatorPages: 3, countsUserBuffer: false }";
    expect(dirtyingOf(`kind: xenvmc, dirtying: { netfront: ${netfront}, sharedMemory: ${shared}, peak: { readerLag: 1 ms } }`)).toEqual({
      netfront: {
        poolPages: 1,
        headPages: 2,
        headWritesPerSlot: 3,
        slotsPerReceivedPacket: 4,
        largestSegmentBytes: 5,
        busySecondsPerMessage: 6e-6,
        hotPages: 7,
        sentPagesPerPage: 8,
        receivedPagesPerPage: 9,
        pagesPerSmallPacket: 10,
      },
      sharedMemory: { constantPages: 1, receiverPages: 2, allocatorPages: 3, countsUserBuffer: false },
      peak: { readerLagSeconds: 1e-3 },
    });
  });

  it("are read in full for one with a random pool", () => {
    const text =
      "kind: xenvmc-modified, guest: linux-2.6, modified: { directDelivery: false }, dirtying: { netfront: { poolPages: 1, " +
      "headPagesPerPacket: 0.5, acknowledgementsPerSegment: 0.25 }, peak: { unread: 4 MiB, spareStagingPages: 1, " +
      "leastPagesPerMessage: 1.5, windowPages: 8, rewoundPages: 2 } }";
    expect(dirtyingOf(text)).toEqual({
      netfront: { poolPages: 1, headPagesPerPacket: 0.5, acknowledgementsPerSegment: 0.25 },
      peak: { unreadBytes: 2 ** 22, spareStagingPages: 1, leastPagesPerMessage: 1.5, windowPages: 8, rewoundPages: 2 },
    });
  });

  it.each([
    ["dirtying: { netfront: { headPagesPerPacket: 1 }, peak: { windowPages: 3 } }", ["netfront.headPagesPerPacket", "peak.windowPages"]],
    ["guest: linux-2.6, dirtying: { netfront: { hotPages: 1 }, peak: { readerLag: 0 } }", ["netfront.hotPages", "peak.readerLag"]],
    ["guest: linux-2.6, dirtying: { netfront: { poolPages: 8000 } }", []],
    ["dirtying: { sharedMemory: { receiverPages: 1 } }", ["sharedMemory.receiverPages"]],
    ["kind: xenvmc, guest: linux-2.6, dirtying: { peak: { unread: 1, windowPages: 3 } }", ["peak.windowPages"]],
    ["kind: xenvmc-modified, guest: linux-2.6, dirtying: { peak: { unread: 1, windowPages: 3 } }", ["peak.unread"]],
    [
      "kind: xenvmc-modified, guest: linux-2.6, modified: { rewindingWindow: false }, dirtying: { peak: { rewoundPages: 3 } }",
      ["peak.rewoundPages"],
    ],
    ["dirtying: { pacing: 0, base: { hotPages: 0.5 }, netfront: { poolPages: 0 } }", ["pacing", "base.hotPages", "netfront.poolPages"]],
  ])("in { %s } are faults if they would have no effect", (channel, faults) => {
    expect(faultsOf(channel)).toEqual(faults);
  });
});
