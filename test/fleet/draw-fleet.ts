/** Draws fleets for tests of what is true of all of them. */
import fc from "fast-check";

export const HOSTS = ["a", "b", "c"];

const flow = fc.oneof(
  fc.record({
    message: fc.constant("4 KiB"),
    send: fc.integer({ min: 0, max: 40_000_000 }),
    receive: fc.integer({ min: 0, max: 40_000_000 }),
  }),
  fc.record({ mode: fc.constant("volume"), message: fc.constant("16 KiB"), send: fc.integer({ min: 1, max: 50_000_000 }) }),
  fc.record({ mode: fc.constant("closed"), message: fc.constant("1 KiB"), outstanding: fc.integer({ min: 1, max: 8 }) }),
);

/** Fleets of up to four guests on three hosts. */
export const drawnFleets = fc.record({
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
  limits: fc.record(
    {
      parallelPerSource: fc.integer({ min: 1, max: 2 }),
      parallelPerDestination: fc.integer({ min: 1, max: 2 }),
      retries: fc.record({ times: fc.integer({ min: 1, max: 2 }), after: fc.constant("1 s"), growth: fc.constant(2) }),
    },
    { requiredKeys: [] },
  ),
  /** The guests moved home again, in the order in which they left. */
  homeAgain: fc.boolean(),
  /** Of a switch that hosts a and b are on, in 100 Mbit/s. */
  uplink: fc.option(fc.integer({ min: 2, max: 20 }), { nil: undefined }),
  timeoutSeconds: fc.constantFrom(2, 60),
  engine: fc.constantFrom("xen-4.10", "qemu-10.0", "qemu-hybrid"),
  channel: fc.constantFrom("netfront", "xenvmc", "xenvmc-modified"),
});

export type DrawnFleet = typeof drawnFleets extends fc.Arbitrary<infer Value> ? Value : never;

/** The fleet as written; undefined if no guest moves. Xen's channels are for Xen. */
export function writtenFleet({ speeds, uplink, guests, pairs, parallel, limits, homeAgain, timeoutSeconds, engine, channel }: DrawnFleet) {
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
    isMoving ? [{ guest: `g${index}`, to: HOSTS[(on + 1 + to) % HOSTS.length] as string, home: HOSTS[on] as string }] : [],
  );
  if (moves.length === 0) return undefined;
  const away = moves.map(({ guest, to }) => ({ guest, to }));
  const back = homeAgain ? moves.map(({ guest, home }) => ({ guest, to: home })) : [];
  const plan = { moves: [...away, ...back], parallel, ...limits };
  const hosts = Object.fromEntries(
    HOSTS.map((name, index) => [
      name,
      { link: `${(speeds[index] as number) * 100} Mbit/s`, ...(name === "c" || uplink === undefined ? {} : { switch: "s" }) },
    ]),
  );
  const switches = uplink === undefined ? {} : { s: { uplink: `${uplink * 100} Mbit/s`, capacity: "20 Gbit/s" } };
  const isXen = engine.startsWith("xen");
  return { version: 1, hosts, switches, guests: named, plan, engine, ...(isXen ? { channel } : {}), timeout: `${timeoutSeconds} s` };
}
