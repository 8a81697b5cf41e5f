import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../src/scenario/config-error.js";
import { parseScenario } from "../../../src/text.js";

const HEAD = "version: 1\nvm: { memory: 1 GiB }\nlink: { bandwidth: 1 Gbit/s }\n";

function channelOf(text: string) {
  return parseScenario(`${HEAD}${text}\n`).channel;
}

function faultsOf(text: string): string[] {
  try {
    channelOf(text);
  } catch (error) {
    if (error instanceof ConfigError) return error.issues.map((issue) => issue.path);
    throw error;
  }
  return [];
}

const COSTS = {
  copySecondsPerByte: 0.1e-9,
  systemCallSeconds: 0.3e-6,
  hypercallSeconds: 0.4e-6,
  wakeSeconds: 3.5e-6,
  segmentSeconds: 1e-6,
  netbackPacketSeconds: 1.5e-6,
  netbackPageSeconds: 1.5e-6,
};
const ANY = {
  calibration: "e2016",
  guest: "linux-6.1",
  guestMode: "pv",
  costs: COSTS,
  netfront: { segmentationOffload: true, localSegmentBytes: 65_160, wireSegmentBytes: 1448 },
};
const RING = { ringPages: 128, largestMessageBytes: 524_272, splitsLargeMessages: true, interceptedRatio: 1 };
const STAGING = { stagingLimitBytes: 4 * 2 ** 20, stagingAllocator: "kmalloc", ringHoldSeconds: 30e-6 };
const LEAVING = {
  teardown: "before-pause",
  switching: {
    announceSeconds: 5e-3,
    unmapSecondsPerPage: 1e-6,
    releaseSeconds: 1e-3,
    registerSeconds: 12e-3,
    connectSeconds: 1e-3,
    handshakeSeconds: 1e-3,
    pollSeconds: 0,
    suspendLimitSeconds: 60,
  },
};
const MODIFIED = {
  directDelivery: true,
  rewindingWindow: true,
  batching: true,
  fasterExchange: true,
  rehome: false,
  sharedRing: false,
  holdBack: false,
  ringsInDom0: false,
  batchMessages: 4,
  batchSeconds: 50e-6,
  directHoldSeconds: 50e-6,
};

describe("the channel", () => {
  it("is absent without peers, and netfront by default with peers", () => {
    expect(parseScenario(HEAD)).not.toHaveProperty("channel");
    expect(channelOf("peers: [{ name: a, place: elsewhere }]")).toEqual({ kind: "netfront", ...ANY });
    expect(channelOf("channel: {}")).toEqual({ kind: "netfront", ...ANY });
  });

  it("has the parameters of its kind and no others", () => {
    expect(channelOf("channel: netfront")).toEqual({ kind: "netfront", ...ANY });
    expect(channelOf("channel: xenvmc")).toEqual({ kind: "xenvmc", ...ANY, xenvmc: { ...RING, ...STAGING }, ...LEAVING });
    expect(channelOf("channel: xenvmc-modified")).toEqual({
      kind: "xenvmc-modified",
      ...ANY,
      xenvmc: RING,
      modified: MODIFIED,
      ...LEAVING,
    });
  });

  it("is the same from a name and from a mapping with only that name", () => {
    for (const kind of ["netfront", "xenvmc", "xenvmc-modified"]) {
      expect(channelOf(`channel: { kind: ${kind} }`)).toEqual(channelOf(`channel: ${kind}`));
    }
  });

  it("is read with every parameter", () => {
    const text = `channel:
  kind: xenvmc-modified
  calibration: e2024
  guest: linux-2.6
  guestMode: pvh
  rehome: true
  teardown: after-resume
  costs: { copy: 0.2 ns, systemCall: 1 us, hypercall: 2 us, wake: 3 us, segment: 6 us, netbackPacket: 7 us, netbackPage: 8 us }
  netfront: { segmentationOffload: true, localSegment: 32 KiB, wireSegment: 9 kB }
  xenvmc: { ringPages: 64 pages, largestMessage: 128 KiB, splitsLargeMessages: false, intercepted: 0.5, stagingLimit: 1 MiB, stagingAllocator: exact, ringHold: 10 us }
  modified: { directDelivery: false, rewindingWindow: false, batching: true, fasterExchange: false, sharedRing: true, shareFrom: 64 KiB, holdBack: true, ringsInDom0: false, batchMessages: 8, batchWait: 20 us }
  switching: { announce: 1 ms, unmap: 2 us, release: 3 ms, register: 4 ms, connect: 5 ms, handshake: 6 ms, poll: 1 s, suspendLimit: 1 min }`;
    expect(channelOf(text)).toEqual({
      kind: "xenvmc-modified",
      calibration: "e2024",
      guest: "linux-2.6",
      guestMode: "pvh",
      costs: {
        copySecondsPerByte: 0.2e-9,
        systemCallSeconds: 1e-6,
        hypercallSeconds: 2e-6,
        wakeSeconds: 3e-6,
        segmentSeconds: 6e-6,
        netbackPacketSeconds: 7e-6,
        netbackPageSeconds: 8e-6,
      },
      netfront: { segmentationOffload: true, localSegmentBytes: 32_768, wireSegmentBytes: 9000 },
      xenvmc: {
        ringPages: 64,
        largestMessageBytes: 131_072,
        splitsLargeMessages: false,
        interceptedRatio: 0.5,
        stagingLimitBytes: 2 ** 20,
        stagingAllocator: "exact",
        ringHoldSeconds: 10e-6,
      },
      modified: {
        directDelivery: false,
        rewindingWindow: false,
        batching: true,
        fasterExchange: false,
        rehome: true,
        sharedRing: true,
        holdBack: true,
        ringsInDom0: false,
        shareFromBytes: 65_536,
        batchMessages: 8,
        batchSeconds: 20e-6,
      },
      switching: {
        announceSeconds: 1e-3,
        unmapSecondsPerPage: 2e-6,
        releaseSeconds: 3e-3,
        registerSeconds: 4e-3,
        connectSeconds: 5e-3,
        handshakeSeconds: 6e-3,
        pollSeconds: 1,
        suspendLimitSeconds: 60,
      },
      teardown: "after-resume",
    });
  });

  it("has a largest message that follows from its ring", () => {
    expect(channelOf("channel: { kind: xenvmc, xenvmc: { ringPages: 16 } }")).toMatchObject({ xenvmc: { largestMessageBytes: 65_520 } });
  });

  it("has no parameter of a part that is off", () => {
    const off = channelOf(
      "channel: { kind: xenvmc-modified, netfront: { segmentationOffload: false }, modified: { directDelivery: false, batching: false } }",
    );
    if (off?.kind !== "xenvmc-modified") throw new Error("another kind was made of it");
    expect(Object.keys(off.netfront)).toEqual(["segmentationOffload", "wireSegmentBytes"]);
    expect(off.xenvmc).toEqual({ ...RING, ...STAGING });
    for (const key of ["batchMessages", "batchSeconds", "directHoldSeconds", "shareFromBytes"])
      expect(off.modified).not.toHaveProperty(key);
  });
});

describe("a parameter that would do nothing", () => {
  it.each([
    ["{ kind: xenvmc, rehome: false }", ["channel.rehome"]],
    ["{ kind: netfront, xenvmc: { ringPages: 3 } }", ["channel.xenvmc"]],
    ["{ kind: xenvmc-modified, xenvmc: { stagingLimit: 1 MiB } }", ["channel.xenvmc.stagingLimit"]],
    ["{ kind: xenvmc-modified, modified: { directDelivery: false }, xenvmc: { stagingLimit: 1 MiB } }", []],
    ["{ kind: xenvmc-modified, modified: { directDelivery: false, directHold: 1 us } }", ["channel.modified.directHold"]],
    [
      "{ kind: xenvmc-modified, modified: { batching: false, batchMessages: 2, batchWait: 1 us } }",
      ["channel.modified.batchMessages", "channel.modified.batchWait"],
    ],
    ["{ netfront: { segmentationOffload: false, localSegment: 4 KiB } }", ["channel.netfront.localSegment"]],
    ["{ netfront: { segmentationOffload: false, wireSegment: 4 KiB } }", []],
    ["{ kind: xenvmc, xenvmc: { largestMessage: 512 KiB } }", ["channel.xenvmc.largestMessage"]],
  ])("in %s is a fault, or not", (channel, faults) => {
    expect(faultsOf(`channel: ${channel}`)).toEqual(faults);
  });
});
