/** Readers slower than their senders: what their lanes claim, how their backlog grows, and that there are few changes. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RunResult } from "../../src/index.js";
import { migrate, scenarioWith } from "../support/scenarios.js";
import { openMigration } from "../support/traffic.js";

const peer = (place: string, ...flows: readonly object[]) => ({ name: place, place, flows });
const slow = (fields: object) => ({ message: 4096, reader: 2e6, ...fields });
const talk = (peers: readonly object[], fields: object = {}): Promise<RunResult> =>
  migrate(scenarioWith({ vm: { memory: "256 MiB" }, channel: "xenvmc", peers, ...fields }), { pages: "core" });

type Sample = NonNullable<RunResult["channel"]>["series"][number];
const lastCopying = (run: RunResult): Sample => {
  const sample = run.channel?.series.filter(({ phase }) => phase === "copying").at(-1);
  if (!sample) throw new Error("There is no such sample.");
  return sample;
};

describe("a lane behind full buffers", () => {
  it("claims no more of the network card than its reader reads, and leaves the rest to the copy", async () => {
    const run = await talk([peer("elsewhere", slow({ send: 100e6 }))]);
    expect(run.channel?.series[0]?.sendBytesPerSecond).toBe(2e6);
    expect(lastCopying(run)).toMatchObject({ sendBytesPerSecond: 2e6, copyBytesPerSecond: 123e6 });
  });

  it("claims no more of Dom0 either, and leaves the rest to the others", async () => {
    const short = { channel: "netfront", link: { bandwidth: "10 Gbit/s", efficiency: 1, latency: 0 }, host: { dom0Cpus: 1 } };
    const other = { message: 4096, send: 300e6 };
    const held = lastCopying(await talk([peer("source", slow({ send: 300e6 }), other)], short));
    const small = lastCopying(await talk([peer("source", slow({ send: 2e6, reader: 4e6 }), other)], short));
    // A lane that offers that little bears its part of the shortage, too.
    expect((held.copyBytesPerSecond ?? 0) / (small.copyBytesPerSecond ?? 1)).toBeCloseTo(1, 2);
    expect(held.sendBytesPerSecond - 2e6).toBeLessThan(small.sendBytesPerSecond);
    expect(held.sendBytesPerSecond - 2e6).toBeGreaterThan(0.97 * small.sendBytesPerSecond);
  });

  it("claims nothing if there is no reader", async () => {
    const run = await talk([peer("elsewhere", slow({ send: 100e6, reader: 0 }))]);
    expect(lastCopying(run)).toMatchObject({ sendBytesPerSecond: 0, copyBytesPerSecond: 125e6 });
  });
});

describe("a backlog in staging", () => {
  /** 4 MiB fill in 4.2 s at 1 MB/s, in 0.14 s at 30 MB/s; the first round of 256 MiB takes 2.1 s. */
  const dirtied = async (receive: number, reader: object): Promise<number[]> => {
    const run = await talk([peer("source", { message: 4096, receive, ...reader })], {
      channel: { kind: "xenvmc", switching: { suspendLimit: 0.1 } },
    });
    return run.rounds.map(({ pagesDirtied }) => pagesDirtied ?? 0);
  };

  it("has as many pages as its unread messages occupy, two per buffer", async () => {
    const [keepsUp = 0] = await dirtied(1e6, {});
    const [lags = 0] = await dirtied(1e6, { reader: 0 });
    const standing = (2 * 1e6 * 2.15) / 4096;
    expect(lags - keepsUp).toBeGreaterThan(0.9 * standing);
    expect(lags - keepsUp).toBeLessThan(1.1 * standing);
  });

  it("is recycled as fast as it is read, not all at once: a reader of 2 MB/s frees a thousand pages per second", async () => {
    const [, ...later] = await dirtied(30e6, { reader: 2e6 });
    const [, ...without] = await dirtied(2e6, {});
    expect(later.length).toBeGreaterThan(1);
    expect(later[0]).toBeLessThan((without[0] ?? 0) + 200);
  });

  it("writes nothing more when it is full and there is no reader", async () => {
    const full = await dirtied(30e6, { reader: 0 });
    const idle = (await talk([peer("source")])).rounds.map(({ pagesDirtied }) => pagesDirtied ?? 0);
    expect(full[0]).toBeGreaterThan(0.95 * 2048);
    expect(full[1]).toBeLessThan((idle[1] ?? 0) + 20);
  });
});

describe("a backlog in netfront's socket", () => {
  const dirtied = async (receive: number, reader: object): Promise<number[]> => {
    const run = await talk([peer("source", { message: 4096, receive, ...reader })], { channel: "netfront" });
    return run.rounds.map(({ pagesDirtied }) => pagesDirtied ?? 0);
  };

  it("holds the slots of what is unread while it fills: 1 MB/s in the 2.15 s of the first round", async () => {
    const [keepsUp = 0] = await dirtied(1e6, {});
    const [lags = 0] = await dirtied(1e6, { reader: 0 });
    // A message takes a page, and its packets 1.25 slots each. None of these pages returns to the pool of 400, all of which are written.
    const slotsPerMessage = 1 + (1 + 4096 / 65_160) * 1.25;
    const unread = (1e6 / 4096) * slotsPerMessage * 2.15;
    expect((lags - keepsUp) / (unread - 400)).toBeGreaterThan(0.95);
    expect((lags - keepsUp) / (unread - 400)).toBeLessThan(1.05);
  });

  it("stays when it has filled, and is recycled at the reader's rate, as in XenVMC's staging", async () => {
    const [first = 0, second = 0] = await dirtied(50e6, { reader: 5e6 });
    const [keepsUp = 0] = await dirtied(50e6, {});
    const [, slowly = 0] = await dirtied(5e6, {});
    // 4 MiB less the peak of a reader that keeps up, and a few pages more: packets that end within a page.
    const standing = (4 * 2 ** 20 - 50e6 * 3.5e-3) / 4096;
    expect((first - keepsUp) / standing).toBeGreaterThan(1);
    expect((first - keepsUp) / standing).toBeLessThan(1.25);
    expect(second).toBeLessThan(slowly + standing / 4);
  });
});

describe("changes", () => {
  it("are few in a minute of any slow readers, whatever is short", () => {
    const rate = fc.constantFrom(0, 1e5, 5e6, 47e6, 3e8);
    const flow = fc
      .tuple(
        fc.constantFrom(64, 4096, 65_536),
        fc.constantFrom(0, 2e5, 2e7),
        fc.oneof(
          fc.record({ mode: fc.constant("open"), send: rate, receive: rate }),
          fc.record({ mode: fc.constant("volume"), send: fc.constant(5e9), receive: fc.constant(1e9) }),
          fc.record({ mode: fc.constant("closed"), outstanding: fc.integer({ min: 1, max: 2000 }) }),
        ),
      )
      .filter(([, , rest]) => rest.mode !== "open" || rest.send + rest.receive > 0)
      .map(([message, reader, rest]) => ({ message, reader, ...rest }));
    const places = fc.constantFrom("source", "destination", "elsewhere");
    const peers = fc.array(fc.record({ place: places, flows: fc.array(flow, { minLength: 1, maxLength: 3 }) }), {
      minLength: 1,
      maxLength: 2,
    });
    const settings = fc.record({
      peers,
      channel: fc.constantFrom("netfront", "xenvmc", "xenvmc-modified"),
      dom0Cpus: fc.constantFrom(1, 8),
      bandwidth: fc.constantFrom("40 Mbit/s", "1 Gbit/s", "10 Gbit/s"),
    });
    fc.assert(
      fc.property(settings, ({ peers: list, channel, dom0Cpus, bandwidth }) => {
        const scenario = scenarioWith({
          vm: { memory: "300 MiB" },
          link: { bandwidth, efficiency: 1, latency: 0 },
          host: { dom0Cpus },
          timeout: 60,
          channel,
          peers: list.map((each, index) => ({ name: `peer ${index}`, ...each })),
        });
        const { migration, traffic } = openMigration(scenario);
        const most = 60 + 40 * list.reduce((lanes, each) => lanes + 2 * each.flows.length, 0);
        let changes = 0;
        const advance = traffic.advance.bind(traffic);
        traffic.advance = (seconds, guestSeconds) => {
          if (++changes > most) throw new Error(`${changes} changes in ${seconds} s`);
          advance(seconds, guestSeconds);
        };
        migration.advance(Infinity);
      }),
      { seed: 20261201, numRuns: 30 },
    );
  });

  it("are fewer than 200 in 60 s with one slow reader", async () => {
    for (const reader of [0, 2e5, 2e7]) {
      const { channel } = await talk([peer("source", { message: 4096, send: 50e6, receive: 50e6, reader })]);
      expect(channel?.series.length).toBeLessThan(200);
    }
  });
});
