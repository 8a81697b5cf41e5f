/** Candidates of the modified protocol that change where a channel's pages lie, or when they are sent: M5 and M6. */
import { describe, expect, it } from "vitest";
import { ConfigError, parseScenario, type RunResult } from "../../src/index.js";
import { migrate, scenarioWith } from "../support/scenarios.js";
import { openMigration } from "../support/traffic.js";

const FLOWS = [{ message: 4096, send: 20e6, receive: 20e6 }];
const HOT = [{ kind: "uniform", size: "4 MiB", rate: "10 k/s" }];

function scenarioOf(channel: object | string, fields: object = {}) {
  const peers = [{ name: "b", place: "source", flows: FLOWS }];
  return scenarioWith({ vm: { memory: "256 MiB" }, workload: HOT, peers, channel, ...fields });
}
/** Far from every threshold of a stop rule. */
const BUSY = [{ kind: "uniform", size: "16 MiB", rate: "40 k/s" }];
const modified = (parts: object) => ({ kind: "xenvmc-modified", modified: parts });
const finalRound = (run: RunResult) => run.rounds.at(-1);

describe("M5, the channel's pages held back", () => {
  it("sends every page of the channel once, in the last round, and nothing of it while the guest runs", async () => {
    const channel = modified({ holdBack: true });
    const { traffic } = openMigration(scenarioOf(channel));
    const held = traffic.heldBackPages;
    expect(held).toBeGreaterThan(258);
    const run = await migrate(scenarioOf(channel));
    expect(run.rounds.length).toBeGreaterThan(2);
    expect(run.rounds[0]).toMatchObject({ pagesSent: 65_536 - held, pagesDeferred: held });
    for (const round of run.rounds.slice(1, -1)) {
      expect(round.pagesSent + (round.pagesDeferred ?? 0)).toBe(round.pagesToSend);
      expect(round.pagesDeferred).toBeGreaterThan(0);
    }
    expect(finalRound(run)?.pagesDeferred).toBeUndefined();
    expect(finalRound(run)?.pagesSent).toBe(finalRound(run)?.pagesToSend);
    expect(finalRound(run)?.pagesSent).toBeGreaterThanOrEqual(held);
    // The same guest writes the same pages of its own: the live rounds send fewer pages by those of the channel.
    const without = await migrate(scenarioOf(modified({})));
    const live = (each: RunResult) => each.rounds.slice(0, -1).reduce((sum, { pagesSent }) => sum + pagesSent, 0);
    expect(live(run)).toBeLessThan(live(without) - held);
  });

  it("is the same in the core as in the reference, under both scan orders of Xen, and within rounding under expected counts", async () => {
    for (const engine of ["xen-4.10", "xen-3.0"]) {
      const scenario = scenarioOf(modified({ holdBack: true, directDelivery: false }), { engine, workload: BUSY });
      const [core, reference] = [await migrate(scenario, { pages: "core" }), await migrate(scenario, { pages: "reference" })];
      expect(core).toEqual(reference);
      const expected = await migrate(
        scenarioOf(modified({ holdBack: true, directDelivery: false }), { engine, workload: BUSY, fidelity: "expected" }),
      );
      expect(expected.totals.pagesSent / core.totals.pagesSent).toBeCloseTo(1, 2);
      expect(Math.round(expected.rounds[0]?.pagesDeferred ?? 0)).toBe(core.rounds[0]?.pagesDeferred);
    }
  });

  it("leaves the engine's count of dirty pages to the guest's own: fewer than 50 end the live rounds", async () => {
    const flows = [{ message: 65_536, send: 20e6, receive: 20e6 }];
    const quiet = { workload: [], peers: [{ name: "b", place: "source", flows }] };
    const [held, sent] = [await migrate(scenarioOf(modified({ holdBack: true }), quiet)), await migrate(scenarioOf(modified({}), quiet))];
    expect(held.rounds.length).toBeLessThan(sent.rounds.length);
    expect(held.stop.kind).not.toBe(sent.stop.kind);
  });

  it("is refused by engines that keep no pages for the last round, and beside other deferred pages", () => {
    const faults = (fields: object) => {
      try {
        parseScenario({
          version: 1,
          vm: { memory: "256 MiB" },
          link: { bandwidth: "1 Gbit/s" },
          channel: modified({ holdBack: true }),
          peers: [{ name: "b", place: "source", flows: FLOWS }],
          ...fields,
        } as never);
        return [];
      } catch (error) {
        return error instanceof ConfigError ? error.issues.map(({ path }) => path) : [String(error)];
      }
    };
    expect(faults({ engine: "xen-4.10" })).toEqual([]);
    for (const engine of ["qemu-10.0-kvm", "cloud-hypervisor"]) expect(faults({ engine })).toEqual(["channel.modified.holdBack"]);
    expect(faults({ engine: "xen-4.10", vm: { memory: "256 MiB", deferredPages: 3 } })).toEqual(["vm.deferredPages"]);
  });
});

describe("M6, rings in Dom0", () => {
  it("have no page in the guest, neither dirty while it runs nor marked at the tear-down", async () => {
    const [own, dom0] = [await migrate(scenarioOf(modified({}))), await migrate(scenarioOf(modified({ ringsInDom0: true })))];
    const mapped = await migrate(scenarioOf(modified({}), { peers: [{ name: "b", place: "source", domid: "lower", flows: FLOWS }] }));
    // As for a guest whose peer owns the rings.
    expect(dom0.rounds.map(({ pagesSent }) => pagesSent)).toEqual(mapped.rounds.map(({ pagesSent }) => pagesSent));
    expect((finalRound(own)?.pagesSent ?? 0) - (finalRound(dom0)?.pagesSent ?? 0)).toBeGreaterThan(230);
  });

  it("name Dom0's grants where they outlive the pause, and have no use for rings that move", async () => {
    const late = await migrate(scenarioOf({ ...modified({ ringsInDom0: true }), teardown: "never" }));
    expect(late.channel?.fault).toContain("Dom0's grants");
    expect(() => scenarioOf({ ...modified({ ringsInDom0: true }), rehome: true })).toThrow(/channel.rehome/);
  });
});
