/** Pages by state, counted by cells. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSimulation, type PageCells, type Scenario, type Simulation, simulate } from "../../src/index.js";
import { guests, scenarioOf } from "../support/guests.js";

const MEMORY_PAGES = 4096;
const SCENARIO: Scenario = {
  version: 1,
  fidelity: "events",
  vm: { memory: "16 MiB", content: { zero: 0.25 } },
  workload: [{ kind: "uniform", size: "4 MiB", rate: 3000 }],
  link: { bandwidth: "1 Gbit/s" },
};
const LISTS = ["toSend", "toSendAgain", "sent", "dirty", "zero", "channel"] as const;

function sum(counts: Uint32Array): number {
  return counts.reduce((total, count) => total + count, 0);
}

/** Looks at the pages after each 5 ms, to the end. */
function looks(simulation: Simulation): PageCells[] {
  const seen: PageCells[] = [];
  for (let cells = simulation.pages(); cells !== undefined; cells = simulation.pages()) {
    seen.push(cells);
    simulation.advance(simulation.nowSeconds + 0.005);
  }
  return seen;
}

describe("pages()", () => {
  it("changes no result, and keeps its counts consistent, under every engine", async () => {
    await fc.assert(
      fc.asyncProperty(guests("pages", "events"), async (guest) => {
        const scenario = scenarioOf(guest, { timeout: "1 s" });
        const simulation = await createSimulation(scenario);
        for (const cells of looks(simulation)) {
          expect(sum(cells.toSend)).toBeGreaterThanOrEqual(sum(cells.toSendAgain));
          expect(sum(cells.toSend) - sum(cells.toSendAgain) + sum(cells.sent)).toBeLessThanOrEqual(cells.pages);
          for (const list of LISTS) expect(Math.max(...cells[list])).toBeLessThanOrEqual(cells.pagesPerCell);
        }
        expect(JSON.stringify(simulation.runResult())).toBe(JSON.stringify((await simulate(scenario)).runs[0]));
      }),
      { seed: 41, numRuns: 30 },
    );
  });

  it("has the bits of pagesToSend under an engine that takes sent pages out of its bitmap", async () => {
    const simulation = await createSimulation({ ...SCENARIO, engine: "qemu-10.0" });
    simulation.advance(0.06);
    const cells = simulation.pages() as PageCells;
    const bitmap = simulation.pagesToSend() as Uint8Array;
    expect(cells.pagesPerCell).toBe(8);
    expect([...cells.toSend]).toEqual(Array.from(bitmap, (byte) => byte.toString(2).replaceAll("0", "").length));
    expect(sum(cells.toSend)).toBeGreaterThan(0);
  });

  it.each(["xen-4.10", "xen-3.0"])("follows a round page by page: %s", async (engine) => {
    const simulation = await createSimulation({ ...SCENARIO, engine, workload: [], vm: { memory: "16 MiB" } });
    simulation.advance(0.03);
    const middle = simulation.pages() as PageCells;
    const sent = sum(middle.sent);
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(MEMORY_PAGES);
    expect(sum(middle.toSend)).toBe(MEMORY_PAGES - sent);
    if (engine === "xen-4.10") expect([...middle.sent].lastIndexOf(8)).toBe(sent / 8 - 1);
  });

  it("has every write until the last batch began under the fidelity events", async () => {
    const simulation = await createSimulation(SCENARIO);
    simulation.advance(0.05);
    const cells = simulation.pages() as PageCells;
    const [written, rest] = [cells.dirty.slice(0, 128), cells.dirty.slice(128, 256)];
    // 1024 * (1 - exp(-3000 * t / 1024)) pages by the start of the second batch of 1024 pages, at 36 ms: 102 +- 10.
    expect(sum(written)).toBeGreaterThan(60);
    expect(sum(written)).toBeLessThan(144);
    // From page 2048 on lie the pages that the guest's kernel writes when the migration begins.
    expect(sum(rest)).toBe(0);
  });

  it("has pages that arrived in post-copy among those sent", async () => {
    const simulation = await createSimulation({ ...SCENARIO, engine: "qemu-postcopy" });
    const sent: number[] = [];
    while (!simulation.finished) {
      simulation.advance(simulation.nowSeconds + 0.002);
      const cells = simulation.isFetching ? simulation.pages() : undefined;
      if (cells === undefined) continue;
      sent.push(sum(cells.sent));
      expect(sum(cells.toSend) + sum(cells.sent)).toBe(MEMORY_PAGES);
    }
    expect(sent.length).toBeGreaterThan(10);
    expect(new Set(sent).size).toBe(sent.length);
  });

  it("counts zero pages and the channel's own", async () => {
    const peers: Scenario["peers"] = [{ name: "db", place: "source", flows: [{ message: "4 KiB", send: "10 MB/s" }] }];
    const cells = (await createSimulation({ ...SCENARIO, peers, channel: "xenvmc" })).pages() as PageCells;
    expect(sum(cells.zero)).toBe(MEMORY_PAGES / 4);
    const first = cells.channel.findIndex((count) => count > 0);
    expect(first * cells.pagesPerCell).toBeGreaterThan(MEMORY_PAGES / 2);
    expect(sum(cells.channel)).toBeGreaterThan(0);
  });

  it("takes as many pages to a cell as the number of cells asks for", async () => {
    const simulation = await createSimulation(SCENARIO);
    const fine = simulation.pages(1000) as PageCells;
    expect([fine.pagesPerCell, fine.zero.length]).toEqual([8, 512]);
    const coarse = simulation.pages(100) as PageCells;
    expect([coarse.pagesPerCell, coarse.zero.length]).toEqual([64, 64]);
    expect(coarse.zero[0]).toBe(sum(fine.zero.slice(0, 8)));
  });

  it("is undefined after the end, and where pages have no identity", async () => {
    const simulation = await createSimulation(SCENARIO);
    while (simulation.step());
    expect(simulation.pages()).toBeUndefined();
    expect((await createSimulation({ ...SCENARIO, fidelity: "expected" })).pages()).toBeUndefined();
  });

  it.each([0, -1, 1.5, Number.NaN, "many"])("refuses %j cells", async (cells) => {
    const simulation = await createSimulation(SCENARIO);
    expect(() => simulation.pages(cells as number)).toThrow(/^pages: cellsMost: expected a whole number of at least 1, received /);
  });
});
