import { describe, expect, it } from "vitest";
import { channelWrites } from "../../../src/channel/dirtying/channel-writes.js";
import { measureWindows } from "../../../src/channel/dirtying/measure-windows.js";
import { receivedTouches, sentTouches } from "../../../src/channel/dirtying/netfront-writes.js";
import { placeWrites } from "../../../src/channel/dirtying/place-writes.js";
import { activitySpeeds } from "../../../src/channel/dirtying/write-template.js";
import type { FlowTraffic, PairTraffic } from "../../../src/channel/pair-traffic.js";
import { recordBytes } from "../../../src/channel/ring-record.js";
import type { ChannelKind } from "../../../src/index.js";
import { createReferencePages } from "../../../src/reference/pages.js";
import { openChannel, type WrittenChannel } from "../../support/channels.js";
import { netfrontPages, sharedMemoryPages, slotPoolPages } from "../../support/distinct-page-forms.js";

const KINDS: readonly ChannelKind[] = ["netfront", "xenvmc", "xenvmc-modified"];
const WINDOWS = [0.01, 0.1, 1, 10];
const BULK: FlowTraffic = { messageBytes: 4096, sendBytesPerSecond: 50e6, receiveBytesPerSecond: 50e6 };
const SMALL: FlowTraffic = { messageBytes: 64, sendBytesPerSecond: 100e3, receiveBytesPerSecond: 100e3 };

function pair(choice: WrittenChannel, flow: FlowTraffic, ringOwner: PairTraffic["ringOwner"] = "migrating", peer = "b"): PairTraffic {
  return { peer, path: choice.kind === "netfront" ? "bridge" : "shared-memory", ringOwner, flows: [flow] };
}

function measure(choice: WrittenChannel, pairs: readonly PairTraffic[], windowSeconds: readonly number[] = WINDOWS): number[] {
  const placed = placeWrites(channelWrites(openChannel(choice), pairs), 0, 1);
  const plan = { windowSeconds, seed: 11, run: 0, minWindows: 3 };
  return measureWindows(createReferencePages, placed.sources, Math.max(1, placed.pages), plan).map(({ meanPages }) => meanPages);
}

const measureFlow = (choice: WrittenChannel, flow: FlowTraffic, owner: PairTraffic["ringOwner"] = "migrating") =>
  measure(choice, [pair(choice, flow, owner)]);

describe("pages written under linux-2.6", () => {
  const guest = "linux-2.6" as const;

  // The table of docs/sources/channels.md, derived there from the same parameters by formula.
  it.each([
    ["netfront", BULK, [378, 2516, 4000, 4000]],
    ["xenvmc", BULK, [225, 230, 230, 230]],
    ["xenvmc-modified", BULK, [22, 22, 22, 22]],
    ["netfront", SMALL, [35, 339, 2349, 3999]],
    ["xenvmc", SMALL, [38, 106, 133, 230]],
    ["xenvmc-modified", SMALL, [9, 12, 22, 22]],
    ["xenvmc", { ...BULK, unreadPeakBytes: 4 * 1024 * 1024 }, [382, 2210, 2210, 2210]],
  ] as const)("%s is within 5 %% of the table, 10 ms to 10 s: %o", (kind, flow, table) => {
    const simulated = measureFlow({ kind, guest }, flow);
    for (const [index, pages] of table.entries()) {
      expect(Math.abs((simulated[index] as number) / pages - 1), `${simulated} against ${table}`).toBeLessThanOrEqual(0.05);
    }
  });

  it("agrees with the closed forms: the random pool, and the rings of XenVMC", () => {
    const { netfront } = openChannel({ kind: "netfront", guest }).parameters.guest;
    if (netfront.kind !== "random") throw new Error("a random pool");
    const messages = BULK.sendBytesPerSecond / BULK.messageBytes;
    const touches = messages * (sentTouches(netfront, 4096, 65160) + receivedTouches(netfront, 4096, 65160));
    expect(touches).toBeCloseTo(messages * 3.25, 6);
    for (const [index, seconds] of WINDOWS.entries()) {
      const simulated = measureFlow({ kind: "netfront", guest }, BULK)[index] as number;
      expect(simulated / netfrontPages(netfront.poolPages, touches, seconds)).toBeCloseTo(1, 1);
      const form = { owns: true, ringBytesPerSecond: messages * recordBytes(4096), regionPages: 128, stagingPages: 96 };
      const pages = sharedMemoryPages([{ ...form, stagingPagesPerSecond: 2 * messages }], seconds);
      expect(Math.abs((measureFlow({ kind: "xenvmc", guest }, BULK)[index] as number) - pages)).toBeLessThanOrEqual(1.5);
    }
  });

  it("gives the touches per message computed by hand from docs/sources/channels.md#page-writes, with offload and at the MTU", () => {
    const { netfront } = openChannel({ kind: "netfront", guest }).parameters.guest;
    if (netfront.kind !== "random") throw new Error("a random pool");
    const rows = [64, 1024, 4096, 16384, 65536];
    const round = (value: number) => Math.round(value * 10) / 10;
    expect(rows.map((bytes) => round(sentTouches(netfront, bytes, 65160)))).toEqual([0.9, 1.1, 1.9, 4.9, 17.8]);
    expect(rows.map((bytes) => round(receivedTouches(netfront, bytes, 65160)))).toEqual([1.4, 1.4, 1.4, 5.1, 21.5]);
    expect(rows.map((bytes) => round(sentTouches(netfront, bytes, 1448)))).toEqual([0.9, 1.1, 3.6, 14.5, 56.3]);
    // To another host: heads per segment of the guest, ACKs per two segments of the wire. Counted by packets: 2.9 per 4 KiB.
    expect(sentTouches(netfront, 16384, 65160, 1448) / 4).toBeCloseTo(2.9, 1);
    expect(rows.map((bytes) => round(receivedTouches(netfront, bytes, 1448)))).toEqual([1.4, 1.4, 4.1, 16.5, 63.3]);
  });
});

describe("pages written under linux-6.1", () => {
  it("agrees with the measured formula of netfront's slots", () => {
    const choice = { kind: "netfront" } as const;
    const channel = openChannel(choice);
    const { netfront, base } = channel.parameters.guest;
    if (netfront.kind !== "slots") throw new Error("a slot pool");
    const flow = { messageBytes: 4096, sendBytesPerSecond: 20e6, receiveBytesPerSecond: 0 };
    const pairs = [pair(choice, flow)];
    const templates = channelWrites(channel, pairs);
    const pool = templates.find(({ key }) => key === "netfront/pool")?.pattern;
    // One receive slot per acknowledged packet: bursts of 20 kB a millisecond apart, which merge as the guest gets busy.
    const slots = 1000 * (1 + 20e3 / netfront.largestSegmentBytes) * (1 - (20e6 / 4096) * netfront.busySecondsPerMessage);
    expect(pool).toMatchObject({ kind: "sweep", writesPerSecond: expect.closeTo(slots, 6) });
    const hot = templates.filter(({ pattern }) => pattern.kind === "burst");
    const constantPages = hot.reduce((sum, { pages }) => sum + pages, 0);
    for (const [index, seconds] of WINDOWS.entries()) {
      const cold = base.coldPages * (1 - Math.exp((-base.coldWritesPerSecond * seconds) / base.coldPages));
      const form = slotPoolPages({ ...netfront, constantPages }, slots * seconds) + cold;
      expect(Math.abs((measure(choice, pairs)[index] as number) - form)).toBeLessThan(8);
    }
  });

  it("leaves netfront's pool as measured up to 50 MB/s, and grows it by what is unread at higher rates", () => {
    const poolAt = (receiveBytesPerSecond: number) => {
      const flow = { messageBytes: 4096, sendBytesPerSecond: 0, receiveBytesPerSecond };
      const templates = channelWrites(openChannel({ kind: "netfront" }), [pair({ kind: "netfront" }, flow)]);
      return templates.find(({ key }) => key === "netfront/pool");
    };
    for (const rate of [1e6, 5e6, 20e6, 50e6]) expect(poolAt(rate)?.pages).toBe(400);
    const pool = poolAt(800e6);
    // 256 pages posted, and the slots of 3.5 ms: a pacing period and the reader's delay.
    const slotsPerSecond = pool?.pattern.kind === "sweep" ? pool.pattern.writesPerSecond : 0;
    expect(slotsPerSecond).toBeGreaterThan(800e6 / 4096);
    expect(pool?.pages).toBe(256 + Math.ceil(slotsPerSecond * 3.5e-3));
  });

  it("costs a receiver on netfront the pages in its socket, and a sender those beyond the peer's window, if the reader is slow", () => {
    const socketBytes = 4 * 1024 * 1024;
    const slow = { messageBytes: 4096, sendBytesPerSecond: 0, receiveBytesPerSecond: 50e6, unreadPeakBytes: socketBytes };
    const keepsUp = { messageBytes: 4096, sendBytesPerSecond: 0, receiveBytesPerSecond: 50e6 };
    const [lags, without] = [measureFlow({ kind: "netfront" }, slow), measureFlow({ kind: "netfront" }, keepsUp)];
    // At least a page per 4 KiB that is unread beyond an ordinary peak of 50 MB/s in 3.5 ms; packets that end in a page take a few more.
    const standing = (socketBytes - 50e6 * 3.5e-3) / 4096;
    expect((lags[2] as number) - (without[2] as number)).toBeGreaterThanOrEqual(standing);
    expect((lags[2] as number) - (without[2] as number)).toBeLessThan(1.2 * standing);
    // In 10 ms every slot takes another page, with and without a backlog.
    expect(Math.abs((lags[0] as number) - (without[0] as number))).toBeLessThan(5);
    const sending = { messageBytes: 4096, sendBytesPerSecond: 50e6, receiveBytesPerSecond: 0 };
    const [waits, flows] = [
      measureFlow({ kind: "netfront" }, { ...sending, unreadPeakBytes: socketBytes }),
      measureFlow({ kind: "netfront" }, sending),
    ];
    expect((waits[2] as number) - (flows[2] as number)).toBe(256);
  });

  it("counts a socket's unread messages by whole pages, at most those of a receive buffer", () => {
    // A packet of some 1 kB a millisecond apart takes a page each: 4 MiB unread would take 16 MiB.
    const flow = { messageBytes: 1000, sendBytesPerSecond: 0, receiveBytesPerSecond: 1e6, unreadPeakBytes: 4 * 1024 * 1024 };
    const templates = channelWrites(openChannel({ kind: "netfront" }), [pair({ kind: "netfront" }, flow)]);
    expect(templates.find(({ key }) => key === "netfront/unread")?.pages).toBe(1536);
  });

  it("has no ring page if the peer owns the rings: a sender on XenVMC dirties 129 pages less, all of them ring pages", () => {
    const flow = { messageBytes: 4096, sendBytesPerSecond: 50e6, receiveBytesPerSecond: 0 };
    for (const kind of ["xenvmc", "xenvmc-modified"] as const) {
      const templates = channelWrites(openChannel({ kind }), [pair({ kind }, flow, "peer")]);
      expect(templates.map(({ key }) => key)).toEqual(["guest/hot", "guest/cold"]);
    }
    const [own, foreign] = [measureFlow({ kind: "xenvmc" }, flow), measureFlow({ kind: "xenvmc" }, flow, "peer")];
    expect((own[2] as number) - (foreign[2] as number)).toBe(129);
    const modern = measureFlow({ kind: "xenvmc" }, BULK)[2] as number;
    expect(modern - (measureFlow({ kind: "xenvmc" }, BULK, "peer")[2] as number)).toBeCloseTo(130, 9);
  });

  it("writes the same pages without traffic on every channel", () => {
    const still = { messageBytes: 4096, sendBytesPerSecond: 0, receiveBytesPerSecond: 0 };
    const [first, second, third] = KINDS.map((kind) => channelWrites(openChannel({ kind }), [pair({ kind }, still)]));
    expect(second).toEqual(first);
    expect(third).toEqual(first);
  });

  it("has one pool for all peers of netfront, and rings per pair", () => {
    const flow = { messageBytes: 4096, sendBytesPerSecond: 5e6, receiveBytesPerSecond: 0 };
    const three = (kind: ChannelKind) => ["a", "b", "c"].map((name) => pair({ kind }, flow, "migrating", name));
    const [one] = measure({ kind: "netfront" }, [pair({ kind: "netfront" }, flow)], [10]) as [number];
    expect((measure({ kind: "netfront" }, three("netfront"), [10])[0] as number) - one).toBeLessThan(40);
    const single = measure({ kind: "xenvmc" }, [pair({ kind: "xenvmc" }, flow)], [10])[0] as number;
    expect((measure({ kind: "xenvmc" }, three("xenvmc"), [10])[0] as number) - single).toBe(2 * 129);
    const shared = { kind: "xenvmc-modified", modified: { sharedRing: true, rewindingWindow: false } } as const;
    const apart = { kind: "xenvmc-modified", modified: { rewindingWindow: false } } as const;
    const difference =
      (measure(apart, three("xenvmc-modified"), [10])[0] as number) - (measure(shared, three("xenvmc-modified"), [10])[0] as number);
    expect(difference).toBe(2 * 128);
  });

  it("does not count the pages of a mapped message in the ring", () => {
    const flow = { messageBytes: 65536, sendBytesPerSecond: 20e6, receiveBytesPerSecond: 0 };
    const keys = (shareFrom?: number) =>
      channelWrites(openChannel({ kind: "xenvmc-modified", modified: shareFrom === undefined ? {} : { shareFrom } }), [
        pair({ kind: "xenvmc-modified" }, flow),
      ]).map(({ key }) => key);
    expect(keys()).toContain("b/ring/in-progress");
    expect(keys(65536)).not.toContain("b/ring/in-progress");
  });

  it("sends over netfront what the channel does not intercept", () => {
    const keys = (intercepted: number) =>
      channelWrites(openChannel({ kind: "xenvmc", xenvmc: { intercepted } }), [pair({ kind: "xenvmc" }, BULK)]).map(({ key }) => key);
    expect(keys(1).some((key) => key.startsWith("netfront"))).toBe(false);
    expect(keys(0.5)).toEqual(expect.arrayContaining(["netfront/pool", "b/ring"]));
    expect(keys(0).some((key) => key.startsWith("b/"))).toBe(false);
  });
});

describe("single figures of a calibration", () => {
  it("can be set without changing anything else", () => {
    const grown = measureFlow({ kind: "netfront", dirtying: { netfront: { poolPages: 500 } } }, BULK);
    const usual = measureFlow({ kind: "netfront" }, BULK);
    expect((grown[2] as number) - (usual[2] as number)).toBeCloseTo(100, 6);
    const punctual = openChannel({ kind: "xenvmc-modified", dirtying: { peak: { readerLag: 0 } } }).parameters;
    expect(punctual.guest.sharedMemory.peak).toEqual({ kind: "peak", readerLagSeconds: 0 });
    expect(punctual.guest.netfront).toEqual(openChannel({ kind: "xenvmc-modified" }).parameters.guest.netfront);
  });
});

describe("templates over time", () => {
  it("keep their keys when rates change, and give their present speeds", () => {
    for (const kind of KINDS) {
      const channel = openChannel({ kind });
      const half = { ...BULK, sendBytesPerSecond: 25e6, receiveBytesPerSecond: 25e6 };
      const none = { ...BULK, sendBytesPerSecond: 0, receiveBytesPerSecond: 0 };
      const reference = channelWrites(channel, [pair({ kind }, BULK)]);
      const speeds = (flow: FlowTraffic) => activitySpeeds(reference, channelWrites(channel, [pair({ kind }, flow)]));
      expect(speeds(BULK).every((speed) => speed === 1)).toBe(true);
      const slower = Object.fromEntries(reference.map(({ key }, index) => [key, speeds(half)[index]]));
      if (kind === "xenvmc") expect(slower["b/ring"]).toBeCloseTo(0.5, 12);
      const stopped = Object.fromEntries(reference.map(({ key }, index) => [key, speeds(none)[index]]));
      for (const [key, speed] of Object.entries(stopped)) expect(speed, key).toBe(0);
    }
  });

  it("of the guest's kernel vanish with the traffic's wake-ups, unless an idle guest is counted", () => {
    const speedsAt = (messagesPerSecond: number, idle: boolean): Record<string, number | undefined> => {
      const kind = { kind: "netfront", dirtying: { base: { idle } } } as const;
      const reference = channelWrites(openChannel(kind), [pair(kind, BULK)]);
      const slow = { ...BULK, sendBytesPerSecond: messagesPerSecond * BULK.messageBytes, receiveBytesPerSecond: 0 };
      const speeds = activitySpeeds(reference, channelWrites(openChannel(kind), [pair(kind, slow)]));
      return Object.fromEntries(reference.map(({ key }, index) => [key, speeds[index]]));
    };
    // An idle guest wakes up four times a second, one with traffic a thousand times.
    expect(speedsAt(40, false)).toMatchObject({ "guest/hot": expect.closeTo(0.04, 12), "guest/cold": 1 });
    expect(speedsAt(1, false)).toMatchObject({ "guest/hot": expect.closeTo(0.001, 12), "guest/cold": 0.25 });
    expect(speedsAt(1, true)).toMatchObject({ "guest/hot": expect.closeTo(0.004, 12), "guest/cold": 1 });
    expect(speedsAt(0, true)).toMatchObject({ "guest/hot": expect.closeTo(0.004, 12), "guest/cold": 1 });
  });

  it("are placed one after the other, each with its own stream", () => {
    const templates = channelWrites(openChannel({ kind: "netfront" }), [pair({ kind: "netfront" }, BULK)]);
    const placed = placeWrites(templates, 1000, 5);
    let next = 1000;
    for (const [index, source] of placed.sources.entries()) {
      expect(source.region.firstPage).toBe(next);
      expect(source.stream).toBe(5 + index);
      next += source.region.pages;
    }
    expect(placed.pages).toBe(next - 1000);
  });
});
