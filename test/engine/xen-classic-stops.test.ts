/** The stop rules of Xen 2.0 to 4.5 at their edges, on rounds that are written down (docs/sources/xen.md#classic-loop). */
import { describe, expect, it } from "vitest";
import { xenClassic } from "../../src/engine/xen-classic.js";
import { limiterBytesPerSecond } from "../../src/engine/xen-rate-limiter.js";
import type { RoundStatistics, StopPolicy } from "../../src/index.js";
import type { XenClassicParameters } from "../../src/scenario/resolved/engine-parameters.js";
import { migrationFacts } from "../support/qemu.js";
import { scenarioWith } from "../support/scenarios.js";
import { endOf, follow, type ScriptedRound } from "../support/scripted.js";

const SLOTS = 1000;

function parametersOf(preset: string, fields: Partial<XenClassicParameters>): XenClassicParameters {
  const { engine } = scenarioWith({ engine: preset });
  if (engine.family !== "xen-classic") throw new Error(`${preset} is not a classic engine`);
  return { ...engine, ...fields };
}

function actionsOf(rounds: readonly ScriptedRound[], fields: Partial<XenClassicParameters> = {}, policy?: StopPolicy, slots = SLOTS) {
  return follow(xenClassic(parametersOf("xen-3.3", fields), migrationFacts({ slots, allocatedPages: slots }), policy), rounds);
}

const ends = (rounds: readonly ScriptedRound[], fields: Partial<XenClassicParameters> = {}, slots = SLOTS) =>
  endOf(actionsOf(rounds, fields, undefined, slots));

describe("the threshold of 50 pages", () => {
  it("is below 50, of the pages sent, skipped and listed in the round just finished", () => {
    expect(
      ends([
        { sent: 100, dirty: 3 },
        { sent: 30, skipped: 19 },
      ]),
    ).toEqual({
      kind: "dirty-threshold",
      converged: true,
      detail: "Iteration 2 had 49 dirty pages, below the threshold of 50.",
      action: "suspend",
      liveRounds: 2,
    });
    expect(ends([{ sent: 30, skipped: 20 }]).liveRounds).toBe(29);
    expect(ends([{ sent: 10, allocatedOnly: 40 }]).liveRounds).toBe(29);
    expect(ends([{ sent: 1 }]).detail).toBe("Iteration 1 had 1 dirty page, below the threshold of 50.");
  });
});

describe("the limit of rounds and of pages", () => {
  it("is 29 rounds", () => {
    expect(ends([{ sent: 50 }])).toEqual({
      kind: "max-iterations",
      converged: false,
      detail: "29 live rounds were made, the most allowed.",
      action: "suspend",
      liveRounds: 29,
    });
    expect(ends([{ sent: 50 }], { maxIterations: 1 }).detail).toBe("1 live round was made, the most allowed.");
  });

  it("is more than three times the frames, not three times exactly", () => {
    expect(ends([{ sent: 1000 }, { sent: 1000 }, { sent: 1000 }, { sent: 60 }])).toEqual({
      kind: "sent-cap",
      converged: false,
      detail: "3060 pages were sent, more than 3 times the 1000 frames of the guest (p2m_size).",
      action: "suspend",
      liveRounds: 4,
    });
    expect(ends([{ sent: 1000 }, { sent: 1000 }, { sent: 1001 }]).liveRounds).toBe(3);
    // Pages listed without content count; skipped ones do not.
    expect(ends([{ sent: 1000, allocatedOnly: 1 }, { sent: 1000, skipped: 500 }, { sent: 1000 }]).liveRounds).toBe(3);
  });
});

describe("the growth rule", () => {
  const GROWTH = { growthRule: true, rateStartMbit: 500, rateMaxMbit: 500 } as const;

  it("stops at a round that sent more than the one before, at the highest rate", () => {
    expect(ends([{ sent: 900 }, { sent: 600 }, { sent: 601 }], GROWTH)).toEqual({
      kind: "growth",
      converged: false,
      detail: "Iteration 3 sent more pages (601) than iteration 2 (600) at the highest rate.",
      action: "suspend",
      liveRounds: 3,
    });
  });

  it("is off below the highest rate, for a round of as many pages, and in the first round", () => {
    const growing = [{ sent: 60 }, { sent: 61 }];
    expect(ends(growing, { ...GROWTH, rateStartMbit: 499 }).kind).toBe("max-iterations");
    expect(ends(growing, { ...GROWTH, rateStartMbit: 501 }).kind).toBe("growth");
    expect(ends(growing, { ...GROWTH, growthRule: false }).kind).toBe("max-iterations");
    expect(ends(growing, { ...GROWTH, growthRule: false, rateStartMbit: 501 }).kind).toBe("max-iterations");
    expect(ends([{ sent: 60 }], GROWTH).kind).toBe("max-iterations");
    // sent_last_iter starts at p2m_size: a guest of 2^21 frames sends more than 2^20 pages in its first round.
    expect(ends([{ sent: 2 ** 21 }, { sent: 60 }], { ...GROWTH, maxIterations: 5 }, 2 ** 21).liveRounds).toBe(5);
  });

  it("ignores the rounding of expected counts", () => {
    expect(ends([{ sent: 600 }, { sent: 600 * (1 + 1e-10) }], { ...GROWTH, maxFactor: 100 }).kind).toBe("max-iterations");
    expect(ends([{ sent: 600 }, { sent: 600 * (1 + 1e-9) }], { ...GROWTH, maxFactor: 100 }).kind).toBe("max-iterations");
    expect(ends([{ sent: 600 }, { sent: 600 * (1 + 1e-8) }], { ...GROWTH, maxFactor: 100 }).kind).toBe("growth");
  });
});

describe("the rate", () => {
  // 13,733 pages of 4 KiB in a second are 450 Mbit/s of 125,000 bytes, 13,764 are 451.
  const [AT_450, AT_451] = [13_733, 13_764];
  const PAPER = { rateControl: "paper", rateStartMbit: 100, rateMaxMbit: 500, rateIncrementMbit: 50, rateLimitsLink: true } as const;
  const limits = (rounds: readonly ScriptedRound[], fields: Partial<XenClassicParameters>) =>
    actionsOf(rounds, fields).flatMap((action) => (action.kind === "send" ? [action.limitBytesPerSecond] : []));

  it("of the paper stops the live phase when it would exceed the highest, from a PEEK before the stop rules", () => {
    expect(ends([{ sent: 60, dirty: AT_450 }], { ...PAPER, maxIterations: 3 }).kind).toBe("max-iterations");
    expect(
      ends(
        [
          { sent: 60, dirty: AT_450 },
          { sent: 60, dirty: AT_451 },
        ],
        PAPER,
      ),
    ).toEqual({
      kind: "growth",
      converged: false,
      detail: "The rate needed after iteration 2 exceeds 500 Mbit/s.",
      action: "suspend",
      liveRounds: 2,
    });
    expect(actionsOf([{ sent: 60 }], { ...PAPER, maxIterations: 1 }).map(({ kind }) => kind)).toEqual([
      "enable-log",
      "send",
      "peek",
      "leave-channels",
      "suspend",
      "clean",
      "add-deferred",
      "send",
      "state",
      "resume",
    ]);
  });

  it("limits each round, the last one unless it is unlimited", () => {
    const rounds = [{ sent: 60, dirty: AT_450 }];
    const fields = { ...PAPER, maxIterations: 2 };
    expect(limits(rounds, { ...fields, finalRoundUnlimited: true })).toEqual(
      [100, 500].map(limiterBytesPerSecond).concat([undefined as never]),
    );
    expect(limits(rounds, { ...fields, finalRoundUnlimited: false })).toEqual([100, 500, 500].map(limiterBytesPerSecond));
  });

  it("of the code is set after CLEAN, rises only, and never stops it", () => {
    const fields = { ...PAPER, rateControl: "ratchet", maxIterations: 3, finalRoundUnlimited: false } as const;
    const rounds = [
      { sent: 60, dirty: 6104 },
      { sent: 60, dirty: 60 },
      { sent: 60, dirty: 10 * AT_451 },
    ];
    expect(limits(rounds, fields)).toEqual([100, 250, 250, 500].map(limiterBytesPerSecond));
    expect(actionsOf(rounds, fields).some(({ kind }) => kind === "peek")).toBe(false);
    expect(ends(rounds, fields).kind).toBe("max-iterations");
  });

  it("of 0 limits nothing, nor does one that is not applied to the link", () => {
    const fields = { ...PAPER, rateControl: "none", maxIterations: 1, finalRoundUnlimited: false } as const;
    expect(limits([{ sent: 60 }], { ...fields, rateStartMbit: 0 })).toEqual([undefined, undefined]);
    expect(limits([{ sent: 60 }], { ...fields, rateLimitsLink: false })).toEqual([undefined, undefined]);
    expect(limits([{ sent: 60, dirty: AT_451 }], { ...fields, maxIterations: 2 })).toEqual([100, 100, 100].map(limiterBytesPerSecond));
  });
});

describe("a page written again before its turn", () => {
  const rules = (fields: Partial<XenClassicParameters>) =>
    actionsOf([{ sent: 60 }], { ...fields, maxIterations: 2 }).flatMap((action) =>
      action.kind === "send" ? [[action.live, action.dirtyPageRule, action.holes]] : [],
    );

  it("is skipped, listed without content in the first round, or sent; in the last round it is sent", () => {
    const rounds = (first: string, second: string) => [
      [true, first, "passed over"],
      [true, second, "passed over"],
      [false, "send", "passed over"],
    ];
    expect(rules({ skipDirtyPages: true, allocateOnlyFirstRound: false })).toEqual(rounds("skip", "skip"));
    expect(rules({ skipDirtyPages: true, allocateOnlyFirstRound: true })).toEqual(rounds("allocate-only", "skip"));
    expect(rules({ skipDirtyPages: false, allocateOnlyFirstRound: true })).toEqual(rounds("send", "send"));
  });
});

describe("a policy of the user's own", () => {
  it("sees the totals of the rounds, before and after CLEAN", () => {
    const seen: RoundStatistics[] = [];
    const policy: StopPolicy = (statistics) => {
      seen.push(statistics);
      return statistics.iteration === 2 ? "stop" : "continue";
    };
    const actions = actionsOf([{ sent: 100, allocatedOnly: 5, skipped: 2, dirty: 70 }, { sent: 40 }], { setupSeconds: 0.5 }, policy);
    expect(
      seen.map((each) => [each.iteration, each.totalPagesSent, each.dirtyPages, each.elapsedSeconds, each.pagesSent, each.pagesSkipped]),
    ).toEqual([
      [1, 105, undefined, 1.5, 100, 2],
      [1, 105, 70, 1.5, 100, 2],
      [2, 145, undefined, 2.5, 40, 0],
    ]);
    // The engine's own threshold does not apply.
    expect(endOf(actions)).toMatchObject({ kind: "policy", liveRounds: 2 });
  });

  it("that aborts leaves the guest at the source: after a round, or after CLEAN", () => {
    const kinds = (policy: StopPolicy) => actionsOf([{ sent: 100, dirty: 70 }], {}, policy).map(({ kind }) => kind);
    expect(kinds(() => "abort")).toEqual(["enable-log", "send", "cancel"]);
    expect(kinds(({ dirtyPages }) => (dirtyPages === undefined ? "continue" : "abort"))).toEqual(["enable-log", "send", "clean", "cancel"]);
  });

  it("that stops after CLEAN is not asked again: what was found is sent live first", () => {
    let asked = 0;
    const actions = actionsOf([{ sent: 100, dirty: 70 }, { sent: 70 }], {}, ({ dirtyPages }) => {
      asked++;
      return dirtyPages === undefined ? "continue" : { decision: "stop", detail: "enough" };
    });
    expect(asked).toBe(2);
    expect(endOf(actions)).toMatchObject({ kind: "policy", detail: "enough", liveRounds: 2 });
  });
});
