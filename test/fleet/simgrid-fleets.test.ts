/** Random fleets of fluid guests beside SimGrid, whose own solver shares the links. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseFleet } from "../../src/fleet/read-fleet.js";
import { simulateFleet } from "../../src/fleet/simulate-fleet.js";

const HEADER = "/usr/include/simgrid/s4u.hpp";
const SOURCE = new URL("native/simgrid-fleet.cpp", import.meta.url).pathname;
const FLEETS = Number(process.env.SIMGRID_FLEETS ?? 20);
const SEED = Number(process.env.SIMGRID_SEED ?? 20261128);
const TOLERANCE_RATIO = 0.005;

const PAGE_BYTES = 4096;
/** A page with its entry in Xen's batch. */
const WIRE_PAGE_BYTES = PAGE_BYTES + 8;
const EFFICIENCY_RATIO = 0.94;
const MEBIBYTE = 1 << 20;
/** No work in Dom0, no fixed times, no time for reading the dirty log, no limit of one connection: the links alone set every time. */
const BARE_ENGINE = { preset: "xen-4.10", batchSeconds: 0, slotSeconds: 0 };
const BARE_LINK = { latency: "0 s", connectionBandwidth: "1000 Gbit/s" };
const BARE_HOST = { suspend: "0 s", resume: "0 s", suspendDirtyPages: 0, setupDirtyPages: 0, copyCpu: "0 s" };

/** A guest that sweeps over a region: it dirties as many pages as it writes until it has been through, as a fluid does. */
const guest = fc.record({
  from: fc.nat(3),
  step: fc.integer({ min: 1, max: 3 }),
  memoryMebibytes: fc.integer({ min: 1024, max: 4096 }),
  pagesPerSecond: fc.integer({ min: 1, max: 12_000 }),
  regionShare: fc.double({ min: 0.01, max: 0.5, noNaN: true }),
});
const fleet = fc.record({
  cardsMegabits: fc.array(fc.integer({ min: 1000, max: 25_000 }), { minLength: 4, maxLength: 4 }),
  guests: fc.array(guest, { minLength: 2, maxLength: 8 }),
  parallel: fc.integer({ min: 1, max: 6 }),
  limitMegabits: fc.option(fc.integer({ min: 400, max: 5000 }), { nil: undefined }),
});
type Drawn = typeof fleet extends fc.Arbitrary<infer Value> ? Value : never;
type GuestTimes = { begin: number; end: number; bytes: number };

const toOf = ({ from, step }: Drawn["guests"][0]) => (from + step) % 4;
const regionMebibytesOf = ({ memoryMebibytes, regionShare }: Drawn["guests"][0]) => Math.ceil(memoryMebibytes * regionShare);

async function ours({ cardsMegabits, guests, parallel, limitMegabits }: Drawn): Promise<GuestTimes[]> {
  const written = {
    version: 1,
    hosts: Object.fromEntries(cardsMegabits.map((speed, host) => [`h${host}`, { link: { bandwidth: `${speed} Mbit/s`, ...BARE_LINK } }])),
    guests: guests.map((each, index) => ({
      name: `g${index}`,
      on: `h${each.from}`,
      vm: { memory: `${each.memoryMebibytes} MiB` },
      workload: [{ kind: "sweep", size: `${regionMebibytesOf(each)} MiB`, rate: each.pagesPerSecond }],
    })),
    plan: {
      moves: guests.map((each, index) => ({ guest: `g${index}`, to: `h${toOf(each)}` })),
      parallel,
      ...(limitMegabits !== undefined && { bandwidth: `${limitMegabits} Mbit/s` }),
    },
    engine: BARE_ENGINE,
    host: BARE_HOST,
  };
  const { plans } = await simulateFleet(parseFleet(written));
  const results = plans[0]?.guests ?? [];
  return guests.map((_, index) => {
    const result = results.find(({ name }) => name === `g${index}`);
    if (result === undefined) throw new Error(`g${index} has no result`);
    return { begin: result.startSeconds, end: result.startSeconds + result.totals.totalSeconds, bytes: result.totals.wireBytes };
  });
}

function simgrids({ cardsMegabits, guests, parallel, limitMegabits = 0 }: Drawn, program: string): GuestTimes[] {
  const goodput = (megabits: number) => ((megabits * 1e6) / 8) * EFFICIENCY_RATIO;
  const lines = [
    `${cardsMegabits.length} ${cardsMegabits.map(goodput).join(" ")}`,
    `${guests.length} ${parallel} ${(limitMegabits * 1e6) / 8}`,
    ...guests.map((each) => {
      const [memory, region] = [each.memoryMebibytes, regionMebibytesOf(each)].map(
        (size) => ((size * MEBIBYTE) / PAGE_BYTES) * WIRE_PAGE_BYTES,
      );
      return `${each.from} ${toOf(each)} ${memory} ${each.pagesPerSecond * WIRE_PAGE_BYTES} ${region} ${WIRE_PAGE_BYTES}`;
    }),
  ];
  const { status, stdout, stderr } = spawnSync(program, ["--log=root.thresh:error"], { input: lines.join("\n"), encoding: "utf8" });
  if (status !== 0) throw new Error(`simgrid-fleet ended with ${status}: ${stderr}`);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [begin = Number.NaN, end = Number.NaN, bytes = Number.NaN] = line.split(" ").map(Number);
      return { begin, end, bytes };
    });
}

function expectNear(value: number, expected: number, what: string): void {
  expect(Math.abs(value / expected - 1), `${what}: ${value} for ${expected}`).toBeLessThanOrEqual(TOLERANCE_RATIO);
}

describe.skipIf(!existsSync(HEADER))("fluid guests over shared links, as in SimGrid (skipped without libsimgrid-dev)", () => {
  const directory = mkdtempSync(join(tmpdir(), "simgrid-"));
  const program = join(directory, "simgrid-fleet");
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  beforeAll(() => {
    const compiled = spawnSync("g++", ["-std=c++17", "-O1", "-o", program, SOURCE, "-lsimgrid"], { encoding: "utf8" });
    expect(compiled.status, compiled.stderr).toBe(0);
  }, 60_000);

  it(`${FLEETS} random fleets of seed ${SEED} within ${TOLERANCE_RATIO * 100} %`, async () => {
    const drawn = fc.sample(fleet, { seed: SEED, numRuns: FLEETS });
    for (const [index, each] of drawn.entries()) {
      const own = await ours(each);
      for (const [number, theirs] of simgrids(each, program).entries()) {
        const mine = own[number] as GuestTimes;
        const what = `guest ${number} of fleet ${index}`;
        expectNear(mine.end, theirs.end, `end of ${what}`);
        expectNear(mine.end - mine.begin, theirs.end - theirs.begin, `time of ${what}`);
        expectNear(mine.bytes, theirs.bytes, `bytes of ${what}`);
      }
    }
  });
});
