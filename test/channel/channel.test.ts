import { describe, expect, it } from "vitest";
import { channelOnPath } from "../../src/channel/channels.js";
import { openChannel as open } from "../support/channels.js";

/** A ring of 128 pages, and the largest message that it holds beside a header of 16 bytes. */
const RING_BYTES = 524_288;
const LARGEST_MESSAGE_BYTES = 524_272;

describe("channels", () => {
  it("splits or refuses a message larger than the ring", () => {
    for (const kind of ["xenvmc", "xenvmc-modified"] as const) {
      const splitting = open({ kind });
      expect(splitting.recordsPerMessage(LARGEST_MESSAGE_BYTES)).toBe(1);
      expect(splitting.recordsPerMessage(LARGEST_MESSAGE_BYTES + 1)).toBe(2);
      expect(splitting.eventsPerMessage(2 * RING_BYTES)).toBeGreaterThan(splitting.eventsPerMessage(1024));
      const refusing = open({ kind, xenvmc: { splitsLargeMessages: false } });
      expect(refusing.recordsPerMessage(LARGEST_MESSAGE_BYTES)).toBe(1);
      expect(() => refusing.messageSeconds(RING_BYTES + 1)).toThrow(/expected at most 524272.*received 524289/);
    }
    expect(open({ kind: "netfront" }).recordsPerMessage(RING_BYTES + 1)).toBe(1);
  });

  it("counts copies, events and the CPU that pays, as the protocols do", () => {
    const [netfront, xenvmc, modified] = [open({ kind: "netfront" }), open({ kind: "xenvmc" }), open({ kind: "xenvmc-modified" })];
    expect([netfront, xenvmc, modified].map((channel) => channel.copiesPerMessage(4096))).toEqual([3, 3, 2]);
    expect([xenvmc, modified].map((channel) => channel.eventsPerMessage(4096))).toEqual([1, 0.25]);
    // At low rates every message is a burst of 1 + b / 65,160 packets; in a stream of 6,542 Mbit/s those of a millisecond share them.
    expect(netfront.eventsPerMessage(4096, 100)).toBeCloseTo(1 + 4096 / 65_160, 12);
    expect(netfront.eventsPerMessage(4096)).toBeCloseTo((1000 * 4096 * 8) / 6542e6 + 4096 / 65_160, 12);
    expect(xenvmc.messageCpu(4096, 0).dom0Seconds).toBe(0);
    // One packet, one page: 1.5 us + 2 us in Dom0. XenVMC's receiver: wake 3.5, zeroing 8192 B / 2, two copies, a call.
    expect(netfront.messageCpu(4096, 0, 100).dom0Seconds).toBeCloseTo((1 + 4096 / 65_160) * 3e-6 + 1.5e-6, 12);
    expect(xenvmc.messageCpu(4096, 0).receiverSeconds).toBeCloseTo(3.5e-6 + 0.4096e-6 + 0.8192e-6 + 0.3e-6, 12);
    expect(modified.messageCpu(4096, 1).receiverSeconds).toBeCloseTo(0.4096e-6 + 0.3e-6, 12);
  });

  it("is limited by the ring if data stays in it for long", () => {
    const held = open({ kind: "xenvmc-modified", xenvmc: { ringPages: 16 }, modified: { directHold: 100e-6 } });
    expect(held.throughputBytesPerSecond(16384)).toBeCloseTo(65536 / 100e-6, 0);
    const free = open({ kind: "xenvmc-modified" });
    expect(free.throughputBytesPerSecond(16384)).toBeCloseTo(16384 / free.messageSeconds(16384), 0);
  });

  it("equals XenVMC with all parts of the modification off", () => {
    const off = { directDelivery: false, rewindingWindow: false, batching: false, fasterExchange: false };
    const [plain, xenvmc] = [open({ kind: "xenvmc-modified", modified: off }), open({ kind: "xenvmc" })];
    for (const bytes of [64, 4096, 65536, 700_000]) {
      expect(plain.messageSeconds(bytes)).toBe(xenvmc.messageSeconds(bytes));
      expect(plain.throughputBytesPerSecond(bytes)).toBe(xenvmc.throughputBytesPerSecond(bytes));
      expect(plain.roundTripSeconds(bytes)).toBe(xenvmc.roundTripSeconds(bytes));
      expect(plain.oneWaySeconds(bytes)).toBe(xenvmc.oneWaySeconds(bytes));
      expect(plain.eventsPerMessage(bytes)).toBe(xenvmc.eventsPerMessage(bytes));
      expect(plain.copiesPerMessage(bytes)).toBe(xenvmc.copiesPerMessage(bytes));
      const [left, right] = [plain.messageCpu(bytes, 0.3), xenvmc.messageCpu(bytes, 0.3)];
      expect(left.receiverSeconds).toBeCloseTo(right.receiverSeconds, 15);
      expect(left.senderSeconds).toBeCloseTo(right.senderSeconds, 15);
    }
    expect(plain.rings).toEqual(xenvmc.rings);
  });

  it("switches speed and pages separately", () => {
    const fewer = open({ kind: "xenvmc-modified", modified: { batching: false, fasterExchange: false } });
    const faster = open({ kind: "xenvmc-modified", modified: { directDelivery: false, rewindingWindow: false } });
    const xenvmc = open({ kind: "xenvmc" });
    expect(fewer.messageSeconds(4096)).toBe(xenvmc.messageSeconds(4096));
    expect(fewer.rings).not.toEqual(xenvmc.rings);
    expect(faster.messageSeconds(4096)).toBeLessThan(xenvmc.messageSeconds(4096));
    expect(faster.rings).toEqual(xenvmc.rings);
  });

  it("maps large messages instead of copying them if configured to", () => {
    const mapping = open({ kind: "xenvmc-modified", modified: { shareFrom: 65536 } });
    expect(mapping.copiesPerMessage(65535)).toBe(2);
    expect(mapping.copiesPerMessage(65536)).toBe(0);
    // 16 pages at two hypercalls of 0.4 us each, after 0.75 us per message.
    expect(mapping.messageSeconds(65536)).toBeCloseTo(0.75e-6 + 12.8e-6, 12);
    expect(mapping.recordsPerMessage(10 * RING_BYTES)).toBe(1);
  });

  it("labels the modified protocol a reconstruction, and falls back to netfront off the rings", () => {
    const modified = open({ kind: "xenvmc-modified" });
    expect(modified.label).toContain("reconstruction");
    expect(channelOnPath(modified, "shared-memory")).toBe(modified);
    expect(channelOnPath(modified, "bridge").kind).toBe("netfront");
    expect(channelOnPath(modified, "network").roundTripSeconds(1)).toBeGreaterThan(182e-6);
  });
});
