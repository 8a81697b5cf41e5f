import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EngineAction } from "../../src/engine/action.js";
import {
  ConfigError,
  createSimulation,
  type Engine,
  type EngineProcess,
  enableLog,
  type RunResult,
  send,
  suspend,
} from "../../src/index.js";
import { brokenInvariants } from "../support/invariants.js";
import { firstRun, migrate, scenarioWith } from "../support/scenarios.js";

const SCENARIO = scenarioWith({ vm: { memory: "4 MiB" }, workload: [{ kind: "uniform", size: "1 MiB", rate: "1 k/s" }], timeout: "5 s" });
const STOP = { kind: "policy", converged: false, detail: "It always stops and copies." } as const;
const WIRE = {
  name: "mine",
  scanOrder: "cyclic",
  batchPages: 64,
  batchHeaderBytes: 0,
  entryBytes: 8,
  batchSeconds: 0,
  slotSeconds: 0,
  holeSeconds: 0,
  listsDeferredPages: false,
} as const;

/** An engine that yields these values after a valid first action. */
function yielding(...actions: readonly unknown[]): Engine {
  return {
    ...WIRE,
    *migrate(): EngineProcess {
      yield* enableLog(0, 0);
      for (const action of actions) yield action as EngineAction;
    },
  };
}

async function faultOf(engine: unknown): Promise<string> {
  const error: unknown = await migrate(SCENARIO, { engine: engine as Engine }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).message;
}

describe("a user's own engine", () => {
  it("runs if it is valid", async () => {
    const engine: Engine = {
      ...WIRE,
      *migrate() {
        yield* enableLog(0, 0);
        yield* suspend(STOP);
        yield* send({ live: false, dirtyPageRule: "send", holes: "passed over" });
      },
    };
    const run = await migrate(SCENARIO, { engine });
    expect(run.totals.pagesSent).toBe(1024);
    expect(brokenInvariants(run, SCENARIO)).toEqual([]);
  });

  it.each([
    ["name", "", "mine has"],
    ["scanOrder", "ascendig", 'scanOrder: expected one of ascending, rotated, cyclic, received "ascendig"; did you mean ascending?'],
    ["batchPages", 0, "batchPages: expected an integer of at least 1, received 0"],
    ["batchPages", undefined, "batchPages: expected an integer of at least 1, received nothing"],
    ["batchHeaderBytes", Number.NaN, "batchHeaderBytes: expected a number of at least 0, received NaN"],
    ["entryBytes", "8", 'entryBytes: expected a number of at least 0, received "8"'],
    ["batchSeconds", -1, "batchSeconds: expected a number of at least 0, received -1"],
    ["slotSeconds", Infinity, "slotSeconds: expected a number of at least 0, received Infinity"],
    ["holeSeconds", null, "holeSeconds: expected a number of at least 0, received null"],
    ["listsDeferredPages", undefined, "listsDeferredPages: expected true or false, received nothing"],
    ["zeroPageBytes", "none", 'zeroPageBytes: expected a number of at least 0, received "none"'],
    ["contentRatio", 0, "contentRatio: expected a number above 0, received 0"],
    ["bytesPerSecond", Symbol("fast"), "bytesPerSecond: expected a number above 0, received a symbol"],
    ["migrate", undefined, "migrate: expected a generator function (facts) => actions, received nothing"],
  ])("is refused for its field %s", async (field, value, words) => {
    expect(await faultOf({ ...yielding(), [field]: value })).toContain(field === "name" ? "name: expected a text" : words);
  });

  it("is refused with all of its faults at once, whatever its type", async () => {
    const message = await faultOf({ name: "mine" });
    for (const field of ["scanOrder", "batchPages", "entryBytes", "batchSeconds", "migrate"]) expect(message).toContain(`\n  ${field}: `);
    expect(message).toContain("the engine mine has 9 faults");
    for (const engine of ["qemu-10.0", 7, true, Symbol("x")])
      expect(await faultOf(engine)).toContain("options.engine: expected an own engine");
    const evil = {
      get name(): string {
        throw new Error("evil");
      },
    };
    expect(await faultOf(evil)).toContain("name: expected a text, received a value that cannot be read");
  });

  it.each([
    [42, "expected an action, as the steps yield them (yield* send({ ... })), received 42"],
    [undefined, "received nothing"],
    [null, "received null"],
    ["send", 'received "send"'],
    [[], "action.kind: expected one of enable-log, send, "],
    [Object.create(null), "action.kind: expected one of enable-log, send, "],
    [{ kind: "sned" }, 'received "sned"; did you mean send?'],
    [{ kind: "constructor" }, 'received "constructor"'],
    [{ kind: "send" }, "send.live: expected true or false, received nothing"],
    [{ kind: "send" }, "send.dirtyPageRule: expected one of send, skip, allocate-only, received nothing"],
    [{ kind: "send", live: true, dirtyPageRule: "send", holes: "listed", limitBytesPerSecond: -1 }, "send.limitBytesPerSecond: expected"],
    [{ kind: "enable-log", seconds: Number.NaN, bytes: 0 }, "enable-log.seconds: expected a number of at least 0, received NaN"],
    [{ kind: "pause", seconds: Infinity, phase: "liveSeconds" }, "pause.seconds: expected a number of at least 0, received Infinity"],
    [
      { kind: "pause", seconds: 1, phase: "live" },
      "pause.phase: expected one of setupSeconds, liveSeconds, finalSyncSeconds, discardSeconds, stopAndCopySeconds",
    ],
    [{ kind: "throttle", ratio: 1.5 }, "throttle.ratio: expected a number from 0 to 1, received 1.5"],
    [
      { kind: "model-round", live: true, bytes: "1 GiB", seconds: 1 },
      'model-round.bytes: expected a number of at least 0, received "1 GiB"',
    ],
    [{ kind: "state", bytes: 1 }, "state.roundTrips: expected a number of at least 0, received nothing"],
    [{ kind: "suspend" }, "suspend.stop: expected a stop report { kind, converged, detail }, received nothing"],
    [{ kind: "suspend", stop: { ...STOP, kind: "done" } }, "suspend.stop.kind: expected one of dirty-threshold, "],
    [{ kind: "cancel", stop: { kind: "cancelled", converged: false } }, "cancel.stop.detail: expected a text, received nothing"],
    [{ kind: "report", totals: { dirtySyncs: 3 } }, "report.totals.dirtySyncs: expected one of dirtySyncCount, "],
    [{ kind: "report", totals: { dirtySyncCount: "3" } }, "report.totals.dirtySyncCount: expected a number"],
    [{ kind: "burst", batchPages: 1, limitBytes: Number.NaN, sliceSeconds: 1, trailerBytes: 0 }, "burst.limitBytes: expected"],
    [
      { kind: "burst", batchPages: 1, limitBytes: 1, sliceSeconds: 1, trailerBytes: 0 },
      "burst: expected an open round: begin-round before",
    ],
    [{ kind: "resume" }, "resume: expected a suspended guest: suspend before, received a running one"],
    [
      { kind: "postcopy", preempt: false, queuedBytes: 0, faultSeconds: 0, accessesPerWrite: 1, limitBytesPerSecond: Infinity },
      "postcopy: expected a guest that runs at the destination: resume before",
    ],
    [{ kind: "pull", requestSeconds: 0, accessesPerWrite: 1 }, "pull: expected a guest that runs at the destination: resume before"],
    [
      new Proxy(
        {},
        {
          get: () => {
            throw new Error("evil");
          },
        },
      ),
      "action.kind: expected one of",
    ],
  ])("is refused for an invalid action: %#", async (action, words) => {
    const message = await faultOf(yielding(action));
    expect(message).toContain("the engine mine has");
    expect(message).toContain(words);
  });

  it.each([
    [{ ...yielding(), migrate: () => undefined }, "migrate(): expected a generator of actions, received nothing"],
    [{ ...yielding(), migrate: () => [] }, "migrate(): expected a generator of actions, received a list of 0"],
    [{ ...yielding(), migrate: async function* () {} }, "migrate(): expected a generator of actions, received an asynchronous generator"],
    [{ ...yielding(), migrate: () => ({ next: () => undefined }) }, "expected an action, as the steps yield them"],
  ])("is refused if migrate returns no generator: %#", async (engine, words) => {
    expect(await faultOf(engine)).toContain(words);
  });

  it("is refused if it begins a round inside another", async () => {
    const begin = { kind: "begin-round", live: true };
    expect(await faultOf(yielding(begin, begin))).toContain("begin-round: expected no open round: sync or end-round before, received one");
  });

  it("is refused if it never lets time pass", async () => {
    const engine: Engine = {
      ...yielding(),
      *migrate() {
        for (;;) yield { kind: "peek" };
      },
    };
    expect(await faultOf(engine)).toContain("migrate(): expected time to pass within 100000 actions, received none since 0 s");
  });

  it("gives a valid result or one clear fault, whatever actions it yields", async () => {
    const amount = fc.oneof(fc.constantFrom(0, 1, 0.01, 1e6, -1, Number.NaN, Infinity, "1", undefined), fc.double());
    const field = fc.oneof(amount, fc.constantFrom(true, false, "send", "skip", "listed", "passed over", "liveSeconds", STOP, {}, null));
    const names = [
      "live",
      "seconds",
      "bytes",
      "dirtyPageRule",
      "holes",
      "phase",
      "ratio",
      "stop",
      "roundTrips",
      "batchPages",
      "limitBytes",
    ];
    const kinds = ["enable-log", "send", "clean", "peek", "begin-round", "burst", "pause", "sync", "end-round", "drop-free-pages", "reap"];
    const more = ["throttle", "model-round", "report", "leave-channels", "suspend", "add-deferred", "state", "resume", "cancel"];
    const wild = fc.record(
      { kind: fc.constantFrom(...kinds, ...more), ...Object.fromEntries(names.map((name) => [name, field])) },
      { requiredKeys: ["kind"] },
    );
    const sound = fc.constantFrom<unknown>(
      { kind: "send", live: true, dirtyPageRule: "send", holes: "passed over" },
      { kind: "begin-round", live: true },
      { kind: "burst", batchPages: 8, limitBytes: 1e6, sliceSeconds: 0.01, trailerBytes: 0 },
      { kind: "pause", seconds: 0.01, phase: "liveSeconds" },
      { kind: "suspend", stop: STOP },
      { kind: "state", bytes: 4096, roundTrips: 1 },
      { kind: "sync" },
      { kind: "clean" },
      { kind: "end-round" },
      { kind: "resume" },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof({ arbitrary: sound, weight: 4 }, wild), { maxLength: 12 }), async (actions) => {
        const engine = yielding(...actions, { kind: "cancel", stop: { ...STOP, kind: "cancelled" } });
        const run: RunResult | undefined = await migrate(SCENARIO, { engine }).catch((error: unknown) => {
          if (!(error instanceof ConfigError)) throw error;
          return undefined;
        });
        if (run) expect(Object.values(run.totals).filter((value) => !Number.isFinite(value) || value < 0)).toEqual([]);
      }),
      { seed: 40, numRuns: 400 },
    );
  });

  it("has its actions copied: changing one after the yield has no effect", async () => {
    const action = { kind: "send", live: true, dirtyPageRule: "send", holes: "passed over" };
    const simulation = await createSimulation(SCENARIO, {
      engine: yielding(action, { kind: "cancel", stop: { ...STOP, kind: "cancelled" } }),
    });
    simulation.advance(0.01);
    action.live = false;
    expect(firstRun(simulation.run()).rounds[0]?.live).toBe(true);
  });
});
