/** Properties of every fleet. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FleetResult } from "../../src/fleet/fleet-result.js";
import { parseFleet } from "../../src/fleet/read-fleet.js";
import { simulateFleet } from "../../src/fleet/simulate-fleet.js";

const HOSTS = ["a", "b", "c"];
/**
 * What a migration may send beside its share of a link: two batches of 4 MiB, which keep their pace when another stream begins, and 1 MiB of
 * headers and state, which goes at the link's speed whatever else is on it.
 */
const BESIDE_BYTES = 2 * 1024 * (4096 + 8) + (1 << 20);

const flow = fc.oneof(
  fc.record({
    message: fc.constant("4 KiB"),
    send: fc.integer({ min: 0, max: 40_000_000 }),
    receive: fc.integer({ min: 0, max: 40_000_000 }),
  }),
  fc.record({ mode: fc.constant("volume"), message: fc.constant("16 KiB"), send: fc.integer({ min: 1, max: 50_000_000 }) }),
  fc.record({ mode: fc.constant("closed"), message: fc.constant("1 KiB"), outstanding: fc.integer({ min: 1, max: 8 }) }),
);

const fleets = fc.record({
  speeds: fc.tuple(...HOSTS.map(() => fc.integer({ min: 4, max: 20 }))),
  guests: fc.array(
    fc.record({
      on: fc.nat(2),
      to: fc.nat(1),
      memory: fc.integer({ min: 32, max: 64 }),
      rate: fc.integer({ min: 0, max: 4000 }),
      moves: fc.boolean(),
    }),
    { minLength: 2, maxLength: 4 },
  ),
  pairs: fc.array(fc.record({ one: fc.nat(3), other: fc.nat(3), flows: fc.array(flow, { minLength: 1, maxLength: 2 }) }), { maxLength: 3 }),
  parallel: fc.integer({ min: 1, max: 3 }),
  engine: fc.constantFrom("xen-4.10", "qemu-10.0"),
  channel: fc.constantFrom("netfront", "xenvmc", "xenvmc-modified"),
});

type Drawn = typeof fleets extends fc.Arbitrary<infer Value> ? Value : never;

/** The fleet as written; undefined if no guest moves. Xen's channels are for Xen. */
function written({ speeds, guests, pairs, parallel, engine, channel }: Drawn) {
  const taken = new Set<string>();
  const named = guests.map(({ on, memory, rate }, index) => ({
    name: `g${index}`,
    on: HOSTS[on] as string,
    vm: { memory: `${memory} MiB` },
    workload: rate > 0 ? [{ kind: "uniform", size: "4 MiB", rate }] : [],
    peers: pairs.flatMap(({ one, other, flows }) => {
      const [from, to] = [one % guests.length, other % guests.length];
      const key = [from, to].sort().join();
      if (from !== index || from === to || taken.has(key)) return [];
      taken.add(key);
      return [{ guest: `g${to}`, flows }];
    }),
  }));
  const moves = guests.flatMap(({ on, to, moves: isMoving }, index) =>
    isMoving ? [{ guest: `g${index}`, to: HOSTS[(on + 1 + to) % HOSTS.length] as string }] : [],
  );
  if (moves.length === 0) return undefined;
  const hosts = Object.fromEntries(HOSTS.map((name, index) => [name, { link: `${(speeds[index] as number) * 100} Mbit/s` }]));
  const isXen = engine.startsWith("xen");
  return { version: 1, hosts, guests: named, plan: { moves, parallel }, engine, ...(isXen ? { channel } : {}), timeout: "60 s" };
}

const SETTING = { seed: 20261128, numRuns: 60 };

describe("every fleet", () => {
  it("sends over its links the bytes of copies and flows, and no more than they carry", async () => {
    await fc.assert(
      fc.asyncProperty(fleets, async (drawn) => {
        const fleet = written(drawn);
        if (fleet === undefined) return;
        const plan = (await simulateFleet(parseFleet(fleet))).plans[0] as FleetResult["plans"][0];
        const sum = (key: "copiesSentBytes" | "copiesReceivedBytes" | "flowsSentBytes" | "flowsReceivedBytes"): number =>
          plan.links.reduce((total, link) => total + link[key], 0);
        expect(sum("copiesSentBytes")).toBe(plan.wireBytes);
        expect(sum("copiesReceivedBytes")).toBe(plan.wireBytes);
        // What flows send while their guests are apart they deliver, but for what is in the network's buffers at either end of the time.
        const buffers = 2 * (1 << 20) * plan.pairs.length;
        expect(Math.abs(sum("flowsSentBytes") - plan.apartBytes)).toBeLessThanOrEqual(buffers * 4);
        expect(Math.abs(sum("flowsSentBytes") - sum("flowsReceivedBytes"))).toBeLessThanOrEqual(1e-9 * sum("flowsSentBytes"));
        for (const [index, link] of plan.links.entries()) {
          const capacityBytes = ((drawn.speeds[index] as number) * 1e8 * 0.94 * plan.makespanSeconds) / 8;
          const usedBytes = Math.max(link.copiesSentBytes + link.flowsSentBytes, link.copiesReceivedBytes + link.flowsReceivedBytes);
          expect(usedBytes).toBeLessThanOrEqual(capacityBytes + plan.guests.length * BESIDE_BYTES);
          expect(link.usedRatio * capacityBytes).toBeCloseTo(usedBytes, 0);
        }
        for (const pair of plan.pairs) {
          expect(pair.apartBytes).toBeLessThanOrEqual(pair.deliveredBytes * (1 + 1e-12));
          expect(pair.apartSeconds).toBeLessThanOrEqual(plan.makespanSeconds * (1 + 1e-12));
        }
      }),
      SETTING,
    );
  });

  it("gives the same result, to the byte, in whatever order its file has the guests and hosts", async () => {
    await fc.assert(
      fc.asyncProperty(fleets, async (drawn) => {
        const fleet = written(drawn);
        if (fleet === undefined) return;
        const turned = { ...fleet, guests: fleet.guests.toReversed(), hosts: Object.fromEntries(Object.entries(fleet.hosts).toReversed()) };
        expect(JSON.stringify(await simulateFleet(parseFleet(turned)))).toBe(JSON.stringify(await simulateFleet(parseFleet(fleet))));
      }),
      { ...SETTING, numRuns: 30 },
    );
  });
});
