/** Random drains beside the closed form with which BtrPlace plans them (docs/sources/btrplace.md#duration). */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseFleet } from "../../src/fleet/read-fleet.js";
import { simulateFleet } from "../../src/fleet/simulate-fleet.js";

const DRAINS = 20;
const SEED = 20261128;
/** The form adds a series for the hot set to one for the cold pages: those of one kind that are dirtied while the other is sent are in neither. */
const TOLERANCE_RATIO = 0.02;
const DIRTIED_MOST_RATIO = 0.2;

const PAGE_BYTES = 4096;
const WIRE_PAGE_BYTES = PAGE_BYTES + 8;
const MEBIBYTE = 1 << 20;
const LINK_MEGABITS = 10_000;
/** "Cheat a bit": the form divides megabits by nine. */
const EFFICIENCY_RATIO = 8 / 9;
/** No limit on rounds, no fixed time anywhere: what is left is the copy. */
const BARE = {
  engine: { preset: "xen-4.10", maxIterations: 0, batchSeconds: 0, slotSeconds: 0 },
  host: { suspend: "0 s", resume: "0 s", suspendDirtyPages: 0, setupDirtyPages: 0, copyCpu: "0 s" },
};

const guest = fc.record({
  memoryMebibytes: fc.integer({ min: 1024, max: 4096 }),
  hotMebibytes: fc.integer({ min: 5, max: 100 }),
  hotShare: fc.double({ min: 0.01, max: 1, noNaN: true }),
  coldShare: fc.double({ min: 0, max: 1, noNaN: true }),
});
const drain = fc.record({ guests: fc.array(guest, { minLength: 1, maxLength: 4 }), parallel: fc.integer({ min: 1, max: 4 }) });
type Drawn = typeof drain extends fc.Arbitrary<infer Value> ? Value : never;

/**
 * Writes per second of the hot set and of the rest; together at most a fifth of what each copy is given. Where the memory has gone before the
 * hot set is dirtied once, the form leaves the cold pages out: there are none then.
 */
function ratesOf({ hotShare, coldShare, hotMebibytes, memoryMebibytes }: Drawn["guests"][0], bytesPerSecond: number) {
  const most = (DIRTIED_MOST_RATIO * bytesPerSecond) / WIRE_PAGE_BYTES / 2;
  const hot = Math.ceil(hotShare * most);
  const isHotSetDirtied = wireBytes(hotMebibytes) / (hot * WIRE_PAGE_BYTES) < wireBytes(memoryMebibytes) / bytesPerSecond;
  return { hot, cold: isHotSetDirtied ? Math.floor(coldShare * most) : 0 };
}

const wireBytes = (mebibytes: number) => ((mebibytes * MEBIBYTE) / PAGE_BYTES) * WIRE_PAGE_BYTES;

/** BtrPlace's duration, not rounded. Bytes are those on the wire. */
function durationSeconds(each: Drawn["guests"][0], bytesPerSecond: number): number {
  const { hot, cold } = ratesOf(each, bytesPerSecond);
  const [memory, hotSize, hotRate, coldRate] = [
    wireBytes(each.memoryMebibytes),
    wireBytes(each.hotMebibytes),
    hot * WIRE_PAGE_BYTES,
    cold * WIRE_PAGE_BYTES,
  ];
  const once = memory / bytesPerSecond;
  const hotSeconds = hotSize / hotRate;
  if (once <= hotSeconds) return once + (hotRate * once) / (bytesPerSecond - hotRate);
  const coldPages = (hotSize + (once - hotSeconds) * coldRate) / (bytesPerSecond - coldRate);
  return once + coldPages + ((hotSize / bytesPerSecond) * hotRate) / (bytesPerSecond - hotRate);
}

/** What the form leaves out: cold pages that are dirtied while the hot set is dirtied for the first time. */
function uncountedSeconds(each: Drawn["guests"][0], bytesPerSecond: number): number {
  const { hot, cold } = ratesOf(each, bytesPerSecond);
  const hotSeconds = wireBytes(each.hotMebibytes) / (hot * WIRE_PAGE_BYTES);
  return (hotSeconds * cold * WIRE_PAGE_BYTES) / (bytesPerSecond - cold * WIRE_PAGE_BYTES);
}

async function simulated({ guests, parallel }: Drawn) {
  const bytesPerSecond = copyBytesPerSecond(parallel);
  const link = { bandwidth: `${LINK_MEGABITS} Mbit/s`, efficiency: EFFICIENCY_RATIO, latency: "0 s", connectionBandwidth: "1000 Gbit/s" };
  const written = guests.map((each, index) => {
    const { hot, cold } = ratesOf(each, bytesPerSecond);
    const workload = [
      { kind: "sweep", size: `${each.hotMebibytes} MiB`, rate: hot },
      ...(cold > 0
        ? [
            {
              kind: "sweep",
              offset: (each.hotMebibytes * MEBIBYTE) / PAGE_BYTES,
              size: `${each.memoryMebibytes - each.hotMebibytes} MiB`,
              rate: cold,
            },
          ]
        : []),
    ];
    return { name: `g${index}`, on: "a", vm: { memory: `${each.memoryMebibytes} MiB` }, workload };
  });
  const moves = guests.map((_, index) => ({ guest: `g${index}`, to: "b" }));
  const plan = { moves, parallel, bandwidth: `${(bytesPerSecond * 8) / 1e6} Mbit/s` };
  const { plans } = await simulateFleet(parseFleet({ version: 1, hosts: { a: { link }, b: { link } }, guests: written, plan, ...BARE }));
  return plans[0] as NonNullable<(typeof plans)[0]>;
}

const copyBytesPerSecond = (parallel: number) => ((LINK_MEGABITS / parallel) * 1e6 * EFFICIENCY_RATIO) / 8;

/** When the last of guests ends that begin in this order as soon as one of `parallel` places is free. */
function makespanOf(durations: readonly number[], parallel: number): number {
  const freeAt = new Array<number>(parallel).fill(0);
  for (const duration of durations) {
    const first = freeAt.indexOf(Math.min(...freeAt));
    freeAt[first] = (freeAt[first] as number) + duration;
  }
  return Math.max(...freeAt);
}

describe(`${DRAINS} random drains of seed ${SEED}, beside BtrPlace's closed form`, () => {
  it.each(fc.sample(drain, { seed: SEED, numRuns: DRAINS }).map((drawn, index) => ({ index, drawn })))(
    "drain $index",
    async ({ drawn }) => {
      const { guests, makespanSeconds } = await simulated(drawn);
      const bytesPerSecond = copyBytesPerSecond(drawn.parallel);
      const secondsOf = (index: number) => guests.find(({ name }) => name === `g${index}`)?.totals.totalSeconds as number;
      for (const [index, each] of drawn.guests.entries()) {
        const expected = durationSeconds(each, bytesPerSecond);
        expect(secondsOf(index), `g${index}`).toBeGreaterThanOrEqual(expected * (1 - TOLERANCE_RATIO));
        expect(secondsOf(index), `g${index}`).toBeLessThanOrEqual(
          (expected + uncountedSeconds(each, bytesPerSecond)) * (1 + TOLERANCE_RATIO),
        );
      }
      const inOrder = drawn.guests.map((_, index) => secondsOf(index));
      expect(makespanSeconds).toBeCloseTo(makespanOf(inOrder, drawn.parallel), 9);
    },
  );
});
