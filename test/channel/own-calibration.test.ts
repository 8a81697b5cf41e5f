/** Calibrations from points of the user's own. */
import { describe, expect, it } from "vitest";
import { ConfigError, compare, parseScenario, type Scenario, simulate } from "../../src/index.js";
import { openChannel } from "../support/channels.js";
import { scenarioWith } from "../support/scenarios.js";
import { openMigration } from "../support/traffic.js";

const POINTS = [
  { channel: "xenvmc", message: "16 KiB", throughput: "30 Gbit/s", roundTrip: "40 us" },
  { channel: "xenvmc", message: "1 KiB", throughput: "8 Gbit/s", roundTrip: "12 us" },
  { channel: "netfront", message: "4 KiB", throughput: "9 Gbit/s" },
] as const;
const CALIBRATION = { points: [...POINTS] };
const MODIFIED = {
  points: [...POINTS, { channel: "xenvmc-modified", message: "4 KiB", throughput: "1 Gbit/s", roundTrip: "500 us" } as const],
};

describe("an own calibration", () => {
  it("is met at its points, in any order, and at its ends extended by the line of the calibration it starts from", () => {
    const xenvmc = openChannel({ kind: "xenvmc", calibration: CALIBRATION });
    expect(8 * xenvmc.throughputBytesPerSecond(1024)).toBeCloseTo(8e9, 0);
    expect(8 * xenvmc.throughputBytesPerSecond(16_384)).toBeCloseTo(30e9, 0);
    // Half way in the logarithm of the size.
    expect(8 * xenvmc.throughputBytesPerSecond(4096)).toBeCloseTo(19e9, 0);
    expect(xenvmc.roundTripSeconds(1024)).toBeCloseTo(12e-6, 12);
    expect(xenvmc.roundTripSeconds(65_536)).toBeGreaterThan(40e-6);
    const line = (bytes: number) => 0.95e-6 + bytes * 0.339e-9;
    expect(xenvmc.messageSeconds(65_536)).toBeCloseTo(xenvmc.messageSeconds(16_384) * (line(65_536) / line(16_384)), 12);
    expect(8 * openChannel({ kind: "netfront", calibration: CALIBRATION }).throughputBytesPerSecond(4096)).toBeCloseTo(9e9, 0);
  });

  it("keeps the modified protocol as much faster as it was, without another machine's loopback; a measured one is as measured", () => {
    const modified = openChannel({ kind: "xenvmc-modified", calibration: CALIBRATION });
    const secondsOf = (kind: "xenvmc" | "xenvmc-modified") => openChannel({ kind }).messageSeconds(16_384);
    const ratio = secondsOf("xenvmc-modified") / secondsOf("xenvmc");
    expect(ratio).toBeLessThan(0.6);
    expect(modified.messageSeconds(16_384)).toBeCloseTo(((8 * 16_384) / 30e9) * ratio, 12);
    expect(modified.roundTripSeconds(1024)).toBe(12e-6);
    const measured = openChannel({ kind: "xenvmc-modified", calibration: MODIFIED });
    expect(8 * measured.throughputBytesPerSecond(4096)).toBeCloseTo(1e9, 0);
    expect(measured.roundTripSeconds(4096)).toBeCloseTo(500e-6, 12);
  });

  it.each([
    ["netfront", "4 KiB", 9e9],
    ["xenvmc", "1 KiB", 8e9],
    ["xenvmc-modified", "4 KiB", 1e9],
  ] as const)("is reached by a simulated flow with processors to spare: %s, %s", (kind, message, bitsPerSecond) => {
    const peers = [{ name: "b", place: "source", flows: [{ mode: "volume", message, send: "1 TB" }] }];
    const costs = { netbackPacket: 0, netbackPage: 0 };
    const { traffic } = openMigration(scenarioWith({ channel: { kind, calibration: MODIFIED, costs }, peers }));
    for (let seconds = 0; seconds < 0.25; ) {
      seconds = Math.min(0.25, traffic.nextChangeSeconds);
      traffic.advance(seconds, seconds);
    }
    expect((8 * traffic.books.deliveredBytes) / 0.25 / bitsPerSecond).toBeCloseTo(1, 2);
  });

  const scenarioOf = (calibration: object): Scenario =>
    ({
      version: 1,
      vm: { memory: "64 MiB" },
      link: { bandwidth: "1 Gbit/s" },
      peers: [{ name: "b", place: "source", flows: [{ message: "16 KiB", mode: "closed" }] }],
      channel: { kind: "xenvmc", calibration },
    }) as Scenario;

  it("runs again from its result to the same bytes, and is the machine of every compared channel", async () => {
    const result = await simulate(parseScenario(scenarioOf(CALIBRATION)));
    const again = await simulate(parseScenario(JSON.parse(JSON.stringify(result.scenario)) as Scenario));
    expect(again.runs).toEqual(result.runs);
    const movedWith = async (calibration: object) => {
      const { variants } = await compare(scenarioOf(calibration), { runs: 1, channels: ["netfront", "xenvmc"] });
      return variants.map(({ runs }) => runs[0]?.channel?.bytesMoved ?? 0);
    };
    const [own, slow] = [
      await movedWith(CALIBRATION),
      await movedWith({ points: [{ channel: "netfront", message: 64, throughput: "1 Mbit/s" }] }),
    ];
    expect(own[0]).toBeGreaterThan(2 * (slow[0] as number));
    expect(own[1]).not.toBe(slow[1]);
  });

  it("has all its faults listed", () => {
    const faulty = {
      from: "e2011",
      points: [
        { channel: "xenvm", message: 0, throughput: "1 Gbit/s" },
        { channel: "xenvmc", message: "1 KiB" },
        { channel: "xenvmc", message: "1 KiB", throughput: "-1 Gbit/s", roundTrip: "24 h" },
      ],
    };
    const paths = (calibration: object) => {
      try {
        parseScenario(scenarioOf(calibration));
        return [];
      } catch (error) {
        return error instanceof ConfigError ? error.issues.map(({ path }) => path.replace("channel.calibration.", "")) : [String(error)];
      }
    };
    expect(paths(faulty).sort()).toEqual([
      "from",
      "points[0].channel",
      "points[0].message",
      "points[1].throughput",
      "points[2].roundTrip",
      "points[2].throughput",
    ]);
    const twice = { channel: "xenvmc", message: "1 KiB", throughput: "1 Gbit/s" };
    expect(paths({ points: [twice, { ...twice, channel: "netfront" }, twice] })).toEqual(["points[2].message"]);
    expect(paths({ points: [] }).map((path) => path.replace("channel.calibration", ""))).toEqual(["points"]);
  });
});
