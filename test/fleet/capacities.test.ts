/** What the links carry at every event of random fleets. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseFleet } from "../../src/fleet/read-fleet.js";
import { type FleetMoment, runPlan } from "../../src/fleet/run-plan.js";
import { type DrawnFleet, drawnFleets, writtenFleet } from "./draw-fleet.js";

const SETTING = { seed: 20261128, numRuns: 40 };

/** The moments of the first plan, one for each event. */
async function momentsOf(drawn: DrawnFleet) {
  const written = writtenFleet(drawn);
  if (written === undefined) return undefined;
  const fleet = parseFleet(written);
  const moments: FleetMoment[] = [];
  const [plan] = fleet.plans;
  if (plan === undefined) return undefined;
  await runPlan(fleet, plan, 0, { onEnd: () => {}, onMoment: (moment) => moments.push(moment) });
  return { fleet, moments };
}

describe("at every event of every fleet", () => {
  it("no card and no switch carries more than its goodput", async () => {
    let events = 0;
    await fc.assert(
      fc.asyncProperty(drawnFleets, async (drawn) => {
        const run = await momentsOf(drawn);
        for (const { copies, flows } of run?.moments ?? []) {
          events++;
          // A copy with a limit of its own sends bursts: their mean is its use of the link.
          const streams = [
            ...copies.map((copy) => ({ ...copy, bytesPerSecond: Math.min(copy.bytesPerSecond, copy.limitBytesPerSecond) })),
            ...flows.filter(({ from, to }) => from !== to),
          ];
          for (const { name, linkBytesPerSecond } of run?.fleet.hosts ?? []) {
            const leaving = streams.reduce((sum, { from, bytesPerSecond }) => sum + (from === name ? bytesPerSecond : 0), 0);
            const arriving = streams.reduce((sum, { to, bytesPerSecond }) => sum + (to === name ? bytesPerSecond : 0), 0);
            expect(Math.max(leaving, arriving)).toBeLessThanOrEqual(linkBytesPerSecond * (1 + 1e-9));
          }
          for (const { name, uplinkBytesPerSecond } of run?.fleet.switches ?? []) {
            const isOn = (host: string): boolean => run?.fleet.hosts.find((each) => each.name === host)?.switch === name;
            const crossing = (isLeaving: boolean): number =>
              streams.reduce((sum, { from, to, bytesPerSecond }) => {
                const isCrossing = isOn(from) === isLeaving && isOn(to) !== isLeaving;
                return sum + (isCrossing ? bytesPerSecond : 0);
              }, 0);
            expect(Math.max(crossing(true), crossing(false))).toBeLessThanOrEqual(uplinkBytesPerSecond * (1 + 1e-9));
          }
        }
      }),
      SETTING,
    );
    expect(events).toBeGreaterThan(1000);
  });

  it("no more migrations are under way than the plan allows, of one guest never two", async () => {
    let most = 0;
    await fc.assert(
      fc.asyncProperty(drawnFleets, async (drawn) => {
        const run = await momentsOf(drawn);
        const { parallelPerSource = Infinity, parallelPerDestination = Infinity } = drawn.limits;
        for (const { migrations } of run?.moments ?? []) {
          most = Math.max(most, migrations.length);
          expect(migrations.length).toBeLessThanOrEqual(drawn.parallel);
          expect(new Set(migrations.map(({ guest }) => guest)).size).toBe(migrations.length);
          for (const { name } of run?.fleet.hosts ?? []) {
            expect(migrations.filter(({ from }) => from === name).length).toBeLessThanOrEqual(parallelPerSource);
            expect(migrations.filter(({ to }) => to === name).length).toBeLessThanOrEqual(parallelPerDestination);
          }
        }
      }),
      SETTING,
    );
    expect(most).toBe(3);
  });
});
