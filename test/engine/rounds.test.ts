/** The stop rules of strict rounds at their edges, on rounds that are written down (docs/sources/other-engines.md). */
import { describe, expect, it } from "vitest";
import { migrate as migrateRounds } from "../../src/engine/rounds/rounds.js";
import { virtualboxVote } from "../../src/engine/rounds/virtualbox-vote.js";
import { migrationFacts } from "../support/qemu.js";
import { migrate, scenarioWith } from "../support/scenarios.js";
import { endOf, follow, type ScriptedRound } from "../support/scripted.js";

function actionsOf(fields: object | string, rounds: readonly ScriptedRound[]) {
  const { engine } = scenarioWith({ engine: fields });
  if (engine.family !== "rounds") throw new Error("not an engine of rounds");
  return follow(migrateRounds(engine, migrationFacts({ slots: 1000, allocatedPages: 1000 })), rounds);
}

const ends = (fields: object | string, rounds: readonly ScriptedRound[]) => endOf(actionsOf(fields, rounds));
const BUSY = [{ sent: 1000, dirty: 1000 }];

describe("a fixed number of rounds", () => {
  it.each([
    ["propolis", 1, "1 live round was made, the most allowed."],
    ["bhyve", 4, "4 live rounds were made, the most allowed."],
    [{ preset: "bhyve", maxRounds: 2 }, 2, "2 live rounds were made, the most allowed."],
  ])("%j makes %i, whatever is dirty", (engine, liveRounds, detail) => {
    const expected = { kind: "max-iterations", converged: false, action: "suspend", liveRounds, detail };
    expect([ends(engine, BUSY), ends(engine, [{ sent: 1000, dirty: 0 }])]).toEqual([expected, expected]);
  });

  it("goes round by round, and sends what the last one left after the suspend", () => {
    const actions = actionsOf({ preset: "bhyve", maxRounds: 2 }, BUSY);
    expect(actions.map((action) => (action.kind === "send" ? action.live : action.kind))).toEqual([
      "enable-log",
      true,
      "peek",
      "clean",
      true,
      "peek",
      "leave-channels",
      "suspend",
      "clean",
      false,
      "state",
      "resume",
    ]);
  });
});

describe("LXD", () => {
  it("stops once more than 70 whole per cent were skipped", () => {
    const sentLast = (sent: number) => ends("lxd", [{ sent: 1000 }, { sent }, { sent: 1000 }]);
    expect(sentLast(299)).toEqual({
      kind: "dirty-threshold",
      converged: true,
      action: "suspend",
      liveRounds: 2,
      detail: "71 % of the pages were skipped by pre-dump 2, more than the goal of 70 %.",
    });
    // 30.9 % written are 30 in whole numbers: 70 % skipped, which is not more.
    expect([sentLast(300), sentLast(309)].map(({ liveRounds }) => liveRounds)).toEqual([10, 10]);
  });

  it("makes at most ten pre-dumps", () => {
    expect(ends("lxd", BUSY)).toMatchObject({ kind: "max-iterations", converged: false, liveRounds: 10 });
    expect(ends("lxd", [...Array(9).fill({ sent: 1000 }), { sent: 1 }])).toMatchObject({ kind: "dirty-threshold", liveRounds: 10 });
  });
});

describe("p.haul", () => {
  it("stops after a pre-dump of 64 pages or fewer", () => {
    const kinds = [63, 64, 65].map((sent) => ends("p-haul", [{ sent: 1000 }, { sent }]));
    expect(kinds.map(({ kind, liveRounds }) => [kind, liveRounds])).toEqual([
      ["dirty-threshold", 2],
      ["dirty-threshold", 2],
      ["max-iterations", 9],
    ]);
    expect(kinds[1]?.detail).toBe("64 pages were sent by pre-dump 2, not more than 64.");
  });

  it("stops after a growth of more than ten whole per cent", () => {
    const grown = [549, 550, 554, 555].map((sent) => ends("p-haul", [{ sent: 1000 }, { sent: 500 }, { sent }]));
    expect(grown.map(({ kind, liveRounds }) => [kind, liveRounds])).toEqual([
      ["max-iterations", 9],
      ["max-iterations", 9],
      ["max-iterations", 9],
      ["growth", 3],
    ]);
    expect(grown[3]?.detail).toBe("555 pages were sent by pre-dump 3 and 500 pages by the one before, a growth of more than 10 %.");
  });
});

describe("Hyper-V", () => {
  const WORDS = " This is Hyper-V after public descriptions: the program is closed, and its threshold is assumed.";

  it("makes at most five passes, fewer if 256 pages or fewer are dirty", () => {
    const dirtyLast = (dirty: number) => ends("hyper-v", [...Array(3).fill({ sent: 1000, dirty: 1000 }), { sent: 1000, dirty }]);
    expect([255, 256, 257].map(dirtyLast).map(({ kind, liveRounds }) => [kind, liveRounds])).toEqual([
      ["dirty-threshold", 4],
      ["dirty-threshold", 4],
      ["max-iterations", 5],
    ]);
    expect(dirtyLast(256).detail).toBe(`256 pages were dirty after 4 rounds, not more than 256.${WORDS}`);
  });

  it("says in every result that it is after public descriptions, as no other engine does", async () => {
    for (const engine of ["hyper-v", { preset: "hyper-v", maxRounds: 1 }]) expect(ends(engine, BUSY).detail).toContain(WORDS);
    const run = await migrate(scenarioWith({ engine: "hyper-v" }), { policy: () => "stop" });
    expect(run.stop.detail).toContain(WORDS);
    for (const engine of ["bhyve", "propolis", "lxd"]) expect(ends(engine, BUSY).detail).not.toContain("public descriptions");
  });
});

/** The pass, from 0, at which VirtualBox is done; each pass takes a second and saves `saved` pages. */
function donePass(dirty: readonly number[], saved: (pass: number) => number = () => 1000, maxDowntimeSeconds = 0.25) {
  const vote = virtualboxVote(maxDowntimeSeconds);
  for (const [pass, dirtyPages] of dirty.entries()) {
    const times = { beganSeconds: pass, nowSeconds: pass + 1 };
    const stop = vote({ rounds: pass + 1, pagesSent: saved(pass), allocatedPages: 1e6, dirtyPages, ...times });
    if (stop) return [pass, stop.kind];
  }
  return undefined;
}

const passes = (count: number, pages: number) => Array<number>(count).fill(pages);

describe("VirtualBox", () => {
  it("makes four passes for an idle guest: the ring starts with huge numbers", () => {
    expect(donePass(passes(10, 0))).toEqual([3, "dirty-threshold"]);
  });

  it("asks for a short mean not above the long one, which is a 64th of the sum", () => {
    // After pass 4 the short mean is 10 and the sum 40 and the first pass: a 64th of 640 is 10.
    expect(donePass([600, 10, 10, 10, 10])).toEqual([4, "dirty-threshold"]);
    expect(donePass([599, 10, 10, 10, 10])).toBeUndefined();
  });

  it("asks that the last pass is not above the short mean by min(short / 8, 16) or more", () => {
    // Short means of 83, of which an eighth is 10: the last pass is above by 9 and by 10.
    expect(donePass([16_000, 80, 80, 80, 92])).toEqual([4, "dirty-threshold"]);
    expect(donePass([16_000, 80, 80, 80, 93])).toBeUndefined();
  });

  it("takes a short mean of 128 with a long one of 1024, or a long one of 256, up to pass 10", () => {
    // (65,087 + 4 x 128) / 64 is 1024.98, and one more is 1025.
    expect(donePass([65_087, 128, 128, 128, 128])).toEqual([4, "dirty-threshold"]);
    expect(donePass([65_088, 128, 128, 128, 128])).toBeUndefined();
    expect(donePass([65_087 - 4, 129, 129, 129, 129])).toBeUndefined();
    // A short mean of 200: (15,647 + 800) / 64 is 256.98.
    expect(donePass([15_647, 200, 200, 200, 200])).toEqual([4, "dirty-threshold"]);
    expect(donePass([15_648, 200, 200, 200, 200])).toBeUndefined();
  });

  it("compares times from pass 11 on: long <= limit and short < limit, or short < half the limit", () => {
    // 11 x pages are summed after the first pass.
    const from = (pages: number, long: number) => [long * 64 - 11 * pages, ...passes(11, pages)];
    const slow = (pass: number) => (pass < 7 ? 1e9 : 4000);
    // 4000 pages/s: 999 pages take 249 ms, 1000 take 250; a long mean of 1003 takes 250 ms, 1004 takes 251.
    expect(donePass(from(999, 1003), slow)).toEqual([11, "downtime-met"]);
    expect(donePass(from(999, 1004), slow)).toBeUndefined();
    expect(donePass(from(1000, 1003), slow)).toBeUndefined();
    // Half the limit is 125 ms: 499 pages take 124 ms, 500 take 125.
    expect(donePass(from(499, 5000), slow)).toEqual([11, "downtime-met"]);
    expect(donePass(from(500, 5000), slow)).toBeUndefined();
  });

  it("raises the limit to 32 ms", () => {
    const from = (pages: number) => [5000 * 64, ...passes(11, pages)];
    // Half of 32 ms at 10,000 pages/s: 159 pages take 15 ms, 160 take 16.
    expect(donePass(from(159), () => 10_000, 0)).toEqual([11, "downtime-met"]);
    expect(donePass(from(160), () => 10_000, 0)).toBeUndefined();
    expect(donePass(from(160), () => 10_000, 0.034)).toEqual([11, "downtime-met"]);
  });
});

describe("a migration", () => {
  const COPY_SECONDS = (16384 * 4096) / 125e6;
  // One page in each tenth of a second of guest time, none twice: 5 in the first round of 0.537 s, then one after 0.6 s, in no short round.
  const workload = [{ kind: "trace", events: Array.from({ length: 5 }, (_, index) => [0.1 * (index + 1), index]) }];

  it("under Propolis copies all memory, and the five dirty pages in the pause", async () => {
    const { rounds, totals } = await migrate(scenarioWith({ engine: { preset: "propolis", stateSize: 0, roundTrips: 0 }, workload }));
    expect(rounds.map(({ live, pagesSent }) => [live, pagesSent])).toEqual([
      [true, 16384],
      [false, 5],
    ]);
    expect(totals.downtimeSeconds).toBeCloseTo((5 * 4096) / 125e6, 12);
    expect(totals.totalSeconds).toBeCloseTo(COPY_SECONDS + (5 * 4096) / 125e6, 12);
  });

  it("under bhyve sends them in the second of four rounds", async () => {
    const { rounds, totals } = await migrate(scenarioWith({ engine: { preset: "bhyve", stateSize: 0, roundTrips: 0 }, workload }));
    expect(rounds.map(({ live, pagesSent }) => [live, pagesSent])).toEqual([
      [true, 16384],
      [true, 5],
      [true, 0],
      [true, 0],
      [false, 0],
    ]);
    expect(totals.downtimeSeconds).toBe(0);
  });

  it("under VirtualBox sends a byte for a zero page", async () => {
    const { totals } = await migrate(scenarioWith({ vm: { memory: "64 MiB", content: { zero: 1 } }, engine: "virtualbox" }));
    expect(totals.wireBytes).toBe(16384 + 64 * 1024);
  });
});

describe("a stop policy", () => {
  it("takes the place of the rule", async () => {
    const asked: (number | undefined)[] = [];
    const policy = ({ iteration, dirtyPages }: { iteration: number; dirtyPages?: number }) => {
      asked.push(dirtyPages);
      return iteration < 2 ? "continue" : "abort";
    };
    const { stop } = await migrate(scenarioWith({ engine: "propolis" }), { createPolicy: () => policy });
    expect([stop.kind, asked]).toEqual(["cancelled", [0, 0]]);
  });
});
