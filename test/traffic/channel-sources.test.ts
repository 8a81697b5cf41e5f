import { describe, expect, it } from "vitest";
import { migrate, scenarioWith } from "../support/scenarios.js";
import { openMigration } from "../support/traffic.js";

const OPEN = { message: "4 KiB", send: "20 MB/s", receive: "50 MB/s" };
const VOLUME = { message: "64 KiB", receive: "1 GB", mode: "volume" };

/** In the rounds after the first sync, which still contains what the volume wrote. */
async function laterPagesSent(peers: readonly object[]): Promise<number> {
  const scenario = scenarioWith({ vm: { memory: "512 MiB" }, channel: "xenvmc", peers });
  const { rounds } = await migrate(scenario, { pages: "core" });
  return rounds.slice(2).reduce((sum, round) => sum + round.pagesSent, 0);
}

describe("the pages of a channel", () => {
  it("shrink to the remaining flows when a volume ends, whatever shares its pair", async () => {
    const together = await laterPagesSent([{ name: "a", place: "source", flows: [OPEN, VOLUME] }]);
    const apart = await laterPagesSent([
      { name: "a", place: "source", flows: [OPEN] },
      { name: "b", place: "source", flows: [VOLUME] },
    ]);
    const alone = await laterPagesSent([{ name: "a", place: "source", flows: [OPEN] }]);
    expect(Math.abs(together - apart)).toBeLessThan(0.3 * alone);
    expect(Math.abs(together - alone)).toBeLessThan(0.3 * alone);
  });

  const owner = (name: string) => ({ name, place: "source", flows: [] });
  const finalPages = async (channel: object, peers: readonly object[]): Promise<number> =>
    (await migrate(scenarioWith({ channel, peers }), { pages: "core" })).rounds.at(-1)?.pagesSent ?? 0;

  it("are marked by the tear-down per pair of rings, and once if all peers share them", async () => {
    const none = await finalPages({ kind: "netfront" }, [owner("a"), owner("b")]);
    expect(await finalPages({ kind: "xenvmc" }, [owner("a"), owner("b")])).toBe(none + 2 * 258);
    const shared = { kind: "xenvmc-modified", modified: { sharedRing: true } };
    expect(await finalPages(shared, [owner("a"), owner("b")])).toBe(none + 258);
  });

  it.each([
    ["netfront", 611],
    ["xenvmc", 870],
    ["xenvmc-modified", 870],
  ])("under %s need a guest of at least %d pages", async (channel, pages) => {
    const flows = [{ message: "1 KiB", send: "10 MB/s" }];
    const withPages = (count: number) =>
      migrate(scenarioWith({ vm: { memory: `${4 * count} KiB` }, workload: [], channel, peers: [{ name: "a", place: "source", flows }] }));
    expect((await withPages(pages)).totals.pagesSent).toBeGreaterThan(0);
    const refusal = `vm.memory: expected at least the ${pages} pages that the guest and its channel write to communicate, received ${pages - 1} pages`;
    await expect(withPages(pages - 1)).rejects.toThrow(refusal);
  });

  it.each(["pages", "events", "expected"])("cannot be zero pages outside the workload: %s", async (fidelity) => {
    // 76 pages of 8192 are written by netfront and the guest itself.
    const scenario = (zero: number) =>
      scenarioWith({
        vm: { memory: "32 MiB", content: { zero, where: "outside the workload" } },
        channel: { kind: "netfront", dirtying: { base: { idle: true } } },
        peers: [owner("a")],
        fidelity,
      });
    const { totals } = await migrate(scenario(8116 / 8192), { pages: "core" });
    expect(totals.zeroPages).toBeGreaterThan(0);
    await expect(migrate(scenario(8117 / 8192))).rejects.toThrow(/vm\.content\.zero: expected at most the 8116 of 8192 pages/);
  });
});

describe("the placement of a channel's pages", () => {
  const KINDS = ["netfront", "xenvmc", "xenvmc-modified"] as const;
  const peers = ["a", "b"].map((name) => ({ name, place: "source", flows: [OPEN] }));
  const regionsOf = (kind: string, placement: string) =>
    openMigration(scenarioWith({ vm: { memory: "64 MiB" }, channel: { kind, placement }, peers }))
      .traffic.sources.map(({ region }) => region)
      .sort((one, other) => one.firstPage - other.firstPage);

  it.each(KINDS)("has the same disjoint blocks at the end and scattered: %s", (kind) => {
    const [end, scattered] = [regionsOf(kind, "end"), regionsOf(kind, "scattered")];
    const pagesOf = (regions: typeof end) => regions.map(({ pages }) => pages).sort((one, other) => one - other);
    expect(pagesOf(scattered)).toEqual(pagesOf(end));
    for (const regions of [end, scattered]) {
      for (const [index, { firstPage, pages }] of regions.entries()) {
        expect(firstPage + pages).toBeLessThanOrEqual(regions[index + 1]?.firstPage ?? 16_384);
      }
    }
    expect(end[0]?.firstPage).toBeGreaterThan(12_000);
    expect(scattered[0]?.firstPage).toBeLessThan(2000);
  });

  it("lets a quiet guest under QEMU see its channel: at the end it stops before it reaches those pages", async () => {
    const sent = async (kind: string, placement: string) => {
      const scenario = scenarioWith({
        vm: { memory: "256 MiB" },
        workload: [],
        engine: "qemu-10.0-kvm",
        channel: { kind, placement },
        peers: [{ name: "a", place: "source", domid: "lower", flows: [OPEN] }],
      });
      return (await migrate(scenario, { pages: "core" })).totals.pagesSent;
    };
    expect(await sent("netfront", "scattered")).toBeGreaterThan((await sent("xenvmc-modified", "scattered")) + 100);
  });

  it("marks scattered rings at the tear-down as those at the end, and counts the pages of the channel alike", async () => {
    const run = (placement: string) =>
      migrate(scenarioWith({ vm: { memory: "64 MiB" }, workload: [], channel: { kind: "xenvmc", placement }, peers }), { pages: "core" });
    const [end, scattered] = [await run("end"), await run("scattered")];
    expect(scattered.rounds.at(-1)?.pagesSent).toBeGreaterThanOrEqual(2 * 258);
    expect((scattered.channel?.pagesDirtied ?? 0) / (end.channel?.pagesDirtied ?? 1)).toBeCloseTo(1, 0);
  });

  it("cannot be scattered where the pages are held back", () => {
    const channel = { kind: "xenvmc-modified", placement: "scattered", modified: { holdBack: true } };
    expect(() => scenarioWith({ channel, peers })).toThrow(/channel\.placement: expected end with modified\.holdBack/);
  });
});
