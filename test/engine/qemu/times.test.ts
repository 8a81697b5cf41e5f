/** Times that hosts take beside the wire, each against its closed form: set-up and the destination's pages. */
import { describe, expect, it } from "vitest";
import type { RunResult } from "../../../src/index.js";
import { qemuParameters } from "../../support/qemu.js";
import { migrate, scenarioWith } from "../../support/scenarios.js";

const PAGES = 16_384;
const NO_TIMES = {
  zeroPageTime: 0,
  destinationPageTime: 0,
  destinationZeroPageTime: 0,
  syncPageTime: 0,
  vhostDevices: 0,
  clearPageTime: 0,
  setup: 0,
  setupPageTime: 0,
  stateSize: 0,
};

/** A guest of 64 MiB on a link so fast that only the times count. */
function migrated(engine: object, fields: object = {}): Promise<RunResult> {
  const link = { bandwidth: "10 Tbit/s", efficiency: 1, latency: 0, connectionBandwidth: "1 TiB/s" };
  return migrate(scenarioWith({ link, workload: [], ...fields, engine: { preset: "qemu-10.0", maxBandwidth: 0, ...NO_TIMES, ...engine } }));
}

describe("the set-up", () => {
  it.each([
    [0.25, 0, 0.25],
    [0, 1e-6, PAGES * 1e-6],
    [0.25, 1e-6, 0.25 + PAGES * 1e-6],
  ])("of %d s and %d s per page of memory takes %d s", async (setup, setupPageTime, seconds) => {
    const plain = await migrated({});
    const { phases, totals } = await migrated({ setup, setupPageTime });
    expect(phases.setupSeconds).toBeCloseTo(seconds, 12);
    expect(totals.totalSeconds - plain.totals.totalSeconds).toBeCloseTo(seconds, 9);
  });
});

describe("the destination", () => {
  /** Seconds of the copy, without those that the end of the stop-and-copy takes whatever is sent. */
  const seconds = ({ rounds }: RunResult): number =>
    rounds.reduce((sum, round) => sum + round.durationSeconds, 0) - qemuParameters({ preset: "qemu-10.0" }).completionSeconds;

  it.each([1, 2, 4])("that takes 20 us a page receives on %d channels of multifd as many at once", async (channels) => {
    const run = await migrated({ destinationPageTime: "20 us", multifd: { channels } });
    expect(run.totals.pagesSent).toBe(PAGES);
    // Bytes of packets beside the pages take their share of the time.
    expect(seconds(run) / ((PAGES * 20e-6) / channels)).toBeCloseTo(run.totals.wireBytes / (PAGES * 4104), 3);
  });

  it("that takes 20 us a page receives one after the other without multifd, and no zero page", async () => {
    expect(seconds(await migrated({ destinationPageTime: "20 us" })) / (PAGES * 20e-6)).toBeCloseTo(1, 4);
    const half = { vm: { memory: "64 MiB", content: { zero: 0.5 } } };
    const run = await migrated({ destinationPageTime: "20 us" }, half);
    expect(run.totals.zeroPages).toBe(PAGES / 2);
    // The 9 bytes of a zero page pass at the pace of the others' bytes.
    expect(seconds(run) / ((PAGES / 2) * 20e-6)).toBeCloseTo((4104 + 9) / 4104, 4);
  });
});
