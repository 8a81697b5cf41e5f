import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TIMING_CALIBRATIONS } from "../../src/channel/calibration/calibrations.js";
import { streamSeconds } from "../../src/channel/message-time.js";
import type { ChannelKind } from "../../src/index.js";
import { openChannel } from "../support/channels.js";

const KINDS: readonly ChannelKind[] = ["netfront", "xenvmc", "xenvmc-modified"];
const gigabits = (kind: ChannelKind, bytes: number) => (8 * openChannel({ kind }).throughputBytesPerSecond(bytes)) / 1e9;
const roundTripMicroseconds = (kind: ChannelKind, bytes: number) =>
  1e6 * openChannel({ kind, calibration: "e2012" }).roundTripSeconds(bytes);

describe("calibrated times", () => {
  it("e2016, TCP stream of 4 KiB: netfront 6.5, XenVMC 15, the modified one between XenVMC and loopback's 18 Gbit/s", () => {
    expect(gigabits("netfront", 4096)).toBeCloseTo(6.5, 1);
    expect(gigabits("xenvmc", 4096)).toBeGreaterThan(14.5);
    expect(gigabits("xenvmc", 4096)).toBeLessThan(15.5);
    expect(gigabits("xenvmc-modified", 4096)).toBeGreaterThan(gigabits("xenvmc", 4096));
    expect(gigabits("xenvmc-modified", 4096)).toBeLessThanOrEqual(18);
  });

  it("e2012, request and answer of 64 B and 16 KiB: netfront 75 and 278 us, XenVMC 30 and 90 us", () => {
    expect(roundTripMicroseconds("netfront", 64)).toBeCloseTo(75, 6);
    expect(roundTripMicroseconds("netfront", 16384)).toBeCloseTo(278, 6);
    expect(roundTripMicroseconds("xenvmc", 64)).toBeCloseTo(30, 6);
    expect(roundTripMicroseconds("xenvmc", 16384)).toBeCloseTo(90, 6);
  });

  it("reproduces every measured point, and extends the line beyond both ends without a jump", () => {
    for (const calibration of Object.values(TIMING_CALIBRATIONS)) {
      for (const { stream } of [calibration.netfront, calibration.xenvmc]) {
        for (const [bytes, bits] of stream.bitsPerSecond ?? []) expect((8 * bytes) / streamSeconds(stream, bytes)).toBeCloseTo(bits, -2);
        const end = stream.bitsPerSecond?.at(-1)?.[0] ?? 4096;
        expect(streamSeconds(stream, end + 1) / streamSeconds(stream, end)).toBeCloseTo(1, 3);
      }
    }
    const today = openChannel({ kind: "netfront", calibration: "e2024" });
    expect(today.roundTripSeconds(1024)).toBeCloseTo(250e-6, 9);
    expect(today.roundTripSeconds(4096)).toBeCloseTo(91e-6, 5);
  });

  it("gives positive finite times for any size, and never less time for more bytes outside the measured range", () => {
    const size = fc.integer({ min: 1, max: 4 * 1024 * 1024 });
    fc.assert(
      fc.property(size, fc.constantFrom(...KINDS), fc.constantFrom("e2012", "e2016", "e2024"), (bytes, kind, calibration) => {
        const channel = openChannel({ kind, calibration });
        const values = [channel.messageSeconds(bytes), channel.oneWaySeconds(bytes), channel.roundTripSeconds(bytes)];
        for (const value of values) expect(value > 0 && Number.isFinite(value)).toBe(true);
        const [cost, more] = [channel.messageCpu(bytes, 0), channel.messageCpu(2 * bytes, 0)];
        expect(more.senderSeconds).toBeGreaterThanOrEqual(cost.senderSeconds);
        expect(more.receiverSeconds).toBeGreaterThanOrEqual(cost.receiverSeconds);
        expect(more.dom0Seconds).toBeGreaterThanOrEqual(cost.dom0Seconds);
      }),
      { seed: 20160401, numRuns: 300 },
    );
  });
});
