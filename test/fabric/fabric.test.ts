import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FabricHost, type FabricStream, shareFabric } from "../../src/fabric/fabric.js";

const CARD = 1e9;
const HOSTS: readonly FabricHost[] = ["a", "b", "c"].map((name) => ({ name, linkBytesPerSecond: CARD, dom0Cpus: 4 }));
const SEED = 20261128;

function stream(from: string, to: string, rest: Partial<FabricStream> = {}): FabricStream {
  return { from, to, weight: 1, wantedBytesPerSecond: Infinity, ...rest };
}

/** CPU time of a host's Dom0 in proportion to the rate. */
function cpuPerByte(host: string, seconds: number) {
  return { host, amountOf: (rate: number) => rate * seconds, rateOf: (cpus: number) => cpus / seconds };
}

describe("shareFabric, closed forms", () => {
  it("gives two copies over one card half each", () => {
    expect(shareFabric(HOSTS, [stream("a", "b"), stream("a", "b")]).bytesPerSecond).toEqual([CARD / 2, CARD / 2]);
  });

  it("shares by weight, and leaves what a small demand does not need to the others", () => {
    const streams = [stream("a", "b", { weight: 3 }), stream("a", "c"), stream("a", "c", { wantedBytesPerSecond: 2e8 })];
    expect(shareFabric(HOSTS, streams).bytesPerSecond).toEqual([6e8, 2e8, 2e8]);
  });

  it("lets a card carry its full rate in each direction at once", () => {
    expect(shareFabric(HOSTS, [stream("a", "b"), stream("b", "a")]).bytesPerSecond).toEqual([CARD, CARD]);
  });

  it("gives a stream past a slower receiving card what that leaves, and the rest of the sender's to its neighbour", () => {
    const hosts = [HOSTS[0] as FabricHost, HOSTS[1] as FabricHost, { name: "c", linkBytesPerSecond: 1e8, dom0Cpus: 4 }];
    expect(shareFabric(hosts, [stream("a", "b"), stream("a", "c")]).bytesPerSecond).toEqual([9e8, 1e8]);
  });

  it("limits a stream within a host by its stage and its Dom0 alone, and names Dom0", () => {
    const local = stream("a", "a", { stage: { key: "ring", secondsPerByte: 1e-10 }, dom0: [cpuPerByte("a", 2 ** -30)] });
    const { bytesPerSecond, limitedByDom0 } = shareFabric(HOSTS, [local, stream("a", "b")]);
    expect(bytesPerSecond).toEqual([2 ** 32, CARD]);
    expect([...limitedByDom0]).toEqual([0]);
  });

  it("holds a stream to its reader's rate and gives the rest to the copy", () => {
    expect(shareFabric(HOSTS, [stream("a", "b", { heldToBytesPerSecond: 1e7 }), stream("a", "b")]).bytesPerSecond).toEqual([1e7, 9.9e8]);
  });

  it("runs both directions of a loop at the rate of the slower one", () => {
    const [there, back] = [stream("a", "b", { loop: "closed" }), stream("b", "a", { loop: "closed" })];
    const shares = shareFabric(HOSTS, [there, back, stream("a", "c")]).bytesPerSecond;
    expect(shares).toEqual([CARD / 2, CARD / 2, CARD / 2]);
  });
});

/** Hosts of several speeds, and streams among them. */
const fabrics = fc.record({
  hosts: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 5 }),
  streams: fc.array(
    fc.record({
      from: fc.nat(4),
      to: fc.nat(4),
      weight: fc.integer({ min: 1, max: 4 }),
      wanted: fc.oneof(fc.constant(Infinity), fc.integer({ min: 0, max: 30 })),
      cpu: fc.integer({ min: 0, max: 3 }),
    }),
    { minLength: 1, maxLength: 9 },
  ),
});

type Drawn = typeof fabrics extends fc.Arbitrary<infer Value> ? Value : never;

function fabricOf({ hosts, streams }: Drawn): { hosts: FabricHost[]; streams: FabricStream[]; cpus: number[] } {
  const named = hosts.map((speed, index) => ({ name: `h${index}`, linkBytesPerSecond: speed * 1e8, dom0Cpus: 1 }));
  const nameOf = (index: number): string => `h${index % hosts.length}`;
  // A stream within a host without a cost there would have no bound: it wants a finite rate.
  const made = streams.map(({ from, to, weight, wanted, cpu }) => {
    const isLocal = nameOf(from) === nameOf(to);
    const wantedBytesPerSecond = isLocal && wanted === Infinity ? 3e9 : wanted * 1e8;
    const dom0 = cpu === 0 ? [] : [cpuPerByte(nameOf(from), cpu * 1e-10)];
    return stream(nameOf(from), nameOf(to), { weight, wantedBytesPerSecond, dom0 });
  });
  return { hosts: named, streams: made, cpus: streams.map(({ cpu }) => cpu * 1e-10) };
}

/** Use of each card and each Dom0, beside its capacity, by the weight of the streams on it. */
function usesOf({ hosts, streams, cpus }: ReturnType<typeof fabricOf>): { capacity: number; perByte: number[] }[] {
  return hosts.flatMap(({ name, linkBytesPerSecond, dom0Cpus }) => [
    { capacity: linkBytesPerSecond, perByte: streams.map(({ from, to }) => (from === name && to !== name ? 1 : 0)) },
    { capacity: linkBytesPerSecond, perByte: streams.map(({ from, to }) => (to === name && from !== name ? 1 : 0)) },
    { capacity: dom0Cpus, perByte: streams.map(({ from }, index) => (from === name ? (cpus[index] as number) : 0)) },
  ]);
}

describe("shareFabric over random fabrics", () => {
  it("exceeds no capacity and no demand", () => {
    fc.assert(
      fc.property(fabrics, (drawn) => {
        const fabric = fabricOf(drawn);
        const rates = shareFabric(fabric.hosts, fabric.streams).bytesPerSecond;
        for (const { capacity, perByte } of usesOf(fabric)) {
          expect(rates.reduce((sum, rate, index) => sum + rate * (perByte[index] as number), 0)).toBeLessThanOrEqual(capacity * (1 + 1e-9));
        }
        for (const [index, rate] of rates.entries()) expect(rate).toBeLessThanOrEqual(fabric.streams[index]?.wantedBytesPerSecond ?? 0);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it("is max-min fair: a stream below its demand meets a full resource on which no other has more for its weight", () => {
    fc.assert(
      fc.property(fabrics, (drawn) => {
        const fabric = fabricOf(drawn);
        const rates = shareFabric(fabric.hosts, fabric.streams).bytesPerSecond;
        const uses = usesOf(fabric);
        for (const [index, rate] of rates.entries()) {
          if (rate >= (fabric.streams[index] as FabricStream).wantedBytesPerSecond) continue;
          const isBottleneck = ({ capacity, perByte }: (typeof uses)[number]): boolean => {
            const levels = rates.map((each, other) => (each * (perByte[other] as number)) / (fabric.streams[other] as FabricStream).weight);
            const used = rates.reduce((sum, each, other) => sum + each * (perByte[other] as number), 0);
            return (
              (perByte[index] as number) > 0 &&
              used >= capacity * (1 - 1e-9) &&
              (levels[index] as number) >= Math.max(...levels) * (1 - 1e-9)
            );
          };
          expect(uses.some(isBottleneck)).toBe(true);
        }
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it("gives the same rates in any order of hosts and streams", () => {
    fc.assert(
      fc.property(fabrics, (drawn) => {
        const { hosts, streams } = fabricOf(drawn);
        const rates = shareFabric(hosts, streams).bytesPerSecond;
        const turned = shareFabric([...hosts].reverse(), [...streams].reverse()).bytesPerSecond.toReversed();
        for (const [index, rate] of rates.entries()) expect(Math.abs((turned[index] as number) - rate)).toBeLessThanOrEqual(1e-9 * rate);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });
});
