import { describe, expect, it } from "vitest";
import type { SentRound } from "../../src/engine/action.js";
import { roundStatistics } from "../../src/engine/statistics.js";
import { migrationFacts } from "../support/qemu.js";

const FACTS = migrationFacts({ allocatedPages: 1000, linkBytesPerSecond: 5e6 });
const STANDING = { iteration: 2, totalPagesSent: 1300, elapsedSeconds: 7 };
const GIVEN = { ...STANDING, allocatedPages: 1000, linkBytesPerSecond: 5e6, pageBytes: 4096 };
const ROUND: SentRound = {
  index: 1,
  pagesToSend: 330,
  pagesSent: 300,
  pagesSkipped: 30,
  pagesAllocatedOnly: 0,
  wireBytes: 1,
  durationSeconds: 0.5,
  nowSeconds: 7,
  guest: "running",
};

describe("statistics for a policy of whole rounds", () => {
  it("have nothing of a round or a dirty log that was not there yet", () => {
    expect(roundStatistics(FACTS, STANDING)).toStrictEqual(GIVEN);
  });

  it("have the dirty pages and their bytes, none of them included", () => {
    expect(roundStatistics(FACTS, { ...STANDING, dirtyPages: 0 })).toStrictEqual({ ...GIVEN, dirtyPages: 0, remainingBytes: 0 });
    expect(roundStatistics(FACTS, { ...STANDING, dirtyPages: 7 })).toStrictEqual({ ...GIVEN, dirtyPages: 7, remainingBytes: 28_672 });
  });

  it("have the round and its speed, which is none if nothing was sent or no time passed", () => {
    const round = { pagesSent: 300, pagesSkipped: 30, durationSeconds: 0.5 };
    expect(roundStatistics(FACTS, { ...STANDING, round: ROUND })).toStrictEqual({
      ...GIVEN,
      ...round,
      bandwidthBytesPerSecond: 300 * 4096 * 2,
    });
    for (const nothing of [{ pagesSent: 0 }, { durationSeconds: 0 }]) {
      expect(roundStatistics(FACTS, { ...STANDING, round: { ...ROUND, ...nothing } })).toStrictEqual({ ...GIVEN, ...round, ...nothing });
    }
  });
});
