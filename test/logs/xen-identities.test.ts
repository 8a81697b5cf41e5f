import { describe, expect, it } from "vitest";
import { logChecks, type MigrationLog } from "../../src/logs/xen-identities.js";

/** Three consistent rounds. */
const LOG: MigrationLog = {
  allocatedPages: 1000,
  totalSent: 1000,
  rounds: [
    { sent: 900, skipped: 100, milliseconds: 100, sentMbit: 294, dirty: 110, dirtiedMbit: 36 },
    { sent: 60, skipped: 50, milliseconds: 10, dirty: 40 },
    { sent: 40, milliseconds: 5, sentMbit: 262 },
  ],
};

const broken = (log: MigrationLog): string[] =>
  logChecks(log)
    .filter((check) => check.measured !== check.computed)
    .map((check) => check.label);

describe("the identities of a log file", () => {
  it("hold for a log file that Xen could have written", () => {
    expect(broken(LOG)).toEqual([]);
    expect(logChecks(LOG).map((check) => check.label)).toEqual([
      "sent and skipped in round 0",
      "rate of sending in round 0",
      "rate of dirtying in round 0",
      "sent and skipped in round 1",
      "sent and skipped in round 2",
      "rate of sending in round 2",
      "sent in all",
    ]);
  });

  it.each([
    ["allocatedPages", { ...LOG, allocatedPages: 1001 }, ["sent and skipped in round 0"]],
    ["totalSent", { ...LOG, totalSent: 999 }, ["sent in all"]],
    ["a page skipped too many", with1({ skipped: 51 }), ["sent and skipped in round 1"]],
    ["a page dirty too few", with1({ dirty: 39 }), ["sent and skipped in round 2"]],
    ["a rate", with1({ sentMbit: 197 }), ["rate of sending in round 1"]],
  ])("break with %s", (_what, log, expected) => {
    expect(broken(log)).toEqual(expected);
  });
});

function with1(change: object): MigrationLog {
  return { ...LOG, rounds: LOG.rounds.map((round, index) => (index === 1 ? { ...round, ...change } : round)) };
}
