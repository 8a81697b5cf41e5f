/** The rules of Cloud Hypervisor at their edges, on passes that are written down (docs/sources/cloud-hypervisor.md). */
import { describe, expect, it } from "vitest";
import type { EngineAction } from "../../src/engine/action.js";
import { cloudHypervisorEngine } from "../../src/engine/cloud-hypervisor.js";
import type { RoundStatistics, StopPolicy } from "../../src/index.js";
import type { CloudHypervisorParameters } from "../../src/scenario/resolved/engine-parameters.js";
import { migrationFacts } from "../support/qemu.js";
import { scenarioWith } from "../support/scenarios.js";
import { endOf, follow, type ScriptedRound } from "../support/scripted.js";

const PAGES = 51_200;
const MIB_PAGES = 256;

/** Release 52 without any cost beside the passes. */
function parametersOf(fields: Partial<CloudHypervisorParameters>): CloudHypervisorParameters {
  const { engine } = scenarioWith({ engine: "cloud-hypervisor-52" });
  if (engine.family !== "cloud-hypervisor") throw new Error("cloud-hypervisor-52 is of another family");
  return {
    ...engine,
    setupSeconds: 0,
    startLogPageSeconds: 0,
    logPageSeconds: 0,
    logDirtyPageSeconds: 0,
    snapshotSeconds: 0,
    restoreSeconds: 0,
    downtimeSeconds: 0.25,
    timeoutSeconds: 3600,
    connections: 1,
    connectionBytesPerSecond: 0,
    ...fields,
  };
}

/** A guest of 200 MiB. A scripted pass takes a second, so that the pages sent are the speed. */
function actionsOf(rounds: readonly ScriptedRound[], fields: Partial<CloudHypervisorParameters> = {}, policy?: StopPolicy): EngineAction[] {
  const facts = migrationFacts({ slots: PAGES, allocatedPages: PAGES });
  return follow(cloudHypervisorEngine(parametersOf(fields), policy).migrate(facts), rounds);
}

const ends = (rounds: readonly ScriptedRound[], fields: Partial<CloudHypervisorParameters> = {}) => endOf(actionsOf(rounds, fields));
const kinds = (actions: readonly EngineAction[]) => actions.map(({ kind }) => kind).filter((kind) => kind !== "report");
const limits = (actions: readonly EngineAction[]) => actions.flatMap((each) => (each.kind === "send" ? [each.limitBytesPerSecond] : []));

describe("the downtime rule", () => {
  it("pauses the guest when the table takes no longer than the limit at the speed of the last pass", () => {
    // A quarter of a second at 200 MiB/s.
    const fits = PAGES / 4;
    expect(ends([{ sent: PAGES, dirty: fits }])).toEqual({
      kind: "downtime-met",
      converged: true,
      detail: "50 MiB left after 1 round take 250 ms at the 200 MiB/s of the last, within the 250 ms allowed.",
      action: "suspend",
      liveRounds: 1,
    });
    expect(
      ends([
        { sent: PAGES, dirty: fits + 1 },
        { sent: fits + 1, dirty: 1 },
      ]).liveRounds,
    ).toBe(2);
  });

  it("reports limit and estimate at every table, and no estimate before the first pass", () => {
    const reports = actionsOf([
      { sent: PAGES, dirty: PAGES / 2 },
      { sent: PAGES / 2, dirty: MIB_PAGES },
    ]).flatMap((action) => (action.kind === "report" ? [action.totals] : []));
    expect(reports).toStrictEqual([
      { downtimeLimitSeconds: 0.25 },
      { downtimeLimitSeconds: 0.25, expectedDowntimeSeconds: 0.5 },
      { downtimeLimitSeconds: 0.25, expectedDowntimeSeconds: 0.01 },
    ]);
  });

  it("stops at an empty table, and then sends no carried pass", () => {
    const actions = actionsOf([{ sent: PAGES, dirty: 0 }]);
    expect(endOf(actions)).toEqual({
      kind: "no-pages-left",
      converged: true,
      detail: "No page was dirty after 1 round.",
      action: "suspend",
      liveRounds: 1,
    });
    expect(kinds(actions)).toEqual([
      "enable-log",
      "send",
      "clean",
      "pause",
      "leave-channels",
      "suspend",
      "peek",
      "clean",
      "pause",
      "send",
      "pause",
      "pause",
      "state",
      "resume",
    ]);
  });

  it("sends a carried pass of a single page, and then the new ones", () => {
    expect(kinds(actionsOf([{ sent: PAGES, dirty: 1 }])).slice(6, 10)).toEqual(["peek", "send", "clean", "pause"]);
  });

  it("gives the time of reading the log to the live phase, then to the stop-and-copy, and that of the state to the state", () => {
    const costs = { logPageSeconds: 1e-6, logDirtyPageSeconds: 0.5, snapshotSeconds: 0.007, restoreSeconds: 0.02 };
    const pausesWith = (finalLogReads: number) =>
      actionsOf([{ sent: PAGES, dirty: 1 }], { ...costs, finalLogReads }).filter(({ kind }) => kind === "pause");
    const live = { kind: "pause", seconds: PAGES * 1e-6 + 0.5, phase: "liveSeconds", reason: "bitmap-sync" };
    const paused = { ...live, phase: "finalSyncSeconds" };
    const snapshot = { kind: "pause", seconds: 0.007, phase: "stateSeconds", reason: undefined };
    const restore = { ...snapshot, seconds: 0.02 };
    expect(pausesWith(1)).toEqual([live, paused, snapshot, restore]);
    // Release 53 reads the log again once the state is captured: nothing is dirty then.
    expect(pausesWith(2)).toEqual([live, paused, snapshot, { ...paused, seconds: PAGES * 1e-6 }, restore]);
  });

  it("starts the log before the first pass, in time per 4 KiB of memory", () => {
    const [first] = actionsOf([{ sent: PAGES, dirty: 0 }], { setupSeconds: 0.5, startLogPageSeconds: 1e-5 });
    expect(first).toEqual({ kind: "enable-log", seconds: 0.5 + PAGES * 1e-5, bytes: 0 });
  });
});

describe("the timeout", () => {
  const NEVER = [{ sent: PAGES, dirty: PAGES / 2 }];

  it("is judged at a table: reached at exactly its time, and cancels", () => {
    // Tables come at seconds 1, 2 and 3.
    expect(ends(NEVER, { timeoutSeconds: 2, timeoutStrategy: "cancel" })).toEqual({
      kind: "cancelled",
      converged: false,
      detail:
        "The migration reached its time limit of 2 s: 100 MiB left after 2 rounds take 500 ms at the 200 MiB/s of the last, more than the 250 ms allowed. The guest stays at the source.",
      action: "cancel",
      liveRounds: 2,
    });
    expect(ends(NEVER, { timeoutSeconds: 2.001 }).liveRounds).toBe(3);
  });

  it("counts the set-up and the reading of the log", () => {
    expect(ends(NEVER, { timeoutSeconds: 2, setupSeconds: 0.5 }).liveRounds).toBe(2);
    expect(ends(NEVER, { timeoutSeconds: 2.5, setupSeconds: 0.5 }).liveRounds).toBe(2);
    expect(ends(NEVER, { timeoutSeconds: 2.5, logPageSeconds: 0.25 / PAGES }).liveRounds).toBe(2);
  });

  it("may pause the guest all the same", () => {
    const actions = actionsOf(NEVER, { timeoutSeconds: 2, timeoutStrategy: "ignore" });
    expect(endOf(actions)).toEqual({
      kind: "forced",
      converged: false,
      detail:
        "The migration reached its time limit of 2 s: 100 MiB left after 2 rounds take 500 ms at the 200 MiB/s of the last, more than the 250 ms allowed. The guest was paused regardless.",
      action: "suspend",
      liveRounds: 2,
    });
    expect(kinds(actions).at(-1)).toBe("resume");
  });

  it("of 0 ends it before the first pass, with nothing estimated", () => {
    expect(ends(NEVER, { timeoutSeconds: 0, timeoutStrategy: "cancel" })).toMatchObject({
      detail: "The migration reached its time limit of 0 ms. The guest stays at the source.",
      liveRounds: 0,
    });
  });

  it("does not end a migration that has come to fit", () => {
    expect(ends([{ sent: PAGES, dirty: MIB_PAGES }], { timeoutSeconds: 1 }).kind).toBe("downtime-met");
  });
});

describe("five passes", () => {
  const PASSES = { rule: "passes", timeoutSeconds: 1 } as const;

  it("of dirty pages follow the first, whatever is left, and nothing is carried over", () => {
    const actions = actionsOf(
      [
        { sent: PAGES, dirty: 700 },
        { sent: 700, dirty: 700 },
      ],
      PASSES,
    );
    expect(endOf(actions)).toEqual({
      kind: "max-iterations",
      converged: false,
      detail: "Stopped after 5 passes over dirty pages, the maximum; the last round sent 700 pages.",
      action: "suspend",
      liveRounds: 6,
    });
    expect(actions.filter(({ kind }) => kind === "send")).toHaveLength(7);
    expect(actions.some(({ kind }) => kind === "report")).toBe(false);
    expect(ends([{ sent: 700, dirty: 700 }], { ...PASSES, maxPasses: 1 }).detail).toBe(
      "Stopped after 1 pass over dirty pages, the maximum; the last round sent 700 pages.",
    );
    expect(ends([{ sent: PAGES, dirty: 700 }], { ...PASSES, maxPasses: 0 }).liveRounds).toBe(1);
  });

  it("end early at an empty table only", () => {
    expect(
      ends(
        [
          { sent: PAGES, dirty: 1 },
          { sent: 1, dirty: 0 },
        ],
        PASSES,
      ),
    ).toMatchObject({ kind: "no-pages-left", liveRounds: 2 });
  });
});

describe("connections", () => {
  const THREE = { connections: 3, connectionBytesPerSecond: 20e6 };

  it("are as many as the pass has chunks of 64 MiB, at most those there are, at least one", () => {
    const first = 64 * MIB_PAGES;
    const actions = actionsOf(
      [
        { sent: PAGES, dirty: 3 * first },
        { sent: 1000, dirty: 2 * first },
        { sent: 1000, dirty: first + 1 },
        { sent: 1000, dirty: first },
        { sent: 1000, dirty: 0 },
      ],
      {
        ...THREE,
        downtimeSeconds: 0.001,
      },
    );
    // 200 MiB are four chunks, 192 MiB three: all connections; nothing carried and nothing new is still one connection.
    expect(limits(actions)).toEqual([undefined, undefined, 40e6, 40e6, 20e6, 20e6]);
  });

  it("carry the last table and the pages dirtied since as one pass", () => {
    const half = 40 * MIB_PAGES;
    expect(limits(actionsOf([{ sent: PAGES, dirty: half }], { ...THREE, downtimeSeconds: 1 }))).toEqual([undefined, 40e6, 40e6]);
  });

  it("without a limit of their own limit nothing", () => {
    expect(actionsOf([{ sent: PAGES, dirty: 1 }]).filter(({ kind }) => kind === "send")).toEqual([
      { kind: "send", live: true, dirtyPageRule: "send", limitBytesPerSecond: undefined, holes: "passed over" },
      { kind: "send", live: false, dirtyPageRule: "send", limitBytesPerSecond: undefined, holes: "passed over" },
      { kind: "send", live: false, dirtyPageRule: "send", limitBytesPerSecond: undefined, holes: "passed over" },
    ]);
  });

  it("together are the sender, and have their names", () => {
    const one = cloudHypervisorEngine(parametersOf({ connections: 1, connectionBytesPerSecond: 5 }));
    expect(one).toMatchObject({ bytesPerSecond: 5, senderName: "the one connection" });
    expect(cloudHypervisorEngine(parametersOf({ connections: 4, connectionBytesPerSecond: 5 }))).toMatchObject({
      bytesPerSecond: 20,
      senderName: "the 4 connections",
      limitName: "passes with fewer chunks of 64 MiB than the 4 connections",
    });
    expect(cloudHypervisorEngine(parametersOf({ connections: 4 }))).not.toHaveProperty("bytesPerSecond");
  });
});

describe("post-copy", () => {
  it("moves the guest first without a log, then asks for one page after the other", () => {
    const costs = { startLogPageSeconds: 1, snapshotSeconds: 3, restoreSeconds: 4, stateBytes: 7, roundTrips: 2, requestSeconds: 5e-6 };
    const actions = actionsOf([{ sent: 1 }], { memoryMode: "postcopy", ...costs });
    expect(actions).toEqual([
      { kind: "enable-log", seconds: 0, bytes: 0 },
      { kind: "leave-channels" },
      { kind: "suspend", stop: { kind: "postcopy", converged: false, detail: "The guest was moved first; its memory followed." } },
      { kind: "pause", seconds: 3, phase: "stateSeconds", reason: undefined },
      { kind: "pause", seconds: 4, phase: "stateSeconds", reason: undefined },
      { kind: "state", bytes: 7, roundTrips: 2 },
      { kind: "resume" },
      { kind: "pull", requestSeconds: 5e-6, accessesPerWrite: 3 },
    ]);
  });
});

describe("a policy of the user's own", () => {
  it("decides at each table in place of both rules", () => {
    const seen: RoundStatistics[] = [];
    const policy: StopPolicy = (statistics) => {
      seen.push(statistics);
      return statistics.iteration === 8 ? { decision: "stop", converged: true, detail: "enough" } : "continue";
    };
    const fields = { rule: "passes", setupSeconds: 0.5, logPageSeconds: 0.25 / PAGES } as const;
    const actions = actionsOf(
      [
        { sent: PAGES, dirty: 300 },
        { sent: 300, dirty: 200 },
      ],
      fields,
      policy,
    );
    expect(endOf(actions)).toEqual({ kind: "policy", converged: true, detail: "enough", action: "suspend", liveRounds: 8 });
    expect(seen.slice(0, 3).map((each) => [each.iteration, each.totalPagesSent, each.dirtyPages, each.elapsedSeconds])).toEqual([
      [0, 0, PAGES, 0.5],
      [1, PAGES, 300, 1.75],
      [2, PAGES + 300, 200, 3],
    ]);
    expect(actions.some(({ kind }) => kind === "report")).toBe(false);
  });

  it("that aborts leaves the guest at the source, and an empty table does not end it", () => {
    const policy: StopPolicy = ({ iteration }) => (iteration === 3 ? "abort" : "continue");
    const actions = actionsOf([{ sent: PAGES, dirty: 0 }], {}, policy);
    expect(endOf(actions)).toMatchObject({ kind: "cancelled", action: "cancel", liveRounds: 3 });
    expect(actions.at(-1)?.kind).toBe("cancel");
  });
});
