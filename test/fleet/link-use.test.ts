/** What the links carried over time: nothing is lost or made up, and where it lies is where the copies were. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseFleet } from "../../src/fleet/read-fleet.js";
import { simulateFleet } from "../../src/fleet/simulate-fleet.js";
import { drawnFleets, writtenFleet } from "./draw-fleet.js";

const SETTING = { seed: 20261128, numRuns: 25 };
const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

describe("the use of links over time", () => {
  it("adds up to the bytes of each link, within its time, and changes no other figure", async () => {
    let links = 0;
    await fc.assert(
      fc.asyncProperty(drawnFleets, async (drawn) => {
        const written = writtenFleet(drawn);
        if (written === undefined) return;
        const fleet = parseFleet(written);
        const [followed] = (await simulateFleet(fleet, { followLinks: true })).plans;
        const { linkUse, ...rest } = followed ?? { linkUse: undefined };
        expect(rest).toEqual((await simulateFleet(fleet)).plans[0]);
        for (const [index, series] of (linkUse?.links ?? []).entries()) {
          links++;
          const totals = followed?.links[index];
          for (const key of ["copiesSentBytes", "copiesReceivedBytes", "flowsSentBytes", "flowsReceivedBytes"] as const) {
            const total = totals?.[key] ?? Number.NaN;
            expect(Math.abs(sum(series[key]) - total)).toBeLessThanOrEqual(1e-6 * Math.max(1, total));
            expect(Math.min(...series[key])).toBeGreaterThanOrEqual(-1e-6);
            expect(series[key].length * (linkUse?.binSeconds ?? 0)).toBeGreaterThanOrEqual((followed?.makespanSeconds ?? 0) * (1 - 1e-9));
          }
        }
      }),
      SETTING,
    );
    expect(links).toBeGreaterThan(30);
  });

  it("has a copy on its links while it is made, at half their speed while there are two", async () => {
    const guest = (name: string, memory: string) => ({ name, on: "a", vm: { memory } });
    const fleet = parseFleet({
      version: 1,
      hosts: { a: { link: "1 Gbit/s" }, b: { link: "1 Gbit/s" }, c: { link: "1 Gbit/s" } },
      guests: [guest("small", "256 MiB"), guest("large", "1 GiB")],
      plan: {
        moves: [
          { guest: "small", to: "b" },
          { guest: "large", to: "c" },
        ],
        parallel: 2,
      },
    });
    const [plan] = (await simulateFleet(fleet, { followLinks: true })).plans;
    const { binSeconds = 1, links = [] } = plan?.linkUse ?? {};
    const end = plan?.guests.find(({ name }) => name === "small")?.endSeconds ?? Number.NaN;
    const rateAt = (host: number, seconds: number): number =>
      (links[host]?.copiesReceivedBytes[Math.floor(seconds / binSeconds)] ?? Number.NaN) /
      binSeconds /
      (links[host]?.linkBytesPerSecond ?? 1);
    expect(binSeconds).toBeLessThan(end / 8);
    expect(rateAt(1, end / 2)).toBeCloseTo(0.5, 1);
    expect(rateAt(2, end / 2)).toBeCloseTo(0.5, 1);
    expect(rateAt(1, end + 2 * binSeconds)).toBe(0);
    expect(rateAt(2, end + 2 * binSeconds)).toBeCloseTo(1, 1);
  });
});
