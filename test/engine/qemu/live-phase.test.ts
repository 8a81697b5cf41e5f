/** The live phase of QEMU, step by step, on a guest of page counts: what it asks for, in which order, and how it ends. */
import { describe, expect, it } from "vitest";
import type { EngineAction, EngineAnswer } from "../../../src/engine/action.js";
import type { MigrationFacts } from "../../../src/engine/engine.js";
import { qemuEngine } from "../../../src/engine/qemu/qemu.js";
import type { RoundStatistics, StopPolicy } from "../../../src/index.js";
import type { QemuParameters } from "../../../src/scenario/resolved/engine-parameters.js";
import { migrationFacts, qemuParameters } from "../../support/qemu.js";

/** Bursts of 1/64 s and 6.25 MiB: 400 MiB/s, and seven of them end a window of 100 ms. */
const BURST = { seconds: 1 / 64, pages: 1600 };
const BURST_BYTES = BURST.pages * 4096;
/** 80 MiB. */
const PAGES = 20_480;

/** Times of syncs and of the set-up: what a test does not set takes none. */
const NO_TIMES = { syncPageTime: 0, vhostDevices: 0, clearPageTime: 0, setup: 0, setupPageTime: 0 };

interface Guest {
  /** Pages found dirty at each sync after that of the set-up; the last is repeated. */
  readonly dirty?: readonly number[];
  readonly freePages?: number;
  readonly facts?: Partial<MigrationFacts>;
  readonly policy?: StopPolicy;
  readonly change?: Partial<QemuParameters>;
}

/** Every action with the second at which it was asked for; bursts asked for by `more` are actions of their own. */
function follow(engine: object, guest: Guest = {}): (readonly [action: EngineAction, nowSeconds: number])[] {
  const facts = migrationFacts({ allocatedPages: PAGES, slots: PAGES, linkBytesPerSecond: 4104 * 1e5, ...guest.facts });
  const parameters = { ...qemuParameters({ preset: "qemu-8.2", ...NO_TIMES, ...engine }), maxBandwidthBytesPerSecond: 0, ...guest.change };
  const process = qemuEngine(parameters, guest.policy).migrate(facts);
  const { dirty = [0], freePages = 0 } = guest;
  let [nowSeconds, pagesLeft, syncs] = [0, 0, 0];
  const answerTo = (action: EngineAction): EngineAnswer => {
    switch (action.kind) {
      case "enable-log":
        pagesLeft = PAGES;
        nowSeconds += action.seconds;
        return nowSeconds;
      case "drop-free-pages":
        pagesLeft -= freePages;
        return pagesLeft;
      case "pause":
      case "send-data":
        nowSeconds += action.seconds;
        return nowSeconds;
      case "sync": {
        const newDirtyPages = syncs === 0 ? 0 : (dirty[Math.min(syncs, dirty.length) - 1] ?? 0);
        syncs++;
        pagesLeft += newDirtyPages;
        return { newDirtyPages, pagesLeft, nowSeconds };
      }
      case "burst": {
        const pagesSent = Math.min(pagesLeft, BURST.pages);
        pagesLeft -= pagesSent;
        nowSeconds += BURST.seconds;
        const burst = { pagesSent, zeroPages: 0, wireBytes: pagesSent * 4096, nowSeconds, pagesLeft };
        const limitBytes = action.more?.(burst);
        return limitBytes === undefined ? burst : take({ ...action, limitBytes });
      }
      case "list-ranges":
        return { ranges: 1, heldPages: 0 };
      default:
        return undefined;
    }
  };
  const taken: (readonly [EngineAction, number])[] = [];
  const take = (action: EngineAction): EngineAnswer => {
    taken.push([action, Number(nowSeconds.toFixed(9))]);
    if (taken.length > 20_000) throw new Error("the engine does not end");
    return answerTo(action);
  };
  for (let step = process.next(); !step.done; ) step = process.next(take(step.value));
  return taken;
}

type Taken = ReturnType<typeof follow>;
const of = <Kind extends EngineAction["kind"]>(taken: Taken, kind: Kind) =>
  taken.flatMap(([action]) => (action.kind === kind ? [action as Extract<EngineAction, { kind: Kind }>] : []));
/** Kinds in their order, without reports; bursts in a row count once. */
const order = (taken: Taken): string[] =>
  taken.map(([{ kind }]) => kind).filter((kind, index, all) => kind !== "report" && !(kind === "burst" && all[index - 1] === "burst"));
const stopOf = (taken: Taken) => {
  const [end] = [...of(taken, "suspend"), ...of(taken, "cancel")];
  return end?.stop;
};

describe("a migration of QEMU", () => {
  it("takes its steps in the order of migration_thread", () => {
    const taken = follow({ syncPageTime: "1 ns" }, { dirty: [100] });
    expect(order(taken)).toEqual([
      "enable-log",
      "sync",
      "begin-round",
      "burst",
      "sync",
      "begin-round",
      "pause",
      "leave-channels",
      "suspend",
      "sync",
      "pause",
      "begin-round",
      "burst",
      "pause",
      "end-round",
      "state",
      "resume",
    ]);
    expect(taken.at(-3)?.[0]).toEqual({ kind: "report", totals: { dirtySyncCount: 3, downtimeLimitSeconds: 0.3 } });
    expect(of(taken, "begin-round").map(({ live, limitBytesPerSecond }) => [live, limitBytesPerSecond])).toEqual([
      [true, undefined],
      [true, undefined],
      [false, undefined],
    ]);
    expect(of(taken, "enable-log")[0]).toMatchObject({ bytes: 0 });
  });

  it("reads the bitmap of the allocated pages for as long as they take, and not at all for 0", () => {
    const pauses = (syncPageTime: string) =>
      of(follow({ syncPageTime }, { dirty: [100] }), "pause").filter(({ reason }) => reason === "bitmap-sync");
    const read = { kind: "pause", seconds: PAGES * 1e-6, reason: "bitmap-sync" };
    expect(pauses("1 us")).toEqual([
      { ...read, phase: "liveSeconds" },
      { ...read, phase: "finalSyncSeconds" },
    ]);
    expect(pauses("0 s")).toEqual([]);
  });

  it("clears a legacy log in each sync, for as long as the pages found there take: in the final one within the pause", () => {
    const pauses = (engine: object) =>
      of(follow({ clearPageTime: "2 us", ...engine }, { dirty: [5000, 100] }), "pause")
        .filter(({ reason }) => reason === "bitmap-sync")
        .map(({ seconds, phase }) => [phase, Number(seconds.toFixed(12))]);
    expect(pauses({ log: "legacy" })).toEqual([
      ["liveSeconds", 0.01],
      ["finalSyncSeconds", 0.0002],
    ]);
    const read = PAGES * 1e-6;
    expect(pauses({ log: "legacy", syncPageTime: "1 us" })).toEqual([
      ["liveSeconds", Number((read + 0.01).toFixed(12))],
      ["finalSyncSeconds", Number((read + 0.0002).toFixed(12))],
    ]);
    // Under manual protection the thread that sends clears each page before.
    expect(pauses({ log: "manual-protect" })).toEqual([]);
  });

  it("sends the free pages of the guest's hints not at all", () => {
    const sent = (change: Partial<QemuParameters>) => {
      const taken = follow({}, { dirty: [0], freePages: 15_000, change });
      expect(order(taken).includes("drop-free-pages")).toBe(change.freePageHints);
      return of(taken, "burst").length;
    };
    // 5480 pages are four bursts, 20,480 a window of seven; one more follows in the stop-and-copy.
    expect([sent({ freePageHints: true }), sent({ freePageHints: false })]).toEqual([5, 8]);
  });

  it("ends in words that have the figures", () => {
    // The first window sends 43.75 MiB of the 80, and the sync finds 0.75 MiB.
    expect(stopOf(follow({}, { dirty: [192] }))).toEqual({
      kind: "downtime-met",
      converged: true,
      detail:
        "37 MiB were left after 1 bitmap sync, less than the 120 MiB that the measured bandwidth sends in the downtime limit of 300 ms.",
    });
    expect(stopOf(follow({ availSwitchoverBandwidth: "1 GB/s" }, { dirty: [512] }))?.detail).toContain("the bandwidth that was set sends");
    expect(stopOf(follow({ availSwitchoverBandwidth: 0 }, { dirty: [512] }))?.detail).toContain("the measured bandwidth sends");
  });
});

describe("max-bandwidth", () => {
  it("lets a window send its quota, then sleeps to its end", () => {
    // Five bursts use up the quota, and a sixth exceeds it.
    const taken = follow({}, { change: { maxBandwidthBytesPerSecond: 50 * BURST_BYTES, downtimeLimitSeconds: 0.001 } });
    const pauses = taken.filter(([action]) => action.kind === "pause" && action.reason === "rate-limit");
    expect(pauses[0]).toEqual([
      { kind: "pause", seconds: expect.closeTo(0.1002 - 6 / 64, 9), phase: "liveSeconds", reason: "rate-limit" },
      6 / 64,
    ]);
    expect(of(taken, "begin-round")[0]).toEqual({ kind: "begin-round", live: true, limitBytesPerSecond: 50 * BURST_BYTES });
    const limits = of(taken, "burst").map(({ limitBytes }) => limitBytes);
    expect(limits.slice(0, 7)).toEqual([5, 4, 3, 2, 1, 0, 5].map((bursts) => bursts * BURST_BYTES));
    expect(of(taken, "burst")[0]).toMatchObject({ batchPages: 32, trailerBytes: 8, sliceSeconds: expect.closeTo(0.051, 12) });
  });

  it("counts what multifd has on the way on top of the quota", () => {
    const [first] = of(follow({ multifd: { channels: 2 } }, { change: { maxBandwidthBytesPerSecond: 50 * BURST_BYTES } }), "burst");
    expect(first).toMatchObject({ batchPages: 128, limitBytes: 5 * BURST_BYTES + 2 * (128 * 4096 + 1344) });
  });
});

describe("the end by a number of syncs", () => {
  const NEVER = { dirty: [PAGES], change: { downtimeLimitSeconds: 0.01 } };

  it("cancels at that sync, before anything else, and reports it", () => {
    const taken = follow({ cancelAfterSyncs: 3 }, NEVER);
    expect(stopOf(taken)).toMatchObject({ kind: "cancelled", converged: false });
    expect(order(taken).slice(-3)).toEqual(["burst", "sync", "cancel"]);
    expect(of(taken, "report").at(-1)?.totals.dirtySyncCount).toBe(4);
    expect(of(taken, "suspend")).toEqual([]);
  });

  it("relaxes the downtime limit at that sync exactly", () => {
    const taken = follow({ relax: { afterSyncs: 2, downtimeLimit: "5 s" } }, NEVER);
    expect(stopOf(taken)).toMatchObject({ kind: "downtime-met" });
    const limits = of(taken, "report").map(({ totals }) => [totals.dirtySyncCount, totals.downtimeLimitSeconds]);
    expect(limits.filter(([count]) => count === 2).every(([, limit]) => limit === 0.01)).toBe(true);
    expect(limits.filter(([count]) => count === 3).every(([, limit]) => limit === 5)).toBe(true);
  });
});

describe("devices with state of their own", () => {
  const MIB = 2 ** 20;
  const vfio = (stopCopyMib: number, pendingMib?: number) => ({
    kind: "vfio" as const,
    stopCopyBytes: stopCopyMib * MIB,
    bytesPerSecond: 1000 * MIB,
    ...(pendingMib === undefined ? {} : { pendingBytes: pendingMib * MIB }),
  });
  const data = (taken: Taken) => of(taken, "send-data").map(({ bytes, phase }) => [bytes / MIB, phase]);

  it("give what is pending when no page is left, a MiB per iteration, before the exact look", () => {
    // The threshold is 120 MiB at most: 80 MiB of pages and 300 of state.
    const taken = follow({}, { facts: { devices: [vfio(2, 300), vfio(3)] } });
    const live = data(taken).filter(([, phase]) => phase === "liveSeconds");
    // Sync and end as soon as the rest is below the threshold; no page was left before the first MiB.
    expect(live.length).toBeGreaterThan(150);
    expect(live.length).toBeLessThan(300);
    expect(live.every(([mib]) => mib === 1)).toBe(true);
    const first = taken.findIndex(([{ kind }]) => kind === "send-data");
    expect(of(taken.slice(0, first), "burst")).toHaveLength(13);
    // Set-up, the first look, one more for each MiB of the 5 for the pause, and the last.
    expect(of(taken, "sync")).toHaveLength(8);
    expect(data(taken).slice(-2)).toEqual([
      [2, "deviceSeconds"],
      [3, "deviceSeconds"],
    ]);
    expect(order(taken).slice(-6)).toEqual(["end-round", "send-data", "send-data", "send-data", "state", "resume"]);
    expect(stopOf(taken)?.detail).toMatch(/were left after 6 bitmap syncs/);
  });

  it("keep the guest running while their state for the pause does not fit into the limit, one look per window", () => {
    const taken = follow({ cancelAfterSyncs: 30, availSwitchoverBandwidth: 400 * MIB }, { facts: { devices: [vfio(130)] } });
    expect(stopOf(taken)).toMatchObject({ kind: "cancelled" });
    // While pages are left every iteration looks; then a look finds nothing to send.
    const looks = taken.filter(([{ kind }]) => kind === "sync").map(([, seconds]) => seconds);
    const gaps = looks.slice(-10).map((seconds, index) => seconds - (looks.at(index - 11) as number));
    for (const gap of gaps) expect(gap).toBeGreaterThan(0.09);
    expect(data(taken)).toEqual([]);
  });

  it("fit by a higher limit", () => {
    const taken = follow({ downtimeLimit: "2 s" }, { facts: { devices: [vfio(130)] } });
    expect(stopOf(taken)).toMatchObject({ kind: "downtime-met" });
    expect(of(taken, "send-data")).toEqual([{ kind: "send-data", bytes: 130 * MIB, seconds: 0.13, phase: "deviceSeconds" }]);
  });
});

describe("the switch to post-copy", () => {
  const POSTCOPY = { preset: "qemu-10.0" };
  const SHORT = { dirty: [PAGES], change: { downtimeLimitSeconds: 0.01 } };

  it("comes right after the set-up for 0 syncs: no page is sent before", () => {
    const taken = follow({ ...POSTCOPY, postcopy: { afterSyncs: 0 } });
    expect(order(taken)).toEqual([
      "enable-log",
      "sync",
      "leave-channels",
      "suspend",
      "sync",
      "list-ranges",
      "send-data",
      "state",
      "resume",
      "postcopy",
    ]);
    expect(stopOf(taken)).toEqual({
      kind: "postcopy",
      converged: false,
      detail: "Switched to post-copy right after the set-up with 80 MiB left to fetch, and what was dirtied since the last bitmap sync.",
    });
    expect(of(taken, "postcopy")[0]?.limitBytesPerSecond).toBe(Infinity);
  });

  it("comes after its syncs", () => {
    const taken = follow({ ...POSTCOPY, postcopy: { afterSyncs: 2 } }, SHORT);
    expect(of(taken, "sync")).toHaveLength(4);
    expect(stopOf(taken)?.detail).toContain("Switched to post-copy after 2 bitmap syncs with");
  });

  it("comes after its time, at the end of a window", () => {
    const taken = follow({ ...POSTCOPY, postcopy: { afterSeconds: 0.15 } }, SHORT);
    expect(stopOf(taken)?.detail).toContain("Switched to post-copy after 150 ms with");
    const at = taken.find(([{ kind }]) => kind === "suspend")?.[1];
    expect(at).toBeGreaterThanOrEqual(0.15);
    expect(at).toBeLessThan(0.35);
  });

  it("has the push's own bandwidth", () => {
    const taken = follow({ ...POSTCOPY, maxPostcopyBandwidth: "50 MB/s", postcopy: { afterSyncs: 0, preempt: true } });
    expect(of(taken, "postcopy")[0]).toMatchObject({ preempt: true, limitBytesPerSecond: 50e6 });
  });

  it("is the policy's where there is one: the scenario's time does not count", () => {
    const policy: StopPolicy = ({ elapsedSeconds = 0 }) =>
      elapsedSeconds > 0.3 ? { decision: "postcopy", detail: "as it takes too long" } : "continue";
    const taken = follow({ ...POSTCOPY, postcopy: { afterSyncs: 0 } }, { ...SHORT, policy });
    expect(taken.find(([{ kind }]) => kind === "suspend")?.[1]).toBeGreaterThan(0.3);
    expect(stopOf(taken)?.detail).toContain("Switched to post-copy as it takes too long with");
    const wordless = follow({ ...POSTCOPY, postcopy: { afterSyncs: 9 } }, { policy: () => "postcopy" });
    expect(stopOf(wordless)?.detail).toContain("Switched to post-copy because the stop policy said so with");
    expect(() => follow(POSTCOPY, { policy: () => "postcopy" })).toThrow(
      "stop policy: post-copy needs an engine with postcopy set, as in { preset: qemu-10.0, postcopy: {} }.",
    );
  });
});

describe("a stop policy", () => {
  it("is asked at the end of every window and at every sync", () => {
    const seen: RoundStatistics[] = [];
    const policy: StopPolicy = (statistics) => {
      seen.push(statistics);
      return statistics.iteration === 2 ? { decision: "stop", converged: true, detail: "enough" } : "continue";
    };
    const taken = follow({ downtimeLimit: "10 ms" }, { dirty: [PAGES], policy });
    expect(stopOf(taken)).toEqual({ kind: "policy", converged: true, detail: "enough" });
    expect(of(taken, "postcopy")).toEqual([]);
    expect(seen.at(-1)).toMatchObject({ iteration: 2 });
    expect(seen.filter(({ iteration }) => iteration === 0).length).toBeGreaterThanOrEqual(1);
  });

  it("that aborts cancels, with the syncs so far in the report", () => {
    const taken = follow(
      { downtimeLimit: "10 ms" },
      { dirty: [PAGES], policy: ({ iteration }) => (iteration === 1 ? "abort" : "continue") },
    );
    expect(stopOf(taken)).toEqual({
      kind: "cancelled",
      converged: false,
      detail: "The stop policy cancelled the migration after 1 round.",
    });
    expect(taken.slice(-2).map(([{ kind }]) => kind)).toEqual(["report", "cancel"]);
    expect(of(taken, "report").at(-1)?.totals.dirtySyncCount).toBe(2);
  });

  it("that throttles does so once per change", () => {
    const policy: StopPolicy = ({ iteration }) => ({
      decision: iteration === 3 ? "stop" : "continue",
      settings: { throttleRatio: iteration === 0 ? 0 : 0.4 },
    });
    expect(of(follow({ downtimeLimit: "10 ms" }, { dirty: [PAGES], policy }), "throttle")).toEqual([{ kind: "throttle", ratio: 0.4 }]);
  });
});

describe("auto-converge", () => {
  it("is judged at the syncs that end a period, and its throttle stays", () => {
    const taken = follow({ preset: "qemu-8.2", downtimeLimit: "1 ms", autoConverge: true, cancelAfterSyncs: 8 }, { dirty: [6 * PAGES] });
    const ratios = of(taken, "throttle").map(({ ratio }) => Number(ratio.toFixed(9)));
    // Every second bad period is a step.
    expect(ratios).toEqual([0.2, 0.3, 0.4]);
  });

  it("forces a sync every 5 s since 9.2, in the midst of a pass", () => {
    const huge = { dirty: [100 * PAGES], change: { cancelAfterSyncs: 4 } };
    const syncTimes = (preset: string) =>
      follow({ preset, downtimeLimit: "1 ms", autoConverge: true }, huge)
        .filter(([{ kind }]) => kind === "sync")
        .map(([, nowSeconds]) => nowSeconds);
    const [, ...forced] = syncTimes("qemu-10.0");
    const gaps = forced.slice(1).map((time, index) => time - (forced[index] as number));
    expect(Math.max(...gaps)).toBeLessThan(10.2);
    const [, ...own] = syncTimes("qemu-8.2");
    expect((own[1] ?? 0) - (own[0] ?? 0)).toBeGreaterThan(15);
  });
});

describe("dirty rings", () => {
  it("are reaped once a second, at the end of a window", () => {
    const guest = { dirty: [10 * PAGES], change: { cancelAfterSyncs: 3 } };
    const times = (log: string) =>
      follow({ preset: "qemu-8.2", log, downtimeLimit: "1 ms" }, guest)
        .filter(([{ kind }]) => kind === "reap")
        .map(([, nowSeconds]) => nowSeconds);
    expect(times("legacy")).toEqual([]);
    const reaped = times("dirty-ring");
    expect(reaped.length).toBeGreaterThanOrEqual(3);
    for (const [index, time] of reaped.slice(1).entries()) {
      expect(time - (reaped[index] as number)).toBeGreaterThanOrEqual(1);
      expect(time - (reaped[index] as number)).toBeLessThan(1.11);
    }
  });
});

describe("the stop-and-copy", () => {
  const finalPause = (engine: object, guest: Guest = {}) => of(follow(engine, guest), "pause").at(-1);

  it("takes longer for pages that the destination never had, if placing them is slower than sending them", () => {
    // A page takes 10 us on this link. After the first window of seven bursts, 9280 pages were never sent.
    const engine = { completion: "2 ms", firstTouchTime: "25 us" };
    expect(finalPause(engine)).toMatchObject({ seconds: expect.closeTo(0.002 + 9280 * 15e-6, 9), phase: "stopAndCopySeconds" });
    expect(finalPause({ ...engine, firstTouchTime: "9 us" })?.seconds).toBeCloseTo(0.002, 12);
    // No more than the pages left can be new: here all that is left, with 6000 free pages dropped.
    expect(finalPause(engine, { freePages: 6000, change: { freePageHints: true } })?.seconds).toBeCloseTo(0.002 + 3280 * 15e-6, 9);
  });

  it("is a burst without limits", () => {
    expect(of(follow({}), "burst").at(-1)).toEqual({
      kind: "burst",
      batchPages: 32,
      limitBytes: Infinity,
      sliceSeconds: Infinity,
      trailerBytes: 8,
    });
  });
});

describe("what is left at the threshold exactly", () => {
  /** 9280 pages are left after the first window; the threshold is `pages`. */
  const at = (preset: string, pages: number) =>
    follow({ preset, availSwitchoverBandwidth: pages * 8192, downtimeLimit: "500 ms" }, { dirty: [0] });
  /** Bursts of the live phase, and whether a sync came before the stop. */
  const courseOf = (taken: Taken) => {
    const live = taken.slice(
      0,
      taken.findIndex(([{ kind }]) => kind === "suspend"),
    );
    return [of(live, "burst").length, of(live, "sync").length > 1];
  };

  it.each([
    ["qemu-10.0", [8, true], [8, true], [7, true]],
    ["qemu-10.1", [8, true], [7, false], [7, true]],
    ["qemu-11.0", [8, true], [7, false], [7, true]],
    ["qemu-11.1", [8, true], [7, true], [7, true]],
  ] as const)("of %s: one page more than it, as many, one less", (preset, above, equal, below) => {
    expect([9279, 9280, 9281].map((pages) => courseOf(at(preset, pages)))).toEqual([above, equal, below]);
  });

  it("stops without a look from 10.1 to 11.0, and says so", () => {
    expect(stopOf(at("qemu-10.1", 9280))?.detail).toContain("were left right after the set-up, as much as the");
  });

  it("is none in the first window: from 11.1 on the bitmap is read again before the guest stops", () => {
    const inFirstWindow = (preset: string) => follow({ preset, freePageHints: true }, { freePages: PAGES - 1600, dirty: [100, 0] });
    for (const preset of ["qemu-10.0", "qemu-10.1"]) {
      expect(stopOf(inFirstWindow(preset))).toMatchObject({ kind: "no-pages-left", converged: false });
      expect(of(inFirstWindow(preset), "sync")).toHaveLength(2);
    }
    expect(stopOf(inFirstWindow("qemu-11.1"))).toMatchObject({ kind: "no-pages-left", converged: true });
    expect(of(inFirstWindow("qemu-11.1"), "sync")).toHaveLength(4);
  });
});

describe("post-copy that is due when the rest fits into the pause", () => {
  it.each([
    ["qemu-10.0", "downtime-met"],
    ["qemu-10.1", "postcopy"],
  ])("of %s ends as %s", (preset, kind) => {
    expect(stopOf(follow({ preset, postcopy: true }, { dirty: [0] }))?.kind).toBe(kind);
    expect(stopOf(follow({ preset, postcopy: { beforeCompletion: preset === "qemu-10.0" } }, { dirty: [0] }))?.kind).not.toBe(kind);
    expect(stopOf(follow({ preset, postcopy: true }, { dirty: [100 * PAGES] }))?.kind).toBe("postcopy");
  });

  it("goes over the main connection, plain, where multifd was on", () => {
    const multifd = { channels: 4, compression: "zstd" };
    const [action] = of(follow({ preset: "qemu-10.1", multifd, postcopy: { afterSyncs: 0, preempt: true } }), "postcopy");
    expect(action).toMatchObject({
      hints: true,
      wire: { contentRatio: 1, contentHeaderBytes: 0, zeroPageBytes: 1, bytesPerSecond: Infinity },
    });
    const [plain] = of(follow({ preset: "qemu-10.0", postcopy: { afterSyncs: 0, preempt: true } }), "postcopy");
    expect(plain).toMatchObject({ hints: false });
    expect(plain).not.toHaveProperty("wire");
  });
});

describe("the timer of forced syncs", () => {
  const syncTimes = (engine: object, guest: Guest) =>
    follow({ preset: "qemu-10.0", autoConverge: true, ...engine }, guest)
      .filter(([{ kind }]) => kind === "sync")
      .map(([, nowSeconds]) => nowSeconds);

  it("ticks in the main loop: also while the thread sleeps at its quota", () => {
    const guest = { dirty: [100 * PAGES], change: { maxBandwidthBytesPerSecond: 10 * BURST_BYTES, cancelAfterSyncs: 4 } };
    const [, , ...forced] = syncTimes({ downtimeLimit: "1 ms" }, guest);
    // Windows of 100.2 ms begin at none of them.
    expect(forced).toEqual([10, 15, 20]);
  });

  it("leaves the thread its own look: two syncs where the rest fits just then", () => {
    // The 640th burst ends at 10 s, and leaves 1280 pages; 1601 fit.
    const engine = { availSwitchoverBandwidth: 1601 * 8192, downtimeLimit: "500 ms", syncPageTime: 0 };
    expect(syncTimes(engine, { dirty: [1600 * 628, 0] })).toEqual([0, 12 / 64, 10, 10, 10]);
    // One burst later nothing is due any more.
    expect(syncTimes(engine, { dirty: [1600 * 627, 0] })).toEqual([0, 12 / 64, 10 - 1 / 64, 10 - 1 / 64]);
  });
});
