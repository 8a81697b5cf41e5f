import { describe, expect, it } from "vitest";
import { migrate, scenarioWith } from "../support/scenarios.js";

const OPEN = { message: "4 KiB", send: "20 MB/s", receive: "50 MB/s" };
const VOLUME = { message: "64 KiB", receive: "1 GB", mode: "volume" };

async function pagesSent(peers: readonly object[]): Promise<number> {
  const scenario = scenarioWith({ vm: { memory: "512 MiB" }, channel: "xenvmc", peers });
  return (await migrate(scenario, { pages: "core" })).totals.pagesSent;
}

describe("the pages of a channel", () => {
  it("shrink to what still flows when a volume is through, whoever shares its pair", async () => {
    const together = await pagesSent([{ name: "a", place: "source", flows: [OPEN, VOLUME] }]);
    const apart = await pagesSent([
      { name: "a", place: "source", flows: [OPEN] },
      { name: "b", place: "source", flows: [VOLUME] },
    ]);
    const alone = await pagesSent([{ name: "a", place: "source", flows: [OPEN] }]);
    expect(Math.abs(together - apart)).toBeLessThan(600);
    expect(Math.abs(together - alone)).toBeLessThan(600);
  });
});
