import { describe, expect, it } from "vitest";
import { GUEST_CALIBRATIONS } from "../../src/channel/calibration/calibrations.js";
import { openChannel, type WrittenChannel } from "../support/channels.js";

const SWITCHING = {
  announceSeconds: 5e-3,
  unmapSecondsPerPage: 1e-6,
  releaseSeconds: 1e-3,
  registerSeconds: 12e-3,
  connectSeconds: 1e-3,
  handshakeSeconds: 1e-3,
  pollSeconds: 0,
  suspendLimitSeconds: 60,
};
const XENVMC = {
  ringPages: 128,
  interceptedRatio: 1,
  staging: { stagingLimitBytes: 4_194_304, stagingAllocator: "kmalloc" },
  rewinds: false,
  isShared: false,
  mapsFromBytes: Infinity,
  rehomes: false,
  inDom0: false,
  holdsBack: false,
  switching: SWITCHING,
  teardown: "before-pause",
};

describe("the model of a scenario's channel", () => {
  it("has the rings of its kind", () => {
    expect(openChannel({ kind: "netfront" }).rings).toBeUndefined();
    expect(openChannel({ kind: "xenvmc" }).rings).toMatchObject(XENVMC);
    const { staging: _, ...ring } = XENVMC;
    expect(openChannel({ kind: "xenvmc-modified" }).rings).toEqual({ ...ring, rewinds: true });
  });

  it.each<[string, WrittenChannel, object]>([
    [
      "the parts of the modification",
      { kind: "xenvmc-modified", rehome: true, modified: { shareFrom: "64 KiB", sharedRing: true, rewindingWindow: false } },
      { rehomes: true, mapsFromBytes: 65_536, isShared: true, rewinds: false },
    ],
    [
      "staging where delivery is not direct",
      { kind: "xenvmc-modified", modified: { directDelivery: false }, xenvmc: { stagingAllocator: "exact", stagingLimit: "1 MiB" } },
      { staging: { stagingAllocator: "exact", stagingLimitBytes: 2 ** 20 } },
    ],
    [
      "a ring's size, tear-down and times",
      { kind: "xenvmc", xenvmc: { ringPages: 16, intercepted: 0.5 }, teardown: "never", switching: { poll: "1 s" } },
      { ringPages: 16, interceptedRatio: 0.5, teardown: "never", switching: { ...SWITCHING, pollSeconds: 1 } },
    ],
  ])("takes %s from the scenario", (_, written, expected) => {
    expect(openChannel(written).rings).toMatchObject(expected);
  });

  it("takes hold, batch and processor times from the scenario", () => {
    const direct = (directHold: string) =>
      openChannel({ kind: "xenvmc-modified", modified: { directHold } }).throughputBytesPerSecond(16_384);
    expect(direct("1 ms")).toBeCloseTo((128 * 4096) / 1e-3, 3);
    const staged = { kind: "xenvmc-modified", modified: { directDelivery: false }, xenvmc: { ringHold: "1 ms" } } as const;
    expect(openChannel(staged).throughputBytesPerSecond(16_384)).toBeCloseTo((128 * 4096) / 1e-3, 3);
    const batched = { kind: "xenvmc-modified", modified: { batchMessages: 8, batchWait: "20 us" } } as const;
    expect(openChannel(batched).eventsPerMessage(64)).toBe(1 / 8);
    expect(openChannel(batched).eventsPerMessage(64, 100e3)).toBe(1 / 2);
    const calls = { kind: "xenvmc", costs: { hypercall: "1 us", systemCall: 0, copy: 0 } } as const;
    expect(openChannel(calls).messageCpu(64, 1).senderSeconds).toBe(1e-6);
  });

  it("has the calibrations that it names, with the scenario's figures replacing theirs", () => {
    const { parameters } = openChannel({
      kind: "netfront",
      guestMode: "pvh",
      calibration: "e2024",
      dirtying: { pacing: "2 ms", base: { hotPages: 10 }, netfront: { poolPages: 500 }, peak: { readerLag: "1 ms" } },
    });
    const calibrated = GUEST_CALIBRATIONS["linux-6.1"];
    expect(parameters).toMatchObject({ guestMode: "pvh", timing: { name: "e2024" } });
    expect(parameters.guest).toEqual({
      ...calibrated,
      pacingSeconds: 2e-3,
      base: { ...calibrated.base, hotPages: { pv: 10, pvh: 10 } },
      netfront: { ...calibrated.netfront, poolPages: 500 },
      sharedMemory: { ...calibrated.sharedMemory, peak: { kind: "peak", readerLagSeconds: 1e-3 } },
    });
    const old = openChannel({
      kind: "xenvmc",
      guest: "linux-2.6",
      dirtying: { peak: { unread: "4 MiB" }, netfront: { headPagesPerPacket: 0.5 } },
    });
    expect(old.parameters.guest.sharedMemory.peak).toMatchObject({ kind: "fixed", unreadBytes: 2 ** 22, spareStagingPages: 32 });
    expect(old.parameters.guest.netfront).toMatchObject({ kind: "random", poolPages: 4000, headPagesPerPacket: 0.5 });
  });

  it("takes processor costs and segments from the scenario", () => {
    const written = { kind: "netfront", costs: { wake: "9 us" }, netfront: { segmentationOffload: false, wireSegment: 9000 } } as const;
    const { costs, netfront } = openChannel(written).parameters;
    expect(costs).toEqual({ ...openChannel({ kind: "netfront" }).parameters.costs, wakeSeconds: 9e-6 });
    expect(netfront).toEqual({ segmentationOffload: false, wireSegmentBytes: 9000 });
  });
});
