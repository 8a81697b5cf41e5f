/** Properties of every fleet. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FleetResult } from "../../src/fleet/fleet-result.js";
import { parseFleet } from "../../src/fleet/read-fleet.js";
import { simulateFleet } from "../../src/fleet/simulate-fleet.js";
import { drawnFleets, writtenFleet } from "./draw-fleet.js";

/**
 * What a migration may send beside its share of a link: two batches of 4 MiB, which keep their pace when another stream begins, and 1 MiB of
 * headers and state, which goes at the link's speed whatever else is on it.
 */
const BESIDE_BYTES = 2 * 1024 * (4096 + 8) + (1 << 20);

const SETTING = { seed: 20261128, numRuns: 60 };

describe("every fleet", () => {
  it("sends over its links the bytes of copies and flows, and no more than they carry", async () => {
    await fc.assert(
      fc.asyncProperty(drawnFleets, async (drawn) => {
        const fleet = writtenFleet(drawn);
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
      fc.asyncProperty(drawnFleets, async (drawn) => {
        const fleet = writtenFleet(drawn);
        if (fleet === undefined) return;
        const turned = { ...fleet, guests: fleet.guests.toReversed(), hosts: Object.fromEntries(Object.entries(fleet.hosts).toReversed()) };
        expect(JSON.stringify(await simulateFleet(parseFleet(turned)))).toBe(JSON.stringify(await simulateFleet(parseFleet(fleet))));
      }),
      { ...SETTING, numRuns: 30 },
    );
  });
});
