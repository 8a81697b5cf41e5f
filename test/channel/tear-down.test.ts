import { describe, expect, it } from "vitest";
import { channelWrites } from "../../src/channel/dirtying/channel-writes.js";
import { placeWrites } from "../../src/channel/dirtying/place-writes.js";
import type { PairTraffic } from "../../src/channel/pair-traffic.js";
import { tearDownPages } from "../../src/channel/tear-down.js";
import type { ChannelKind } from "../../src/index.js";
import { createReferencePages } from "../../src/reference/pages.js";
import { openChannel } from "../support/channels.js";

const pair = (ringOwner: PairTraffic["ringOwner"], peer = "b", sendBytesPerSecond = 0): PairTraffic => ({
  peer,
  path: "shared-memory",
  ringOwner,
  flows: [{ messageBytes: 4096, sendBytesPerSecond, receiveBytesPerSecond: 20e6 }],
});
const open = (kind: ChannelKind) => openChannel({ kind });

describe("the end of the rings", () => {
  it("marks 258 pages of the owner, however few were used, and none of a guest that only mapped them", () => {
    for (const kind of ["xenvmc", "xenvmc-modified"] as const) {
      expect(tearDownPages(open(kind), pair("migrating"))).toBe(258);
      expect(tearDownPages(open(kind), pair("peer"))).toBe(0);
    }
    expect(tearDownPages(open("netfront"), { ...pair("migrating"), path: "bridge" })).toBe(0);
    expect(tearDownPages(open("xenvmc"), { ...pair("migrating"), path: "network" })).toBe(0);
  });

  // Measured (rule3-A-recv): B sends 20 MB/s into A's ring for 0.43 s of a second, then unmaps: 321 pages in the second.
  it("reproduces the measured second of traffic and unmapping within 5 %: 321 pages, 258 of them at once", () => {
    const channel = open("xenvmc-modified");
    const gate = { periodSeconds: Infinity, onSeconds: 0, offSeconds: 0.433, elapsedSeconds: 0 };
    const placed = placeWrites(channelWrites(channel, [pair("migrating")]), 0, 1, gate);
    const rings = tearDownPages(channel, pair("migrating"));
    const pages = createReferencePages({
      slots: 2048,
      allocatedPages: 2048,
      deferredPages: 0,
      scanOrder: "ascending",
      sources: placed.sources,
      writes: "masks",
      zero: { pages: 0, where: "anywhere" },
      seed: 5,
      run: 0,
    });
    const before = pages.peek(0.9);
    pages.markWritten(1024, rings);
    expect(pages.peek(0.9) - before).toBe(258);
    expect(Math.abs(pages.clean(1) / 321 - 1)).toBeLessThan(0.05);
  });
});
