/**
 * Pages in the dirty log whose newest content the destination already has, and pages that Xen skips: closed forms for random writes
 * (docs/sources/qemu.md#fake-dirty).
 */
import { describe, expect, it } from "vitest";
import type { RunResult } from "../../../src/index.js";
import { migrate, scenarioWith } from "../../support/scenarios.js";

const MIB = 2 ** 20;
const PAGES = 16384;
const LINK_BYTES_PER_SECOND = 1e8;

/** 64 MiB over 100 MB/s; every page is written `lambda` times on average while all of them are sent once. */
function firstRound(lambda: number, engine: object): Promise<RunResult> {
  const passSeconds = (PAGES * 4104) / LINK_BYTES_PER_SECOND;
  const workload = [{ kind: "uniform", size: 64 * MIB, rate: (lambda * PAGES) / passSeconds }];
  return migrate(scenarioWith({ link: { bandwidth: 8 * LINK_BYTES_PER_SECOND, efficiency: 1, latency: 0 }, engine, workload }));
}

async function dirtyUnder(log: object, lambda: number): Promise<number> {
  const engine = { preset: "qemu-8.2", maxBandwidth: 0, passes: "strict", cancelAfterSyncs: 1, syncPageTime: 0, ...log };
  return (await firstRound(lambda, engine)).rounds[0]?.pagesDirtied ?? 0;
}

describe("QEMU's dirty log", () => {
  it.each([
    [0.02, 0.5],
    [1, 0.418],
    [2, 0.343],
  ])("cleared by the sync shows, at %d writes per page, a share of %d that need not be sent again", async (lambda, printed) => {
    const legacy = await dirtyUnder({ log: "legacy" }, lambda);
    // Chunks of 1024 pages are write-protected again just before they are sent: with 16 of them, nearly no write comes too early.
    const manual = await dirtyUnder({ log: "manual-protect", clearChunk: "4 MiB" }, lambda);
    const share = 1 / lambda - Math.exp(-lambda) / (1 - Math.exp(-lambda));
    expect(share).toBeCloseTo(printed, 2);
    expect(Math.abs(legacy / PAGES - (1 - Math.exp(-lambda)))).toBeLessThan((4 * Math.sqrt(legacy)) / PAGES);
    // Within a chunk half of the writes come too early.
    expect(Math.abs(1 - manual / legacy - share)).toBeLessThan(4 / Math.sqrt(legacy) + 1 / 32);
  });

  it("that starts empty shows after the first pass what the legacy log shows, and after later ones less", async () => {
    const chunks = { log: "manual-protect", clearChunk: "4 MiB" };
    const [legacy, empty, set] = [
      await dirtyUnder({ log: "legacy" }, 1),
      await dirtyUnder({ ...chunks, initiallySet: false }, 1),
      await dirtyUnder({ ...chunks, initiallySet: true }, 1),
    ];
    expect(Math.abs(empty / legacy - 1)).toBeLessThan(0.02);
    expect(set / legacy).toBeLessThan(0.65);
  });

  it("cleared in chunks of 1 GiB shows all writes of a smaller guest, since its chunk is cleared before its first page is sent", async () => {
    const [legacy, manual] = [await dirtyUnder({ log: "legacy" }, 1), await dirtyUnder({ log: "manual-protect" }, 1)];
    expect(Math.abs(manual / legacy - 1)).toBeLessThan(0.01);
  });
});

describe("a classic engine of Xen", () => {
  // A skipped page takes no time. A round that sends n pages, t each, with r writes per page and second, therefore lasts ln(1 + r n t) /
  // r. Of the dirty pages (1 + lambda) / lambda x (1 - ln(1 + lambda) / lambda) were skipped, one half in the limit.
  it.each([0.02, 1, 2])("skips pages written before they were scanned, at %d writes per page", async (lambda) => {
    const engine = { preset: "xen-3.3", maxIterations: 1, batchPages: 8, batchHeaderBytes: 0, entryBytes: 8, slotSeconds: 0 };
    const { rounds } = await firstRound(lambda, engine);
    const { pagesSkipped = 0, pagesDirtied = 0 } = rounds[0] ?? {};
    const share = ((1 + lambda) / lambda) * (1 - Math.log1p(lambda) / lambda);
    expect(Math.abs(pagesDirtied / PAGES - lambda / (1 + lambda))).toBeLessThan((4 * Math.sqrt(pagesDirtied)) / PAGES);
    expect(Math.abs(pagesSkipped / pagesDirtied - share)).toBeLessThan(2 / Math.sqrt(pagesDirtied));
  });
});
