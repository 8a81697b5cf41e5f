import { describe, expect, it } from "vitest";
import { type MeasuredQemuFile, measuredQemuCases, PACED_CPU } from "../../src/validation/measured-qemu.js";
import measured from "../../validation/qemu.json" with { type: "json" };

const RUN = {
  status: "completed",
  quiet: true,
  syncs: 2,
  pagesSent: 1150,
  totalSeconds: 12.5,
  downtimeSeconds: 0.25,
  roundSeconds: [10, 2.25, 0.25],
  pagesPerRound: [900, 150, 100],
  leftAtSync: [100, 50, 0],
  newDirtyAtSync: [100, 50],
} as const;

/** A case of 1000 pages; `fields` overrides the rest. */
function fileOf(name: string, engine: object, run: object = {}): MeasuredQemuFile {
  const scenario = {
    version: 1,
    vm: { memory: 1000 * 4096 },
    link: { bandwidth: 1e9 },
    engine: { preset: "qemu-10.0-tcg", ...engine },
  } as const;
  return {
    cases: [
      {
        name,
        origin: "QEMU 10.0.2",
        scenario,
        measured: [
          { ...RUN, quiet: false },
          { ...RUN, ...run },
        ],
      },
    ],
  };
}

const only = (file: MeasuredQemuFile) => {
  const [each] = measuredQemuCases(file, "qemu");
  if (!each) throw new Error("No case came of it.");
  return each;
};

describe("a measured migration", () => {
  it("is compared run by run, without disturbed ones", () => {
    const { name, figures, scenario } = only(fileOf("plain", {}));
    expect(name).toBe("qemu-plain");
    expect(scenario).toMatchObject({ runs: 10 });
    expect(figures.map(({ label, measured, criterion }) => [label, measured, criterion])).toEqual([
      ["time, run 2", 12.5, "time"],
      ["pages sent, run 2", 1150, "pages sent"],
      ["syncs, run 2", 3, "syncs"],
    ]);
    expect(figures.map(({ tolerance }) => tolerance)).toEqual([
      { relative: 0.01, percentile: 0.9 },
      { relative: 0.006, percentile: 0.9 },
      { absolute: 1 },
    ]);
  });

  it("that was cancelled is compared up to its last sync, by the pages of its rounds", () => {
    const { totalSeconds: _time, pagesSent: _pages, downtimeSeconds: _downtime, ...rest } = RUN;
    const file = fileOf("cut", { cancelAfterSyncs: 3 });
    const [each] = file.cases;
    const cut = { cases: each ? [{ ...each, measured: [{ ...rest, status: "cancelled", secondsToLastSync: 12.4 } as const] }] : [] };
    const figures = only(cut).figures;
    expect(figures.map(({ measured }) => measured)).toEqual([12.4, 1150, 3]);
  });

  it("has its downtime judged if a relay of exact speed is between the hosts", () => {
    const figure = only(fileOf("wire-plain", {})).figures.at(-1);
    expect(figure).toMatchObject({ label: "downtime, run 2", measured: 0.25, tolerance: { relative: 0.1 } });
  });

  it("has other tolerances with auto-converge, and none with XBZRLE or multifd, with a reason", () => {
    const tolerances = (engine: object) => only(fileOf("other", engine)).figures.map(({ tolerance }) => tolerance);
    expect(tolerances({ autoConverge: true })).toEqual([{ relative: 0.03 }, { relative: 0.03 }, { absolute: 1 }]);
    for (const engine of [{ xbzrle: {} }, { multifd: {} }]) {
      expect(tolerances(engine)).toEqual([undefined, undefined, undefined]);
      for (const { unjudged } of only(fileOf("other", engine)).figures) expect(unjudged?.length).toBeGreaterThan(20);
    }
  });

  it("adds up: the pages left at a sync are those to send less those sent", () => {
    const broken = (run: object) =>
      only(fileOf("sums", {}, run))
        .checks.filter(({ measured, computed }) => measured !== computed)
        .map(({ label }) => label);
    expect(broken({})).toEqual([]);
    expect(broken({ leftAtSync: [100, 51, 0] })).toEqual(["left unsent in round 1, run 2", "left unsent in round 2, run 2"]);
    expect(broken({ pagesSent: 1151 })).toEqual(["sent in all, run 2"]);
  });
});

interface ThrottledRun {
  readonly quiet: boolean;
  readonly totalSeconds: number;
  readonly throttle: readonly (readonly [seconds: number, percent: number])[];
  readonly roundSeconds: readonly number[];
  readonly leftAtSync: readonly number[];
  readonly newDirtyAtSync: readonly number[];
}

/** A round under one throttle: its writes, as a share of those at the full rate, and the CPU time left. */
interface ThrottledRound {
  readonly writtenRatio: number;
  readonly runningRatio: number;
  readonly writes: number;
}

/** Shortest round that is looked at: three windows of the rate limit. */
const SHORTEST_SECONDS = 0.25;
/** A throttle takes effect within a slice of some milliseconds of the sync that sets it. */
const NEAR_SECONDS = 0.06;

/**
 * Of W pages in the region a sync finds `new` that are not among those left unsent, `left` of them: a page is written in the round with
 * the same probability whether it is left or not, so new / (W - left) = 1 - exp(-writes / W).
 */
function throttledRounds(run: ThrottledRun, pages: number, rate: number): ThrottledRound[] {
  const { throttle, roundSeconds, leftAtSync, newDirtyAtSync, totalSeconds } = run;
  let endSeconds = totalSeconds - roundSeconds.reduce((sum, seconds) => sum + seconds, 0);
  return roundSeconds.slice(0, -1).flatMap((seconds, round) => {
    const startSeconds = endSeconds;
    endSeconds += seconds;
    const percent = throttle.filter(([at]) => at <= startSeconds + NEAR_SECONDS).at(-1)?.[1];
    const changes = throttle.some(([at]) => at > startSeconds + NEAR_SECONDS && at < endSeconds - NEAR_SECONDS);
    if (percent === undefined || changes || seconds <= SHORTEST_SECONDS) return [];
    const found = (newDirtyAtSync[round] as number) / (pages - (leftAtSync[round] as number));
    const writes = -Math.log(1 - found) * pages;
    return [{ writtenRatio: writes / (rate * seconds), runningRatio: 1 - percent / 100, writes }];
  });
}

describe("the share of CPU time that the measured guest needs", () => {
  const rounds = measured.cases.flatMap(({ scenario, measured: runs }) => {
    const [source] = scenario.workload as readonly { size: number; rate: number }[];
    if (!("autoConverge" in scenario.engine) || source === undefined) return [];
    return (runs as unknown as ThrottledRun[])
      .filter(({ quiet }) => quiet)
      .flatMap((run) => throttledRounds(run, source.size / 4096, source.rate));
  });
  const squares = (cpu: number): number =>
    rounds.reduce((sum, { writtenRatio, runningRatio, writes }) => sum + writes * (writtenRatio - Math.min(1, runningRatio / cpu)) ** 2, 0);

  it("is that of the least squares over its throttled rounds, to a hundredth", () => {
    expect(rounds).toHaveLength(24);
    const shares = Array.from({ length: 60 }, (_, index) => 0.6 + index / 100);
    const best = shares.reduce((least, cpu) => (squares(cpu) < squares(least) ? cpu : least));
    expect(best).toBeCloseTo(PACED_CPU, 6);
  });

  it("explains them better than a guest that slows down in proportion, by a factor of 5 or more", () => {
    expect(squares(1)).toBeGreaterThan(5 * squares(PACED_CPU));
  });
});
