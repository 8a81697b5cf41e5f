import { describe, expect, it } from "vitest";
import { channelWrites } from "../../../src/channel/dirtying/channel-writes.js";
import { measureWindows } from "../../../src/channel/dirtying/measure-windows.js";
import { placeWrites } from "../../../src/channel/dirtying/place-writes.js";
import type { PairTraffic } from "../../../src/channel/pair-traffic.js";
import type { ChannelKind } from "../../../src/index.js";
import { createReferencePages } from "../../../src/reference/pages.js";
import { openChannel } from "../../support/channels.js";
import { createCyclicRing, createRewindingRing, createStagingList, type MessagePolicy } from "../../support/message-policies.js";

const SIZES = [64, 1024, 4096, 16384, 65536];

/** Writes `bursts` bursts of `messages`, all of them read before the next burst. Returns the distinct pages per burst. */
function play(policy: MessagePolicy, messageBytes: number, messages: number, bursts: number): Set<number>[] {
  return Array.from({ length: bursts }, () => {
    const pages = new Set<number>();
    for (let message = 0; message < messages; message++) for (const page of policy.write(messageBytes)) pages.add(page);
    while (policy.unreadMessages > 0) policy.read();
    return pages;
  });
}

/** Pages of one template of a pair whose peak is exactly `messages` messages. */
function templatePages(kind: ChannelKind, direction: "send" | "receive", messageBytes: number, messages: number, key: string): number {
  const bytesPerSecond = (messages * messageBytes) / 3.5e-3;
  const flow = {
    messageBytes,
    sendBytesPerSecond: direction === "send" ? bytesPerSecond : 0,
    receiveBytesPerSecond: direction === "receive" ? bytesPerSecond : 0,
  };
  const pair: PairTraffic = { peer: "b", path: "shared-memory", ringOwner: "migrating", flows: [flow] };
  return channelWrites(openChannel({ kind }), [pair]).find((template) => template.key === key)?.pages ?? 0;
}

/** Distinct pages of `bursts` bursts of 5 messages of 4 KiB, one read per message written, while `standing` others wait ahead of them. */
function playBehind(policy: MessagePolicy, standing: number, bursts: number): number {
  for (let message = 0; message < standing; message++) policy.write(4096);
  const pages = new Set<number>();
  for (let message = 0; message < 5 * bursts; message++) {
    for (const page of policy.write(4096)) pages.add(page);
    policy.read();
  }
  return pages.size;
}

/** The same by the templates under `key`: 5 messages per millisecond. */
function windowPages(kind: ChannelKind, direction: "send" | "receive", standing: number, bursts: number, key: string): number {
  const rates = { sendBytesPerSecond: 0, receiveBytesPerSecond: 0, [`${direction}BytesPerSecond`]: 5000 * 4096 };
  const flow = { messageBytes: 4096, ...rates, unreadPeakBytes: 4096 * standing };
  const pair: PairTraffic = { peer: "b", path: "shared-memory", ringOwner: "migrating", flows: [flow] };
  const templates = channelWrites(openChannel({ kind }), [pair]).filter((each) => each.key.startsWith(key));
  const placed = placeWrites(templates, 0, 1);
  const plan = { windowSeconds: [bursts / 1000], seed: 5, run: 0 };
  return measureWindows(createReferencePages, placed.sources, placed.pages, plan)[0]?.meanPages ?? 0;
}

describe("with a backlog", () => {
  // In a short window the template counts the pages of a burst's peak in addition to the recycled ones.
  it.each([10, 50, 100, 400])("buffers are recycled in turn, %i bursts: as in the template", (bursts) => {
    const truth = playBehind(createStagingList(4096, "kmalloc"), 512, bursts);
    const template = windowPages("xenvmc", "receive", 512, bursts, "b/staging");
    expect(Math.abs(template - truth), `${template} against ${truth}`).toBeLessThanOrEqual(0.05 * truth + 40);
  });

  it.each([5, 10, 50])("a ring that is never empty uses all its pages, %i bursts: as in the template", (bursts) => {
    const truth = playBehind(createRewindingRing(128), 64, bursts);
    const template = windowPages("xenvmc-modified", "send", 64, bursts, "b/ring");
    expect(Math.abs(template - truth), `${template} against ${truth}`).toBeLessThanOrEqual(20);
  });
});

describe("policies message by message", () => {
  it("a ring that never rewinds writes all of its pages in turn", () => {
    const bursts = play(createCyclicRing(128), 4096, 16, 8);
    expect(new Set(bursts.flatMap((burst) => [...burst])).size).toBe(128);
    for (const burst of bursts) expect(burst.size).toBeLessThanOrEqual(18);
  });

  it.each(SIZES)(
    "a rewinding ring writes the pages of the burst again and again, messages of %i B: as many as in the template",
    (bytes) => {
      const messages = Math.max(1, Math.floor(70_000 / bytes));
      const bursts = play(createRewindingRing(128), bytes, messages, 20);
      const pages = new Set(bursts.flatMap((burst) => [...burst]));
      expect(pages.size).toBe(bursts[0]?.size);
      expect(Math.abs(templatePages("xenvmc-modified", "send", bytes, messages, "b/ring/in-progress") - pages.size)).toBeLessThanOrEqual(1);
    },
  );

  it.each(SIZES)("staging reuses the buffers of the peak, messages of %i B: as many pages as in the template", (bytes) => {
    const messages = Math.max(1, Math.floor(70_000 / bytes));
    const bursts = play(createStagingList(bytes, "kmalloc"), bytes, messages, 20);
    const pages = new Set(bursts.flatMap((burst) => [...burst]));
    expect(pages.size).toBe(bursts[0]?.size);
    // The template has two pages of the allocator in addition to the buffers.
    expect(Math.abs(templatePages("xenvmc", "receive", bytes, messages, "b/staging") - 2 - pages.size)).toBeLessThanOrEqual(1);
  });

  it("refuses a message larger than the ring", () => {
    const ring = createCyclicRing(2);
    ring.write(4096);
    expect(() => ring.write(4096)).toThrow(/no room for 4112 B/);
    ring.read();
    expect(ring.write(4096).length).toBeGreaterThan(0);
  });
});
