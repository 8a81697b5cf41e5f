import { describe, expect, it } from "vitest";
import { figuresOf, mapFigures, withoutCourse } from "../../src/analysis/figures.js";
import type { ChannelReport } from "../../src/result/result.js";
import { runFixture, TWO_ROUNDS } from "../support/result-fixture.js";

const CHANNEL: ChannelReport = {
  kind: "xenvmc",
  label: "XenVMC",
  bytesMoved: 1e9,
  pagesDirtied: 258,
  throughputBytesPerSecond: 1e8,
  roundTripSeconds: 1e-4,
  dom0CpuCount: 0.25,
  completedSeconds: 9,
  flows: [],
  series: [],
  events: [],
};

describe("a run without its course", () => {
  it("has neither rounds nor series nor events, and all else", () => {
    const run = runFixture(3, TWO_ROUNDS);
    const { rounds: _rounds, engine: _engine, guest: guestReport, ...others } = run;
    const { speed: _speed, ...guest } = guestReport;
    const silent = { ...others, guest };
    expect(withoutCourse(run)).toStrictEqual(silent);
    const { series: _series, events: _events, ...channel } = CHANNEL;
    expect(withoutCourse({ ...run, channel: CHANNEL })).toStrictEqual({ ...silent, channel });
  });
});

describe("the figures of a run", () => {
  const run = runFixture(0, TWO_ROUNDS);

  it("are its totals, the time of the switch and the numbers of its channel", () => {
    const { kind: _kind, label: _label, flows: _flows, series: _series, events: _events, ...channel } = CHANNEL;
    const phases = { ...run.phases, switchSeconds: 0.25 };
    expect(figuresOf(withoutCourse({ ...run, phases, channel: CHANNEL }))).toStrictEqual({
      totals: run.totals,
      phases: { switchSeconds: 0.25 },
      channel,
    });
  });

  it("have nothing that the run lacks", () => {
    expect(figuresOf(withoutCourse(run))).toStrictEqual({ totals: run.totals, phases: { switchSeconds: 0 } });
    const { pagesDirtied: _pagesDirtied, completedSeconds: _completedSeconds, ...closedForm } = CHANNEL;
    expect(Object.keys(figuresOf(withoutCourse({ ...run, channel: closedForm })).channel ?? {})).toEqual([
      "bytesMoved",
      "throughputBytesPerSecond",
      "roundTripSeconds",
      "dom0CpuCount",
    ]);
  });
});

describe("mapFigures", () => {
  const figures = (totals: Record<string, number>, channel?: Record<string, number>) => ({
    totals,
    phases: { switchSeconds: 0 },
    ...(channel === undefined ? {} : { channel }),
  });
  const collect = (...lists: readonly (readonly number[])[]) => lists;

  it("gives the values of each figure, one list per list of runs, in the order of the runs", () => {
    const [left, right] = [
      [figures({ pages: 1, seconds: 5 }, { bytes: 10 }), figures({ pages: 2, seconds: 6 }, { bytes: 20 })],
      [figures({ pages: 3, seconds: 7 }, { bytes: 30 }), figures({ pages: 4, seconds: 8 }, { bytes: 40 })],
    ];
    expect(mapFigures([left, right], collect)).toStrictEqual({
      totals: {
        pages: [
          [1, 2],
          [3, 4],
        ],
        seconds: [
          [5, 6],
          [7, 8],
        ],
      },
      phases: {
        switchSeconds: [
          [0, 0],
          [0, 0],
        ],
      },
      channel: {
        bytes: [
          [10, 20],
          [30, 40],
        ],
      },
    });
  });

  it("leaves out a figure that a single run of any list lacks, and the channel where nothing of it is left", () => {
    const all = figures({ pages: 1, seconds: 5 }, { bytes: 10 });
    const some = figures({ pages: 2 });
    expect(mapFigures([[all, some]], collect)).toStrictEqual({ totals: { pages: [[1, 2]] }, phases: { switchSeconds: [[0, 0]] } });
    expect(mapFigures([[all], [some]], collect)).toStrictEqual({ totals: { pages: [[1], [2]] }, phases: { switchSeconds: [[0], [0]] } });
    expect(mapFigures([[some], [all]], collect)).toStrictEqual({ totals: { pages: [[2], [1]] }, phases: { switchSeconds: [[0], [0]] } });
  });

  it("has nothing to say of no runs", () => {
    expect(mapFigures([[]], collect)).toStrictEqual({ totals: {}, phases: {} });
    expect(mapFigures([], collect)).toStrictEqual({ totals: {}, phases: {} });
  });
});
