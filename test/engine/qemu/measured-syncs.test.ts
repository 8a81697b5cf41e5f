/**
 * QEMU's rule of completion against five real migrations of one guest (docs/sources/validation.md#kvm-ycsb, pre-copy of 4 threads): the
 * engine is given the pages that each real bitmap sync found. Where in a window of 100 ms the first pass ended is not known, so every phase
 * is taken.
 */
import { expect, it } from "vitest";
import { qemuEngine } from "../../../src/engine/qemu/qemu.js";
import { drive, migrationFacts, qemuParameters } from "../../support/qemu.js";

/**
 * New pages at each sync after that of the set-up, from the counters between samples: pages sent and left after less before. Where two
 * syncs came between samples of 200 ms they have half each.
 */
const RUNS = [
  { syncs: 8, newPages: [70_186, 19_060, 7904, 2920, 2921, 264, 263] },
  { syncs: 7, newPages: [67_589, 17_290, 7172, 1743, 209, 209] },
  { syncs: 8, newPages: [67_946, 17_905, 4206, 4207, 630, 630, 630] },
  { syncs: 6, newPages: [68_423, 18_769, 4256, 840, 840] },
  { syncs: 7, newPages: [69_311, 18_608, 4275, 4275, 402, 401] },
];
/** Pages of a window at 128 MiB/s, and of the first pass, whose length does not matter. */
const WINDOW_PAGES = 3296;
const PASS_PAGES = 100_000;

function syncsOf(newPages: readonly number[], phasePages: number): number {
  const pages = PASS_PAGES + phasePages;
  const facts = migrationFacts({ slots: pages, allocatedPages: pages, linkBytesPerSecond: 2e9 });
  const parameters = qemuParameters({ preset: "qemu-10.0", syncPageTime: 0, vhostDevices: 0, setup: 0, setupPageTime: 0 });
  const found = [0, ...newPages];
  const taken = drive(qemuEngine(parameters).migrate(facts), facts, () => found.shift() ?? 0, 60);
  return taken.filter(({ action }) => action.kind === "sync").length;
}

it("makes as many syncs as the real ones did of the pages that these found: each at some phase, and 4 % fewer in the mean", () => {
  let sum = 0;
  for (const { syncs, newPages } of RUNS) {
    const counts = Array.from({ length: 32 }, (_, phase) => syncsOf(newPages, (phase * WINDOW_PAGES) / 32));
    expect(counts).toContain(syncs);
    sum += counts.reduce((total, count) => total + count, 0) / counts.length;
  }
  const realSum = RUNS.reduce((total, { syncs }) => total + syncs, 0);
  expect(Math.abs(sum / realSum - 1)).toBeLessThan(0.05);
});
