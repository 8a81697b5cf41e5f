import { describe, expect, it } from "vitest";
import { PageSet } from "../../../src/simulation/postcopy/page-set.js";
import { pageOf, Sender, type SenderSetting } from "../../../src/simulation/postcopy/sender.js";

/** Sixteen pages of 10 bytes over a link of 10 bytes a second: a page takes a second. */
function createSender(fields: Partial<SenderSetting> = {}): Sender {
  const sender = new Sender({
    unsent: new PageSet(Uint8Array.of(0xff, 0xff)),
    firstPage: 0,
    preempt: false,
    hints: false,
    bufferBytes: 0,
    goesInParts: false,
    limitBytesPerSecond: Infinity,
    bytesOf: () => 10,
    lookSecondsOf: () => 0,
    ...fields,
  });
  sender.setLink(10, 0);
  return sender;
}

/** Pages sent before a given second: page (in brackets if requested) and second. */
function sendUntil(sender: Sender, untilSeconds: number): string[] {
  const left: string[] = [];
  while (sender.nextSeconds <= untilSeconds) {
    const seconds = sender.nextSeconds;
    const marked = sender.advance();
    if (marked !== undefined) left.push(`${marked < 0 ? `[${pageOf(marked)}]` : marked} ${Math.round(seconds * 1000) / 1000}`);
  }
  return left;
}

describe("the source in post-copy", () => {
  it("pushes each page once, cyclically from the scan's position", () => {
    const sender = createSender({ unsent: new PageSet(Uint8Array.of(0b10000011, 0b100)), firstPage: 5 });
    expect(sendUntil(sender, 1e9)).toEqual(["7 1", "10 2", "0 3", "1 4"]);
    expect(sender.isDone).toBe(true);
  });

  it("sends requested pages after the buffered ones, and continues from there", () => {
    const sender = createSender({ bufferBytes: 30 });
    expect(sendUntil(sender, 1.5)).toEqual(["0 1"]);
    sender.request(9, 1.5);
    expect(sendUntil(sender, 7)).toEqual(["1 2", "2 3", "3 4", "[9] 5", "10 6", "11 7"]);
  });

  it("buffers a huge page as soon as there is room, and not only when one has been sent", () => {
    // At least 25 bytes are ahead: three pages at first, and the fourth when half of the first has been sent.
    const sender = createSender({ bufferBytes: 25, goesInParts: true });
    expect(sendUntil(sender, 0.6)).toEqual([]);
    sender.request(9, 0.6);
    expect(sendUntil(sender, 6)).toEqual(["0 1", "1 2", "2 3", "3 4", "[9] 5", "10 6"]);
    const early = createSender({ bufferBytes: 25, goesInParts: true });
    expect(sendUntil(early, 0.4)).toEqual([]);
    early.request(9, 0.4);
    expect(sendUntil(early, 5)).toEqual(["0 1", "1 2", "2 3", "[9] 4", "10 5"]);
  });

  it("buffers no more than the background push has sent", () => {
    const sender = createSender({ bufferBytes: 1e6, limitBytesPerSecond: 2 });
    expect(sendUntil(sender, 12)).toEqual(["0 1", "1 6", "2 11"]);
    sender.request(9, 12);
    expect(sendUntil(sender, 18)).toEqual(["[9] 13", "10 16"]);
  });

  it("ignores requests for pages already on their way, and does not move the scan", () => {
    const sender = createSender({ bufferBytes: 30 });
    sender.request(2, 0.5);
    sender.request(0, 0.5);
    expect(sendUntil(sender, 4)).toEqual(["0 1", "1 2", "2 3", "3 4"]);
  });

  it("serves requests in order of arrival, although its buffers are full", () => {
    const sender = createSender({ bufferBytes: 20 });
    for (const page of [9, 5, 14]) sender.request(page, 0.5);
    expect(sendUntil(sender, 8)).toEqual(["0 1", "1 2", "[9] 3", "[5] 4", "[14] 5", "15 6", "2 7", "3 8"]);
  });

  it("preempts: a requested page is sent at once, both streams have half of the link, and the scan does not move", () => {
    const sender = createSender({ preempt: true });
    sender.request(9, 0.5);
    expect(sendUntil(sender, 4)).toEqual(["0 1.5", "[9] 2.5", "1 3", "2 4"]);
  });

  it("goes on behind a requested page with hints, one at a time", () => {
    const sender = createSender({ preempt: true, hints: true });
    for (const page of [9, 4]) sender.request(page, 0.5);
    expect(sendUntil(sender, 6)).toEqual(["0 1.5", "[9] 2.5", "10 3.5", "[4] 4.5", "5 5", "6 6"]);
  });

  it("drops a hint that comes before the last one is taken up", () => {
    const sender = createSender({ preempt: true, hints: true, limitBytesPerSecond: 1 });
    expect(sendUntil(sender, 2)).toEqual(["0 1"]);
    for (const page of [9, 4]) sender.request(page, 2);
    expect(sendUntil(sender, 22)).toEqual(["[9] 3", "[4] 4", "10 11", "11 21"]);
  });

  it("preempts with the whole link if the background push is at its limit", () => {
    const sender = createSender({ preempt: true, limitBytesPerSecond: 1 });
    expect(sendUntil(sender, 2)).toEqual(["0 1"]);
    sender.request(9, 2);
    sender.request(4, 2);
    expect(sendUntil(sender, 12)).toEqual(["[9] 3", "[4] 4", "1 11"]);
  });

  it("follows the link's speed, also from the middle of a page", () => {
    const sender = createSender();
    sender.setLink(5, 0.5);
    expect(sendUntil(sender, 4)).toEqual(["0 1.5", "1 3.5"]);
    sender.setLink(0, 4);
    expect(sender.nextSeconds).toBe(Infinity);
    sender.setLink(10, 100);
    expect(sendUntil(sender, 101)).toEqual(["2 100.75"]);
  });

  it("checks a page for zeros before it sends it", () => {
    const sender = createSender({ lookSecondsOf: (page) => (page === 1 ? 0.25 : 0), bytesOf: (page) => (page === 1 ? 1 : 10) });
    expect(sendUntil(sender, 3)).toEqual(["0 1", "1 1.35", "2 2.35"]);
  });
});
