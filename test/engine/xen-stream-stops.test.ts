/** The stop rules of Xen 4.6 and later at their edges, on rounds that are written down (docs/sources/xen.md). */
import { describe, expect, it } from "vitest";
import { xenStream } from "../../src/engine/xen-stream.js";
import type { RoundStatistics, StopPolicy } from "../../src/index.js";
import type { XenStreamParameters } from "../../src/scenario/resolved/engine-parameters.js";
import { migrationFacts } from "../support/qemu.js";
import { scenarioWith } from "../support/scenarios.js";
import { endOf, follow, type ScriptedRound } from "../support/scripted.js";

function actionsOf(rounds: readonly ScriptedRound[], fields: Partial<XenStreamParameters> = {}, policy?: StopPolicy) {
  const { engine } = scenarioWith({ engine: "xen-4.10" });
  if (engine.family !== "xen-stream") throw new Error("xen-4.10 is not an engine of the stream");
  const facts = migrationFacts({ slots: 1000, allocatedPages: 1000 });
  return follow(xenStream({ ...engine, ...fields }, facts, policy), rounds);
}

const ends = (rounds: readonly ScriptedRound[], fields: Partial<XenStreamParameters> = {}) => endOf(actionsOf(rounds, fields));

describe("simple_precopy_policy", () => {
  it("stops below 50 dirty pages, of which one more round is sent live", () => {
    expect(
      ends([
        { sent: 1000, dirty: 50 },
        { sent: 50, dirty: 49 },
      ]),
    ).toEqual({
      kind: "dirty-threshold",
      converged: true,
      detail: "49 pages were dirty after 2 rounds, fewer than 50.",
      action: "suspend",
      liveRounds: 3,
    });
    expect(ends([{ sent: 1000, dirty: 50 }], { minDirtyInclusive: true })).toEqual({
      kind: "dirty-threshold",
      converged: true,
      detail: "50 pages were dirty after 1 round, not more than 50.",
      action: "suspend",
      liveRounds: 2,
    });
    expect(ends([{ sent: 1000, dirty: 51 }], { minDirtyInclusive: true }).kind).toBe("max-iterations");
  });

  it("says so if no page was dirty", () => {
    expect(ends([{ sent: 1000, dirty: 0 }])).toEqual({
      kind: "no-pages-left",
      converged: true,
      detail: "No page was dirty after 1 round.",
      action: "suspend",
      liveRounds: 2,
    });
  });

  it("does not apply the threshold to the memory before the first round", () => {
    expect(ends([{ sent: 1000, dirty: 1000 }], { minDirtyPages: 2000 }).liveRounds).toBe(2);
    expect(ends([{ sent: 1000, dirty: 1000 }], { minDirtyPages: 2000 }).detail).toBe(
      "1000 pages were dirty after 1 round, fewer than 2000.",
    );
  });

  it("stops after 5 rounds, without another CLEAN, and after none where there is no limit", () => {
    expect(ends([{ sent: 1000, dirty: 500 }])).toEqual({
      kind: "max-iterations",
      converged: false,
      detail: "5 live rounds were made, the most allowed.",
      action: "suspend",
      liveRounds: 5,
    });
    expect(ends([{ sent: 1000, dirty: 500 }], { maxIterations: 1 }).detail).toBe("1 live round was made, the most allowed.");
    const rounds = [...Array(40).fill({ sent: 500, dirty: 500 }), { sent: 500, dirty: 3 }];
    expect(ends(rounds, { maxIterations: 0 })).toMatchObject({ kind: "dirty-threshold", liveRounds: 42 });
  });
});

describe("the words", () => {
  it("are those of a single page", () => {
    expect(ends([{ sent: 1000, dirty: 1 }]).detail).toBe("1 page was dirty after 1 round, fewer than 50.");
  });
});

describe("the order of a migration", () => {
  it("is that of send_memory_live and suspend_and_send_dirty", () => {
    const actions = actionsOf([{ sent: 1000, dirty: 500 }, { sent: 500 }], { maxIterations: 2, relistsHoles: false });
    expect(actions.map((action) => (action.kind === "send" ? [action.live, action.dirtyPageRule, action.holes] : action.kind))).toEqual([
      "enable-log",
      [true, "send", "listed"],
      "clean",
      [true, "send", "passed over"],
      "leave-channels",
      "suspend",
      "clean",
      "add-deferred",
      [false, "send", "passed over"],
      "state",
      "resume",
    ]);
    const last = actionsOf([{ sent: 1000 }], { relistsHoles: true })
      .filter(({ kind }) => kind === "send")
      .at(-1);
    expect(last).toMatchObject({ live: false, holes: "listed" });
  });
});

describe("a policy of the user's own", () => {
  it("sees the totals before and after each round, and its stop before a round lets the round be sent", () => {
    const seen: RoundStatistics[] = [];
    const policy: StopPolicy = (statistics) => {
      seen.push(statistics);
      return statistics.dirtyPages === 70 ? { decision: "stop", converged: true } : "continue";
    };
    const actions = actionsOf([{ sent: 900, dirty: 100 }, { sent: 100, dirty: 70 }, { sent: 70 }], { setupSeconds: 0.5 }, policy);
    expect(seen.map((each) => [each.iteration, each.totalPagesSent, each.dirtyPages, each.elapsedSeconds, each.pagesSent])).toEqual([
      [0, 0, 1000, 0.5, undefined],
      [1, 900, undefined, 1.5, 900],
      [1, 900, 100, 1.5, 900],
      [2, 1000, undefined, 2.5, 100],
      [2, 1000, 70, 2.5, 100],
    ]);
    expect(endOf(actions)).toMatchObject({ kind: "policy", converged: true, liveRounds: 3 });
  });

  it("that aborts leaves the guest at the source: at once, or after a round", () => {
    const kinds = (policy: StopPolicy) => actionsOf([{ sent: 1000, dirty: 70 }], {}, policy).map(({ kind }) => kind);
    expect(kinds(() => "abort")).toEqual(["enable-log", "cancel"]);
    expect(kinds(({ iteration }) => (iteration === 1 ? "abort" : "continue"))).toEqual(["enable-log", "send", "cancel"]);
    expect(kinds(({ dirtyPages }) => (dirtyPages === 70 ? "abort" : "continue"))).toEqual(["enable-log", "send", "clean", "cancel"]);
  });

  it("decides in place of the threshold and of the limit of rounds", () => {
    const policy: StopPolicy = ({ iteration }) => (iteration === 7 ? "stop" : "continue");
    expect(endOf(actionsOf([{ sent: 100, dirty: 3 }], {}, policy)).liveRounds).toBe(7);
  });
});
