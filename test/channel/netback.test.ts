/** Dom0's work for streams: by wake-ups and bytes, as the page model counts packets. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type NetbackLoad, type NetbackStream, netbackBytesPerSecond, netbackCpus, packetsPerMessage } from "../../src/channel/netback.js";
import { createNetfront } from "../../src/channel/netfront.js";
import { openChannel } from "../support/channels.js";

const loadOf = (stream: Partial<NetbackStream>, channel: object = {}): NetbackLoad => {
  const { netback } = openChannel({ kind: "netfront", ...channel });
  if (!netback) throw new Error("Netfront has a load.");
  return netback({ messageBytes: 4096, direction: "send", ...stream });
};

describe("netback", () => {
  it("costs a packet and a page for each wake-up, and both for its bytes", () => {
    // 1000 wake-ups a second; 50 MB/s are 767 packets of 65,160 bytes and 12,207 pages more.
    const cpus = (1000 + 50e6 / 65_160) * (1.5e-6 + 1.5e-6) + (50e6 / 4096) * 1.5e-6;
    expect(netbackCpus(loadOf({}), 50e6)).toBeCloseTo(cpus, 12);
    expect(packetsPerMessage(loadOf({}), 50e6)).toBeCloseTo((1000 + 50e6 / 65_160) / (50e6 / 4096), 12);
  });

  it("costs small messages no more than large ones if they come in the same bursts", () => {
    expect(netbackCpus(loadOf({ messageBytes: 64 }), 50e6)).toBe(netbackCpus(loadOf({ messageBytes: 4096 }), 50e6));
    // Below a message per wake-up each is one.
    expect(netbackCpus(loadOf({ messageBytes: 64 }), 6400)).toBeCloseTo(100 * 3e-6 + 6400 * loadOf({}).secondsPerByte, 15);
    // Datagrams do not merge.
    expect(netbackCpus(loadOf({ messageBytes: 64, protocol: "udp" }), 64e6)).toBeGreaterThan(1e6 * 3e-6);
  });

  it("has a packet per segment of the wire without offload, and for bytes from another host", () => {
    const wire = 3e-6 / 1448;
    expect(loadOf({}, { netfront: { segmentationOffload: false } }).secondsPerByte).toBeCloseTo(wire, 15);
    const { netback } = createNetfront(openChannel({ kind: "netfront" }).parameters, "network");
    expect(netback?.({ messageBytes: 4096, direction: "receive" }).secondsPerByte).toBeCloseTo(wire, 15);
    expect(netback?.({ messageBytes: 4096, direction: "send" }).secondsPerByte).toBe(loadOf({}).secondsPerByte);
  });

  it("carries as many bytes as its CPUs pay for", () => {
    const streams = fc.record({
      messageBytes: fc.integer({ min: 1, max: 1e6 }),
      direction: fc.constantFrom("send" as const, "receive" as const),
      pacingSeconds: fc.constantFrom(undefined, 1e-5, 0.01),
      protocol: fc.constantFrom("tcp" as const, "udp" as const),
    });
    fc.assert(
      fc.property(streams, fc.double({ min: 1, max: 1e10, noNaN: true }), (stream, rate) => {
        const load = loadOf(stream);
        expect(netbackBytesPerSecond(load, netbackCpus(load, rate)) / rate).toBeCloseTo(1, 9);
      }),
      { seed: 20261128, numRuns: 300 },
    );
  });
});
