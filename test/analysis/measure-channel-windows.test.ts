/** What `measureChannel` makes of windows that are written down: no window is simulated here. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { measureChannel } from "../../src/analysis/measure-channel.js";
import { measureWindows, type WindowMeasurement } from "../../src/channel/dirtying/measure-windows.js";
import { ConfigError } from "../../src/index.js";
import { scenarioWith } from "../support/scenarios.js";

vi.mock("../../src/channel/dirtying/measure-windows.js", () => ({ measureWindows: vi.fn() }));

const PEERS = [{ name: "database", place: "source", flows: [{ message: "4 KiB", send: "20 MB/s" }] }];
const TALKING = scenarioWith({ peers: PEERS });
const measured = vi.mocked(measureWindows);

/** As many pages as the window has milliseconds, plus the run's number, in five windows. */
const written = (seconds: number, run: number): WindowMeasurement => ({
  seconds,
  windows: 5,
  meanPages: seconds * 1000 + 4 * run,
  standardDeviationPages: run === 0 ? 2 : 0,
});

beforeEach(() => {
  measured.mockReset();
  measured.mockImplementation((_create, _sources, _pages, { windowSeconds, run }) => windowSeconds.map((seconds) => written(seconds, run)));
});

async function messageOf(scenario: object, options: object): Promise<string> {
  const fault = await measureChannel(scenarioWith(scenario), options).catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(ConfigError);
  return (fault as ConfigError).message;
}

describe("the windows of a measurement", () => {
  it("are of 10 ms, 100 ms and 1 s, or of the lengths asked for", async () => {
    const seconds = async (options: object) => (await measureChannel(TALKING, options)).windows.map((window) => window.seconds);
    expect(await seconds({})).toEqual([0.01, 0.1, 1]);
    expect(await seconds({ windows: ["20 ms", 3600, "1 h"] })).toEqual([0.02, 3600, 3600]);
  });

  it("of all runs make one mean and one deviation, that of the windows together", async () => {
    const scenario = scenarioWith({ peers: PEERS, runs: 2, seed: 77 });
    const { windows } = await measureChannel(scenario, { windows: [0.01] });
    // Five windows about 10 with a deviation of 2, and five of exactly 14: about 12, 4 x 4 + 10 x 4 are 56 in nine degrees of freedom.
    expect(windows).toEqual([{ seconds: 0.01, windows: 10, distinctPages: { mean: 12, standardDeviation: Math.sqrt(56 / 9) } }]);
    expect(measured.mock.calls.map(([, , , { seed, run }]) => [seed, run])).toEqual([
      [77, 0],
      [77, 1],
    ]);
  });

  it("are of a guest as large as what is written", async () => {
    await measureChannel(TALKING);
    const [, sources, pages] = measured.mock.calls[0] ?? [];
    expect(sources?.length).toBeGreaterThan(0);
    expect(pages).toBeGreaterThan(1);
    expect(pages).toBeLessThan(1000);
  });

  it.each([
    [{ windows: [0.01, 0] }, "windows[1]: expected a time > 0 and <= 3600 s"],
    [{ windows: [3600.001] }, "windows[0]: expected a time > 0 and <= 3600 s"],
    [{ windows: [-1] }, "received -1"],
    [{ windows: ["soon"] }, 'received "soon"'],
    [{ windows: [Number.NaN] }, "windows[0]: expected a time"],
    [{ windows: [] }, "windows: expected at least one length, received none"],
    [{ windows: 7 }, "windows"],
    [{ all: "yes" }, "all"],
  ])("refuse %o", async (options, words) => {
    expect(await messageOf({ peers: PEERS }, options)).toContain(words);
  });

  it("name the measurement in their faults", async () => {
    expect(await messageOf({ peers: PEERS }, { windows: [0] })).toContain("the measurement has 1 fault");
    expect(await messageOf({ peers: PEERS }, { windows: 7 })).toContain("measureChannel(scenario, options) has 1 fault");
    expect(await messageOf({ channel: "xenvmc" }, {})).toContain("peers: expected at least one");
    expect(await messageOf({}, {})).toContain("peers: expected at least one, for a channel to carry something, received none");
  });
});

describe("the channels of a measurement", () => {
  it("are the scenario's own, and all three where they are asked for", async () => {
    const own = await measureChannel(scenarioWith({ peers: PEERS, channel: "xenvmc" }));
    expect(own).toMatchObject({ version: 2, generator: { name: "xenvmc-sim" }, channel: { kind: "xenvmc" } });
    expect(own).not.toHaveProperty("channels");
    const { channels = [], channel } = await measureChannel(TALKING, { all: true });
    expect(channel.kind).toBe("netfront");
    expect(channels.map((each) => [each.channel.kind, each.channel.reconstruction])).toEqual([
      ["netfront", undefined],
      ["xenvmc", undefined],
      ["xenvmc-modified", true],
    ]);
    expect(channels[0]?.channel).not.toHaveProperty("reconstruction");
    expect(await measureChannel(TALKING, { all: false })).not.toHaveProperty("channels");
  });
});

describe("the runs of a measurement", () => {
  it("are counted for every channel, run by run", async () => {
    const counted: number[][] = [];
    const options = { windows: ["1 s"], all: true, onRun: (...counts: number[]) => counted.push(counts) };
    await measureChannel(scenarioWith({ peers: PEERS, runs: 2 }), options);
    expect(counted).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((finished) => [finished, 8]));
  });

  it("end with the signal's reason when it is aborted, and no other is begun", async () => {
    const controller = new AbortController();
    const options = { signal: controller.signal, onRun: () => controller.abort(new Error("enough")) };
    await expect(measureChannel(scenarioWith({ peers: PEERS, runs: 5 }), options)).rejects.toThrow("enough");
    expect(measured).toHaveBeenCalledTimes(1);
  });
});
