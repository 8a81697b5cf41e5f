import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  awaitSuspended,
  BARE_WIRE,
  clean,
  createSimulation,
  type Engine,
  type EngineProcess,
  enableLog,
  handOver,
  type SentRound,
  send,
  simulate,
} from "../../src/index.js";
import { phasesOfLiveTime } from "../../src/simulation/suspend-times.js";
import { guests, scenarioOf } from "../support/guests.js";
import { brokenInvariants } from "../support/invariants.js";
import { firstRun, migrate, scenarioWith } from "../support/scenarios.js";

const STOP = { kind: "policy", converged: false, detail: "It suspends during its first round." } as const;
/** Seconds of steps, cyclically. */
const STEPS = [0.0007, 0.013, 0.0301];
const rule = { dirtyPageRule: "send", holes: "passed over" } as const;

/** 64 MiB at 125 MB/s: a first round of 0.537 s. */
const FIRST_SECONDS = (16384 * 4096) / 125e6;

/** Suspends some seconds into its first round; `rounds` gets what it is told of each. */
function suspending(seconds: number, rounds: SentRound[] = []): Engine {
  return {
    name: "mine",
    ...BARE_WIRE,
    *migrate(): EngineProcess {
      yield* enableLog(0, 0);
      rounds.push(yield* send({ live: true, ...rule, suspendAfter: { seconds, stop: STOP } }));
      if (rounds[0]?.guest !== "running") yield* awaitSuspended();
      yield* clean();
      rounds.push(yield* send({ live: false, ...rule }));
      yield* handOver(0, 0);
    },
  };
}

const scenario = (suspend: string, fields = {}) =>
  scenarioWith({
    workload: [{ kind: "sweep", size: "64 MiB", rate: "1 k/s" }],
    host: { suspend, setupDirtyPages: 0, suspendDirtyPages: 0 },
    ...fields,
  });

describe("a suspend during a round", () => {
  it("pauses the guest after the host's time, and the round goes on", async () => {
    const rounds: SentRound[] = [];
    const run = await migrate(scenario("99.5 ms"), { engine: suspending(0.2, rounds) });
    expect(rounds.map(({ guest }) => guest)).toEqual(["suspended", "suspended"]);
    // A page a millisecond, for 299.5 ms.
    expect(run.rounds.map(({ live, pagesSent }) => [live, pagesSent])).toEqual([
      [true, 16384],
      [false, 300],
    ]);
    expect(run.stop).toEqual(STOP);
    expect(run.phases.liveSeconds).toBeCloseTo(0.2, 12);
    expect(run.phases.suspendSeconds).toBeCloseTo(0.0995, 12);
    expect(run.phases.stopAndCopySeconds).toBeCloseTo(FIRST_SECONDS - 0.2995 + (300 * 4096) / 125e6, 12);
    expect(run.totals.downtimeSeconds).toBeCloseTo(FIRST_SECONDS - 0.2 + (300 * 4096) / 125e6, 12);
  });

  it("is waited for where it takes longer than the round", async () => {
    const rounds: SentRound[] = [];
    const run = await migrate(scenario("999.5 ms"), { engine: suspending(0.2, rounds) });
    expect(rounds.map(({ guest }) => guest)).toEqual(["suspending", "suspended"]);
    expect(run.rounds[1]?.pagesSent).toBe(1200);
    expect(run.phases.liveSeconds).toBeCloseTo(0.2, 12);
    expect(run.phases.suspendSeconds).toBeCloseTo(0.9995, 12);
    expect(run.phases.stopAndCopySeconds).toBeCloseTo((1200 * 4096) / 125e6, 12);
  });

  it("does not happen if the round is over before", async () => {
    const rounds: SentRound[] = [];
    const run = await migrate(scenario("1 s", { timeout: "2 s" }), { engine: suspending(0.54, rounds) }).catch(
      (error: Error) => error.message,
    );
    // The second round goes on beyond that moment.
    expect(rounds.map(({ guest, nowSeconds }) => [guest, nowSeconds > 0.54])).toEqual([
      ["running", false],
      ["running", true],
    ]);
    expect(run).toContain("resume: expected a suspended guest: suspend before");
  });

  it("is over when the guest runs at the destination", async () => {
    const rounds: SentRound[] = [];
    const engine: Engine = {
      ...suspending(0),
      *migrate(facts) {
        yield* suspending(0.2, rounds).migrate(facts);
        rounds.push(yield* send({ live: true, ...rule }));
      },
    };
    await migrate(scenario("10 ms"), { engine });
    expect(rounds.map(({ guest }) => guest)).toEqual(["suspended", "suspended", "running"]);
  });

  it("gives expected counts the same times and nearly the same pages", async () => {
    const fields = {
      workload: [{ kind: "uniform", size: "32 MiB", rate: "20 k/s" }],
      engine: "xcp-ng",
      host: { suspend: "50 ms", suspendDirtyPages: 200 },
    };
    const [pages, expected] = [
      await migrate(scenario("0", fields)),
      await migrate(scenario("0", { ...fields, fidelity: "expected" }), { pages: undefined as never }),
    ];
    expect(expected.rounds).toHaveLength(pages.rounds.length);
    for (const [index, round] of expected.rounds.entries())
      expect(Math.abs(round.pagesSent - (pages.rounds[index]?.pagesSent ?? 0))).toBeLessThan(0.05 * round.pagesSent + 20);
    expect(expected.totals.downtimeSeconds / pages.totals.downtimeSeconds).toBeCloseTo(1, 1);
  });

  it("tears the guest's rings down beside the copy, and pauses it only then", async () => {
    const fields = {
      engine: "xcp-ng",
      peers: [{ name: "peer", place: "source", domid: "higher", flows: [{ message: 4096, send: 20e6 }] }],
      channel: "xenvmc",
    };
    const run = await migrate(scenario("10 ms", fields));
    const events = run.channel?.events.filter(({ seconds }) => seconds < run.totals.totalSeconds - run.totals.downtimeSeconds + 1e-9) ?? [];
    expect(events.map(({ state }) => state)).toEqual(["suspend", "released-1", "released"]);
    expect(run.phases.switchSeconds).toBeGreaterThan(0);
    expect(run.phases.suspendSeconds).toBeCloseTo(0.01, 9);
    // The ring's 258 pages are in the last round or in live ones after the tear-down.
    expect(run.rounds.at(-1)?.live).toBe(false);
    expect(run.rounds.at(-1)?.pagesSent).toBeGreaterThanOrEqual(258);
  });

  it.each(["xcp-ng", "xcp-ng-8.2", "xen-4.10"])("is given up under %s at the toolstack's time-out, and the guest stays", async (engine) => {
    const given = { engine, host: { suspend: "25 min", suspendTimeout: "120 s" }, timeout: "1 h" };
    const run = await migrate(scenario("0 s", { ...given, workload: [{ kind: "uniform", size: "4 KiB", rate: "1 k/s" }] }), {
      pages: "core",
    });
    const { stop, phases, totals } = run;
    expect(stop).toMatchObject({ kind: "suspend-timeout", converged: false });
    expect(stop.detail).toContain("had not suspended 120 s after it was asked to");
    expect(phases.switchSeconds).toBeCloseTo(120, 9);
    expect([phases.suspendSeconds, phases.stopAndCopySeconds, totals.downtimeSeconds]).toEqual([0, 0, 0]);
    expect(totals.totalSeconds).toBeCloseTo(phases.setupSeconds + phases.liveSeconds + 120, 9);
    expect(run.rounds.every(({ live }) => live)).toBe(true);
  });

  it.each([
    ["119.9 s", "120 s", "suspended"],
    ["120 s", "120 s", "suspended"],
    ["120.1 s", "120 s", "suspend-timeout"],
    ["120.1 s", "0 s", "suspended"],
  ])("that takes %s with a time-out of %s ends as %s", async (suspend, suspendTimeout, end) => {
    const run = await migrate(scenario("0 s", { engine: "xcp-ng", host: { suspend, suspendTimeout } }), { pages: "core" });
    expect(run.stop.kind === "suspend-timeout" ? run.stop.kind : "suspended").toBe(end);
    expect(run.totals.downtimeSeconds > 100).toBe(end === "suspended");
  });

  it.each(["xcp-ng", "xcp-ng-8.2"])("fails under %s if a channel is not drained, and the guest stays", async (engine) => {
    const peers = [{ name: "peer", place: "source", flows: [{ message: 4096, receive: 20e6, reader: 0 }] }];
    const run = await migrate(scenario("10 ms", { engine, peers, channel: "xenvmc" }), { pages: "core" });
    expect(run.stop).toMatchObject({ kind: "suspend-timeout", converged: false });
    expect(run.totals.downtimeSeconds).toBe(0);
    expect(run.phases.switchSeconds).toBeCloseTo(60, 6);
  });

  it.each([
    [
      awaitSuspended(),
      "await-suspended: expected a guest that was asked to suspend: suspendAfter of a send before, received one that was not",
    ],
    [
      send({ live: true, ...rule, suspendAfter: { seconds: -1, stop: STOP } }),
      "send.suspendAfter.seconds: expected a number of at least 0, received -1",
    ],
    [
      send({ live: true, ...rule, suspendAfter: { seconds: 0, stop: { ...STOP, kind: "done" as never } } }),
      "send.suspendAfter.stop.kind: expected one of dirty-threshold, ",
    ],
    [send({ live: true, ...rule, suspendAfter: 3 as never }), "send.suspendAfter: expected { seconds, stop }, received 3"],
    [
      send({ live: true, ...rule, suspendAfter: { second: 1, seconds: 1, stop: STOP } as never }),
      "send.suspendAfter.second: expected one of seconds, stop",
    ],
  ])("is refused of an own engine in the wrong form: %#", async (step, words) => {
    const engine: Engine = {
      ...suspending(0),
      *migrate() {
        yield* enableLog(0, 0);
        yield* step;
      },
    };
    await expect(migrate(scenario("1 s"), { engine })).rejects.toThrow(words);
  });

  it("is refused of an own engine twice, and with other steps of a suspend in between", async () => {
    const asked = (act: () => EngineProcess): Engine => ({
      ...suspending(0),
      *migrate() {
        yield* enableLog(0, 0);
        yield* send({ live: true, ...rule, suspendAfter: { seconds: 0, stop: STOP } });
        yield* act();
      },
    });
    const again = asked(function* () {
      yield* send({ live: true, ...rule, suspendAfter: { seconds: 0, stop: STOP } });
    });
    await expect(migrate(scenario("9 s"), { engine: again })).rejects.toThrow(
      "send.suspendAfter: expected a guest that runs, received one that is suspending",
    );
    const early = asked(() => handOver(0, 0));
    await expect(migrate(scenario("9 s"), { engine: early })).rejects.toThrow(
      "state: expected no suspend under way: await-suspended before",
    );
  });
});

describe("a migration whose guest is suspended during a round", () => {
  it("is sound and the same bytes in any steps, wherever a timeout cuts it", async () => {
    const engines = fc.constantFrom(
      "xcp-ng",
      "xcp-ng-8.2",
      { preset: "xcp-ng", progressSeconds: 0.01 },
      { preset: "xcp-ng-8.2", progressSeconds: 0.02, maxIterations: 2 },
    );
    const timeouts = fc.double({ min: 0.001, max: 1.2, noNaN: true });
    const suspends = fc.constantFrom("0 s", "12 ms", "300 ms");
    await fc.assert(
      fc.asyncProperty(guests("pages", "expected", "events"), engines, timeouts, suspends, async (guest, engine, timeout, suspend) => {
        const host = { suspend, suspendDirtyPages: 150, resume: "40 ms", writeFault: guest.writeFault };
        const own = scenarioOf({ ...guest, engine: "xcp-ng" }, { engine, timeout, host });
        const whole = firstRun(await simulate(own));
        expect(brokenInvariants(whole, own)).toEqual([]);
        const { suspendSeconds, stopAndCopySeconds, stateSeconds, resumeSeconds } = whole.phases;
        expect(whole.totals.downtimeSeconds).toBeCloseTo(suspendSeconds + stopAndCopySeconds + stateSeconds + resumeSeconds, 9);
        const stepped = await createSimulation(own);
        for (let step = 0; !stepped.finished; step++) stepped.advance(stepped.nowSeconds + (STEPS[step % STEPS.length] as number));
        expect(JSON.stringify(stepped.runResult())).toBe(JSON.stringify(whole));
      }),
      { seed: 5, numRuns: 60 },
    );
  });
});

describe("the phases of live time beside a suspend", () => {
  const parts = (times: Parameters<typeof phasesOfLiveTime>[2]) => Object.values(phasesOfLiveTime(10, 8, times));

  it("are split where the guest was asked, called to pause and paused", () => {
    expect(parts({ askedSeconds: 11, callSeconds: 13, pausedSeconds: 16 })).toEqual([1, 2, 3, 2]);
    expect(parts({ askedSeconds: 11, callSeconds: 13 })).toEqual([1, 2, 5, 0]);
    expect(parts({ askedSeconds: 11 })).toEqual([1, 7, 0, 0]);
    expect(parts({ askedSeconds: 20 })).toEqual([8, 0, 0, 0]);
    expect(parts({ askedSeconds: 1, callSeconds: 2, pausedSeconds: 3 })).toEqual([0, 0, 0, 8]);
    expect(parts({ askedSeconds: 1, callSeconds: 2, pausedSeconds: 30 })).toEqual([0, 0, 8, 0]);
  });
});
