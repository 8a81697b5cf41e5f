/** Sources that are tied to a flow: they write for what the flow delivers, or until it is done, whatever the migration does to it. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BARE_WIRE } from "../../src/engine/bare-wire.js";
import {
  clean,
  compare,
  createSimulation,
  type Engine,
  enableLog,
  type Fidelity,
  pause,
  type RunResult,
  type Scenario,
  simulate,
  suspend,
  throttle,
} from "../../src/index.js";
import { TiedClock } from "../../src/pages/tied-clock.js";
import { createGuestClock } from "../../src/simulation/guest-clock.js";
import { scenarioWith } from "../support/scenarios.js";

type Workload = NonNullable<Scenario["workload"]>;
type Peers = NonNullable<Scenario["peers"]>;
type Pages = "core" | "reference" | "expected";

/** A volume to a peer on the source host by netfront, of which neither card nor Dom0 is the limit. */
function received(bytes: number, message = 4096): Peers {
  return [{ name: "database", place: "source", flows: [{ mode: "volume", message, receive: bytes }] }];
}

/** Reads the dirty log at `seconds`, the guest slowed down from the start. */
function readingEngine(seconds: readonly number[], throttleRatio: number, dirty: number[]): Engine {
  return {
    name: "reader",
    ...BARE_WIRE,
    *migrate() {
      yield* enableLog(0, 0);
      if (throttleRatio > 0) yield* throttle(throttleRatio);
      let last = 0;
      for (const second of seconds) {
        yield* pause(second - last, "liveSeconds");
        dirty.push((yield* clean()).dirtyPages);
        last = second;
      }
      yield* suspend({ kind: "policy", converged: true, detail: "It has counted." });
    },
  };
}

interface Setting {
  readonly peers: Peers;
  readonly workload: Workload;
  readonly pages: Pages;
  readonly seconds: readonly number[];
  readonly throttleRatio?: number;
  readonly host?: Scenario["host"];
  readonly channel?: Scenario["channel"];
}

interface Reading {
  readonly dirty: readonly number[];
  readonly run: RunResult;
}

async function read({ peers, workload, pages, seconds, throttleRatio = 0, host = {}, channel = "netfront" }: Setting): Promise<Reading> {
  const dirty: number[] = [];
  const fidelity: Fidelity = pages === "expected" ? "expected" : "pages";
  const scenario = scenarioWith({ workload, peers, channel, fidelity, host: { dom0Cpus: 64, ...(host as object) } });
  const engine = readingEngine(seconds, throttleRatio, dirty);
  const simulation = await createSimulation(scenario, { engine, ...(pages === "expected" ? {} : { pages }) });
  const run = simulation.run().runs[0] as RunResult;
  return { dirty: [...dirty], run };
}

/** Dirty pages at each reading due to the workload alone: the traffic writes the same pages without it. */
async function writtenPages(setting: Setting): Promise<number[]> {
  const [own, without] = [(await read(setting)).dirty, (await read({ ...setting, workload: [] })).dirty];
  return own.map((pages, index) => pages - (without[index] as number));
}

const IMPLEMENTATIONS = ["core", "reference", "expected"] as const;
const MEGABYTES = 1e6;

/** Bytes per second of the flow alone. */
async function speedOf(peers: Peers, channel: Scenario["channel"] = "netfront"): Promise<number> {
  const { run } = await read({ peers, workload: [], pages: "reference", seconds: [1e-3], channel });
  return run.channel?.series[0]?.receiveBytesPerSecond as number;
}

describe.each(IMPLEMENTATIONS)("a source that writes for what its flow delivers, of %s", (pages) => {
  const bytes = 40 * MEGABYTES;
  const sweep = (fields: object): Workload => [{ kind: "sweep", size: "60 MiB", while: "database", ...fields }] as Workload;

  it("writes volume x perByte, and then no more", async () => {
    const written = await writtenPages({ peers: received(bytes), workload: sweep({ perByte: 0.5 }), pages, seconds: [1, 2] });
    expect(written[0]).toBeCloseTo(Math.ceil((0.5 * bytes) / 4096), 6);
    expect(written[1]).toBeCloseTo(0, 6);
  });

  it("writes perMessage pages for each message", async () => {
    const written = await writtenPages({ peers: received(bytes, 8192), workload: sweep({ perMessage: 1.5 }), pages, seconds: [1] });
    expect(written[0]).toBeCloseTo(Math.ceil((1.5 * bytes) / 8192), 6);
  });

  it("has written what the flow has delivered at any time on the way", async () => {
    const speed = await speedOf(received(bytes));
    const seconds = [0.2, 0.5, 0.9].map((share) => (share * bytes) / speed);
    const written = await writtenPages({ peers: received(bytes), workload: sweep({ perByte: 1 }), pages, seconds });
    const total = seconds.map((second) => Math.ceil((second * speed) / 4096));
    for (const [index, end] of total.entries())
      expect(Math.abs((written[index] as number) - (end - (total[index - 1] ?? 0)))).toBeLessThanOrEqual(1);
  });

  it.each([
    ["throttled", { throttleRatio: 0.75 }, 4],
    ["slowed by its dirty log", { host: { loggedSpeed: 0.4 } }, 1],
  ] as const)("writes no more and no less where the guest is %s", async (_, setting, slower) => {
    const end = (slower * bytes) / (await speedOf(received(bytes)));
    const written = await writtenPages({
      peers: received(bytes),
      workload: sweep({ perByte: 0.5 }),
      pages,
      seconds: [0.99 * end, 2 * end],
      ...setting,
    });
    const all = (0.5 * bytes) / 4096;
    expect((written[0] as number) / all).toBeCloseTo(0.99, 3);
    expect((written[0] as number) + (written[1] as number)).toBeCloseTo(Math.ceil(all), 6);
  });

  it("follows both directions, one flow of several, and no other", async () => {
    const peers: Peers = [
      {
        name: "database",
        place: "source",
        flows: [
          { mode: "volume", message: 4096, send: 4 * MEGABYTES, receive: 8 * MEGABYTES },
          { mode: "volume", message: 1024, receive: 2 * MEGABYTES },
        ],
      },
      { name: "cache", place: "source", flows: [{ mode: "volume", message: 512, send: MEGABYTES }] },
    ];
    const pagesOf = async (tie: unknown, fields: object) =>
      (await writtenPages({ peers, workload: sweep({ while: tie, ...fields }), pages, seconds: [2] }))[0];
    expect(await pagesOf("database", { perByte: 1 })).toBeCloseTo(Math.ceil((14 * MEGABYTES) / 4096), 6);
    expect(await pagesOf({ peer: "database", flow: 1 }, { perByte: 1 })).toBeCloseTo(Math.ceil((2 * MEGABYTES) / 4096), 6);
    expect(await pagesOf("database", { perMessage: 1 })).toBeCloseTo(Math.ceil((12 * MEGABYTES) / 4096 + (2 * MEGABYTES) / 1024), 6);
    expect(await pagesOf("cache", { perMessage: 1 })).toBeCloseTo(Math.ceil(MEGABYTES / 512), 6);
  });
});

describe.each(IMPLEMENTATIONS)("a source with a rate that is tied to a volume, of %s", (pages) => {
  const bytes = 400 * MEGABYTES;
  const sweep = (fields: object): Workload => [{ kind: "sweep", size: "60 MiB", while: "database", rate: 20_000, ...fields }] as Workload;

  it("writes at its rate until the volume is through, at volume / speed", async () => {
    const end = bytes / (await speedOf(received(bytes)));
    const written = await writtenPages({ peers: received(bytes), workload: sweep({}), pages, seconds: [end / 2, 2 * end, 3 * end] });
    expect(Math.abs((written[0] as number) - 20_000 * (end / 2))).toBeLessThanOrEqual(1);
    expect(Math.abs((written[0] as number) + (written[1] as number) - 20_000 * end)).toBeLessThanOrEqual(1);
    expect(written[2]).toBeCloseTo(0, 6);
  });

  it("ends sooner over a faster channel, in the ratio of their speeds", async () => {
    const peers = received(bytes);
    const ends = await Promise.all(
      (["netfront", "xenvmc"] as const).map(async (channel) => {
        const written = await writtenPages({ peers, workload: sweep({}), pages, seconds: [2], channel });
        const end = bytes / (await speedOf(peers, channel));
        expect(Math.abs((written[0] as number) - 20_000 * end)).toBeLessThanOrEqual(5);
        return end;
      }),
    );
    expect(ends[1]).toBeLessThan(0.9 * (ends[0] as number));
  });

  it("keeps its rate in guest time, and with a share of CPU time in simulated time", async () => {
    const end = bytes / (await speedOf(received(bytes)));
    const of = async (fields: object) =>
      (
        await writtenPages({
          peers: received(bytes),
          workload: sweep({ rate: 5000, ...fields }),
          pages,
          seconds: [4 * end],
          throttleRatio: 0.5,
        })
      )[0];
    // The volume takes twice as long at half the speed.
    expect(Math.abs(((await of({})) as number) - 5000 * end)).toBeLessThanOrEqual(1);
    expect(Math.abs(((await of({ cpu: 0.5 })) as number) - 5000 * 2 * end)).toBeLessThanOrEqual(1);
  });

  it("makes phases, bursts and recorded writes stand with the traffic", async () => {
    const end = bytes / (await speedOf(received(bytes)));
    const of = async (source: object) =>
      (
        await writtenPages({
          peers: received(bytes),
          workload: [{ ...source, while: "database" } as Workload[number]],
          pages,
          seconds: [end * 3],
        })
      )[0];
    const phase = (rate: number, duration?: number) => ({
      ...(duration === undefined ? {} : { duration }),
      workload: [{ kind: "sweep", size: "16 MiB", rate }],
    });
    const phases = await of({ kind: "phases", phases: [phase(0, end / 2), phase(4000)] });
    expect(Math.abs((phases as number) - 4000 * (end / 2))).toBeLessThanOrEqual(1);
    expect(await of({ kind: "burst", size: "1 MiB", period: end * 2 })).toBeCloseTo(256, 6);
    if (pages !== "expected")
      expect(
        await of({
          kind: "trace",
          events: [
            [0, 1],
            [end * 0.9, 2],
            [end * 1.1, 3],
          ],
        }),
      ).toBe(2);
  });
});

describe("the clock of a source that writes for what its flow delivers", () => {
  it("counts simulated time, however slow the guest is", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.95, noNaN: true }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        fc.double({ min: 0.1, max: 1, noNaN: true }),
        (throttleRatio, faultRatio, loggedSpeedRatio) => {
          const clock = new TiedClock({ peer: "database", counts: "bytes" });
          // A page for each byte: first writes take `faultRatio` of the time that the guest is left with.
          const writeFaultSeconds = (faultRatio * (1 - throttleRatio) * loggedSpeedRatio) / 100_000;
          const firstWrites = (since: number, from: number, to: number) =>
            clock.activeSeconds(since + to) - clock.activeSeconds(since + from);
          clock.carry(0, 100_000);
          const guest = createGuestClock({ writeFaultSeconds, loggedSpeedRatio }, firstWrites, [clock]);
          const runTo = (seconds: number): number => {
            while (guest.nextChangeSeconds <= seconds) guest.advance();
            return guest.at(seconds);
          };
          runTo(0.5);
          guest.throttle(0.5, throttleRatio);
          expect(clock.activeSeconds(runTo(1)) / 100_000).toBeCloseTo(1, 9);
          clock.carry(guest.at(1), 20_000);
          guest.harvested(1);
          expect(clock.activeSeconds(runTo(2)) / 100_000).toBeCloseTo(1.2, 9);
        },
      ),
      { seed: 20261128, numRuns: 200 },
    );
  });
});

describe("a tied source", () => {
  const scenario = (workload: Workload, fields: object = {}) =>
    scenarioWith({ workload, peers: received(400 * MEGABYTES), channel: "xenvmc", host: { dom0Cpus: 64 }, ...fields });

  it("that writes nothing changes nothing", async () => {
    const fixed: Workload[number] = { kind: "uniform", size: "8 MiB", rate: "5 k/s" };
    const plain = await simulate(scenario([fixed]));
    for (const cause of [{ perMessage: 0 }, { perByte: 0 }, { rate: 0 }]) {
      const tied = await simulate(scenario([fixed, { kind: "uniform", size: "16 MiB", while: "database", ...cause }]));
      const bare = (run: RunResult | undefined) => JSON.stringify({ ...run, channel: { ...run?.channel, flows: undefined } });
      expect(bare(tied.runs[0])).toBe(bare(plain.runs[0]));
    }
  });

  it.each(["qemu-hybrid", { preset: "qemu-10.0", autoConverge: true }, "cloud-hypervisor", "xen-3.3"] as const)(
    "gives the same bytes in steps and from the core, through throttling and post-copy: %j",
    async (engine) => {
      const workload: Workload = [
        { kind: "uniform", size: "24 MiB", while: "database", perByte: 0.6 },
        { kind: "zipf", size: "16 MiB", while: { peer: "database", flow: 1 }, perMessage: 3, run: 2 },
        { kind: "uniform", size: "8 MiB", while: { peer: "database", flow: 0 }, rate: "20 k/s", cpu: 0.5 },
      ];
      const peers: Peers = [
        {
          name: "database",
          place: "source",
          flows: [
            { mode: "volume", message: 65_536, receive: 500 * MEGABYTES, send: 200 * MEGABYTES },
            { mode: "closed", message: 4096, outstanding: 4 },
          ],
        },
      ];
      const given = scenario(workload, { engine, peers, host: { writeFault: "2 us", loggedSpeed: 0.9 }, timeout: 60 });
      const whole = await createSimulation(given, { pages: "core" });
      const expected = JSON.stringify(whole.run().runs);
      for (const pages of ["core", "reference"] as const) {
        const stepped = await createSimulation(given, { pages });
        for (let step = 0; !stepped.finished; step++) stepped.advance(stepped.nowSeconds + ([0.013, 0.4, 0.0007, 2][step % 4] as number));
        expect(JSON.stringify([stepped.runResult()])).toBe(expected);
      }
    },
  );

  it("runs again as its result says", async () => {
    const workload: Workload = [
      { kind: "uniform", size: "8 MiB", while: { peer: "database", flow: 0 }, perMessage: 0.25 },
      { kind: "zipf", size: "8 MiB", while: "database", perByte: 0.01, layout: "scattered" },
      { kind: "hot-cold", hot: { size: "1 MiB", perByte: 1 }, cold: { size: "4 MiB", rate: 100 }, while: "database" },

      { kind: "trace", events: [[0, 1]], while: "database" },
    ];
    const first = await simulate(scenario(workload));
    const again = await simulate(JSON.parse(JSON.stringify(first.scenario)));
    expect(JSON.stringify(again)).toBe(JSON.stringify(first));
  });

  it("is the second cause of a comparison by itself: it ends with the times' channel, whosever pages are written", async () => {
    const workload: Workload = [{ kind: "uniform", size: "40 MiB", rate: "10 k/s", while: "database" }];
    const given = scenario(workload, { vm: { memory: "256 MiB" }, peers: received(1500 * MEGABYTES, 65_536) });
    const { attribution } = await compare(given, { channels: ["netfront", "xenvmc"], runs: 2 });
    const { pagesSent, completedSeconds } = attribution[0]?.figures ?? {};
    expect(completedSeconds?.speed.mean).toBeLessThan(-1);
    expect(completedSeconds?.pages.mean).toBeCloseTo(0, 9);
    expect(pagesSent?.speed.mean).toBeLessThan(-0.05 * 65_536);
    expect(pagesSent?.speed.mean).toBeLessThan(-5 * Math.abs(pagesSent?.pages.mean ?? Infinity));
  });
});
