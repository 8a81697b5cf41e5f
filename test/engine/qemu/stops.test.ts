/** The words in which QEMU's live phase ends, and the edges at which they change. */
import { describe, expect, it } from "vitest";
import { afterSyncs, cancelledAfter, downtimeMet, type LiveEndFigures, switchedToPostcopy } from "../../../src/engine/qemu/stops.js";

const MIB = 2 ** 20;
const FIGURES: LiveEndFigures = { leftBytes: 12.5 * MIB, thresholdBytes: 35.76 * MIB, limitSeconds: 0.3, syncs: 2, isBandwidthSet: false };

describe("the end of QEMU's live phase", () => {
  it.each([
    [0, "right after the set-up"],
    [1, "after 1 bitmap sync"],
    [2, "after 2 bitmap syncs"],
  ])("%i syncs are %s", (syncs, words) => {
    expect(afterSyncs(syncs)).toBe(words);
  });

  it("says what was left and what the bandwidth sends in the limit", () => {
    expect(downtimeMet(FIGURES)).toEqual({
      kind: "downtime-met",
      converged: true,
      detail:
        "12.5 MiB were left after 2 bitmap syncs, less than the 35.8 MiB that the measured bandwidth sends in the downtime limit of 300 ms.",
    });
    expect(downtimeMet({ ...FIGURES, isBandwidthSet: true, limitSeconds: 0.0015 }).detail).toBe(
      "12.5 MiB were left after 2 bitmap syncs, less than the 35.8 MiB that the bandwidth that was set sends in the downtime limit of 1.5 ms.",
    );
  });

  it("says so if nothing was left, and that it knows of no dirty page before the first sync", () => {
    expect(downtimeMet({ ...FIGURES, leftBytes: 0 })).toEqual({
      kind: "no-pages-left",
      converged: true,
      detail: "Nothing was left to send after 2 bitmap syncs.",
    });
    expect(downtimeMet({ ...FIGURES, leftBytes: 0, syncs: 0 })).toEqual({
      kind: "no-pages-left",
      converged: false,
      detail:
        "The guest was stopped after the first pass without another bitmap sync: QEMU does so if its downtime limit is 0, or within the first 100 ms.",
    });
    expect(downtimeMet({ ...FIGURES, syncs: 0 }).kind).toBe("downtime-met");
  });

  it("is not converged where it was cancelled or went over to post-copy", () => {
    expect(cancelledAfter(40, 5 * MIB)).toEqual({
      kind: "cancelled",
      converged: false,
      detail: "Cancelled after 40 bitmap syncs with 5 MiB left to send.",
    });
    expect(switchedToPostcopy("after 2 s", 5 * MIB)).toEqual({
      kind: "postcopy",
      converged: false,
      detail: "Switched to post-copy after 2 s with 5 MiB left to fetch, and what was dirtied since the last bitmap sync.",
    });
  });
});
