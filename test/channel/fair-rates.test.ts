/** Fair rates over several resources: nothing is overused, nothing wasted, and nobody has more at the resource that limits another. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fairRates, type Resource, type Use } from "../../src/channel/fair-rates.js";

const SLACK = 1e-9;

function use(index: number, weight: number, each: number, fixed = 0): Use {
  // As netback: a cost per wake-up up to a rate of 10, and one per unit.
  return {
    index,
    weight,
    amountOf: (rate) => Math.min(rate, 10) * fixed + rate * each,
    rateOf: (amount) => (amount <= 10 * (fixed + each) ? amount / (fixed + each) : (amount - 10 * fixed) / each),
  };
}

const positive = fc.double({ min: 0.05, max: 20, noNaN: true });
/** As lanes meet them: each demand in one stage, most of them at the card and in Dom0, and the copy at both. */
const settings = fc
  .array(
    fc.record({
      demand: fc.oneof(fc.double({ min: 0, max: 100, noNaN: true }), fc.constant(Infinity)),
      weight: positive,
      stage: fc.nat(1),
      card: fc.boolean(),
      each: positive,
      fixed: fc.constantFrom(0, 1),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .chain((lanes) => fc.tuple(fc.constant(lanes), positive, positive))
  .map(([lanes, card, cpus]) => {
    const stages = [0, 1].map(
      (stage): Resource => ({
        capacity: 1,
        uses: lanes.flatMap((lane, index) => (lane.stage === stage ? [use(index, 1, 0.02)] : [])),
      }),
    );
    const copy = lanes.length;
    const resources: Resource[] = [
      ...stages,
      { capacity: card, uses: [...lanes.flatMap((lane, index) => (lane.card ? [use(index, lane.weight, 1)] : [])), use(copy, 1, 1)] },
      { capacity: cpus, uses: [...lanes.map((lane, index) => use(index, lane.weight, lane.each, lane.fixed)), use(copy, 1, 0.7)] },
    ];
    return { demands: [...lanes.map(({ demand }) => demand), Infinity], resources };
  });

const amounts = ({ uses }: Resource, rates: readonly number[]): number[] =>
  uses.map(({ index, amountOf }) => amountOf(rates[index] as number));
const sum = (list: readonly number[]): number => list.reduce((total, each) => total + each, 0);

describe("fair rates", () => {
  it("exceed no demand and no resource", () => {
    fc.assert(
      fc.property(settings, ({ demands, resources }) => {
        const { rates } = fairRates(demands, resources);
        for (const [index, rate] of rates.entries()) expect(rate).toBeLessThanOrEqual(demands[index] as number);
        for (const resource of resources) expect(sum(amounts(resource, rates))).toBeLessThanOrEqual(resource.capacity * (1 + SLACK));
      }),
      { seed: 20261128, numRuns: 500 },
    );
  });

  it("give whoever gets less than it demands the largest weighted part of a resource that is used up", () => {
    fc.assert(
      fc.property(settings, ({ demands, resources }) => {
        const { rates, limited } = fairRates(demands, resources);
        for (const [index, rate] of rates.entries()) {
          if (rate === demands[index]) continue;
          const place = limited.findIndex((indices, at) => indices.has(index) && isBottleneck(resources[at] as Resource, rates, index));
          expect(place).toBeGreaterThanOrEqual(0);
        }
      }),
      { seed: 20261128, numRuns: 500 },
    );
  });

  it("give a demand that needs little of everything all of it, bit for bit", () => {
    const resources = [
      { capacity: 100, uses: [use(0, 1, 1), use(1, 1, 1)] },
      { capacity: 1, uses: [use(0, 1, 0.1), use(1, 1, 0.1)] },
    ];
    expect(fairRates([Infinity, 0.1 + 0.2], resources).rates[1]).toBe(0.1 + 0.2);
  });

  it("leave what is limited at one resource to the others at the next", () => {
    const resources = [
      { capacity: 10, uses: [use(0, 1, 1), use(1, 1, 1)] },
      { capacity: 1, uses: [use(1, 1, 1), use(2, 1, 1)] },
    ];
    expect(fairRates([Infinity, Infinity, Infinity], resources).rates).toEqual([9.5, 0.5, 0.5]);
  });
});

function isBottleneck(resource: Resource, rates: readonly number[], index: number): boolean {
  const used = amounts(resource, rates);
  if (sum(used) < resource.capacity * (1 - SLACK)) return false;
  const levels = used.map((amount, rank) => amount / (resource.uses[rank] as Use).weight);
  const own = levels[resource.uses.findIndex((each) => each.index === index)] as number;
  return Math.max(...levels) <= own * (1 + SLACK);
}
