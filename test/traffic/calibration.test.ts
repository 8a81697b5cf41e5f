/** A saturating flow, simulated without a migration, reaches every point of its calibration. */
import { describe, expect, it } from "vitest";
import { E2012 } from "../../src/channel/calibration/e2012.js";
import { E2016 } from "../../src/channel/calibration/e2016.js";
import { E2024 } from "../../src/channel/calibration/e2024.js";
import type { ChannelKind } from "../../src/index.js";
import { openChannel } from "../support/channels.js";
import { scenarioWith } from "../support/scenarios.js";
import { openMigration } from "../support/traffic.js";

const CALIBRATIONS = [E2012, E2016, E2024];
const SECONDS = 0.25;

/** Bytes per second that the reader of a flow gets which sends as much as the channel takes. */
function saturated(kind: ChannelKind, calibration: (typeof CALIBRATIONS)[number]["name"], messageBytes: number): number {
  const flows = [{ mode: "volume", message: messageBytes, send: "1 TB" }];
  const { traffic } = openMigration(scenarioWith({ channel: { kind, calibration }, peers: [{ name: "b", place: "source", flows }] }));
  for (let seconds = 0; seconds < SECONDS; ) {
    seconds = Math.min(SECONDS, traffic.nextChangeSeconds);
    traffic.advance(seconds, seconds);
  }
  return traffic.books.deliveredBytes / SECONDS;
}

describe.each(CALIBRATIONS)("$name", (calibration) => {
  const { name, netfront, xenvmc } = calibration;

  it("has every measured point of XenVMC reached within 3 %, by the default Dom0 and guests", () => {
    for (const [bytes, bitsPerSecond] of xenvmc.stream.bitsPerSecond ?? []) {
      expect(Math.abs((8 * saturated("xenvmc", name, bytes)) / bitsPerSecond - 1), `${bytes} B`).toBeLessThan(0.03);
    }
  });

  it("has the time per message of both channels in shared memory, at every size measured of any channel", () => {
    const sizes = [...(netfront.stream.bitsPerSecond ?? []), ...(xenvmc.stream.bitsPerSecond ?? [])].map(([bytes]) => bytes);
    expect(sizes.length).toBeGreaterThan(0);
    for (const bytes of sizes) {
      for (const kind of ["xenvmc", "xenvmc-modified"] as const) {
        const perSecond = bytes / openChannel({ kind, calibration: name }).messageSeconds(bytes);
        expect(Math.abs(saturated(kind, name, bytes) / perSecond - 1), `${kind}, ${bytes} B`).toBeLessThan(0.03);
      }
    }
  });
});
