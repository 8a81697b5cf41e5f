/** A web server and its database: plans beside each other. */
import { describe, expect, it } from "vitest";
import type { PlanResult } from "../../src/fleet/fleet-result.js";
import { parseFleet } from "../../src/fleet/read-fleet.js";
import { simulateFleet } from "../../src/fleet/simulate-fleet.js";

async function plansOf(channel: string, more: object = {}): Promise<Record<string, PlanResult>> {
  const fleet = parseFleet({
    version: 1,
    hosts: { a: { link: "1 Gbit/s" }, b: { link: "1 Gbit/s" } },
    guests: [
      {
        name: "web",
        on: "a",
        vm: { memory: "128 MiB" },
        workload: [{ kind: "uniform", size: "8 MiB", rate: 500 }],
        peers: [{ guest: "database", flows: [{ message: "4 KiB", send: "5 MB/s", receive: "20 MB/s" }] }],
      },
      { name: "database", on: "a", vm: { memory: "256 MiB" }, workload: [{ kind: "uniform", size: "16 MiB", rate: 500 }] },
    ],
    plans: {
      web: {
        moves: [
          { guest: "web", to: "b" },
          { guest: "database", to: "b" },
        ],
      },
      database: {
        moves: [
          { guest: "database", to: "b" },
          { guest: "web", to: "b" },
        ],
      },
      together: { moves: [{ together: ["web", "database"], to: "b" }] },
      stay: { moves: [{ guest: "web", to: "b" }] },
    },
    engine: "xen-4.10",
    channel,
    ...more,
  });
  const { plans } = await simulateFleet(fleet);
  return Object.fromEntries(plans.map((plan) => [plan.name, plan]));
}

describe.each(["netfront", "xenvmc", "xenvmc-modified"])("%s", (channel) => {
  it("keeps the guests apart while the second one migrates, and ends when it runs", async () => {
    for (const [name, first, second] of [
      ["web", "web", "database"],
      ["database", "database", "web"],
    ] as const) {
      const plan = (await plansOf(channel))[name] as PlanResult;
      expect(plan.guests.map((guest) => guest.name)).toEqual([first, second]);
      const [one, other] = plan.guests as [PlanResult["guests"][0], PlanResult["guests"][0]];
      expect(other.startSeconds).toBe(one.endSeconds);
      expect(plan.makespanSeconds).toBe(other.endSeconds);
      expect(plan.longestApartSeconds).toBeCloseTo(other.totals.totalSeconds, 9);
      expect(one.apart).toEqual([{ guest: second, seconds: plan.longestApartSeconds, bytes: plan.apartBytes }]);
    }
  });

  it("keeps them apart while the rest of the larger one is copied if both leave together", async () => {
    const { together } = (await plansOf(channel)) as { together: PlanResult };
    const [database, web] = together.guests as [PlanResult["guests"][0], PlanResult["guests"][0]];
    expect([database.startSeconds, web.startSeconds]).toEqual([0, 0]);
    expect(together.longestApartSeconds).toBeCloseTo(database.endSeconds - web.endSeconds, 9);
    expect(together.makespanSeconds).toBe(database.endSeconds);
  });

  it("loses bytes of no flow: what is delivered while apart went over the links", async () => {
    const { stay, ...moved } = await plansOf(channel);
    expect([stay?.longestApartSeconds, stay?.apartBytes]).toEqual([0, 0]);
    for (const { links, apartBytes } of Object.values(moved)) {
      const sentBytes = links.reduce((sum, { flowsSentBytes }) => sum + flowsSentBytes, 0);
      expect(Math.abs(sentBytes - apartBytes)).toBeLessThan(4 << 20);
      expect(apartBytes).toBeGreaterThan(0);
    }
  });
});

it("forms the channel again where both guests are, and nowhere else", async () => {
  const { web, together, stay } = (await plansOf("xenvmc")) as Record<"web" | "together" | "stay", PlanResult>;
  for (const plan of [web, together]) {
    expect(plan.pairs[0]?.mode).toBe("local");
    expect(plan.pairs[0]?.detachedSeconds).toBeGreaterThan(plan.longestApartSeconds);
    expect(plan.pairs[0]?.detachedSeconds).toBeLessThan(plan.longestApartSeconds + 1);
  }
  expect(stay.pairs[0]?.mode).toBe("remote");
  expect((await plansOf("netfront")).web?.pairs[0]).toMatchObject({ mode: "remote", detachedSeconds: 0 });
});

it("sends more pages over netfront than over XenVMC and its modification", async () => {
  const sent = await Promise.all(
    ["netfront", "xenvmc", "xenvmc-modified"].map(async (channel) => (await plansOf(channel)).web?.pagesSent ?? 0),
  );
  expect(sent).toEqual([...sent].sort((one, other) => other - one));
  expect(new Set(sent).size).toBe(3);
});

it("lets a guest that is given up stay, and goes on with the plan", async () => {
  const { web } = (await plansOf("xenvmc", { timeout: "2 s" })) as { web: PlanResult };
  expect(web.guests.map(({ name, moved, stop }) => [name, moved, stop.kind])).toEqual([
    ["web", true, expect.any(String)],
    ["database", false, "timeout"],
  ]);
  expect(web.longestApartSeconds).toBeCloseTo(2, 9);
});

it("is the same whichever guest of a pair describes it", async () => {
  const turned = {
    guests: [
      { name: "web", on: "a", vm: { memory: "128 MiB" }, workload: [{ kind: "uniform", size: "8 MiB", rate: 500 }] },
      {
        name: "database",
        on: "a",
        vm: { memory: "256 MiB" },
        workload: [{ kind: "uniform", size: "16 MiB", rate: 500 }],
        peers: [{ guest: "web", domid: "lower", flows: [{ message: "4 KiB", send: "20 MB/s", receive: "5 MB/s" }] }],
      },
    ],
  };
  expect(await plansOf("xenvmc", turned)).toEqual(await plansOf("xenvmc"));
});
